// All my trackers: one table, each row with its figures and its next step.
import { Button, Chip, DropZone, FootBar, Heading, Message, Quiet, html } from "../parts.js";
import { day, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Portfolio({ month }) {
  const rows = month.state.portfolio ?? [];
  const read = rows.filter((row) => !row.error);
  const overdue = read.reduce((sum, row) => sum + row.overdue, 0);
  return html`<${Heading} lead=${t("portfolio.lead")}>${rows.length ? t("portfolio.title", { n: read.length, overdue }) : t("portfolio.title_none")}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} label=${t("portfolio.drop")} accept=".xlsx,.xlsm" take=${(/** @type {any} */ files) => month.lookAtAll(files)} button=${t("collect.choose")}><b>${t("portfolio.drop")}</b><//>
    ${rows.length ? html`<div class="card listing"><table class="stack dense">
      <thead><tr><th scope="col">${t("portfolio.tracker")}</th><th scope="col" class="number">${t("portfolio.overdue")}</th><th scope="col" class="number">${t("portfolio.open")}</th><th scope="col" class="number">${t("portfolio.actions")}</th><th scope="col">${t("portfolio.decisions")}</th><th scope="col">${t("portfolio.next")}</th></tr></thead>
      <tbody>${rows.map((row, at) => (row.error ? html`<${Unread} row=${row} />` : html`<${Row} row=${row} open=${() => month.open([month.all[at]])} />`))}</tbody>
    </table></div>` : null}
    ${read.length ? html`<${FootBar} say=${html`<b>${t("portfolio.joint")}</b> <span class="soft">${t("report.as_of", { day: day(month.state.asOf) })}</span>`}><${Button} kind="main" onClick=${() => month.saveJointReport({ html: "html", xlsx: "xlsx" })}>${t("portfolio.joint_save")}<//><//>` : null}`;
}

/** @param {{row: any, open: () => void}} props */
function Row({ row, open }) {
  return html`<tr><th scope="row">${row.title || row.name}<span class="soft small"><bdi>${row.name}</bdi></span></th>
    <td class="number" data-label=${t("portfolio.overdue")}><b class=${row.overdue ? "late" : ""}>${row.overdue}</b></td><td class="number" data-label=${t("portfolio.open")}>${row.open}</td><td class="number" data-label=${t("portfolio.actions")}>${row.actions}</td>
    <td>${row.waiting ? html`<${Chip} tone="wait">${row.waiting}<//>` : "–"}</td><td><${Quiet} onClick=${open} aria-label=${t("portfolio.open_it", { title: row.title || row.name })}>${t("portfolio.go")}<//></td></tr>`;
}

/** @param {{row: any}} props */
function Unread({ row }) {
  return html`<tr><th scope="row"><bdi>${row.name}</bdi></th><td colspan="5" class="wide"><${Chip} tone="fix">${t("portfolio.unread")}<//> <span class="small">${row.error}</span></td></tr>`;
}
