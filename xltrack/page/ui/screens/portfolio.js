// All my trackers: one table, each row with its figures, what came back for it, and its next step.
import { backFor, lookAtAll, openWithBack, saveJointReport } from "../actions/portfolio.js";
import { Button, Chip, DropZone, FootBar, Heading, Message, Quiet, html } from "../parts.js";
import { day, number, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Portfolio({ month }) {
  const rows = month.state.portfolio ?? [];
  const read = rows.filter((row) => row.kind === "tracker").sort((a, b) => b.overdue - a.overdue);
  const overdue = read.reduce((sum, row) => sum + row.overdue, 0);
  return html`<${Heading} lead=${t("portfolio.lead")}>${read.length ? t("portfolio.title", { n: read.length, overdue }) : t("portfolio.title_none")}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} busy=${Boolean(month.state.reading)} label=${t("portfolio.drop")} take=${(/** @type {any} */ files) => lookAtAll(month, files)} button=${t("collect.choose")}><b>${t("portfolio.drop")}</b><//>
    ${read.length ? html`<div class="card listing"><table class="stack dense">
      <thead><tr><th scope="col">${t("portfolio.tracker")}</th><th scope="col">${t("portfolio.returns")}</th><th scope="col" class="number">${t("portfolio.decisions")}</th><th scope="col" class="number">${t("portfolio.overdue")}</th><th scope="col" class="number">${t("portfolio.since", { day: day(read[0].since) })}</th><th scope="col" class="number">${t("portfolio.open")}</th><th scope="col" class="number">${t("portfolio.actions")}</th><th scope="col">${t("portfolio.next")}</th></tr></thead>
      <tbody>${read.map((row) => html`<${Row} row=${row} back=${backFor(month, row)} open=${() => openWithBack(month, row)} />`)}</tbody>
    </table></div>` : null}
    <${Aside} rows=${rows} trackers=${read.map((row) => row.id)} />
    ${read.length ? html`<${FootBar} say=${html`<b>${t("portfolio.joint")}</b> <span class="soft">${t("report.as_of", { day: day(month.state.asOf) })}</span>`}><${Button} kind="main" onClick=${() => saveJointReport(month)}>${t("portfolio.joint_save")}<//><//>` : null}`;
}

/** @param {{row: any, back: any[], open: () => void}} props */
function Row({ row, back, open }) {
  const { step, cases } = row.next;
  const next = back.length ? t("portfolio.go_with", { n: back.length }) : step === "wait" ? t("portfolio.go") : t(`portfolio.next_${step}`, { n: cases });
  return html`<tr><th scope="row"><span dir="auto">${row.title || row.name}</span><span class="soft small"><bdi>${row.name}</bdi></span></th>
    <td class="wide" data-label=${t("portfolio.returns")}><${Returns} of=${row.returns} />${back.length ? html` <span class="small soft">· ${t("portfolio.files", { n: back.length })}</span>` : null}</td>
    <td class="number" data-label=${t("portfolio.decisions")}>${row.waiting || "–"}</td>
    <td class="number" data-label=${t("portfolio.overdue")}><b class=${row.overdue ? "late" : ""}>${row.overdue}</b></td><td class="number" data-label=${t("portfolio.since", { day: day(row.since) })}>${changed(row.change)}</td><td class="number" data-label=${t("portfolio.open")}>${row.open}</td><td class="number" data-label=${t("portfolio.actions")}>${row.actions}</td>
    <td><${Quiet} onClick=${open} aria-label=${`${next}: ${row.title || row.name}`}>${next}<//></td></tr>`;
}

/** By how many overdue actions the number has changed; a dash where the tracker is younger. @param {number | null} by */
function changed(by) {
  if (by === null) return "–";
  return by === 0 ? html`<span class="soft">${t("portfolio.same")}</span>` : html`<bdi>${by > 0 ? "+" : "−"}${number(Math.abs(by))}</bdi>`;
}

/** How many copies of a tracker are back. @param {{of: any}} props */
function Returns({ of: { back, of, late, due } }) {
  if (!of) return html`<${Chip} tone="off">${t("portfolio.not_sent")}<//>`;
  const chip = late ? html`<${Chip} tone="late">${t("portfolio.late", { n: late })}<//>` : back === of ? html`<${Chip} tone="taken">${t("portfolio.all_back")}<//>` : html`<${Chip} tone="todo">${due ? t("collect.sent_due", { day: day(due) }) : t("collect.sent")}<//>`;
  return html`${chip} <span class="small soft">${t("portfolio.back", { n: back, of })}</span>`;
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
