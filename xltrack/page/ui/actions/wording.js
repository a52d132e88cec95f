// Keeps the words of this round's mails.
import { remember } from "../memory.js";

/** @typedef {import("../month.js").Month} Month */
/** @typedef {import("../month.js").Wording} Wording */

/** The words of this round's mails by language. @param {Month} month @param {string} kind */
export function wordingOf(month, kind) {
  return month.state.wording[kind] ?? {};
}

/** The words that a mail has unless they are changed. @param {Month} month @param {string} kind @param {string} language */
export async function shippedWording(month, kind, language) {
  return (await month.calls.call("wording", { kind, language })).value;
}

/** @param {Month} month @param {string} kind copy or reminder @param {string} language @param {Wording | null} words */
export function setWording(month, kind, language, words) {
  const { [language]: _, ...others } = wordingOf(month, kind);
  const wording = { ...month.state.wording, [kind]: words ? { ...others, [language]: words } : others };
  remember(`wording ${month.state.tracker.id}`, wording);
  month.set({ wording });
}
