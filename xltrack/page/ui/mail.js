// One mail as it will be, and its words, which can be changed for all mails of the round in that language.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { setWording, shippedWording, wordingOf } from "./actions/wording.js";
import { Button, Icon, Quiet, html } from "./parts.js";
import { languageName, t } from "./words.js";

/** @typedef {import("./month.js").Month} Month */

/** @param {{mail: any, to: string, file?: string, children?: any}} props */
export function Mail({ mail, to, file, children }) {
  return html`<section class="card" aria-labelledby="mail"><h2 id="mail">${t("send.mail", { to: mail?.name || to })}</h2>
    ${mail
      ? html`<dl class="mail"><dt>${t("send.to")}</dt><dd><bdi>${mail.address}</bdi></dd>${mail.cc.length ? html`<dt>${t("send.cc")}</dt><dd><bdi>${mail.cc.join(", ")}</bdi></dd>` : null}<dt>${t("send.subject")}</dt><dd>${mail.subject}</dd>${file ? html`<dt>${t("send.attached")}</dt><dd><${Icon} name="file" /> <bdi>${file}</bdi></dd>` : null}</dl><p class="body" dir="auto">${mail.body}</p>`
      : html`<p class="soft">${t("send.no_mail")}</p>${file ? html`<p><${Icon} name="file" /> <bdi>${file}</bdi></p>` : null}`}
    ${children}
  </section>`;
}

/**
 * The words of all mails of one kind in one language. `form` names the shipped words to begin with.
 * @param {{month: Month, kind: string, form: string, language: string}} props
 */
export function Wording({ month, kind, form, language }) {
  const [words, setWords] = useState(/** @type {any} */ (null));
  const own = wordingOf(month, kind)[language];
  const first = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => first.current?.focus(), [Boolean(words)]);
  const begin = async () => setWords({ ...(await shippedWording(month, form, language)), ...own });
  if (!words) return html`<p class="small"><${Quiet} onClick=${begin}>${t("wording.change", { language: languageName(language) })}<//>${own ? html` · ${t("wording.changed")}` : null}</p>`;
  /** @param {any} value */
  const use = (value) => (setWording(month, kind, language, value), setWords(null));
  return html`<div role="group" aria-label=${t("wording.change", { language: languageName(language) })}>
    <p class="soft small">${t("wording.what", { language: languageName(language) })}</p>
    <div class="field"><label for="wording-subject">${t("send.subject")}</label><input id="wording-subject" ref=${first} type="text" dir="auto" value=${words.subject} onInput=${(/** @type {any} */ event) => setWords({ ...words, subject: event.target.value })} /></div>
    <div class="field"><label for="wording-body">${t("wording.body")}</label><textarea id="wording-body" rows="14" dir="auto" value=${words.body} onInput=${(/** @type {any} */ event) => setWords({ ...words, body: event.target.value })}></textarea></div>
    <p class="small soft">${t("wording.places")} ${words.places.map((/** @type {string} */ place) => html`<code><bdi>${place}</bdi></code> `)}</p>
    <div class="row"><${Button} small=${true} disabled=${!words.subject.trim() || !words.body.trim()} onClick=${() => use({ subject: words.subject, body: words.body })}>${t("wording.use")}<//>${own ? html`<${Button} small=${true} onClick=${() => use(null)}>${t("wording.shipped")}<//>` : null}<${Button} small=${true} kind="quiet" onClick=${() => setWords(null)}>${t("bar.cancel")}<//></div></div>`;
}
