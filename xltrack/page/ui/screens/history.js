// History: the life of the tracker or of one action, and the way back.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { lookAtUndo, lookBack, undoLooked } from "../actions/history.js";
import { Button, Change, Changes, Chip, FootBar, Heading, Icon, Message, Quiet, html, sources } from "../parts.js";
import { cell, day, joined, month as monthName, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

const SHOWN = 200;
const FILES = 12;

/** @param {{month: Month}} props */
export function History({ month }) {
  const { history, tracker, detail } = month.state;
  useEffect(() => void lookBack(month, detail), [detail, tracker.revision]);
  const here = history && history.ref === detail ? history : null;
  const action = here?.action;
  return html`${detail ? html`<p class="small"><a href="#history">${t("history.all")}</a> · <a href="#decide">${t("save.back")}</a></p>` : null}
    <${Heading} lead=${action ? html`<bdi>${action.description}</bdi>` : t("history.lead")}>${action?.since ? t("history.title_overdue", { ref: detail, month: monthName(action.since) }) : detail ? t("history.title_action", { ref: detail }) : t("history.title", { n: tracker.revision })}<//>
    <${Message} month=${month} />
    <div class="columns">
      <section class="card">${here ? html`<${Timeline} month=${month} entries=${here.entries} alone=${Boolean(detail)} />` : null}</section>
      <aside>${action ? html`<${AsItIs} action=${action} />` : html`<${Revisions} month=${month} entries=${here?.entries ?? []} /><${Brought} month=${month} files=${here?.files ?? []} />`}
        <p class="small soft">${t("history.kept")}</p></aside>
    </div>
    <${Undo} month=${month} />`;
}

/** @param {{month: Month, entries: any[], alone: boolean}} props */
function Timeline({ month, entries, alone }) {
  if (!entries.length) return html`<p class="soft">${t("history.nothing")}</p>`;
  return html`<ol class="timeline">${entries.slice(0, SHOWN).map((one, at) => html`<li class=${at ? "" : "key"}>
      <span class="small soft">${joined([day(one.saved ?? one.when), ...sources(one)], " · ")}</span><br />
      ${alone ? null : html`<a href=${`#history/${one.ref}`}><bdi>${one.ref}</bdi></a> `}<b>${one.label}</b> <${Change} change=${one} cell=${cell} />
      <br /><${Chip} tone=${tone(one.outcome)}>${one.outcome_text}<//> ${one.reason ? html`<span class="small soft">${one.reason}</span>` : null}${alone && one.is_change ? html` <${UndoOne} month=${month} change=${one} />` : null}</li>`)}</ol>
    ${entries.length > SHOWN ? html`<p class="small soft">${t("history.more", { n: entries.length - SHOWN })}</p>` : null}`;
}

/** @param {{month: Month, change: any}} props */
function UndoOne({ month, change: { ref, field, revision, label, when } }) {
  const title = t("history.undo_change_title", { label, day: day(when) });
  return html`<${Quiet} class="linklike small" onClick=${() => lookAtUndo(month, { ref, field, revision }, title)}>${t("history.undo_change")}<span class="unseen"> ${label}, ${day(when)}</span><//>`;
}

/** The files that brought something. @param {{month: Month, files: any[]}} props */
function Brought({ month, files }) {
  if (!files.length) return null;
  return html`<section class="card"><h2>${t("history.files")}</h2><ul class="bare">${files.slice(0, FILES).map((one) => html`<li class="row"><span class="grow"><bdi>${one.file}</bdi><br /><span class="small soft">${joined([one.who, day(one.when), t("collect.edits", { n: one.n })].filter(Boolean), " · ")}</span></span>
    <${Button} small=${true} onClick=${() => lookAtUndo(month, { digest: one.digest }, t("history.undo_file_title", { file: one.file }))}><${Icon} name="undo" />${t("history.undo")}<span class="unseen"> ${one.file}</span><//></li>`)}</ul></section>`;
}

/** @param {string} outcome @returns {"taken" | "wait" | "off"} */
const tone = (outcome) => (outcome === "asked" ? "wait" : ["rejected", "agreed"].includes(outcome) ? "off" : "taken");

/** @param {{action: any}} props */
function AsItIs({ action }) {
  const rows = [["status", action.status], ["deadline", cell("deadline", action.deadline.replace("-", "/"))], ["unit", action.responsible]];
  return html`<section class="card"><h2>${t("history.now")}</h2><table class="dense"><tbody>${rows.map(([key, value]) => html`<tr><th scope="row" class="soft">${t(`history.${key}`)}</th><td>${value || t("save.empty")}</td></tr>`)}${action.overdue ? html`<tr><th scope="row" class="soft">${t("portfolio.overdue")}</th><td><b class="late">${t("history.months", { n: action.overdue })}</b></td></tr>` : null}</tbody></table></section>`;
}

/** @param {{month: Month, entries: any[]}} props */
function Revisions({ month, entries }) {
  const revisions = [...new Map(entries.map((one) => [one.revision, one])).values()];
  if (!revisions.length) return null;
  return html`<section class="card"><h2>${t("history.saves")}</h2><ul class="bare">${revisions.map((one) => html`<li class="row"><span class="grow">${t("history.revision", { n: one.revision })}<br /><span class="small soft">${day(one.when)}</span></span>
    <${Button} small=${true} onClick=${() => lookAtUndo(month, { to: one.revision - 1 }, t("history.undo_save_title", { revision: one.revision - 1 }))}><${Icon} name="undo" />${t("history.undo")}<span class="unseen"> ${t("history.revision", { n: one.revision })}</span><//></li>`)}</ul></section>`;
}

/** What an undo would do, before it is done. @param {{month: Month}} props */
function Undo({ month }) {
  const { undo } = month.state;
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  useLayoutEffect(() => heading.current?.focus(), [undo]);
  if (!undo) return null;
  return html`<section class="card strong" role="group" aria-labelledby="undo-title"><h2 id="undo-title" tabindex="-1" ref=${heading}>${undo.title}</h2>
      ${undo.restored.length ? html`<${Changes} changes=${undo.restored} cell=${cell} />` : html`<p class="soft">${t("history.undo_none")}</p>`}
      ${undo.since.length ? html`<h2 class="waiting"><${Icon} name="warn" /> ${t("history.undo_since", { n: undo.since.length })}</h2><${Changes} changes=${undo.since} cell=${cell} />` : null}
      ${undo.refused.map((/** @type {any} */ one) => html`<p class="small waiting"><${Icon} name="warn" /> ${one.message} ${one.remedy}</p>`)}</section>
    <${FootBar} say=${html`<b>${t("history.undo_bar", { n: undo.restored.length })}</b> <span class="soft">${t("history.undo_again")}</span>`}>
      <${Button} onClick=${() => month.set({ undo: null })}>${t("history.keep")}<//><${Button} kind="main" onClick=${() => undoLooked(month)}>${t("history.undo_save")}<//><//>`;
}
