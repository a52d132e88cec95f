// Settings: what xltrack.toml says, and its text to change. The same functions check it as the command line's.
import { useEffect, useState } from "preact/hooks";
import { changeSettings, lookAtSettings, takeSettings } from "../actions/settings.js";
import { writesInPlace } from "../actions/writing.js";
import { Button, DropZone, FootBar, Heading, Icon, Message, html } from "../parts.js";
import { list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Settings({ month }) {
  const { settings } = month.state;
  const [text, setText] = useState(/** @type {string | null} */ (null));
  useEffect(() => void lookAtSettings(month), []);
  const now = text ?? settings?.text ?? "";
  return html`<${Heading} lead=${t("settings.lead")}>${settings?.set.length ? t("settings.title", { n: settings.set.length }) : t("settings.title_none")}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} label=${t("settings.drop")} take=${(/** @type {any} */ files) => (setText(null), takeSettings(month, files))} button=${t("collect.choose")}><b>${t("settings.drop")}</b> <span class="soft">${t("settings.drop_what")}</span><//>
    ${settings?.missing.length ? html`<p class="message"><${Icon} name="warn" /> ${t("settings.missing", { names: list(settings.missing) })}</p>` : null}
    <div class="columns">
      <section class="card"><div class="field"><label for="settings-text">${t("settings.text")}</label><textarea id="settings-text" rows="18" spellcheck="false" dir="ltr" value=${now} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea></div></section>
      <section class="card"><h2>${t("settings.now")}</h2>${settings?.set.length ? html`<table class="dense"><tbody>${settings.set.map((/** @type {any} */ one) => html`<tr><th scope="row" class="soft"><code><bdi>${one.key}</bdi></code></th><td>${one.value}</td></tr>`)}</tbody></table>` : html`<p class="soft">${t("settings.usual")}</p>`}</section>
    </div>
    <${FootBar} say=${html`<b>xltrack.toml</b> <span class="soft">${t(writesInPlace(month) ? "settings.into_folder" : "settings.into_downloads")}</span>`}>
      <${Button} kind="main" disabled=${text === null || text === settings?.text} onClick=${async () => ((await changeSettings(month, now)) && setText(null))}>${t("settings.save")}<//>
    <//>`;
}
