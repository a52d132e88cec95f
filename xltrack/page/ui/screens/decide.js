// Decide: up to twelve decisions as cards beside a list, more as rows. Nothing is saved here.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { downloadPicks, takePick, undoPick } from "../actions/decide.js";
import { lookBeforeSaving, saveTracker } from "../actions/save.js";
import { KeyLine, decisionKey } from "../keys.js";
import { canRemember } from "../memory.js";
import { Button, Changes, Chip, FootBar, Heading, Icon, Message, Quiet, Text, html, isLong } from "../parts.js";
import { cell, day, joined, list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

const CARDS = 12;
const PAGE = 50;
const FILTERS_FROM = 5;

/** @param {{month: Month}} props */
export function Decide({ month }) {
  const { decisions, picks } = month.state;
  const conflicts = decisions?.conflicts ?? [];
  const clear = decisions?.clear ?? [];
  if (!conflicts.length) return html`<${Nothing} month=${month} clear=${clear} />`;
  const decided = conflicts.filter((/** @type {any} */ one) => picks[one.id]).length;
  const title = decided === conflicts.length ? t("decide.title_all", { n: decided }) : t("decide.title", { n: conflicts.length });
  return html`<${Heading} lead=${clear.length ? html`${t("decide.clear", { n: clear.length })} <${Quiet} onClick=${() => lookBeforeSaving(month)}>${t("decide.look_clear")}<//>` : null}>${title}<//>
    <${Message} month=${month} />
    ${month.state.differ.length ? html`<p class="message"><${Icon} name="warn" /> ${t("decide.differ", { refs: list(month.state.differ) })}</p>` : null}
    <${Filtered} month=${month} conflicts=${conflicts} />
    <${FootBar} say=${html`<b>${t("decide.decided", { n: decided, of: conflicts.length })}</b> <span class="soft">${t("decide.not_saved")}</span>`}>
      ${canRemember() ? null : html`<${Button} kind="quiet" disabled=${!decided} onClick=${() => downloadPicks(month)}>${t("decide.keep_picks")}<//>`}
      <${Button} kind="quiet" disabled=${!month.before.length} onClick=${() => undoPick(month)}><${Icon} name="undo" />${t("decide.undo")}<//>
      <${Button} kind="main" onClick=${() => lookBeforeSaving(month)}>${t("decide.look")}<//>
    <//>`;
}

/** @param {{month: Month, clear: any[]}} props */
function Nothing({ month, clear }) {
  return html`<${Heading} lead=${clear.length ? t("decide.none_clear", { n: clear.length }) : t("decide.none_at_all")}>${t("decide.none")}<//>
    <${Message} month=${month} />
    ${clear.length ? html`<section class="card"><${Changes} changes=${clear} cell=${cell} /></section>` : null}
    ${clear.length
      ? html`<${FootBar} say=${html`<b>${t("decide.changes", { n: clear.length })}</b> <span class="soft">${t("decide.undo_stays")}</span>`}><${Button} kind="main" onClick=${() => lookBeforeSaving(month)}>${t("decide.look")}<//><//>`
      : html`<${FootBar} say=${t("decide.nothing_to_save")}><${Button} kind="main" onClick=${() => month.go("report")}>${t("collect.to_report")}<//><//>`}`;
}

/** Decisions for which nothing is suggested but to keep what is there. @param {any} one */
const isCareful = (one) => one.suggestion.take === "keep";

/** @type {Record<string, (one: any) => boolean>} */
const KINDS = {
  careful: isCareful,
  status: (one) => one.field === "status",
  deadline: (one) => /deadline/.test(one.field ?? ""),
  remark: (one) => one.remark,
  text: (one) => Boolean(one.field) && !one.remark && !one.sorted && one.field !== "status" && !/deadline/.test(one.field),
  added: (one) => one.field === null,
};

/** @param {{month: Month, conflicts: any[]}} props */
function Filtered({ month, conflicts }) {
  const [kind, setKind] = useState("all");
  const [sought, setSought] = useState("");
  const [taken, setTaken] = useState(0);
  const said = useRef(/** @type {HTMLParagraphElement | null} */ (null));
  useLayoutEffect(() => said.current?.focus(), [taken]);
  const { picks, detail } = month.state;
  useLayoutEffect(() => void document.getElementById(`decide/${detail}`)?.querySelector("input")?.focus(), [detail]);
  /** @param {any[]} made */
  const take = (made) => {
    takePick(month, made);
    setTaken(taken + 1);
  };
  const many = conflicts.length > CARDS;
  const kinds = { all: () => true, open: (/** @type {any} */ one) => !picks[one.id], ...KINDS };
  const words = sought.trim().toLowerCase();
  const matches = (/** @type {any} */ one) => !words || [one.ref, one.description, one.responsible, ...one.claims.map((/** @type {any} */ claim) => claim.by)].join(" ").toLowerCase().includes(words);
  const shown = conflicts.filter((one) => /** @type {any} */ (kinds)[kind](one) && matches(one));
  const safe = conflicts.filter((one) => !picks[one.id] && !isCareful(one));
  const buttons = Object.entries(kinds).map(([key, test]) => [key, conflicts.filter(test).length]);
  return html`<div class="filters" role="group" aria-label=${t("decide.filters")}>
      ${conflicts.length >= FILTERS_FROM ? buttons.filter(([, n]) => n).map(([key, n]) => html`<${Button} small=${true} aria-pressed=${key === kind ? "true" : "false"} onClick=${() => setKind(/** @type {string} */ (key))}>${t(`decide.kind_${key}`)} ${n}<//>`) : null}
      ${many ? html`<input type="search" aria-label=${t("decide.find")} placeholder=${t("decide.find")} value=${sought} onInput=${(/** @type {any} */ event) => setSought(event.target.value)} />` : null}
      <span class="grow"></span>
      ${safe.length > 1 ? html`<${Button} small=${true} onClick=${() => take(suggested(safe))}>${t("decide.take_all", { n: safe.length })}<//>` : null}
      <${InExcel} month=${month} />
    </div>
    ${taken && month.before.length ? html`<p class="message good" tabindex="-1" ref=${said}><b>${t("decide.decided", { n: conflicts.filter((one) => picks[one.id]).length, of: conflicts.length })}</b> <${Quiet} onClick=${() => undoPick(month)}>${t("decide.undo")}<//></p>` : null}
    ${many ? html`<${Rows} month=${month} conflicts=${shown} take=${take} key=${kind + words} />` : html`<${Cards} month=${month} conflicts=${shown} />`}`;
}

/** The picks of suggestions that nothing speaks against; those marked "ask first" are never among them. @param {any[]} some */
const suggested = (some) => some.map((one) => ({ id: one.id, take: one.suggestion.take }));

/** @param {{month: Month}} props */
function InExcel({ month }) {
  const [asked, setAsked] = useState(false);
  if (!asked) return html`<${Button} small=${true} onClick=${() => setAsked(true)}>${t("decide.excel")}<//>`;
  return html`<div class="card" role="group" aria-label=${t("decide.excel")}><p>${t("decide.excel_what")}</p><div class="row">
    <${Button} onClick=${() => saveTracker(month, [])}>${t("decide.excel_save")}<//><${Button} kind="quiet" onClick=${() => setAsked(false)}>${t("bar.cancel")}<//></div></div>`;
}

/** @param {{month: Month, conflicts: any[]}} props */
function Cards({ month, conflicts }) {
  return html`<div class="decisions">
    <nav class="card listing" aria-label=${t("decide.list")}><ul class="index">${conflicts.map((one) => html`<li><a href=${`#decide/${one.id}`}>
      <b><bdi>${one.ref}</bdi></b><${PickChip} month=${month} conflict=${one} /><span class="soft small">${subject(one)}</span></a></li>`)}</ul></nav>
    <div>${conflicts.map((one) => html`<${Card} key=${one.id} month=${month} conflict=${one} />`)}</div>
  </div>`;
}

/** @param {any} one */
const subject = (one) => (one.claims.length > 1 ? t("decide.subject", { label: one.label, n: one.claims.length }) : `${one.label}`);

/** @param {{month: Month, conflict: any}} props */
function PickChip({ month, conflict }) {
  const pick = month.state.picks[conflict.id];
  return pick ? html`<${Chip} tone="taken">${pickWord(conflict, pick)}<//>` : html`<${Chip} tone="off">${t("decide.open")}<//>`;
}

/** @param {any} one @param {any} pick */
function pickWord(one, pick) {
  if (typeof pick.take === "number") return short(cell(one.field, one.claims[pick.take - 1]?.value ?? ""));
  if (one.remark && pick.take !== "own") return t(pick.take === "both" ? "decide.add" : "decide.keep_out");
  return pick.take === "own" ? short(pick.own ?? "") : t(`decide.take_${pick.take}`);
}

/** @param {string} text */
const short = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

/** What the tracker says now: of a proposed deadline, the deadline that it would move. @param {any} one */
const present = (one) => (one.field === "proposed_deadline" ? cell("deadline", one.deadline) : cell(one.field, one.ours));

/** Every answer there is to one decision, in the order of the keys 1 to 9. @param {any} one */
function answers(one) {
  if (one.remark) return remarkAnswers(one);
  const claims = one.claims.map((/** @type {any} */ claim, /** @type {number} */ at) => ({ take: at + 1, value: (one.sorted ? claim.value.split("\n")[0] : cell(one.field, claim.value)) || t("save.empty"), from: html`${joined([...new Set([claim.by, day(claim.when), claim.file])].filter(Boolean))} <b><bdi>${claim.cell}</bdi></b>${claim.because ? html`<q dir="auto">${claim.because}</q>` : null}` }));
  const now = present(one);
  const keep = { take: "keep", value: one.sorted ? t("decide.take_keep") : one.field === null ? t("decide.not_added") : t("decide.keep", { value: short(now) || t("save.empty") }), from: t("decide.keep_what") };
  const both = ["comments", "evidence"].includes(one.field)  ? [{ take: "both", value: t("decide.take_both"), from: t("decide.both_what") }] : [];
  return [...claims, ...both, keep, { take: "later", value: t("decide.later"), from: t("decide.later_what") }];
}

/** What can become of words that stand outside the cells. @param {any} one */
function remarkAnswers(one) {
  const from = one.claims.map((/** @type {any} */ claim) => joined([claim.by, claim.file, claim.cell].filter(Boolean))).join("; ");
  return [
    ...(one.ref ? [{ take: "both", value: t("decide.add"), from }] : []),
    { take: "keep", value: t("decide.keep_out"), from: t("decide.keep_out_what") },
    { take: "later", value: t("decide.later"), from: t("decide.later_what") },
  ];
}

/** The words of each claim, where they are too many for the line of an answer. @param {{claims: any[]}} props */
const Said = ({ claims }) => html`<div class="said">${claims.map((claim) => html`<span dir="auto"><${Text} text=${claim.value} /></span>`)}</div>`;

/** @param {{month: Month, conflict: any, inRow?: boolean}} props */
function Card({ month, conflict: one, inRow }) {
  const picked = month.state.picks[one.id];
  const chosen = picked ? picked.take : "later";
  /** @param {any} take */
  const choose = (take) => takePick(month, [{ id: one.id, take }]);
  return html`<section class="card decision" id=${inRow ? undefined : `decide/${one.id}`} data-decision=${inRow ? undefined : one.id} onKeyDown=${(/** @type {any} */ event) => decisionKey(month, one, answers(one), event)}>
    <fieldset aria-describedby=${`why-${one.id}`}>
      <div class="head"><legend><h2>${one.ref ? html`<bdi>${one.ref}</bdi> · ` : null}${one.label}: ${one.why}</h2></legend>${one.ref ? html`<a class="small" href=${`#history/${one.ref}`}>${t("steps.history")}</a>` : null}<span class="soft small"><bdi>${one.description}</bdi>${one.overdue ? html` <b class="late">${t("decide.late", { n: one.overdue })}</b>` : null}</span></div>
      ${one.remark || one.sorted ? html`<${Said} claims=${one.claims} />` : html`<dl class="facts"><div><dt>${one.sent_on ? t("decide.as_sent_on", { day: day(one.sent_on) }) : t("decide.as_sent")}</dt><dd><${Text} text=${(one.field === "proposed_deadline" ? present(one) : cell(one.field, one.sent)) || t("save.empty")} /></dd></div><div><dt>${t("decide.now")}</dt><dd><${Text} text=${present(one) || t("save.empty")} /></dd></div></dl>${one.claims.some((/** @type {any} */ claim) => isLong(claim.value)) ? html`<${Said} claims=${one.claims} />` : null}`}
      <p class=${isCareful(one) ? "why careful" : "why"} id=${`why-${one.id}`}><${Icon} name=${isCareful(one) ? "warn" : "star"} /><span><b>${isCareful(one) ? t("decide.ask_first") : t("decide.suggested", { what: pickWord(one, one.suggestion) })}</b> ${one.suggestion.why}${one.no ? html`<br /><span class="waiting">${t(one.no.why ? "decide.no_why" : "decide.no", { value: short(cell(one.field, one.no.value)) || t("save.empty"), day: day(one.no.on), why: one.no.why })}</span>` : null}</span></p>
      ${answers(one).map((answer) => html`<label class="pick"><input type="radio" name=${one.id} checked=${chosen === answer.take} onChange=${() => choose(answer.take)} /><span class="value"><bdi>${isLong(answer.value) ? short(answer.value) : answer.value}</bdi></span><span class="from">${answer.from}</span></label>`)}
      <${Own} month=${month} conflict=${one} />
    </fieldset>
  </section>`;
}

/** A value of the coordinator's own. @param {{month: Month, conflict: any}} props */
function Own({ month, conflict: one }) {
  const picked = month.state.picks[one.id];
  if (one.field === null || one.sorted) return null;
  const name = t(one.remark && !one.ref ? "decide.own_ref" : "decide.own");
  /** @param {any} event */
  const typed = (event) => takePick(month, [event.target.value.trim() ? { id: one.id, take: "own", own: event.target.value } : { id: one.id, take: "later" }]);
  return html`<div class="pick"><input type="radio" name=${one.id} aria-label=${name} checked=${picked?.take === "own"} disabled=${picked?.take !== "own"} /><label class="value" for=${`own-${one.id}`}>${name}</label><span><input id=${`own-${one.id}`} type="text" value=${picked?.own ?? ""} placeholder=${/deadline/.test(one.field) ? "2025/06" : one.remark && !one.ref ? "R2.A1" : ""} onChange=${typed} /></span></div>`;
}

/** @param {{month: Month, conflicts: any[], take: (made: any[]) => void}} props */
function Rows({ month, conflicts, take }) {
  const [selected, setSelected] = useState(/** @type {Set<string>} */ (new Set()));
  const { detail } = month.state;
  const [from, setFrom] = useState(0);
  const place = conflicts.findIndex((one) => one.id === detail);
  useEffect(() => setFrom(Math.max(0, place - (place % PAGE))), [detail]);
  useLayoutEffect(() => void document.getElementById(`decide/${detail}`)?.querySelector("input")?.focus(), [from]);
  const [opened, setOpened] = useState("");
  const page = conflicts.slice(from, from + PAGE);
  const chosen = conflicts.filter((one) => selected.has(one.id));
  const safe = chosen.filter((one) => !isCareful(one));
  /** @param {string[]} ids @param {boolean} on */
  const select = (ids, on) => setSelected(new Set(on ? [...selected, ...ids] : [...selected].filter((id) => !ids.includes(id))));
  return html`${chosen.length ? html`<div class="card strong row"><span class="grow"><b>${t("decide.selected", { n: chosen.length })}</b> <span class="soft">${t("decide.safe", { n: safe.length })}</span></span>
      <${Button} small=${true} kind="main" disabled=${!safe.length} onClick=${() => (take(suggested(safe)), setSelected(new Set()))}>${t("decide.take_some", { n: safe.length })}<//>
      <${Button} small=${true} onClick=${() => (take(chosen.map((one) => ({ id: one.id, take: "keep" }))), setSelected(new Set()))}>${t("decide.keep_some")}<//>
      <${Button} small=${true} kind="quiet" onClick=${() => setSelected(new Set())}>${t("decide.clear_selection")}<//></div>` : null}
    <div class="card listing"><table class="dense stack">
      <thead><tr><th scope="col"><input type="checkbox" aria-label=${t("decide.select_all")} checked=${chosen.length === conflicts.length && conflicts.length > 0} onChange=${(/** @type {any} */ event) => select(conflicts.map((one) => one.id), event.target.checked)} /></th>
        ${["action", "what", "now", "asked", "by", "why", "pick"].map((key) => html`<th scope="col">${t(`decide.column_${key}`)}</th>`)}</tr></thead>
      <tbody>${page.map((one) => html`<${RowOf} key=${one.id} month=${month} conflict=${one} selected=${selected.has(one.id)} select=${select} opened=${opened === one.id} open=${() => setOpened(opened === one.id ? "" : one.id)} />`)}</tbody>
    </table></div>
    <div class="row small"><span class="soft">${t("decide.range", { from: from + 1, to: Math.min(from + PAGE, conflicts.length), n: conflicts.length })}</span>
      ${from ? html`<${Button} small=${true} onClick=${() => setFrom(from - PAGE)}>${t("decide.previous", { n: PAGE })}<//>` : null}
      ${from + PAGE < conflicts.length ? html`<${Button} small=${true} onClick=${() => setFrom(from + PAGE)}>${t("decide.next", { n: Math.min(PAGE, conflicts.length - from - PAGE) })}<//>` : null}</div>
    <${KeyLine} month=${month} />`;
}

/** @param {any} props */
function RowOf({ month, conflict: one, selected, select, opened, open }) {
  const picked = month.state.picks[one.id];
  const values = [...new Set(one.claims.map((/** @type {any} */ claim) => short(cell(one.field, claim.value))))];
  const people = [...new Set(one.claims.map((/** @type {any} */ claim) => claim.by))];
  const chosen = picked && picked.take !== "own" ? String(picked.take) : "later";
  /** @param {any} event */
  const pick = (event) => takePick(month, [{ id: one.id, take: /^\d+$/.test(event.target.value) ? Number(event.target.value) : event.target.value }]);
  const choose = () => select([one.id], !selected);
  return html`<tr id=${`decide/${one.id}`} data-decision=${one.id} onKeyDown=${(/** @type {any} */ event) => decisionKey(month, one, answers(one), event, choose)}>
      <td><input type="checkbox" aria-label=${t("decide.select", { ref: one.ref, label: one.label })} checked=${selected} onChange=${choose} /></td>
      <th scope="row"><button type="button" class="linklike" aria-expanded=${opened ? "true" : "false"} onClick=${open}><bdi>${one.ref}</bdi></button></th>
      <td>${one.label}</td><td class="soft">${short(present(one)) || "–"}</td><td><b>${values.join(" / ")}</b></td><td>${joined(people)}</td>
      <td class="small soft wide">${isCareful(one) ? html`<span class="waiting"><${Icon} name="warn" /> ${one.why}</span>` : one.suggestion.why}</td>
      <td class="wide"><select aria-label=${t("decide.pick", { ref: one.ref, label: one.label })} value=${chosen} onChange=${pick}>${answers(one).map((answer) => html`<option value=${String(answer.take)}>${answer.take === "later" ? t("decide.choose") : short(answer.value)}</option>`)}</select></td>
    </tr>
    ${opened ? html`<tr><td colspan="8" class="wide"><${Card} month=${month} conflict=${one} inRow=${true} /></td></tr>` : null}`;
}
