// Before a save: what will change, which files are written, what stays open.
import { useEffect, useState } from "preact/hooks";
import { addFiles } from "../actions/collect.js";
import { listedPicks } from "../actions/decide.js";
import { lookBeforeSaving, saveTracker } from "../actions/save.js";
import { keptAs, writesInPlace } from "../actions/writing.js";
import { Button, Changes, DropZone, FootBar, Heading, Icon, Message, html } from "../parts.js";
import { cell, list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Save({ month }) {
  const { preview, tracker, saved } = month.state;
  const [receipts, setReceipts] = useState(false);
  const outdated = !preview && !saved && month.unsaved() > 0; // come here by the browser's Back and Forward
  useEffect(() => {
    if (outdated) void lookBeforeSaving(month);
  }, [outdated]);
  if (saved) return html`<${Saved} month=${month} />`;
  if (!preview) return html`<${Heading} lead=${t("save.none_lead")}>${t("save.none")}<//><${Message} month=${month} /><${FootBar} say=""><${Button} kind="main" onClick=${() => month.go("decide")}>${t("save.back")}<//><//>`;
  const mails = preview.receipts.length;
  const count = preview.decided.length + preview.clear.length;
  const [before, after] = preview.overdue;
  return html`<${Heading} lead=${before === after ? t("save.lead_same", { n: after }) : t("save.lead", { before, after })}>${t("save.title", { n: count })}<//>
    <${Message} month=${month} />
    <div class="columns">
      <section class="card">
        ${preview.decided.length ? html`<h2>${t("save.decided", { n: preview.decided.length })}</h2><${Changes} changes=${preview.decided} cell=${cell} most=${20} />` : null}
        ${preview.clear.length ? html`<h2>${t("save.clear", { n: preview.clear.length })}</h2><${Changes} changes=${preview.clear} cell=${cell} />` : null}
        ${count ? null : html`<p class="soft">${t("save.only_record")}</p>`}
      </section>
      <aside>
        <section class="card"><h2>${t("save.files")}</h2><ul class="bare small">
          <li><${Icon} name="file" /> <b><bdi>${writesInPlace(month) ? tracker.file : preview.saved_as}</bdi></b><br /><span class="soft">${t("save.revision", { before: preview.revision[0], after: preview.revision[1] })}</span></li>
          ${writesInPlace(month) ? html`<li><${Icon} name="file" /> <b><bdi>${month.folder ? `backup/${keptAs(month)}` : "backup"}</bdi></b><br /><span class="soft">${t("save.backup")}</span></li>` : html`<li class="soft">${t("save.move")}</li>`}
        </ul>
          ${mails ? html`<label class="check"><input type="checkbox" checked=${receipts} onChange=${(/** @type {any} */ event) => setReceipts(event.target.checked)} /><span>${t("save.receipts", { n: mails })}<br /><span class="soft small">${t("save.receipts_what")}</span></span></label>
          ${receipts ? html`<details><summary>${t("save.receipts_look")}</summary>${preview.receipts.map((/** @type {any} */ one) => html`<dl class="mail"><dt>${t("send.to")}</dt><dd><bdi>${[one.name, one.address].filter(Boolean).join(", ") || t("send.no_address")}</bdi></dd><dt>${t("send.subject")}</dt><dd>${one.subject}</dd></dl><p class="body small" dir="auto">${one.body}</p>`)}</details>` : null}` : null}
        </section>
        ${preview.left.length ? html`<section class="card"><h2>${t("save.left", { n: preview.left.length })}</h2><p class="small">${t("save.left_what", { refs: list([...new Set(preview.left)].slice(0, 12)) })}</p></section>` : null}
        ${preview.refused.length ? html`<section class="card wait"><h2>${t("save.refused")}</h2>${preview.refused.map((/** @type {any} */ one) => html`<p class="small">${one.message} ${one.remedy}</p>`)}</section>` : null}
        <p class="small soft"><${Icon} name="undo" /> ${t("save.undo")}</p>
      </aside>
    </div>
    <${FootBar} say=${html`<b>${t("save.bar", { n: count })} ${receipts ? t("save.bar_receipts", { n: mails }) : ""}</b> <span class="soft">${t("save.close_excel", { file: tracker.file })}</span>`}>
      <${Button} onClick=${() => month.go("decide")}>${t("save.back")}<//>
      <${Button} kind="main" disabled=${!preview.changes} onClick=${() => saveTracker(month, listedPicks(month), receipts)}>${t("save.save")}<//>
    <//>`;
}

/** @param {{month: Month}} props */
function Saved({ month }) {
  const { tracker } = month.state;
  return html`<${Heading} lead=${t("save.saved_lead", { revision: tracker.revision })}>${t("save.saved")}<//>
    <${Message} month=${month} />
    ${tracker.waiting ? html`<section class="card"><h2>${t("save.left", { n: tracker.waiting })}</h2><p>${t("decide.excel_next")}</p><${DropZone} slim=${true} label=${t("decide.excel_drop")} accept=".xlsx,.xlsm" take=${(/** @type {any} */ files) => addFiles(month, files)} button=${t("open.choose")}><b>${t("decide.excel_drop")}</b><//></section>` : null}
    <${FootBar} say=${html`<b>${t("save.next")}</b>`}><${Button} onClick=${() => month.go("history")}>${t("steps.history")}<//><${Button} kind="main" onClick=${() => month.go("report")}>${t("collect.to_report")}<//><//>`;
}
