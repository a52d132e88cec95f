// Saves the tracker, after a look at what will change.
import { digest, fileIn } from "../files.js";
import { forget } from "../memory.js";
import { now } from "../time.js";
import { t } from "../words.js";
import { readFiles } from "./collect.js";
import { keepPicks, listedFixes, listedPicks } from "./decide.js";
import { showOpened } from "./open.js";
import { savedInPortfolio } from "./portfolio.js";
import { keepSettings } from "./settings.js";
import { papersForm, writeTracker } from "./writing.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month */
export async function lookBeforeSaving(month) {
  await month.doing(t("busy.comparing"), async () => {
    const args = { when: now(), as_of: month.state.asOf, picks: listedPicks(month), fixes: listedFixes(month) };
    const { value } = await month.calls.call("preview", args);
    month.set({ preview: value });
    month.go("save");
  });
}

/** @param {Month} month */
export async function saveTracker(month, picks = listedPicks(month), receipts = false) {
  await month.doing(t("busy.saving"), async () => {
    const { id, revision } = month.state.tracker;
    const { value, files } = await month.calls.call("save", { when: now(), as_of: month.state.asOf, picks, fixes: listedFixes(month), receipts, how: papersForm(month) });
    const settings = value.settings ? files.pop() : null;
    const place = await writeTracker(month, value, files, "receipts");
    if (settings) await keepSettings(month, settings);
    forget(`picks ${id} ${revision}`);
    forget(`picked ${id} ${revision}`);
    forget(`fixes ${id} ${revision}`);
    await showSaved(month, value, files[0], place);
  }, t("error.save"));
}

/** @param {Month} month @param {any} value @param {Uint8Array} bytes @param {string} place */
export async function showSaved(month, value, bytes, place) {
  month.bytes = bytes;
  month.digest = await digest(/** @type {BufferSource} */ (bytes));
  month.before = [];
  savedInPortfolio(month, value, bytes);
  month.set({ tracker: value, picks: {}, fixes: {}, saved: place, undo: null });
  await month.compare();
  month.set({ live: place });
}

/** Reads the tracker again from its folder, with what came back and what was picked. @param {Month} month */
export async function readAgain(month) {
  const { file } = month.state.tracker;
  await month.doing(t("busy.opening", { name: file }), async () => openAgain(month, month.folder && (await fileIn(month.folder, file))));
}

/** Opens the tracker as it is by now; without a file, as it is in the folder of `xltrack desk`. @param {Month} month @param {Opened | null} found */
export async function openAgain(month, found) {
  const { files, folder, state: { tracker: { file, in_place }, picks, fixes, asOf } } = month;
  const here = found && (!in_place || found.name !== file) ? found : null;
  const answer = await month.calls.call("open", { name: here ? here.name : file, as_of: asOf }, here ? [here.bytes] : []);
  await showOpened(month, answer.value, here ? here.bytes : answer.files[0], !here || here.name === file ? folder : null);
  await readFiles(month, files);
  keepPicks(month, { ...picks, ...month.state.picks });
  month.set({ fixes });
  month.go(month.state.decisions.conflicts.length ? "decide" : "collect");
}
