// Send: one copy and one mail draft for everybody who answers for something. The page sends nothing.
import { useEffect, useRef, useState } from "preact/hooks";
import { lookAtCopies, readContacts, sendCopies, takeAddress } from "../actions/send.js";
import { writesInPlace } from "../actions/writing.js";
import { Mail, Wording } from "../mail.js";
import { Button, DayField, DropZone, FootBar, Heading, Icon, Message, Quiet, Unsaved, html } from "../parts.js";
import { languageName, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Send({ month }) {
  const { sending, tracker, asOf, saved, wording, addresses } = month.state;
  const [by, setBy] = useState("responsible");
  const [onlyOpen, setOnlyOpen] = useState(true);
  const [returnBy, setReturnBy] = useState("");
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState(/** @type {Record<string, boolean>} */ ({}));
  const choice = { by, only_open: onlyOpen, return_by: returnBy };
  useEffect(() => void lookAtCopies(month, choice), [by, onlyOpen, returnBy, asOf, tracker.revision, month.state.contacts, wording, addresses]);
  const copies = sending?.copies ?? [];
  const sent = copies.filter((/** @type {any} */ one) => !left[one.file]);
  const drafts = sent.flatMap((/** @type {any} */ one) => one.mails).length;
  const actions = sent.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.actions, 0);
  const shown = copies[Math.min(chosen, copies.length - 1)];
  return html`<${Heading} lead=${t("send.lead")}>${saved ? t("send.saved") : t("send.title", { n: sent.length, actions })}<//>
    <${Message} month=${month} />
    <${Unsaved} month=${month} />
    <div class="columns">
      <div>
        <div class="fields">
          <${DayField} id="return-by" label=${t("send.return_by")} min=${asOf} value=${returnBy || sending?.return_by} take=${setReturnBy} />
          <div class="field"><label for="by">${t("send.by")}</label><select id="by" value=${by} onChange=${(/** @type {any} */ event) => setBy(event.target.value)}><option value="responsible">${t("send.by_unit")}</option><option value="person">${t("send.by_person")}</option>${(sending?.by_fields ?? []).map((/** @type {any} */ one) => html`<option value=${one.key}>${one.label}</option>`)}</select></div>
          <label class="check"><input type="checkbox" checked=${onlyOpen} onChange=${(/** @type {any} */ event) => setOnlyOpen(event.target.checked)} /><span>${t("send.only_open")}</span></label>
        </div>
        <${DropZone} slim=${true} label=${t("send.contacts")} accept=".csv,.txt,.xlsx" take=${(/** @type {any} */ files) => readContacts(month, files)} button=${t("open.choose")}><b>${month.state.contacts ? t("send.contacts_read", { n: month.state.contacts.count }) : t("send.contacts")}</b> <span class="soft">${t("send.contacts_what")}</span><//>
        ${(month.state.contacts?.findings ?? []).concat(sending?.findings ?? []).map((/** @type {any} */ one) => html`<p class="small waiting"><${Icon} name="warn" /> ${one.message} ${one.remedy}</p>`)}
        ${copies.length ? html`<div class="card listing"><table class="stack">
          <thead><tr><th scope="col"><span class="unseen">${t("send.choose")}</span></th><th scope="col">${t("send.to")}</th><th scope="col">${t("send.language")}</th><th scope="col" class="number">${t("send.actions")}</th><th scope="col" class="number">${t("send.overdue")}</th></tr></thead>
          <tbody>${copies.map((/** @type {any} */ one, /** @type {number} */ at) => html`<tr class=${one === shown ? "chosen" : ""}>
            <td><input type="checkbox" aria-label=${t("send.choose_one", { name: one.to })} checked=${!left[one.file]} onChange=${(/** @type {any} */ event) => (setLeft({ ...left, [one.file]: !event.target.checked }), setChosen(at))} /></td>
            <th scope="row"><button type="button" class="linklike" aria-pressed=${one === shown ? "true" : "false"} onClick=${() => setChosen(at)}><bdi>${one.to}</bdi></button><span class="soft small">${one.mails.map((/** @type {any} */ mail) => [mail.name, mail.address].filter(Boolean).join(", ")).join(" · ") || t("send.no_address")}</span></th>
            <td>${languageName(one.language)}</td><td class="number" data-label=${t("send.actions")}>${one.actions}</td><td class="number" data-label=${t("send.overdue")}><b class=${one.overdue ? "late" : ""}>${one.overdue || ""}</b></td></tr>`)}</tbody>
        </table></div>` : null}
      </div>
      ${shown ? html`<${Mail} mail=${shown.mails[0]} to=${shown.to} file=${shown.file}>${shown.mails.length ? html`<${Wording} month=${month} kind="copy" form="copy" language=${shown.language} key=${shown.language} />` : null}<${Addressed} month=${month} copy=${shown} key=${shown.file} /><//>` : null}
    </div>
    <${FootBar} say=${html`<b>${t("send.bar", { n: sent.length })} ${t("remind.bar", { n: drafts })}</b> <span class="soft">${t(writesInPlace(month) ? "send.into_folder" : "send.into_zip", { folder: `${asOf.slice(0, 7)} › outbox` })}</span>`}>
      <${Button} kind="main" disabled=${!sent.length} onClick=${() => sendCopies(month, choice, copies.filter((/** @type {any} */ one) => left[one.file]).map((/** @type {any} */ one) => one.file))}>${t("send.save", { n: sent.length })}<//>
    <//>`;
}

/** Asks for an address where there is none; one that was typed can be changed. @param {{month: Month, copy: any}} props */
function Addressed({ month, copy: { to, unit, mails } }) {
  const typed = month.state.addresses.find((one) => mails.some((/** @type {any} */ mail) => mail.address === one.email));
  const [name, setName] = useState(to === unit ? "" : to);
  const [email, setEmail] = useState("");
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  if (typed) return html`<p class="small"><${Quiet} onClick=${() => takeAddress(month, { ...typed, email: "" })}>${t("send.change_address")}<//></p>`;
  if (mails.length) return null;
  const use = () => (field.current?.reportValidity() ? takeAddress(month, { unit, name: name.trim(), email: email.trim() }) : null);
  return html`<div class="field"><label for="address-name">${t("settings.signs_name")}</label><input id="address-name" type="text" disabled=${to !== unit} value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></div>
    <div class="field"><label for="address">${t("send.address")}</label><input id="address" type="email" required ref=${field} value=${email} onInput=${(/** @type {any} */ event) => setEmail(event.target.value)} /></div>
    <p><${Button} small=${true} disabled=${!email.trim()} onClick=${use}>${t("send.use_address")}<//></p>`;
}
