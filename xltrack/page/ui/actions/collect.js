// Reads what came back.
import { CallError } from "../calls.js";
import { named } from "../files.js";
import { list, t } from "../words.js";
import { takePicks } from "./decide.js";
import { openAgain } from "./save.js";
import { papersForm, writePapersAlone } from "./writing.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

export const READ_SECONDS = 60;
/** Milliseconds after which the files read so far are shown. */
const SHOW_AFTER = 1000;

/** @param {Month} month @param {Opened[]} given */
export async function addFiles(month, given) {
  const files = takePicks(month, given);
  if (!files.length) return;
  await month.doing(t("busy.reading"), () => readFiles(month, files));
}

/** @param {Month} month @param {Opened[]} files */
export async function readFiles(month, files) {
  let shown = performance.now();
  /** @type {Opened[]} */
  const decided = [];
  const broken = await oneByOne(month, files, async (file) => {
    const one = await named(month.files, file);
    one.cells = await preparedCells(month, one);
    const { value } = await month.calls.call("add", { names: [one.name], prepared_cells: one.cells }, [one.bytes], READ_SECONDS);
    if (value[0].decided) return void decided.push(file);
    month.files = [...month.files.filter((known) => known.name !== one.name), one];
    if (performance.now() - shown < SHOW_AFTER) return;
    await month.compareStatus();
    shown = performance.now();
  });
  if (decided.length) await openAgain(month, decided[decided.length - 1]);
  else await month.compare();
  const read = month.state.status.files.length;
  month.set({ live: t("collect.read", { n: read, changes: month.changes() }) });
  refuseBroken(broken);
}

/** Reads each file by itself; gives the names of those on which Python stopped. @param {Month} month @param {Opened[]} files @param {(file: Opened) => Promise<void>} read */
export async function oneByOne(month, files, read) {
  const broken = [];
  for (const [at, file] of files.entries()) {
    month.set({ reading: { done: at, of: files.length } });
    try {
      await read(file);
    } catch (error) {
      if (!["too_slow", "stopped"].includes(/** @type {any} */ (error).code)) throw error;
      broken.push(file.name);
    }
  }
  return broken;
}

/** @param {string[]} broken */
export function refuseBroken(broken) {
  if (broken.length) throw new CallError("broken", t("collect.broken", { names: list(broken) }));
}

/**
 * Cells of formats whose reader may break, in a file or inside a zip or a mail: each is read in a worker of its own,
 * thrown away afterwards.
 * @param {Month} month @param {Opened} one
 */
export async function preparedCells(month, one) {
  if (!/\.(ods|xls|xlsb|zip|eml|msg)$/i.test(one.name) || !("disposable" in month.calls)) return null;
  const { value, files } = await month.calls.call("foreign", { name: one.name }, [one.bytes], READ_SECONDS);
  /** @type {Record<string, any>} */
  const cells = {};
  for (const [at, { name, digest }] of value.entries()) cells[digest] = await cellsOf(month, name, files[at]);
  return cells;
}

/** The cells of one file; no sheets where its reader broke off. @param {Month} month @param {string} name @param {Uint8Array} bytes */
async function cellsOf(month, name, bytes) {
  const calls = /** @type {import("../calls.js").WorkerCalls} */ (month.calls).disposable();
  try {
    return (await calls.call("cells", { name }, [bytes], READ_SECONDS)).value;
  } catch {
    return {};
  } finally {
    calls.end();
  }
}

/** Reads a file again that could not be read: as it is on the disk by now, or another one that was chosen. @param {Month} month @param {string} name @param {Opened[]} [chosen] */
export async function tryAgain(month, name, chosen) {
  await month.doing(t("busy.reading"), async () => {
    const known = month.files.find((one) => one.name === name);
    const files = chosen ?? [{ name, bytes: await (await known?.handle.getFile()).arrayBuffer(), handle: known?.handle }];
    await forget(month, name);
    await readFiles(month, files);
  });
}

/** Drafts the mail that asks for a file once more. @param {Month} month @param {string} file */
export async function askAgain(month, file) {
  await month.doing(t("busy.writing"), async () => {
    const { value, files } = await month.calls.call("again", { as_of: month.state.asOf, file, how: papersForm(month) });
    month.set({ saved: await writePapersAlone(month, value.names, files, "reminders") });
  });
}

/** @param {Month} month @param {string} name */
async function forget(month, name) {
  await month.calls.call("set_aside", { name });
  month.files = month.files.filter((one) => one.name !== name);
}

/** @param {Month} month @param {string} name */
export async function setAside(month, name) {
  await month.doing(t("busy.reading"), async () => {
    await forget(month, name);
    await month.compare();
  });
}
