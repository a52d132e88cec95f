// Files in and out, as far as the browser goes: dropped files and folders, pickers, handles in Chromium, downloads elsewhere.

/** @typedef {{name: string, bytes: ArrayBuffer, handle: any, cells?: any, digest?: string}} Opened */

const HIDDEN = /^(~\$|\.|Thumbs\.db$|desktop\.ini$)/i;

/** @param {File} file @param {any} handle @returns {Promise<Opened>} */
const opened = async (file, handle = null) => ({ name: file.name, bytes: await file.arrayBuffer(), handle });

/** What was dropped, folders walked through. Must be called inside the event: its items end with it. @param {DataTransfer} transfer */
export async function fromDrop(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const handles = items.map((item) => /** @type {any} */ (item).getAsFileSystemHandle?.().catch(() => null));
  const entries = items.map((item) => item.webkitGetAsEntry?.());
  const plain = items.map((item) => item.getAsFile());
  /** @type {Opened[]} */
  const found = [];
  for (const [at, file] of plain.entries()) {
    const handle = await handles[at];
    // On file:// pages Chromium's entries cannot be read, so folders are walked by their handles where there are any.
    if (handle?.kind === "directory") await walkHandle(handle, found);
    else if (!handle && entries[at]?.isDirectory) await walkEntry(/** @type {any} */ (entries[at]), found);
    else if (file) found.push(await opened(file, handle));
  }
  return visible(found);
}

/** @param {Opened[]} found */
const visible = (found) => found.filter((one) => !HIDDEN.test(one.name)).sort((a, b) => a.name.localeCompare(b.name));

/** @param {any} folder @param {Opened[]} found */
async function walkHandle(folder, found) {
  for await (const one of folder.values()) {
    if (HIDDEN.test(one.name) || one.name === "backup") continue;
    if (one.kind === "directory") await walkHandle(one, found);
    else found.push(await opened(await one.getFile(), one));
  }
}

/** @param {any} folder @param {Opened[]} found */
async function walkEntry(folder, found) {
  const reader = folder.createReader();
  for (;;) {
    /** @type {any[]} */
    const lot = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!lot.length) return;
    for (const one of lot) {
      if (HIDDEN.test(one.name) || one.name === "backup") continue;
      if (one.isDirectory) await walkEntry(one, found);
      else found.push(await opened(await new Promise((done, failed) => one.file(done, failed))));
    }
  }
}

/** The files of an ordinary file input. @param {FileList | null} list */
export async function fromInput(list) {
  const found = [];
  for (const file of list ?? []) found.push(await opened(file)); // one after the other: 500 at once hold the page up
  return visible(found);
}

/** @param {BufferSource} bytes */
export async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Names a file so that two different files of one name stay two; the same file again keeps its name. @param {Opened[]} known @param {Opened} file */
export async function named(known, file) {
  file.digest ??= await digest(file.bytes);
  const [, stem, ending] = /** @type {string[]} */ (/^(.*?)(\.[^.]*)?$/s.exec(file.name));
  const is = (/** @type {string} */ name) => known.find((one) => one.name === name);
  let name = file.name;
  for (let at = 2; is(name) && is(name)?.digest !== file.digest; at++) name = `${stem} (${at})${ending ?? ""}`;
  return { ...file, name };
}

/** Offers bytes as a download. @param {string} name @param {Uint8Array} bytes */
export function download(name, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Whether this browser can write into a folder. */
export const canWrite = () => "showDirectoryPicker" in window;

/** The workbooks of a folder that may be trackers. @param {any} folder @returns {Promise<Opened[]>} */
export async function workbooksIn(folder) {
  const found = [];
  for await (const one of folder.values()) {
    if (one.kind === "file" && /\.xls[xm]$/i.test(one.name) && !HIDDEN.test(one.name)) found.push(await opened(await one.getFile(), one));
  }
  return visible(found);
}

/** One file of a folder; null where there is none. @param {any} folder @param {string} name @returns {Promise<Opened | null>} */
export async function fileIn(folder, name) {
  const bytes = await bytesOf(folder, name);
  return bytes && { name, bytes, handle: null };
}

/** The summaries in a folder's months, each named after its month. @param {any} folder @returns {Promise<Opened[]>} */
export async function earlierSummaries(folder) {
  const found = [];
  for await (const one of folder.values()) {
    const summary = one.kind === "directory" && /^\d{4}-\d{2}$/.test(one.name) && (await bytesOf(one, "summary.json"));
    if (summary) found.push({ name: one.name, bytes: summary, handle: null });
  }
  return found;
}

/** Whether Excel or LibreOffice has the file open: each puts a file of its own beside it. @param {any} folder @param {string} name */
async function isOpenElsewhere(folder, name) {
  return Boolean((await bytesOf(folder, `~$${name}`)) ?? (await bytesOf(folder, `.~lock.${name}#`)));
}

/**
 * Writes the tracker in place if nobody changed it since, its old state into backup/ of the folder.
 * Resolves to "" or to why it was not written, and then to when the file was changed.
 * @param {any} folder @param {string} name @param {Uint8Array} bytes @param {string} expected @param {string} kept
 * @returns {Promise<{why: "" | "open" | "changed", at: number}>}
 */
export async function writeInPlace(folder, name, bytes, expected, kept) {
  if (await isOpenElsewhere(folder, name)) return { why: "open", at: 0 };
  const file = await (await folder.getFileHandle(name)).getFile();
  const old = await file.arrayBuffer();
  if ((await digest(old)) !== expected) return { why: "changed", at: file.lastModified };
  const backup = await folder.getDirectoryHandle("backup", { create: true });
  await writeFile(backup, kept, new Uint8Array(old));
  try {
    await writeFile(folder, name, bytes);
  } catch (error) {
    if (/** @type {any} */ (error).name === "NoModificationAllowedError") return { why: "open", at: 0 };
    throw error;
  }
  return { why: "", at: 0 };
}

/** @param {any} folder @param {string} name @param {Uint8Array} bytes */
export async function writeFile(folder, name, bytes) {
  const out = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await out.write(bytes);
  await out.close();
}

const RECORD = ".xltrack-month.json";

/**
 * Writes papers into a folder, as the command line writes a month's: what an earlier run wrote is replaced, what a
 * person made of it is kept beside.
 * @param {any} folder @param {string[]} names @param {Uint8Array[]} files
 */
export async function writePapers(folder, names, files) {
  const record = JSON.parse((await textOf(folder, RECORD)) ?? "{}");
  for (const [at, name] of names.entries()) {
    const there = await bytesOf(folder, name);
    if (there && record[name] !== (await digest(there))) await writeFile(folder, await freeName(folder, name), new Uint8Array(there));
    await writeFile(folder, name, files[at]);
    record[name] = await digest(/** @type {any} */ (files[at]));
  }
  await writeFile(folder, RECORD, new TextEncoder().encode(JSON.stringify(record, null, 1)));
}

/** @param {any} folder @param {string} name @returns {Promise<ArrayBuffer | null>} */
async function bytesOf(folder, name) {
  try {
    return await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer();
  } catch {
    return null;
  }
}

/** @param {any} folder @param {string} name */
async function textOf(folder, name) {
  const bytes = await bytesOf(folder, name);
  return bytes && new TextDecoder().decode(bytes);
}

/** @param {any} folder @param {string} name */
async function freeName(folder, name) {
  const [, stem, ending] = /** @type {string[]} */ (/^(.*?)(\.[^.]*)?$/.exec(name));
  for (let number = 1; ; number += 1) {
    const kept = `${stem} (kept${number > 1 ? ` ${number}` : ""})${ending ?? ""}`;
    if (!(await bytesOf(folder, kept))) return kept;
  }
}
