// Makes the reminders.
import { t } from "../words.js";
import { wordingOf } from "./wording.js";
import { papersForm, writePapersAlone } from "./writing.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month */
export async function lookAtReminders(month) {
  await month.quietly(async () => {
    const { value } = await month.calls.call("reminders", { as_of: month.state.asOf, wording: wordingOf(month, "reminder") });
    month.set({ reminders: value });
  });
}

/** @param {Month} month @param {string[]} chosen */
export async function saveReminders(month, chosen) {
  await month.doing(t("busy.writing"), async () => {
    const { value, files } = await month.calls.call("remind", { as_of: month.state.asOf, chosen, wording: wordingOf(month, "reminder"), how: papersForm(month) });
    month.set({ saved: await writePapersAlone(month, value.names, files, "reminders") });
  });
}
