// The page's words: one catalogue a language, plurals by the language's own rules, days as people write them.

/** @typedef {Record<string, any>} Catalogue */

/** @type {Record<string, Catalogue>} */
let catalogues = {};
let language = "en";

/** @param {Record<string, Catalogue>} found */
export function setCatalogues(found) {
  catalogues = found;
}

export const languages = () => Object.entries(catalogues).map(([code, words]) => ({ code, name: words.language.name }));
/** The name of a language as its speakers write it. @param {string} code */
export const languageName = (code) => catalogues[code]?.language.name ?? code;
export const currentLanguage = () => language;
export const direction = () => catalogues[language].language.direction;

/** @param {string} code */
export function setLanguage(code) {
  language = code in catalogues ? code : "en";
}

/** The language to begin with: the one chosen last, else the browser's. @param {string | null} stored */
export function firstLanguage(stored) {
  const wanted = [stored, ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((code) => code && code in catalogues) || "en";
}

/**
 * The text under a key such as "collect.title", its placeholders filled. Where there are several forms, `n` chooses.
 * @param {string} key
 * @param {Record<string, any>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  let text = key.split(".").reduce((/** @type {any} */ place, part) => place?.[part], catalogues[language]);
  if (text && typeof text === "object") text = text[new Intl.PluralRules(language).select(values.n ?? 0)] ?? text.other;
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}(\.(?!\.))?/g, (/** @type {string} */ _, /** @type {string} */ name, /** @type {string} */ stop = "") => ended(format(values[name]), stop));
}

/** A value that ends with a full stop, such as "2024 г.", needs no second one. @param {string} value @param {string} stop */
const ended = (value, stop) => (value.endsWith(".") ? value : value + stop);

/** @param {any} value */
const format = (value) => (typeof value === "number" ? number(value) : isolated(String(value ?? "")));

/** A text of the other writing direction keeps its own order inside a sentence. @param {string} text */
const isolated = (text) => (/[\u0590-\u08ff]/.test(text) !== (direction() === "rtl") && /\p{L}/u.test(text) ? `\u2068${text}\u2069` : text);

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(language, { useGrouping: "min2", numberingSystem: "latn" }).format(value);

/** English days are written with the day first, as the organisations do. */
const locale = () => (language === "en" ? "en-GB" : language);

/** A day or a month as all other words of this language write it. @param {"day" | "month"} form @param {string} iso */
function dated(form, iso) {
  const [year, month, day = 1] = iso.slice(0, 10).split("-").map(Number);
  return catalogues[language].dates[form][month - 1].replace("{day}", day).replace("{year}", year);
}

/** "28 June 2024". A day is a calendar day: it is never moved through a time zone. @param {string | null} iso */
export const day = (iso) => (iso ? dated("day", iso) : "");

/** "14:05". @param {number} moment */
export const clock = (moment) => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", numberingSystem: "latn" }).format(moment);

/** "June 2024". @param {string} iso */
export const month = (iso) => dated("month", iso.slice(0, 7));

/** A cell's text as people read it: a month written 2022/12 becomes "December 2022". @param {string | null} field @param {string} text */
export function cell(field, text) {
  const found = field && /deadline/.test(field) && /^(\d{4})\/(\d\d)$/.exec(text);
  return found ? month(`${found[1]}-${found[2]}`) : text;
}

/** Parts of a line, each in its own writing direction. @param {string[]} parts @param {string} [between] */
export const joined = (parts, between = ", ") => parts.map(isolated).join(between);

/** "A, B and C". @param {string[]} items */
export const list = (items) => new Intl.ListFormat(language).format(items.map(isolated));
