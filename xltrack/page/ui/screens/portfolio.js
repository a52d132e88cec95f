// All my trackers: one table, each row with its figures, what came back for it, and its next step.
import { backFor, lookAtAll, openWithBack, saveJointReport } from "../actions/portfolio.js";
import { Button, Chip, DropZone, FootBar, Heading, Message, Quiet, html } from "../parts.js";
import { day, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Portfolio({ month }) {
  const rows = month.state.portfolio ?? [];
  const read = rows.filter((row) => row.kind === "tracker");
  const overdue = read.reduce((sum, row) => sum + row.overdue, 0);
  return html`<${Heading} lead=${t("portfolio.lead")}>${read.length ? t("portfolio.title", { n: read.length, overdue }) : t("portfolio.title_none")}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} busy=${Boolean(month.state.reading)} label=${t("portfolio.drop")} take=${(/** @type {any} */ files) => lookAtAll(month, files)} button=${t("collect.choose")}><b>${t("portfolio.drop")}</b><//>
    ${read.length ? html`<div class="card listing"><table class="stack dense">
      <thead><tr><th scope="col">${t("portfolio.tracker")}</th><th scope="col" class="number">${t("portfolio.overdue")}</th><th scope="col" class="number">${t("portfolio.open")}</th><th scope="col" class="number">${t("portfolio.actions")}</th><th scope="col">${t("portfolio.decisions")}</th><th scope="col">${t("portfolio.back")}</th><th scope="col">${t("portfolio.next")}</th></tr></thead>
      <tbody>${read.map((row) => html`<${Row} row=${row} back=${backFor(month, row)} open=${() => openWithBack(month, row)} />`)}</tbody>
    </table></div>` : null}
    <${Aside} rows=${rows} trackers=${read.map((row) => row.id)} />
    ${read.length ? html`<${FootBar} say=${html`<b>${t("portfolio.joint")}</b> <span class="soft">${t("report.as_of", { day: day(month.state.asOf) })}</span>`}><${Button} kind="main" onClick=${() => saveJointReport(month)}>${t("portfolio.joint_save")}<//><//>` : null}`;
}

/** @param {{row: any, back: any[], open: () => void}} props */
function Row({ row, back, open }) {
  return html`<tr><th scope="row">${row.title || row.name}<span class="soft small"><bdi>${row.name}</bdi></span></th>
    <td class="number" data-label=${t("portfolio.overdue")}><b class=${row.overdue ? "late" : ""}>${row.overdue}</b></td><td class="number" data-label=${t("portfolio.open")}>${row.open}</td><td class="number" data-label=${t("portfolio.actions")}>${row.actions}</td>
    <td data-label=${t("portfolio.decisions")}>${row.waiting ? html`<${Chip} tone="wait">${row.waiting}<//>` : "–"}</td>
    <td data-label=${t("portfolio.back")}>${back.length ? html`<${Chip} tone="taken">${t("portfolio.files", { n: back.length })}<//>` : "–"}</td>
    <td><${Quiet} onClick=${open} aria-label=${t("portfolio.open_it", { title: row.title || row.name })}>${back.length ? t("portfolio.go_with", { n: back.length }) : t("portfolio.go")}<//></td></tr>`;
}

/** What is no row of the table: each file is named with its reason. @param {{rows: any[], trackers: string[]}} props */
function Aside({ rows, trackers }) {
  const unread = rows.filter((row) => row.kind === "unreadable");
  const unknown = rows.filter((row) => row.kind === "unknown");
  const strange = rows.filter((row) => row.kind === "returned" && !row.trackers.some((/** @type {string} */ id) => trackers.includes(id)));
  return html`${unread.map((row) => html`<p class="message"><${Chip} tone="fix">${t("portfolio.unread")}<//> ${row.error}</p>`)}
    ${strange.map((row) => html`<p class="message"><b><bdi>${row.name}</bdi></b> ${t("portfolio.strange")}</p>`)}
    ${unknown.map((row) => html`<p class="message"><b><bdi>${row.name}</bdi></b> ${t("portfolio.unplaced")}</p>`)}`;
}
