// Collect: who is back, which cells to fix, what could not be used. Every file that was dropped is named.
import { useRef, useState } from "preact/hooks";
import { addFiles, askAgain, setAside, tryAgain } from "../actions/collect.js";
import { listedFixes, takeFix, takePick } from "../actions/decide.js";
import { lookBeforeSaving } from "../actions/save.js";
import { fromInput } from "../files.js";
import { Button, Chip, DropZone, FootBar, Heading, Message, Quiet, Text, html } from "../parts.js";
import { day, joined, list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** Findings that are shown at once. */
const FINDINGS = 50;

/** @param {{month: Month}} props */
export function Collect({ month }) {
  const { status, reading, findings } = month.state;
  const rows = status?.rows ?? [];
  const back = rows.filter((/** @type {any} */ row) => ["returned", "merged"].includes(row.state)).length;
  const late = rows.filter((/** @type {any} */ row) => row.state === "never").length;
  return html`<${Heading} lead=${lead(month)}>${reading && reading.of > 1 ? t("collect.reading_title", { n: reading.done + 1, of: reading.of }) : title(month, back, late)}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} busy=${Boolean(reading)} label=${t("collect.drop")} take=${(/** @type {any} */ files) => addFiles(month, files)} button=${t("collect.choose")}>
      <b>${t("collect.drop")}</b> <span class="soft">${t("collect.drop_what")}</span>
    <//>
    ${reading && reading.of > 1 ? html`<section class="card"><progress aria-label=${t("busy.reading")} max=${reading.of} value=${reading.done}></progress><p class="soft small">${t("collect.reading")}</p></section>` : null}
    <${Unreadable} month=${month} />
    ${rows.length ? html`<${Board} rows=${rows} month=${month} />` : html`<${FileTable} month=${month} />`}
    <${Unused} month=${month} />
    <${ToFix} month=${month} findings=${findings.filter((one) => !isSaid(month, one))} />
    <${Outside} month=${month} />
    <${Foot} month=${month} />`;
}

/** @param {Month} month @param {number} back @param {number} late */
function title(month, back, late) {
  const { status } = month.state;
  const returns = (status?.files ?? []).flatMap((/** @type {any} */ file) => file.returns);
  const files = status?.files.filter((/** @type {any} */ file) => file.returns.length) ?? [];
  if (files.length && files.length === status.files.length && month.state.decisions && !month.changes() && !month.state.findings.length) return t("collect.title_nothing", { n: files.length });
  if (!status?.rows.length) return returns.length ? t("collect.title_files", { n: returns.length }) : t("collect.title_none");
  if (!back) return t("collect.title_none");
  const of = status.rows.length;
  const back_of = t("collect.title_back", { n: back, of });
  return late ? t("collect.title_late", { back: back_of, n: late }) : back_of;
}

/** @param {Month} month */
function lead(month) {
  const { tracker, status } = month.state;
  const due = tracker.sent.return_by ? `${t("collect.due", { day: day(tracker.sent.return_by) })} ` : "";
  const changes = month.changes();
  if (changes) return due + t("collect.changes", { n: changes });
  if (status?.known) return due + t("collect.known", { day: day(status.known) });
  return due + t(status?.files.length ? "collect.nothing" : "collect.lead");
}

/** @param {{rows: any[], month: Month}} props */
function Board({ rows, month }) {
  return html`<h2>${t("collect.who")}</h2>
    <div class="card listing"><table class="stack">
      <thead><tr><th scope="col">${t("collect.person")}</th><th scope="col">${t("collect.state")}</th><th scope="col">${t("collect.what")}</th><th scope="col"><span class="unseen">${t("collect.remind")}</span></th></tr></thead>
      <tbody>${rows.map((row) => html`<tr>
        <th scope="row"><bdi>${row.to}</bdi><span class="soft small">${t("collect.actions", { n: row.actions })}</span></th>
        <td><${State} row=${row} asOf=${month.state.asOf} /></td>
        <td class="wide">${what(row)}<br /><span class="soft small">${joined(row.returns)}</span></td>
        <td class="number">${row.state === "returned" ? html`<${Aside} month=${month} files=${row.returns} />` : row.returns.length ? null : html`<a href=${`#remind/${row.to}`}>${t("collect.remind")}<span class="unseen"> ${row.to}</span></a>`}</td></tr>`)}</tbody>
    </table></div>`;
}

/** What was read can be set aside again, until it is saved. @param {{month: Month, files: string[]}} props */
function Aside({ month, files }) {
  const given = month.state.status.files.filter((/** @type {any} */ one) => one.returns.some((/** @type {any} */ read) => files.includes(read.file)));
  return html`${given.map((/** @type {any} */ one) => html`<${Quiet} class="linklike small" onClick=${() => setAside(month, one.name)}>${t("collect.set_aside")}<span class=${given.length > 1 ? "" : "unseen"}> <bdi>${one.short}</bdi></span><//> `)}`;
}

/** @param {{row: any, asOf: string}} props */
function State({ row, asOf }) {
  if (row.state === "returned" || row.state === "merged") return html`<${Chip} tone="taken">${t(`collect.${row.state}`, { day: day(row.returned_on) })}<//>`;
  if (row.state === "never") {
    const days = Math.round((Date.parse(asOf) - Date.parse(row.return_by)) / 86400000);
    return html`<${Chip} tone="late">${t("collect.days_late", { n: days })}<//>`;
  }
  return html`<${Chip} tone="todo">${row.return_by ? t("collect.sent_due", { day: day(row.return_by) }) : t("collect.sent")}<//>`;
}

/** @param {any} row */
function what(row) {
  if (!row.returns.length) return t("collect.no_file");
  const parts = [t("collect.edits", { n: row.edits })];
  if (row.flags.includes("twice")) parts.push(t("collect.twice"));
  const fix = row.refused ? html` · <b class="fix">${t("collect.to_fix", { n: row.refused })}</b>` : null;
  return html`${parts.join(" · ")}${fix}`;
}

/** Where no copies were sent by xltrack: the files themselves. @param {{month: Month}} props */
function FileTable({ month }) {
  const read = (month.state.status?.files ?? []).flatMap((/** @type {any} */ file) => file.returns.map((/** @type {any} */ one) => ({ ...one, name: file.name })));
  if (!read.length) return null;
  return html`<h2>${t("collect.who")}</h2>
    <div class="card listing"><table class="stack">
      <thead><tr><th scope="col">${t("collect.file")}</th><th scope="col">${t("collect.state")}</th><th scope="col">${t("collect.from")}</th><th scope="col"><span class="unseen">${t("collect.set_aside")}</span></th></tr></thead>
      <tbody>${read.map((/** @type {any} */ one) => html`<tr>
        <th scope="row"><bdi>${one.file}</bdi></th>
        <td><${Chip} tone="taken">${one.saved ? t("collect.returned", { day: day(one.saved) }) : t("collect.read_plain")}<//></td>
        <td>${one.to || one.by || t("collect.unknown")}${one.errors ? html` · <b class="fix">${t("collect.to_fix", { n: one.errors })}</b>` : null}</td>
        <td><${Quiet} onClick=${() => setAside(month, one.name)}>${t("collect.set_aside")}<span class="unseen"> ${one.file}</span><//></td></tr>`)}</tbody>
    </table></div>`;
}

/** @param {{month: Month}} props */
function Unreadable({ month }) {
  const files = (month.state.status?.files ?? []).filter((/** @type {any} */ file) => file.unreadable.length);
  if (!files.length) return null;
  return html`<div class="message error" role="group" aria-labelledby="unreadable">
    <h2 id="unreadable">${t("collect.unreadable", { n: files.length, of: month.state.status.files.length })}</h2>
    ${files.map((/** @type {any} */ file) => html`<${Unread} month=${month} file=${file} key=${file.name} />`)}
    <p class="soft small">${t("collect.others_read")}</p>
  </div>`;
}

/** One file that could not be read: why, and what can be done about it. @param {{month: Month, file: any}} props */
function Unread({ month, file: { name, short, unreadable } }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const again = () => (month.files.find((one) => one.name === name)?.handle ? tryAgain(month, name) : input.current?.click());
  return html`${unreadable.map((/** @type {any} */ one) => html`<p>${one.message.includes(short) ? null : html`<b><bdi>${short}</bdi></b> `}<span class="lines">${one.message}</span></p>`)}
    <div class="row"><input type="file" hidden ref=${input} onChange=${async (/** @type {any} */ event) => tryAgain(month, name, await fromInput(event.target.files))} />
      <${Button} small=${true} onClick=${again}>${t("collect.again")}<span class="unseen"> ${short}</span><//>
      ${unreadable.map((/** @type {any} */ one) => html`<${Button} small=${true} onClick=${() => askAgain(month, one.file)}>${t("collect.ask")}<span class="unseen"> ${one.file}</span><//>`)}
      <${Button} small=${true} kind="quiet" onClick=${() => setAside(month, name)}>${t("collect.set_aside")}<span class="unseen"> ${short}</span><//></div>`;
}

/** @param {{month: Month}} props */
function Unused({ month }) {
  const { status, decisions } = month.state;
  const unused = (status?.files ?? []).flatMap((/** @type {any} */ file) => file.unused);
  const plans = Object.fromEntries((status?.files ?? []).flatMap((/** @type {any} */ file) => file.returns.map((/** @type {any} */ one) => [one.file, one.plan])));
  const refused = (decisions?.findings ?? []).filter((/** @type {any} */ one) => ["other_tracker", "newer_return", "base_missing", "decided_before"].includes(one.code));
  const named = refused.map((/** @type {any} */ one) => one.file);
  const strangers = status?.rows.length ? status.strangers.filter((/** @type {string} */ file) => !named.includes(file)) : [];
  /** @param {any} one */
  const why = (one) => (one.code === "other_tracker" && plans[one.file] ? t("collect.other_plan", { title: plans[one.file] }) : `${one.message} ${one.remedy}`);
  return html`${unused.map((/** @type {any} */ one) => html`<p class="small soft">${one.message} ${one.remedy}</p>`)}
    ${strangers.length ? html`<p class="small soft">${t("collect.strangers", { names: list(strangers) })} <${Aside} month=${month} files=${strangers} /></p>` : null}
    ${refused.map((/** @type {any} */ one) => html`<p class="message"><b><bdi>${one.file}</bdi></b> ${why(one)} <${Aside} month=${month} files=${[one.file]} /></p>`)}`;
}

/** @param {{month: Month, findings: any[]}} props */
function ToFix({ month, findings }) {
  const errors = findings.filter((one) => one.severity === "error");
  const looks = findings.filter((one) => one.severity !== "error");
  return html`<${Findings} month=${month} findings=${errors} title="collect.fix_title" /><${Findings} month=${month} findings=${looks} title="collect.look_title" />`;
}

/** @param {{month: Month, findings: any[], title: string}} props */
function Findings({ month, findings, title }) {
  const [all, setAll] = useState(false);
  if (!findings.length) return null;
  const shown = all ? findings : findings.slice(0, FINDINGS);
  return html`<section><h2>${t(title, { n: findings.length })}</h2><div class="card">${shown.map((one) => html`<div class="finding">
      <span><code><bdi>${[one.sheet, one.cell].filter(Boolean).join("!")}</bdi></code><br /><span class="small soft"><bdi>${one.file}</bdi></span></span>
      <span>${one.message}<br /><span class="soft">${one.remedy}</span></span>${one.fix && !one.fix.waits ? html`<${Fix} month=${month} finding=${one} />` : null}</div>`)}</div>
    ${findings.length > shown.length ? html`<p class="small"><${Quiet} onClick=${() => setAll(true)}>${t("save.show_others", { n: findings.length - shown.length })}<//></p>` : null}</section>`;
}

/** What may stand in the cell: as buttons, or as a field to type into. @param {{month: Month, finding: any}} props */
function Fix({ month, finding: { file, cell, fix } }) {
  const { ref, field, choices, kind } = fix;
  const chosen = listedFixes(month).find((/** @type {any} */ one) => one.file === file && one.ref === ref && one.field === field)?.value ?? "";
  const set = (/** @type {string} */ value) => takeFix(month, { file, ref, field, value });
  const name = t("collect.fix", { cell: cell ?? ref });
  if (kind === "choice") return html`<span class="row fixes" role="group" aria-label=${name}>${choices.map((/** @type {any} */ one) => html`<${Button} small=${true} aria-pressed=${one.value === chosen ? "true" : "false"} onClick=${() => set(one.value === chosen ? "" : one.value)}>${one.label}<//>`)}</span>`;
  return html`<span class="field"><label for=${`fix-${file}-${cell}`}>${name}</label><input id=${`fix-${file}-${cell}`} type=${kind === "day" ? "date" : "text"} pattern="[0-9]{4}[/-][0-9]{1,2}" placeholder=${kind === "month" ? "2025/06" : ""} value=${chosen} onChange=${(/** @type {any} */ event) => set(event.target.value.trim())} /></span>`;
}

/** Whether a finding is about words that are a decision, which shows them. @param {Month} month @param {any} finding */
function isSaid(month, finding) {
  return Boolean(finding.remark) && (month.state.decisions?.conflicts ?? []).some((/** @type {any} */ one) => one.remark && one.field.includes(finding.remark));
}

/** What was said outside the cells: each is a decision, and can be made here. @param {{month: Month}} props */
function Outside({ month }) {
  const { decisions, picks } = month.state;
  const said = (decisions?.conflicts ?? []).filter((/** @type {any} */ one) => one.remark);
  if (!said.length) return null;
  return html`<section><h2>${t("collect.said_title", { n: said.length })} <span class="soft small">${t("collect.said_what")}</span></h2><div class="card">${said.slice(0, FINDINGS).map((/** @type {any} */ one) => html`<${Said} month=${month} conflict=${one} take=${picks[one.id]?.take} />`)}</div>
    ${said.length > FINDINGS ? html`<p class="small"><a href="#decide">${t("save.show_others", { n: said.length - FINDINGS })}</a></p>` : null}</section>`;
}

/** @param {{month: Month, conflict: any, take: any}} props */
function Said({ month, conflict: { id, ref, label, claims }, take }) {
  const [{ cell, file, by }] = claims;
  /** @param {string} answer @param {string} words */
  const button = (answer, words) => html`<${Button} small=${true} aria-pressed=${take === answer ? "true" : "false"} onClick=${() => takePick(month, [{ id, take: take === answer ? "later" : answer }])}>${words}<//>`;
  return html`<div class="finding"><span><code><bdi>${cell || ref}</bdi></code><br /><span class="small soft">${[cell && ref, label].filter(Boolean).join(" · ")}</span></span>
    <span class="quoted" dir="auto"><${Text} text=${claims.map((/** @type {any} */ claim) => claim.value).join("\n")} /><br /><span class="soft"><bdi>${[by, file].filter(Boolean).join(", ")}</bdi></span></span>
    <span class="row fixes" role="group" aria-label=${[ref, label].filter(Boolean).join(" ")}>${ref ? button("both", t("decide.add")) : html`<a class="button small" href=${`#decide/${id}`}>${t("decide.own_ref")}</a>`}${button("keep", t("collect.set_aside"))}</span></div>`;
}

/** @param {{month: Month}} props */
function Foot({ month }) {
  const { decisions, status } = month.state;
  const late = (status?.rows ?? []).filter((/** @type {any} */ row) => row.state === "never").length;
  const remind = late ? html`<${Button} onClick=${() => month.go("remind")}>${t("collect.remind_late", { n: late })}<//>` : null;
  const [clear, open] = [decisions?.clear.length ?? 0, decisions?.conflicts.length ?? 0];
  const fixed = listedFixes(month).length;
  if (!clear && !open && !fixed) return html`<${FootBar} say=${t("collect.nothing")}>${remind}<${Button} kind="main" onClick=${() => month.go("report")}>${t("collect.to_report")}<//><//>`;
  const say = html`<b>${t("collect.changes_from", { n: clear + open })}</b> <span class="soft">${t("collect.split", { clear, open })}${fixed ? ` ${t("collect.fixed", { n: fixed })}` : ""}</span>`;
  return html`<${FootBar} say=${say}>
    ${remind}
    ${open
      ? html`<${Button} kind="main" onClick=${() => month.go("decide")}>${t("collect.to_decide", { n: open })}<//>`
      : html`<${Button} kind="main" onClick=${() => lookBeforeSaving(month)}>${t("decide.look")}<//>`}
  <//>`;
}
