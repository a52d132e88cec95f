// Reads and changes the office's settings.
import { download, fileIn, writeFile } from "../files.js";
import { t } from "../words.js";

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

/** @param {Month} month @param {string} text */
export async function changeSettings(month, text) {
  let done = false;
  await month.doing(t("busy.saving"), async () => {
    const { value, files } = await month.calls.call("change_settings", { text });
    const bytes = new TextEncoder().encode(text);
    month.office = [...month.office.filter((one) => one.name !== SETTINGS), { name: SETTINGS, bytes: /** @type {any} */ (bytes.buffer), handle: null }];
    if (month.folder) await writeFile(month.folder, SETTINGS, bytes);
    else for (const one of files) download(SETTINGS, one);
    month.set({ settings: value, saved: t("settings.saved") });
    if (month.state.tracker) await month.compare();
    done = true;
  }, t("settings.failed"));
  return done;
}
