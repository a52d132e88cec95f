// Writes files into the tracker's folder where the browser may, else among the downloads.
import { CallError } from "../calls.js";
import { download, writeInPlace, writePapers } from "../files.js";
import { clock, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

/** Whether files go into the tracker's folder, not among the downloads. @param {Month} month */
export function writesInPlace(month) {
  return Boolean(month.folder || month.state.tracker?.in_place);
}

/** One by one into the folder, where the browser may; else one download a save. @param {Month} month */
export function papersForm(month) {
  return month.folder ? "folder" : "zip";
}

/**
 * Writes the tracker and what was made with it; says where. Where it is not written, Python goes on with the old state.
 * @param {Month} month @param {any} value @param {Uint8Array[]} files @param {string} kind
 */
export async function writeTracker(month, value, files, kind) {
  try {
    return await written(month, value, files, kind);
  } catch (error) {
    await month.reopen();
    throw error instanceof DOMException ? new CallError("not_written", t("error.not_written", { name: month.state.tracker.file })) : error;
  }
}

/** @param {Month} month @param {any} value @param {Uint8Array[]} files @param {string} kind */
async function written(month, value, [tracker, ...others], kind) {
  const { file } = month.state.tracker;
  const names = value.names ?? [];
  if (month.state.tracker.in_place) return placeWithPapers(month, t("save.in_place", { name: file }), names, kind);
  if (month.folder) {
    await writeInFolder(month, file, tracker);
    if (names.length) await writePapers(await monthFolder(month, kind), names, others);
    return placeWithPapers(month, t("save.in_place", { name: file }), names, kind);
  }
  if (!names.length) return offerDownload(value.saved_as, tracker);
  download(names[0], others[0]);
  return t("save.zip", { name: names[0], tracker: value.saved_as });
}

/** The name of the old tracker in the folder `backup`. @param {Month} month */
export function keptAs({ state: { tracker } }) {
  return `${tracker.file.replace(/(-rev\d+)?\.(xlsx|xlsm)$/i, "")}-rev${tracker.revision}.xlsx`;
}

/** @param {Month} month @param {string} file @param {Uint8Array} bytes */
async function writeInFolder(month, file, bytes) {
  const { why, at } = await writeInPlace(month.folder, file, bytes, month.digest, keptAs(month));
  if (!why) return;
  if (why === "open") throw new CallError("save_open", t("error.in_excel", { name: file }));
  throw new CallError("save_changed", t("error.changed", { name: file, time: clock(at) }));
}

/** @param {Month} month @param {string} place @param {string[]} names @param {string} kind */
function placeWithPapers(month, place, names, kind) {
  return names.length ? `${place} ${t("save.others", { n: names.length, folder: `${month.state.asOf.slice(0, 7)}/${kind}` })}` : place;
}

/** Writes papers that come without the tracker; says where. @param {Month} month @param {string[]} names @param {Uint8Array[]} files @param {string} [kind] */
export async function writePapersAlone(month, names, files, kind = "") {
  const folder = `${month.state.asOf.slice(0, 7)}${kind && `/${kind}`}`;
  if (month.folder) await writePapers(await monthFolder(month, kind), names, files);
  else for (const [at, bytes] of files.entries()) download(names[at], bytes);
  return t(files.length && !month.folder ? "report.downloads" : "report.in_folder", { names: names.join(", "), folder });
}

/** A note about what went wrong: which lines of the program, and no contents of any file. @param {Month} month */
export function saveNote(month) {
  const { message, version, screen, language } = month.state;
  const about = `xltrack ${version}\n${navigator.userAgent}\n${screen}, ${language}\n${message?.note}\n`;
  download("xltrack-note.txt", new TextEncoder().encode(about));
}

/** @param {string} name @param {Uint8Array} bytes */
function offerDownload(name, bytes) {
  download(name, bytes);
  return t("save.download", { name });
}

/** @param {Month} month @param {string} [kind] */
async function monthFolder(month, kind) {
  const folder = await month.folder.getDirectoryHandle(month.state.asOf.slice(0, 7), { create: true });
  return kind ? folder.getDirectoryHandle(kind, { create: true }) : folder;
}
