// Reads and changes the office's settings.
import { download, fileIn, writeFile } from "../files.js";
import { now } from "../time.js";
import { t } from "../words.js";
import { showSaved } from "./save.js";
import { writeTracker } from "./writing.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

export const SETTINGS = "xltrack.toml";

/** @param {Month} month */
export async function lookAtSettings(month) {
  await month.quietly(async () => {
    month.set({ settings: (await month.calls.call("settings")).value });
  });
}

/** Takes xltrack.toml and the files it names, and whatever of them the tracker's folder holds. @param {Month} month @param {Opened[]} files */
export async function takeSettings(month, files) {
  await month.doing(t("busy.reading"), () => readSettings(month, files), t("settings.failed"));
}

/** @param {Month} month @param {Opened[]} files */
export async function readSettings(month, files) {
  let given = files;
  for (;;) {
    const { value } = await month.calls.call("settings", { names: given.map((one) => one.name) }, given.map((one) => one.bytes));
    month.office = [...month.office, ...given];
    month.set({ settings: value });
    const beside = month.folder ? await Promise.all(value.missing.map((/** @type {string} */ name) => fileIn(month.folder, name))) : [];
    given = /** @type {Opened[]} */ (beside.filter(Boolean));
    if (!given.length) return;
  }
}

/** Saves the text as it is once all changes that were under way are in it. @param {Month} month @param {() => string} text */
export async function changeSettings(month, text) {
  let done = false;
  await month.doing(t("busy.saving"), async () => {
    const { value } = await month.calls.call("change_settings", { text: text() });
    await keepSettings(month, new TextEncoder().encode(value.text));
    month.set({ settings: value, saved: t("settings.saved") });
    if (month.state.tracker) await month.compare();
    done = true;
  }, t("settings.failed"));
  return done;
}

/** Puts values into the text of xltrack.toml. @param {Month} month @param {() => string} text @param {(filled: string) => void} take @param {string} table @param {Record<string, any>} values */
export async function fillSettings(month, text, take, table, values) {
  const { settings } = month.state;
  month.set({ settings: { ...settings, ...(table === "coordinator" ? { coordinator: { ...settings.coordinator, ...values } } : values) } });
  await month.doing("", async () => {
    const { value } = await month.calls.call("fill_settings", { text: text(), table, values });
    take(value.text);
  }, t("settings.failed"));
}

/** Gives the tracker a column for an own field and saves both. @param {Month} month @param {Record<string, any>} field */
export async function addOwnField(month, field) {
  let done = false;
  await month.doing(t("busy.saving"), async () => {
    const { value, files } = await month.calls.call("add_own_field", { when: now(), as_of: month.state.asOf, field });
    const place = await writeTracker(month, value, [files[0]], "");
    await keepSettings(month, files[1]);
    await showSaved(month, value, files[0], place);
    done = true;
  }, t("settings.failed"));
  return done;
}

/** Keeps a new text of xltrack.toml, in the folder where there is one. @param {Month} month @param {Uint8Array} bytes */
export async function keepSettings(month, bytes) {
  month.office = [...month.office.filter((one) => one.name !== SETTINGS), { name: SETTINGS, bytes: /** @type {any} */ (bytes.slice().buffer), handle: null }];
  if (month.folder) await writeFile(month.folder, SETTINGS, bytes);
  else if (!month.calls.folder) download(SETTINGS, bytes);
}
