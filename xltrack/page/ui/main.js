// The interface: header, the month's five steps, and the screen that the address names.
import { render } from "preact";
import { useEffect, useReducer } from "preact/hooks";
import { listedPicks, undoPick } from "./actions/decide.js";
import { lookBeforeSaving } from "./actions/save.js";
import { HttpCalls } from "./calls.js";
import { recall } from "./memory.js";
import { Month, STEPS } from "./month.js";
import { Button, Icon, html } from "./parts.js";
import { Collect } from "./screens/collect.js";
import { Decide } from "./screens/decide.js";
import { Help } from "./screens/help.js";
import { History } from "./screens/history.js";
import { Open } from "./screens/open.js";
import { Portfolio } from "./screens/portfolio.js";
import { Remind } from "./screens/remind.js";
import { Report } from "./screens/report.js";
import { Save } from "./screens/save.js";
import { Send } from "./screens/send.js";
import { Settings } from "./screens/settings.js";
import { currentLanguage, direction, firstLanguage, languages, month as monthName, setCatalogues, setLanguage, t } from "./words.js";

/** @type {Record<string, any>} */
const SCREENS = { open: Open, send: Send, collect: Collect, decide: Decide, save: Save, report: Report, remind: Remind, history: History, portfolio: Portfolio, settings: Settings, help: Help };
/** Screens that make sense before a tracker is open. */
const ALWAYS = ["open", "portfolio", "settings", "help"];

/** @param {import("./calls.js").WorkerCalls | HttpCalls} calls */
export function begin(calls) {
  setCatalogues(JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent ?? "{}"));
  setLanguage(firstLanguage(recall("language")));
  const month = new Month(calls);
  month.state.language = currentLanguage();
  navigate(month);
  addEventListener("hashchange", () => navigate(month));
  addEventListener("keydown", (event) => shortcut(month, event));
  // Files dropped beside the drop zone must not replace the page.
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (month.files.length && month.state.decisions && month.changes()) event.preventDefault();
  });
  Object.assign(window, { xltrack: month }); // what is open, for whoever looks with the browser's own tools
  render(html`<${App} month=${month} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
  month.begin();
}

/** @param {Month} month */
function navigate(month) {
  const [screen, ...detail] = decodeURIComponent(location.hash.slice(1)).split("/");
  const known = screen in SCREENS && (month.state.tracker || ALWAYS.includes(screen)) ? screen : "open";
  if (known !== month.state.screen) month.set({ message: null, saved: known === "save" ? month.state.saved : "" });
  month.set({ screen: known, detail: detail.join("/") });
}

/** Opens the chooser of what this screen takes. */
const chooseFiles = () => /** @type {HTMLInputElement | null} */ (document.querySelector("main input[type=file]"))?.click();

/** @param {Month} month @param {KeyboardEvent} event */
function shortcut(month, event) {
  const typing = /** @type {HTMLElement} */ (event.target).matches?.("input:not([type=checkbox], [type=radio], [type=file]), textarea, select");
  const { tracker, screen } = month.state;
  if (event.altKey && /^[1-5]$/.test(event.key)) month.go(STEPS[Number(event.key) - 1]);
  else if (event.ctrlKey && event.key === "s" && tracker && !event.shiftKey) lookBeforeSaving(month);
  else if (event.ctrlKey && event.key === "z" && screen === "decide" && !typing) undoPick(month);
  else if (event.key === "Escape" && month.state.message) month.set({ message: null });
  else if (!month.state.letters || typing) return;
  else if (event.key === "?") month.go("help");
  else if (event.key.toLowerCase() === "o" && !event.ctrlKey && !event.metaKey && !event.altKey) chooseFiles();
  else return;
  event.preventDefault();
}

/** @param {{month: Month}} props */
function App({ month }) {
  const [, draw] = useReducer((/** @type {number} */ count) => count + 1, 0);
  useEffect(() => {
    const changed = () => draw(undefined);
    month.watchers.add(changed);
    return () => void month.watchers.delete(changed);
  }, []);
  const { screen, detail, language } = month.state;
  useEffect(() => {
    Object.assign(document.documentElement, { lang: language, dir: direction() });
    document.documentElement.dataset.ready = String(month.state.ready);
    document.documentElement.dataset.screen = screen;
    document.title = `${t(`steps.${screen}`)} · xltrack`;
  });
  const Screen = SCREENS[screen];
  return html`<a class="skip" href="#main" onClick=${skip}>${t("bar.skip")}</a>
    <${Header} month=${month} />
    <div class="shell"><${Steps} month=${month} /><main id="main" tabindex="-1"><${Screen} month=${month} key=${screen + (screen === "history" ? detail : "")} /></main></div>
    <div class="unseen" role="status" aria-live="polite">${month.state.live}</div>`;
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** @param {{month: Month}} props */
function Header({ month }) {
  const { tracker, busy, language } = month.state;
  return html`<header class="top"><span class="brand">xltrack</span>
    ${tracker ? html`<a class="plan" href="#open"><span dir="auto">${tracker.title}</span><small><bdi>${tracker.file}</bdi></small></a>` : null}
    ${busy ? html`<span class="row small soft"><span>${busy}</span><${Button} small=${true} onClick=${() => month.stop()}>${t("bar.stop")}<//></span>` : null}
    <a class="safe" href="#help" aria-label=${t("safe.label")}><${Icon} name="lock" /><span>${t("safe.label")}</span></a>
    <label class="language"><${Icon} name="globe" /><span class="unseen">${t("bar.language")}</span>
      <select value=${language} onChange=${(/** @type {any} */ event) => month.speak(event.target.value)}>${languages().map((one) => html`<option value=${one.code} lang=${one.code}>${one.name}</option>`)}</select></label>
  </header>`;
}

/** @param {{month: Month}} props */
function Steps({ month }) {
  const { screen, tracker, asOf, portfolio } = month.state;
  const all = (portfolio ?? []).filter((one) => one.kind === "tracker").length;
  const notes = tracker ? stepNotes(month) : {};
  const here = { save: "decide", remind: "collect" }[screen] ?? screen;
  return html`<nav class="steps" aria-label=${monthName(asOf)}><h2>${monthName(asOf)}</h2><ol>
    ${STEPS.map((step, at) => {
      const { note = "", done = false } = notes[step] ?? {};
      return html`<li><a href=${`#${step}`} class=${done ? "done" : ""} aria-current=${here === step ? "step" : undefined}><span class="figure">${done && here !== step ? html`<${Icon} name="check" />` : at + 1}</span>${t(`steps.${step}`)}<small>${note}</small></a></li>`;
    })}</ol>
    <ul>${tracker ? html`<li><a href="#history">${t("steps.history")}</a></li>` : null}<li><a href="#portfolio">${t("steps.portfolio")}${all ? ` (${all})` : ""}</a></li><li><a href="#settings">${t("steps.settings")}</a></li><li><a href="#help">${t("steps.help")}</a></li></ul></nav>`;
}

/** Where each step is, in four words. @param {Month} month @returns {Record<string, {note: string, done: boolean}>} */
function stepNotes(month) {
  const { tracker, status, decisions } = month.state;
  const rows = status?.rows ?? [];
  const back = rows.filter((/** @type {any} */ row) => ["returned", "merged"].includes(row.state)).length;
  const files = status?.files.length ?? 0;
  const open = decisions?.conflicts.length ?? 0;
  const decided = listedPicks(month).length;
  return {
    open: { note: tracker.file, done: true },
    send: { note: tracker.sent.count ? t("steps.sent", { n: tracker.sent.count }) : "", done: tracker.sent.count > 0 },
    collect: { note: rows.length ? t("steps.back", { n: back, of: rows.length }) : files ? t("steps.files", { n: files }) : "", done: rows.length ? back === rows.length : files > 0 },
    decide: { note: open ? t("steps.decided", { n: decided, of: open }) : "", done: open > 0 && decided === open },
    report: { note: "", done: false },
  };
}

if (location.hash.startsWith("#token=")) {
  const token = location.hash.slice("#token=".length);
  history.replaceState(null, "", "#open");
  begin(new HttpCalls(token));
}
