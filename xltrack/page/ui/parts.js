// The parts that screens are made of: native elements, named and focusable, with the colours of the palette.
import htm from "htm";
import { h } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { lookBeforeSaving, readAgain } from "./actions/save.js";
import { saveNote, writesInPlace } from "./actions/writing.js";
import { fromDrop, fromInput } from "./files.js";
import { joined, t } from "./words.js";

export const html = htm.bind(h);

/** @typedef {import("./month.js").Month} Month */
/** @typedef {import("./files.js").Opened} Opened */

const ICONS = {
  check: ["M3 8.5 6.5 12 13 4.5"],
  lock: ["M4.6 7h6.8a1.4 1.4 0 0 1 1.4 1.4v3.8a1.4 1.4 0 0 1-1.4 1.4H4.6a1.4 1.4 0 0 1-1.4-1.4V8.4A1.4 1.4 0 0 1 4.6 7Z", "M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2"],
  globe: ["M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8", "M2 8h12M8 2c4 4 4 8 0 12M8 2c-4 4-4 8 0 12"],
  circle: ["M2.4 8a5.6 5.6 0 1 0 11.2 0A5.6 5.6 0 1 0 2.4 8"],
  drop: ["M8 2v8m0 0L4.8 6.8M8 10l3.2-3.2M2.5 11.5v2.2h11v-2.2"],
  clock: ["M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8", "M8 4.6V8l2.4 1.8"],
  star: ["m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z"],
  warn: ["M8 2.2 14.4 13.4H1.6Z", "M8 6.6v3M8 11.4v.4"],
  undo: ["M6 3 2.8 6.2 6 9.4M2.8 6.2h6.6a3.6 3.6 0 0 1 0 7.2H6"],
  file: ["M4 1.8h5l3 3v9.4H4z", "M9 1.8v3h3"],
  cross: ["M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8", "m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"],
  note: ["M2.5 3h11v8h-6l-3 2.6V11h-2z"],
};

/** @param {{name: keyof typeof ICONS, big?: boolean}} props */
export function Icon({ name, big }) {
  return html`<svg class=${big ? "icon big" : "icon"} viewBox="0 0 16 16" aria-hidden="true">
    ${ICONS[name].map((path) => html`<path d=${path} />`)}
  </svg>`;
}

/** @typedef {"taken" | "late" | "todo" | "fix" | "wait" | "off"} Tone */

/** @type {Record<Tone, keyof typeof ICONS>} */
const MARKS = { taken: "check", late: "clock", todo: "circle", fix: "cross", wait: "warn", off: "circle" };

/** A state in a word, with a shape beside its colour. @param {{tone: Tone, children?: any}} props */
export function Chip({ tone, children }) {
  return html`<span class=${`chip ${tone}`}><${Icon} name=${MARKS[tone]} /><span>${children}</span></span>`;
}

/**
 * A button that stays focusable while it cannot be used, so that focus is not lost.
 * @param {any} props
 */
export function Button({ kind = "", small, onClick, disabled, children, ...rest }) {
  const look = ["button", kind, small ? "small" : ""].filter(Boolean).join(" ");
  return html`<button type="button" class=${look} aria-disabled=${disabled ? "true" : undefined} onClick=${disabled ? undefined : onClick} ...${rest}>${children}</button>`;
}

/** A button that looks like a link. @param {any} props */
export function Quiet({ onClick, children, ...rest }) {
  return html`<button type="button" class="linklike" onClick=${onClick} ...${rest}>${children}</button>`;
}

/**
 * A place to drop files, always with a button; Python need not be ready for it.
 * @param {{label: string, take: (files: Opened[]) => void, slim?: boolean, many?: boolean, busy?: boolean, accept?: string, children?: any, more?: any, main?: boolean, button: string}} props
 */
export function DropZone({ label, take, slim, many, busy, accept, children, more, main, button }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [over, setOver] = useState(false);
  /** @param {DragEvent} event */
  const hold = (event) => {
    event.preventDefault();
    setOver(event.type === "dragover");
  };
  /** @param {DragEvent} event */
  const drop = async (event) => {
    hold(event);
    if (event.dataTransfer) take(await fromDrop(event.dataTransfer));
  };
  /** @param {any} event */
  const chosen = async (event) => {
    const files = await fromInput(event.target.files);
    event.target.value = ""; // the same file can be chosen again
    take(files);
  };
  return html`<div class=${`drop ${slim ? "slim" : ""} ${over ? "over" : ""}`} role="region" aria-label=${label} aria-busy=${busy ? "true" : "false"} onDragOver=${hold} onDragLeave=${hold} onDrop=${drop}>
    <${Icon} name="drop" big=${true} />
    <p>${children}</p>
    <input class="unseen" type="file" tabindex="-1" aria-label=${label} multiple=${many} accept=${accept} ref=${input} onChange=${chosen} />
    <div class="row center"><${Button} kind=${main ? "main" : ""} small=${slim} onClick=${() => input.current?.click()}>${button}<//>${more}</div>
  </div>`;
}

/**
 * A day to choose. A year that is being typed is 0002 or 0202 for a moment: such a day is not taken.
 * @param {{id: string, label: string, value: string, take: (day: string) => void, min?: string, max?: string}} props
 */
export function DayField({ id, label, value, take, min, max }) {
  const [half, setHalf] = useState("");
  /** @param {any} event */
  const typed = ({ target }) => {
    const whole = /^$|^(19|[2-8]\d)\d\d-\d\d-\d\d$/.test(target.value);
    setHalf(whole ? "" : target.value);
    if (whole) take(target.value);
  };
  return html`<div class="field"><label for=${id}>${label}</label><input id=${id} type="date" min=${min} max=${max} value=${half || value} onChange=${typed} /></div>`;
}

/** A heading that takes the focus when its screen is opened. @param {{children?: any, lead?: any}} props */
export function Heading({ children, lead }) {
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []); // at once: later it would take the focus from what was reached
  return html`<h1 tabindex="-1" ref=${heading}>${children}</h1>
    ${lead ? html`<p class="lead">${lead}</p>` : null}`;
}

/** What will happen, and the one main button. @param {{say: any, children?: any}} props */
export function FootBar({ say, children }) {
  return html`<div class="bar" role="region" aria-label=${t("bar.label")}>
    <div class="say">${say}</div>
    ${children}
  </div>`;
}

/** What went wrong, what was not harmed, what to do. It takes the focus. @param {{month: Month}} props */
export function Message({ month }) {
  const { message, saved } = month.state;
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (message) place.current?.focus();
  }, [message]);
  if (saved) return html`<div class="message good"><p>${saved}</p></div>`;
  if (!message) return null;
  return html`<div class="message error" role="alert" tabindex="-1" ref=${place}>
    <h2>${message.title}</h2>
    <p>${message.text}</p>
    <p class="soft small">${t("error.unharmed")}${message.note ? ` ${t("error.note_what")}` : ""}</p>
    <div class="row">${message.code === "save_changed" && writesInPlace(month) ? html`<${Button} small=${true} kind="main" onClick=${() => readAgain(month)}>${t("error.read_again")}<//>` : null}${message.note ? html`<${Button} small=${true} onClick=${() => saveNote(month)}>${t("error.note")}<//>` : null}<${Button} small=${true} onClick=${() => month.set({ message: null })}>${t("error.close")}<//></div>
  </div>`;
}

/** Says that what is made from the tracker's file lacks what came back since. @param {{month: Month}} props */
export function Unsaved({ month }) {
  const n = month.unsaved();
  return n ? html`<div class="message row"><span><${Icon} name="warn" /> ${t("save.unsaved", { n })}</span><${Button} small=${true} onClick=${() => lookBeforeSaving(month)}>${t("decide.look")}<//></div>` : null;
}

/** Letters of a text beyond which only its beginning is shown, and how many of them. */
const [LONG, BEGINNING] = [320, 240];

/** @param {string} text */
export const isLong = (text) => text.length > LONG;

/** A text of any length: a long one is shown in full when that is wanted. @param {{text: string}} props */
export function Text({ text }) {
  const [whole, setWhole] = useState(false);
  if (!isLong(text)) return html`<bdi>${text}</bdi>`;
  return html`<bdi>${whole ? text : `${text.slice(0, BEGINNING)}…`}</bdi> <${Quiet} class="linklike small" aria-expanded=${whole ? "true" : "false"} onClick=${() => setWhole(!whole)}>${t(whole ? "bar.less" : "bar.more")}<//>`;
}

/** Before and after. @param {{change: any, cell: (field: string | null, text: string) => string}} props */
export function Change({ change, cell }) {
  const [before, after] = [change.before, change.after].map((text) => cell(change.field, text));
  const appended = before && after.startsWith(before) ? after.slice(before.length).trim() : "";
  if (appended) return html`<span>+ <ins><${Text} text=${appended} /></ins></span>`;
  return html`<span>${before ? html`<del><${Text} text=${before} /></del> <span class="arrow" aria-label=${t("save.becomes")} role="img">→</span> ` : null}<ins><${Text} text=${after || t("save.empty")} /></ins></span>`;
}

/** Who and which file, each once. @param {any} change @returns {string[]} */
export const sources = ({ who, file }) => [...new Set([who, file])].filter(Boolean);

/** @param {{changes: any[], cell: (field: string | null, text: string) => string, most?: number}} props */
export function Changes({ changes, cell, most = 8 }) {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, most);
  return html`<ul class="changes">
      ${shown.map(
        (one) => html`<li><b><bdi>${one.ref}</bdi></b><span>${one.label}<br /><span class="soft small">${joined(sources(one), " · ")}</span></span><${Change} change=${one} cell=${cell} /></li>`,
      )}
    </ul>
    ${changes.length > shown.length ? html`<p class="small"><${Quiet} onClick=${() => setAll(true)}>${t("save.show_others", { n: changes.length - shown.length })}<//></p>` : null}`;
}
