// Open: the tracker of last time, a file to drop, a plan to begin with.
import { useState } from "preact/hooks";
import { listedPicks, pickedOn } from "../actions/decide.js";
import { openFiles, openFolder, openHere, openLast, practice } from "../actions/open.js";
import { canWrite } from "../files.js";
import { recall } from "../memory.js";
import { Button, DayField, DropZone, FootBar, Heading, Icon, Message, html } from "../parts.js";
import { day, t } from "../words.js";
import { Findings, ReadPlan } from "./plan.js";

/** @typedef {import("../month.js").Month} Month */

export const ACCEPT = ".xlsx,.xlsm,.docx,.txt,.json,.html,.csv,.toml,.zip,.eml,.msg";

/** @param {{month: Month}} props */
export function Open({ month }) {
  const { tracker, plan } = month.state;
  if (plan) return html`<${ReadPlan} month=${month} plan=${plan} />`;
  return tracker ? html`<${Opened} month=${month} />` : html`<${Begin} month=${month} />`;
}

/** @param {{month: Month}} props */
function Begin({ month }) {
  const last = recall("last");
  const { ready, lastFolder } = month.state;
  return html`<${Heading} lead=${last ? t("open.lead_last") : t("open.lead_first")}>${last ? t("open.title_last") : t("open.title_first")}<//>
    <${Message} month=${month} />
    <div class="columns">
      <div>
        ${ready ? null : html`<${Loading} />`}
        ${last ? html`<section class="card strong"><span class="small soft">${t("open.last_time", { day: day(last.on) })}</span><h2 dir="auto">${last.title}</h2>${last.actions ? html`<${Figures} of=${last} />` : null}${lastFolder && last.folder ? html`<p class="soft small">${t("open.allow", { folder: last.folder })}</p><${Button} kind="main" disabled=${!ready} onClick=${() => openLast(month, last.file)}>${t("open.open_it", { name: last.file })}<//>` : html`<p class="soft small">${t("open.choose_again", { file: last.file })}</p>`}</section>` : null}
        <${InFolder} month=${month} />
        <${DropZone} label=${t("open.drop")} take=${(/** @type {any} */ files) => openFiles(month, files)} busy=${!ready} many=${true} accept=${ACCEPT} main=${!(lastFolder && last?.folder)} button=${t("open.choose")} more=${html`<${FolderButton} month=${month} /> <${Paste} month=${month} />`}>
          <b>${t("open.drop")}</b><br /><span class="soft">${t("open.drop_what")}</span>
        <//>
        ${canWrite() || month.calls.folder ? null : html`<section class="card wait"><h2>${t("open.downloads_title")}</h2><p class="small">${t("open.downloads")}</p></section>`}
      </div>
      <${SafeCard} month=${month} />
    </div>`;
}

/** @param {{of: any, children?: any}} props */
function Figures({ of: { overdue, open, actions }, children }) {
  return html`<div class="figures">
    <span class=${overdue ? "late" : ""}><b>${overdue}</b>${t("figure.overdue", { n: overdue })}</span>
    <span><b>${open}</b>${t("figure.open", { n: open })}</span>
    <span><b>${actions}</b>${t("figure.actions", { n: actions })}</span>
    ${children}
  </div>`;
}

/** The other trackers in the folder at hand: they are opened and saved in place. @param {{month: Month}} props */
function InFolder({ month }) {
  const { here, tracker } = month.state;
  const names = here?.names.filter((name) => name !== tracker?.file) ?? [];
  if (!here || !names.length) return null;
  return html`<h2>${t("open.here", { folder: here.folder })}</h2><div class="card listing"><table><tbody>
    ${names.map((/** @type {string} */ name) => html`<tr><th scope="row"><bdi>${name}</bdi></th><td class="number"><${Button} small=${true} aria-label=${t("open.open_it", { name })} onClick=${() => openHere(month, name)}>${t("portfolio.go")}<//></td></tr>`)}
  </tbody></table></div>`;
}

function Loading() {
  return html`<section class="card"><h2>${t("open.loading")}</h2><progress aria-label=${t("open.loading")}></progress><p class="soft small">${t("open.loading_what")}</p></section>`;
}

/** @param {{month: Month}} props */
function SafeCard({ month }) {
  return html`<aside class="card" aria-labelledby="safe">
    <h2 id="safe"><${Icon} name="lock" /> ${t("safe.title")}</h2>
    <ul class="points">${["files", "mail", "backup", "undo"].map((key) => html`<li>${t(`safe.${key}`)}</li>`)}</ul>
    <h2 class="plain">${t("open.new")}</h2>
    <p class="soft">${t("open.practice_what")}</p>
    <${Button} small=${true} onClick=${() => practice(month)}>${t("open.practice")}<//>
  </aside>`;
}

/** The folder of the tracker, where the browser can write: then saving is done in place. @param {{month: Month}} props */
function FolderButton({ month }) {
  if (!canWrite() || month.calls.folder) return null;
  const choose = async () => {
    try {
      await openFolder(month, await /** @type {any} */ (window).showDirectoryPicker({ mode: "readwrite", id: "xltrack" }));
    } catch (error) {
      month.fail(error, t("error.title"));
    }
  };
  return html`<${Button} onClick=${choose}>${t("open.folder")}<//>`;
}

/** @param {{month: Month}} props */
function Paste({ month }) {
  const [text, setText] = useState(/** @type {string | null} */ (null));
  if (text === null) return html`<${Button} kind="quiet" onClick=${() => setText("")}>${t("open.paste")}<//>`;
  const read = () => openFiles(month, [{ name: "plan.txt", bytes: /** @type {any} */ (new TextEncoder().encode(text).buffer), handle: null }]);
  return html`<div class="field"><label for="pasted">${t("open.paste_label")}</label>
    <textarea id="pasted" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea>
    <div class="row"><${Button} onClick=${read} disabled=${!text.trim()}>${t("open.paste_read")}<//><${Button} kind="quiet" onClick=${() => setText(null)}>${t("bar.cancel")}<//></div></div>`;
}

/** @param {{month: Month}} props */
function Opened({ month }) {
  const { tracker, picks } = month.state;
  const kept = listedPicks(month).length;
  return html`<${Heading} lead=${t("open.lead_opened")}>${t("open.title_opened", { title: tracker.title })}<//>
    <${Message} month=${month} />
    <div class="columns">
      <div>
        <section class="card strong">
          <span class="small soft">${t("open.file", { file: tracker.file, revision: tracker.revision })}</span>
          <${Figures} of=${tracker}><span class="soft">${tracker.waiting ? t("open.waiting", { n: tracker.waiting }) : t("open.nothing_waits")}</span><//>
        </section>
        ${kept && Object.keys(picks).length ? html`<p class="message">${pickedOn(month, kept)}</p>` : null}
        <${DayField} id="as-of" label=${t("open.as_of")} value=${month.state.asOf} take=${(/** @type {string} */ day) => month.setDay(day)} />
        <h2>${t("open.another")}</h2>
        <${DropZone} slim=${true} label=${t("open.another")} take=${(/** @type {any} */ files) => openFiles(month, files)} accept=${ACCEPT} button=${t("open.choose")}><span class="soft">${t("open.drop_what")}</span><//>
        <${InFolder} month=${month} />
        <${Findings} findings=${tracker.findings} />
      </div>
      <${SafeCard} month=${month} />
    </div>
    <${FootBar} say=${html`<b>${t("open.next")}</b> <span class="soft">${t("open.next_what")}</span>`}><${Button} kind="main" onClick=${() => month.go("collect")}>${t("open.go")}<//><//>`;
}
