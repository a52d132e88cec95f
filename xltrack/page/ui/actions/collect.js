// Reads what came back.
import { named } from "../files.js";
import { t } from "../words.js";
import { takePicks } from "./decide.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

export const READ_SECONDS = 60;

/** @param {Month} month @param {Opened[]} given */
export async function addFiles(month, given) {
  const files = takePicks(month, given);
  if (!files.length) return;
  await month.doing(t("busy.reading"), () => readFiles(month, files));
}

/** @param {Month} month @param {Opened[]} files */
export async function readFiles(month, files) {
  for (const [at, file] of files.entries()) {
    month.set({ reading: { done: at, of: files.length } });
    const one = await named(month.files, file);
    one.cells = await preparedCells(month, one);
    const args = { names: [one.name], prepared_cells: one.cells };
    await month.calls.call("add", args, [one.bytes], READ_SECONDS);
    month.files = [...month.files.filter((known) => known.name !== one.name), one];
  }
  await month.compare();
  const read = month.state.status.files.length;
  month.set({ live: t("collect.read", { n: read, changes: month.changes() }) });
}

/** Cells of a format that only a library reads which may break: in a worker of its own, thrown away afterwards. @param {Month} month @param {Opened} one */
export async function preparedCells(month, one) {
  if (!/\.(ods|xls|xlsb)$/i.test(one.name) || !("disposable" in month.calls)) return null;
  const calls = month.calls.disposable();
  try {
    return (await calls.call("cells", { name: one.name }, [one.bytes], READ_SECONDS)).value;
  } finally {
    calls.end();
  }
}

/** @param {Month} month @param {string} name */
export async function setAside(month, name) {
  await month.doing(t("busy.reading"), async () => {
    await month.calls.call("set_aside", { name });
    month.files = month.files.filter((one) => one.name !== name);
    await month.compare();
  });
}
