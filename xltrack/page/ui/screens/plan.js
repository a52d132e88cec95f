// Open: a plan that was read from an office's own document, before a tracker is made of it.
import { useState } from "preact/hooks";
import { explain, makeTracker } from "../actions/open.js";
import { Button, FootBar, Heading, Message, html } from "../parts.js";
import { t } from "../words.js";

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

/** A plan that was read: what was found and guessed, what its words mean, and a title to correct. @param {{month: Month, plan: any}} props */
export function ReadPlan({ month, plan }) {
  const [typed, setTitle] = useState(/** @type {string | null} */ (null));
  const title = typed ?? plan.title;
  if (plan.refused) return html`<${Heading} lead=${plan.refused}>${t("plan.none", { file: plan.name })}<//>
    <${Message} month=${month} />
    <${Questions} month=${month} plan=${plan} kind="headers" />
    <${FootBar}><${Button} onClick=${() => month.set({ plan: null })}>${t("bar.cancel")}<//><//>`;
  return html`<${Heading} lead=${t("plan.lead", { units: plan.units.length, recommendations: plan.recommendations })}>${t("plan.title", { n: plan.actions, file: plan.name })}<//>
    <${Message} month=${month} />
    <section class="card"><div class="field"><label for="plan-title">${t("plan.name")}</label><input id="plan-title" type="text" value=${title} onInput=${(/** @type {any} */ event) => setTitle(event.target.value)} /></div>
      ${plan.units.length ? html`<p class="soft small">${t("plan.units", { units: plan.units.join(" · ") })}</p>` : null}</section>
    <${Questions} month=${month} plan=${plan} kind="headers" />
    <${Questions} month=${month} plan=${plan} kind="statuses" />
    <${Findings} findings=${plan.findings} />
    <${FootBar} say=${html`<b>${t("plan.next")}</b> <span class="soft">${t("plan.next_what")}</span>`}>
      <${Button} onClick=${() => month.set({ plan: null })}>${t("bar.cancel")}<//>
      <${Button} kind="main" onClick=${() => makeTracker(month, title)}>${t("plan.save")}<//>
    <//>`;
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
