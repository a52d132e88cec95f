// Makes the copies and their mails.
import { remember } from "../memory.js";
import { now } from "../time.js";
import { t } from "../words.js";
import { showSaved } from "./save.js";
import { wordingOf } from "./wording.js";
import { papersForm, writeTracker } from "./writing.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month @param {Opened[]} files */
export async function readContacts(month, files) {
  if (!files.length) return;
  await month.doing(t("busy.reading"), async () => {
    const { value } = await month.calls.call("contacts", { name: files[0].name }, [files[0].bytes]);
    month.people = files[0];
    month.set({ contacts: value });
  }, t("open.failed", { name: files[0].name }));
}

/** Keeps the address of a unit that has none in the list; without one the unit has none again. @param {Month} month @param {import("../month.js").Address} address */
export function takeAddress(month, address) {
  const others = month.state.addresses.filter((one) => one.unit !== address.unit || one.name !== address.name);
  const addresses = address.email ? [...others, address] : others;
  remember(`addresses ${month.state.tracker.id}`, addresses);
  month.set({ addresses });
}

/** @param {Month} month @param {{by: string, only_open: boolean, return_by: string}} choice */
export async function lookAtCopies(month, choice) {
  await month.quietly(async () => {
    const { value } = await month.calls.call("copies", { when: now(), as_of: month.state.asOf, ...choice, wording: wordingOf(month, "copy"), addresses: month.state.addresses });
    month.set({ sending: value });
  });
}

/** @param {Month} month @param {{by: string, only_open: boolean, return_by: string}} choice @param {string[]} left_out */
export async function sendCopies(month, choice, left_out) {
  await month.doing(t("busy.writing"), async () => {
    const { value, files } = await month.calls.call("send", { when: now(), as_of: month.state.asOf, ...choice, left_out, wording: wordingOf(month, "copy"), addresses: month.state.addresses, how: papersForm(month) });
    const place = await writeTracker(month, value, files, "outbox");
    await showSaved(month, value, files[0], place);
  }, t("error.save"));
}
