// Report: the page as it will be handed over, and the forms it can be saved in.
import { useEffect, useRef, useState } from "preact/hooks";
import { lookAtReport, saveReport } from "../actions/report.js";
import { Button, DayField, FootBar, Heading, Icon, Message, Unsaved, html } from "../parts.js";
import { day, languages, month as monthName, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {{month: Month}} props */
export function Report({ month }) {
  const { report, asOf, tracker, language: spoken } = month.state;
  const [language, setLanguage] = useState(spoken);
  useEffect(() => setLanguage(spoken), [spoken]);
  const [since, setSince] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ (["html", "xlsx"]));
  const frame = useRef(/** @type {HTMLIFrameElement | null} */ (null));
  useEffect(() => void lookAtReport(month, since, language), [since, asOf, tracker.revision, language]);
  /** @param {string} ending @param {boolean} on */
  const choose = (ending, on) => setChosen(on ? [...chosen, ending] : chosen.filter((one) => one !== ending));
  return html`<${Heading} lead=${report ? html`<bdi>${report.headline}</bdi>` : t("busy.report")}>${t("report.title", { month: monthName(asOf) })}<//>
    <${Message} month=${month} />
    <${Unsaved} month=${month} />
    <div class="columns">
      <section class="card" aria-label=${t("report.preview")}>${report ? html`<${Preview} html=${report.html} frame=${frame} />` : null}</section>
      <div>
        <section class="card">
          <${DayField} id="report-day" label=${t("open.as_of")} value=${asOf} take=${(/** @type {string} */ chosen) => month.setDay(chosen)} />
          <${DayField} id="report-since" label=${t("report.since")} value=${since || report?.since} max=${asOf} take=${setSince} />
          <div class="field"><label for="report-language">${t("bar.language")}</label><select id="report-language" value=${language} onChange=${(/** @type {any} */ event) => setLanguage(event.target.value)}>${languages().map((one) => html`<option value=${one.code} lang=${one.code}>${one.name}</option>`)}</select></div>
        </section>
        <section class="card"><fieldset class="plain"><legend>${t("report.save_as")}</legend>
          ${(report?.endings ?? []).map((/** @type {string} */ ending) => html`<label class="check"><input type="checkbox" checked=${chosen.includes(ending)} onChange=${(/** @type {any} */ event) => choose(ending, event.target.checked)} /><span>${t(`report.form_${ending}`)} <span class="soft small">${t(`report.what_${ending}`)}</span></span></label>`)}
        </fieldset></section>
        ${report?.doubts.length ? html`<section class="card wait"><h2><${Icon} name="warn" /> ${t("report.say")}</h2>${report.doubts.map((/** @type {string} */ one) => html`<p class="small" dir="auto">${one}</p>`)}</section>` : null}
      </div>
    </div>
    <${FootBar} say=${html`<b>${t("report.files", { n: chosen.length })}</b> <span class="soft">${t("report.as_of", { day: day(asOf) })}</span>`}>
      <${Button} onClick=${() => frame.current?.contentWindow?.print()}>${t("report.print")}<//>
      <${Button} kind="main" disabled=${!chosen.length} onClick=${() => saveReport(month, chosen)}>${t("report.save")}<//>
    <//>`;
}

/**
 * The real page in a frame. This page's policy holds in there, too, and allows no style but its own: the report's is
 * adopted as a sheet, and its elements' own styles are set one by one. The frame runs no script.
 * @param {{html: string, frame: any}} props
 */
function Preview({ html: text, frame }) {
  useEffect(() => {
    const inside = frame.current.contentDocument;
    const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((found) => found[1]);
    const bare = text.replace(/<style>[\s\S]*?<\/style>/g, "").replaceAll(' style="', ' data-style="');
    const parsed = new DOMParser().parseFromString(bare, "text/html");
    for (const one of parsed.querySelectorAll("meta[http-equiv]")) one.remove();
    const sheet = new (/** @type {any} */ (inside.defaultView).CSSStyleSheet)();
    sheet.replaceSync(styles.join("\n"));
    inside.replaceChild(inside.adoptNode(parsed.documentElement), inside.documentElement);
    inside.adoptedStyleSheets = [sheet];
    for (const one of inside.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
  }, [text]);
  return html`<iframe class="preview" title=${t("report.preview")} sandbox="allow-same-origin allow-modals" ref=${frame}></iframe>`;
}
