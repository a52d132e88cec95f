// Shows the log, and undoes what it names.
import { now } from "../time.js";
import { t } from "../words.js";
import { showSaved } from "./save.js";
import { writeTracker } from "./writing.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month @param {string} ref */
export async function lookBack(month, ref) {
  await month.quietly(async () => {
    const { value } = await month.calls.call("history", { ref, as_of: month.state.asOf });
    month.set({ history: { ...value, ref }, undo: null });
  });
}

/** Looks at what an undo would restore: of a save, of one change, of all that a file brought. @param {Month} month @param {Record<string, any>} what @param {string} title */
export async function lookAtUndo(month, what, title) {
  await month.doing(t("busy.comparing"), async () => {
    const { value } = await month.calls.call("undo", { when: now(), as_of: month.state.asOf, what, look: true });
    month.set({ undo: { ...value, what, title } });
  });
}

/** @param {Month} month */
export async function undoLooked(month) {
  await month.doing(t("busy.saving"), async () => {
    const { what } = month.state.undo;
    const { ref } = month.state.history;
    const { value, files } = await month.calls.call("undo", { when: now(), as_of: month.state.asOf, what, look: false });
    const place = await writeTracker(month, value, files, "");
    await showSaved(month, value, files[0], place);
    const history = await month.calls.call("history", { ref, as_of: month.state.asOf });
    month.set({ history: { ...history.value, ref } });
  }, t("error.save"));
}
