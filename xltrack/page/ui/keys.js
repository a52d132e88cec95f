// The keys of decisions, as cards or as rows. Single letters, digits and the arrows can be turned off under Help.
import { takePick } from "./actions/decide.js";
import { html } from "./parts.js";
import { t } from "./words.js";

/** @typedef {import("./month.js").Month} Month */

/** Every key and the number of its text; those of decisions are shown beside them, too. @type {[number, string[]][]} */
const DECIDING = [[11, ["↑", "↓"]], [12, ["space"]], [3, ["1 … 9"]], [4, ["S"]], [5, ["L"]], [6, ["Ctrl", "Z"]]];
/** @type {[number, string[]][]} */
export const KEYS = [[1, ["Tab"]], [2, ["Alt", "1 … 5"]], [10, ["O"]], ...DECIDING, [7, ["Ctrl", "S"]], [8, ["?"]], [9, ["Esc"]]];

/** @param {{keys: string[]}} props */
export const Keys = ({ keys }) => html`${keys.map((key) => html`<kbd>${key === "space" ? t("help.space") : key}</kbd> `)}`;

/** The keys of the rows, in one line. @param {{month: Month}} props */
export function KeyLine({ month }) {
  if (!month.state.letters) return null;
  return html`<p class="small soft keys">${DECIDING.map(([number, keys]) => html`<span><${Keys} keys=${keys} />${t(`help.key_${number}`)}</span> `)}</p>`;
}

/** Moves the focus to the decision or row before or after this one. @param {string} id @param {1 | -1} by */
function step(id, by) {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-decision]")]);
  const other = places[places.findIndex((place) => place.dataset.decision === id) + by];
  /** @type {HTMLElement | null | undefined} */ (other?.querySelector("input:checked") ?? other?.querySelector("input"))?.focus();
}

/**
 * Does what a key means while a decision or a row has the focus.
 * @param {Month} month @param {any} one @param {any[]} offered its answers, in their order @param {any} event @param {() => void} [select] of a row
 */
export function decisionKey(month, one, offered, event, select) {
  const { target, key } = event;
  if (!month.state.letters || event.ctrlKey || event.metaKey || event.altKey || target.matches("input[type=text], select")) return;
  /** @param {any} take */
  const choose = (take) => {
    takePick(month, [{ id: one.id, take }]);
    if (month.state.goesOn) goOn(month, one);
  };
  if (key === "ArrowUp" || key === "ArrowDown") step(one.id, key === "ArrowUp" ? -1 : 1);
  else if (key === " " && select && target.matches("button")) select();
  else if (/^[1-9]$/.test(key) && offered[Number(key) - 1]) choose(offered[Number(key) - 1].take);
  else if (key.toLowerCase() === "s") choose(one.suggestion.take);
  else if (key.toLowerCase() === "l") choose("later");
  else return;
  event.preventDefault();
  event.stopPropagation(); // a card that is open below its row
}

/** Goes to the next open decision after this one, round to the first. @param {Month} month @param {any} one */
function goOn(month, one) {
  const { decisions, picks } = month.state;
  const at = decisions.conflicts.indexOf(one);
  const next = [...decisions.conflicts.slice(at + 1), ...decisions.conflicts.slice(0, at)].find((/** @type {any} */ other) => !picks[other.id]);
  if (next) month.go("decide", next.id);
}
