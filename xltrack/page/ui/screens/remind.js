// Remind: everybody who has not answered, with the mail to each. The page sends nothing.
import { useEffect, useState } from "preact/hooks";
import { lookAtReminders, saveReminders } from "../actions/remind.js";
import { writesInPlace } from "../actions/writing.js";
import { Mail, Wording } from "../mail.js";
import { Button, Chip, FootBar, Heading, Icon, Message, html } from "../parts.js";
import { day, languageName, list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Remind({ month }) {
  const { reminders, tracker, asOf, wording, contacts, status, detail } = month.state;
  const [left, setLeft] = useState(/** @type {Record<string, boolean>} */ ({}));
  const [shown, setShown] = useState("");
  useEffect(() => void lookAtReminders(month), [asOf, tracker.revision, wording, contacts, status]);
  const drafts = reminders?.drafts ?? [];
  const isChosen = (/** @type {any} */ one) => left[one.file] ?? (detail ? one.to === detail : one.is_due);
  const chosen = drafts.filter(isChosen);
  const here = drafts.find((/** @type {any} */ one) => one.file === shown) ?? chosen[0] ?? drafts[0];
  if (reminders && !drafts.length && !reminders.unreachable.length) return html`<${Nobody} month=${month} />`;
  return html`<p class="small"><a href="#collect">${t("remind.back")}</a></p>
    <${Heading} lead=${t("remind.lead")}>${t("remind.title", { n: new Set(drafts.map((/** @type {any} */ one) => one.to)).size + (reminders?.unreachable.length ?? 0) })}<//>
    <${Message} month=${month} />
    <div class="columns"><div>
      ${reminders?.unreachable.length ? html`<p class="small waiting"><${Icon} name="warn" /> ${t("remind.unreachable", { names: list(reminders.unreachable) })}</p>` : null}
      ${drafts.length ? html`<div class="card listing"><table class="stack">
        <thead><tr><th scope="col"><span class="unseen">${t("remind.choose")}</span></th><th scope="col">${t("send.to")}</th><th scope="col">${t("collect.state")}</th><th scope="col">${t("send.language")}</th></tr></thead>
        <tbody>${drafts.map((/** @type {any} */ one) => html`<tr class=${one === here ? "chosen" : ""}>
          <td><input type="checkbox" aria-label=${t("remind.choose_one", { name: one.mail.name || one.to })} checked=${isChosen(one)} onChange=${(/** @type {any} */ event) => (setLeft({ ...left, [one.file]: event.target.checked }), setShown(one.file))} /></td>
          <th scope="row"><button type="button" class="linklike" aria-pressed=${one === here ? "true" : "false"} onClick=${() => setShown(one.file)}><bdi>${one.mail.name || one.to}</bdi></button><span class="soft small">${one.to === one.mail.name ? null : html`<bdi>${one.to}</bdi> · `}<bdi>${one.mail.address}</bdi></span></th>
          <td class="wide">${one.days > 0 ? html`<${Chip} tone="late">${t("collect.days_late", { n: one.days })}<//>` : html`<${Chip} tone="todo">${t("collect.sent_due", { day: day(one.due) })}<//>`}${one.is_due ? null : html`<br /><span class="small soft">${t("remind.not_due")}</span>`}</td>
          <td>${languageName(one.language)}</td></tr>`)}</tbody>
      </table></div>` : null}
    </div>
    ${here ? html`<${Mail} mail=${here.mail} to=${here.to}><${Wording} month=${month} kind="reminder" form=${here.kind} language=${here.language} key=${here.language} /><//>` : null}
    </div>
    <${FootBar} say=${html`<b>${t("remind.bar", { n: chosen.length })}</b> <span class="soft">${t(writesInPlace(month) ? "send.into_folder" : chosen.length > 1 ? "remind.into_zip" : "remind.into_file", { folder: `${asOf.slice(0, 7)} › reminders` })}</span>`}>
      <${Button} kind="main" disabled=${!chosen.length} onClick=${() => saveReminders(month, chosen.map((/** @type {any} */ one) => one.file))}>${t("remind.save", { n: chosen.length })}<//>
    <//>`;
}

/** @param {{month: Month}} props */
function Nobody({ month }) {
  const sent = month.state.tracker.sent.count;
  return html`<${Heading} lead=${t(sent ? "remind.nobody_lead" : "remind.not_sent_lead")}>${t(sent ? "remind.nobody" : "remind.not_sent")}<//>
    <${Message} month=${month} />
    <${FootBar} say=""><${Button} kind="main" onClick=${() => month.go(sent ? "collect" : "send")}>${t(sent ? "remind.back" : "remind.to_send")}<//><//>`;
}
