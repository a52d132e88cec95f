// Open: a plan that was read from an office's own document, before a tracker is made of it.
import { useState } from "preact/hooks";
import { explain, makeTrackers } from "../actions/open.js";
import { Button, FootBar, Heading, Message, html } from "../parts.js";
import { cell, joined, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{findings: any[]}} props */
export function Findings({ findings }) {
  if (!findings.length) return null;
  return html`<h2>${t("open.findings", { n: findings.length })}</h2><div class="card listing">
    ${findings.map((one) => html`<div class="finding"><${Place} finding=${one} /><span>${one.message} <span class="soft">${one.remedy}</span></span></div>`)}
  </div>`;
}

/** The cell or the line of a finding; nothing where a document has neither. @param {{finding: any}} props */
function Place({ finding: { sheet, cell, line } }) {
  const place = [sheet, cell].filter(Boolean).join("!") || (line ? t("open.line", { line }) : "");
  return place ? html`<code><bdi>${place}</bdi></code>` : null;
}

/** Plans that were read: what was found and guessed, what its words mean, and titles to correct. @param {{month: Month, plan: any}} props */
export function ReadPlan({ month, plan }) {
  const { plans } = plan;
  const [typed, setTyped] = useState(/** @type {Record<number, string>} */ ({}));
  if (plan.refused) return html`<${Heading} lead=${plan.refused}>${t("plan.none", { file: plan.name })}<//>
    <${Message} month=${month} />
    <${Questions} month=${month} plan=${plan} kind="headers" />
    <${FootBar}><${Button} onClick=${() => month.set({ plan: null })}>${t("bar.cancel")}<//><//>`;
  /** @param {(one: any) => number} count */
  const sum = (count) => plans.reduce((/** @type {number} */ before, /** @type {any} */ one) => before + count(one), 0);
  const units = new Set(plans.flatMap((/** @type {any} */ one) => one.units)).size;
  const titles = plans.map((/** @type {any} */ one, /** @type {number} */ at) => typed[at] ?? one.title);
  return html`<${Heading} lead=${t("plan.lead", { units, recommendations: sum((one) => one.recommendations.length) })}>${t("plan.title", { n: sum((one) => one.actions), file: plan.name })}<//>
    <${Message} month=${month} />
    ${plans.length > 1 ? html`<p class="message">${t("plan.several", { n: plans.length })}</p>` : null}
    ${plans.map((/** @type {any} */ one, /** @type {number} */ at) => html`<section class="card"><div class="field"><label for=${`plan-title-${at}`}>${t("plan.name")}</label><input id=${`plan-title-${at}`} type="text" value=${titles[at]} onInput=${(/** @type {any} */ event) => setTyped({ ...typed, [at]: event.target.value })} /></div>
      ${one.units.length ? html`<p class="soft small">${t("plan.units", { units: joined(one.units, " · ") })}</p>` : null}</section>`)}
    <${Questions} month=${month} plan=${plan} kind="headers" />
    <${Questions} month=${month} plan=${plan} kind="statuses" />
    <${Findings} findings=${plans.flatMap((/** @type {any} */ one) => one.findings)} />
    ${plans.map((/** @type {any} */ one, /** @type {number} */ at) => html`<${Contents} of=${one} title=${plans.length > 1 ? titles[at] : ""} />`)}
    <${FootBar} say=${html`<b>${plans.length > 1 ? t("plan.next_several", { n: plans.length }) : t("plan.next")}</b> <span class="soft">${t("plan.next_what")}</span>`}>
      <${Button} onClick=${() => month.set({ plan: null })}>${t("bar.cancel")}<//>
      <${Button} kind="main" onClick=${() => makeTrackers(month, titles)}>${plans.length > 1 ? t("plan.save_several", { n: plans.length }) : t("plan.save")}<//>
    <//>`;
}

/** The recommendations and key actions of a plan, as they were read. @param {{of: any, title: string}} props */
function Contents({ of: { recommendations }, title }) {
  return html`<h2>${t("plan.contents")}${title ? html` <span class="soft" dir="auto">${title}</span>` : null}</h2>
    ${recommendations.map((/** @type {any} */ one) => html`<section class="card listing">
      <h3 class="read"><bdi>${one.ref}</bdi> <span dir="auto">${one.text}</span> <span class="soft">${one.category}</span></h3>
      ${one.actions.length ? html`<table class="stack read">
        <thead><tr><th scope="col">${t("decide.column_action")}</th><th scope="col">${t("history.unit")}</th><th scope="col">${t("history.deadline")}</th><th scope="col">${t("history.status")}</th></tr></thead>
        <tbody>${one.actions.map((/** @type {any} */ action) => html`<tr><th scope="row"><bdi>${action.ref}</bdi><span class="soft small" dir="auto">${action.description}</span></th><td dir="auto">${action.responsible}</td><td>${cell("deadline", action.deadline)}</td><td>${action.status}</td></tr>`)}</tbody>
      </table>` : null}</section>`)}`;
}

/** Columns or status words, each with a list to say what it means. @param {{month: Month, plan: any, kind: "headers" | "statuses"}} props */
function Questions({ month, plan, kind }) {
  const words = plan.asked[kind];
  if (!words.length) return null;
  const { choices } = plan.questions[kind];
  return html`<h2 id=${`asked-${kind}`}>${t(`plan.${kind}`)}</h2><p class="soft">${t(`plan.${kind}_what`)}</p>
    <div class="card listing"><table aria-labelledby=${`asked-${kind}`}><tbody>
      ${words.map((/** @type {any} */ one) => html`<${Question} key=${one.word} month=${month} kind=${kind} choices=${choices} question=${one} said=${plan.meanings[kind][one.word]} />`)}
    </tbody></table></div>`;
}

/** One of them. A proposal that the plan was not read with is a button. @param {{month: Month, kind: "headers" | "statuses", choices: any[], question: any, said?: string}} props */
function Question({ month, kind, choices, question: { word, guess, is_read_so: read, examples }, said }) {
  const take = (/** @type {string} */ code) => explain(month, kind, word, code);
  const proposed = said || read ? null : choices.find((one) => one.code === guess);
  return html`<tr>
    <th scope="row"><bdi>${word}</bdi>${examples.length ? html`<br /><span class="soft small" dir="auto">${examples.join(" · ")}</span>` : null}</th>
    <td><div class="row end">${proposed ? html`<${Button} small=${true} onClick=${() => take(guess)}>${t("plan.perhaps", { field: proposed.label })}<//>` : null}<select aria-label=${t("plan.meaning", { word })} value=${said ?? (read ? guess : "")} onChange=${(/** @type {any} */ event) => take(event.target.value)}>
      <option value="">${t("plan.unknown")}</option>${choices.map((one) => html`<option value=${one.code}>${one.label}</option>`)}
    </select></div></td></tr>`;
}
