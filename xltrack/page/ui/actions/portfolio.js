// Puts several trackers side by side.
import { download, named } from "../files.js";
import { t } from "../words.js";
import { READ_SECONDS, oneByOne, preparedCells, refuseBroken } from "./collect.js";
import { openFiles } from "./open.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */

/** One report of all trackers. @param {Month} month */
export async function saveJointReport(month) {
  await month.doing(t("busy.report"), async () => {
    const trackers = (month.state.portfolio ?? []).filter((one) => one.kind === "tracker").map((one) => one.file);
    const args = { names: trackers.map((one) => one.name), as_of: month.state.asOf };
    const { value, files } = await month.calls.call("joint_report", args, trackers.map((one) => one.bytes));
    for (const [at, bytes] of files.entries()) download(value.names[at], bytes);
    month.set({ saved: t("report.downloads", { names: value.names.join(", ") }) });
  });
}

/** Trackers become rows; what came back waits at its tracker's row. @param {Month} month @param {Opened[]} files */
export async function lookAtAll(month, files) {
  await month.doing(t("busy.reading"), async () => {
    const broken = await oneByOne(month, files, async (dropped) => {
      const known = month.state.portfolio ?? [];
      const file = await named(known.map((one) => one.file), dropped);
      const args = { names: [file.name], as_of: month.state.asOf, prepared_cells: await preparedCells(month, file) };
      const [row] = (await month.calls.call("portfolio", args, [file.bytes], READ_SECONDS)).value;
      month.set({ portfolio: [...known.filter((one) => one.name !== file.name), { ...row, file }] });
    });
    refuseBroken(broken);
  });
}

/** What came back for a tracker, among all that was dropped. @param {Month} month @param {any} row @returns {Opened[]} */
export function backFor(month, row) {
  return (month.state.portfolio ?? []).filter((one) => one.trackers?.includes(row.id)).map((one) => one.file);
}

/** Opens a tracker of the table, and reads what came back for it. @param {Month} month @param {any} row */
export async function openWithBack(month, row) {
  const back = backFor(month, row);
  await openFiles(month, [row.file, ...back]);
  if (month.state.tracker?.id !== row.id) return;
  if (back.length) month.go("collect");
  else if (row.next.step !== "wait") month.go(row.next.step);
}

/** The tracker's row after it was saved, without the files that it took. @param {Month} month @param {any} value @param {Uint8Array} bytes */
export function savedInPortfolio(month, value, bytes) {
  const taken = new Set(month.files.map((one) => one.name));
  const rows = month.state.portfolio?.filter((one) => !(one.trackers?.length === 1 && one.trackers[0] === value.id && taken.has(one.name)));
  month.set({ portfolio: rows?.map((one) => (one.id === value.id ? { ...one, ...value, file: { ...one.file, bytes } } : one)) ?? null });
}
