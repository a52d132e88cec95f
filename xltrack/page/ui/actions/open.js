// Opens trackers, plans and folders.
import { CallError } from "../calls.js";
import { digest, download, fileIn, workbooksIn } from "../files.js";
import { recall, remember, rememberFolder } from "../memory.js";
import { fresh } from "../month.js";
import { today } from "../time.js";
import { list, t } from "../words.js";
import { addFiles, readFiles } from "./collect.js";
import { picksIn, takePicks } from "./decide.js";
import { SETTINGS, keepSettings, readSettings, takeSettings } from "./settings.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */
/** @typedef {import("../month.js").Pick} Pick */

/** @param {Month} month @param {Opened[]} given @param {any} [folder] */
export async function openFiles(month, given, folder = null) {
  const settings = given.filter((one) => one.name === SETTINGS);
  if (settings.length) await takeSettings(month, settings);
  const files = given.filter((one) => !picksIn(one) && one.name !== SETTINGS);
  if (!files.length) return void takePicks(month, given.filter(picksIn));
  const [first] = files.sort((one, other) => likelihood(other) - likelihood(one));
  /** @type {Opened[]} */
  let others = [];
  await month.doing(t("busy.opening", { name: first.name }), async () => {
    const { found, plans, refused } = await firstTracker(month, files);
    if (found) {
      await showOpened(month, found.value, found.bytes, folder);
      if (found.value.inside) month.set({ saved: t("open.inside", { file: found.value.file, name: found.value.inside }) });
      others = files.filter((one) => one !== found.file);
      return;
    }
    if (!plans.length) throw refused[0].error;
    await showPlan(month, plans);
    if (refused.length) refusePlans(month, refused);
  }, t("open.failed", { name: first.name }));
  if (others.length || files.length < given.length) await addFiles(month, [...others, ...given.filter(picksIn)]);
  if (others.length) month.go("collect");
}

/** How likely a file is the tracker among several, by its name. @param {Opened} file */
const likelihood = ({ name }) => Number(/\.xls[xm]$/i.test(name)) + Number(/^tracker\b/i.test(name));

/**
 * Opens the first of the files that is a tracker. Where none is, gives those that were read as plans, and why each of the
 * others was refused.
 * @param {Month} month @param {Opened[]} files
 */
async function firstTracker(month, files) {
  /** @type {{value: any, file: Opened}[]} */
  const plans = [];
  /** @type {{error: any, file: Opened}[]} */
  const refused = [];
  for (const [at, file] of files.entries()) {
    if (files.length > 1) month.set({ reading: { done: at, of: files.length } });
    try {
      const { value, files: [bytes] } = await month.calls.call("open", { name: file.name, as_of: month.state.asOf }, [file.bytes]);
      if (value.kind === "tracker") return { found: { value, file, bytes }, plans, refused };
      if (value.kind === "plan") plans.push({ value, file });
      else refused.push({ error: new CallError("copy", t("open.copy", { to: value.to })), file });
    } catch (error) {
      if (/** @type {any} */ (error).code === "cancelled") throw error;
      refused.push({ error, file });
    }
  }
  return { found: null, plans, refused };
}

/** Shows a plan that was read. Several files make one plan. @param {Month} month @param {{value: any, file: Opened}[]} read */
async function showPlan(month, read) {
  const sources = read.map((one) => one.file);
  const value = read.length > 1 ? await readSources(month, sources) : read[0].value;
  month.set({ ...fresh(), plan: readPlan(value, { sources }) });
  month.files = [];
}

/** @param {Month} month @param {Opened[]} sources @param {any} [meanings] */
async function readSources(month, [first, ...others], meanings = {}) {
  const further = others.map((one) => one.name);
  const { value } = await month.calls.call("open", { name: first.name, further, as_of: month.state.asOf, meanings }, [first.bytes, ...others.map((one) => one.bytes)]);
  return value;
}

/** Names the files that hold no plan, beside those that do. @param {Month} month @param {{error: any, file: Opened}[]} refused */
function refusePlans(month, refused) {
  const name = list(refused.map((one) => one.file.name));
  month.fail(refused.length > 1 ? new CallError("not_used", refused.map((one) => one.error.message).join(" ")) : refused[0].error, t("open.failed", { name }));
}

/**
 * A plan as it was read, with what was asked about it so far: its words and their meanings. Where nothing could be read,
 * the guesses count as answers.
 * @param {any} value @param {{sources: Opened[], meanings?: any, asked?: any}} source
 */
function readPlan(value, { sources, meanings, asked }) {
  const { headers, statuses } = value.questions;
  /** @param {any[]} before @param {any[]} now */
  const both = (before, now) => [...before, ...now.filter((one) => !before.some((other) => other.word === one.word))];
  const guesses = value.refused ? headers.words.filter((/** @type {any} */ one) => one.guess).map((/** @type {any} */ one) => [one.word, one.guess]) : [];
  return {
    ...value, sources,
    name: list(sources.map((one) => one.name)),
    meanings: meanings ?? { headers: Object.fromEntries(guesses), statuses: {} },
    asked: { headers: both(asked?.headers ?? [], headers.words), statuses: both(asked?.statuses ?? [], statuses.words) },
  };
}

/** Reads the plan again with what one of its columns or words means. @param {Month} month @param {"headers" | "statuses"} kind @param {string} word @param {string} code */
export async function explain(month, kind, word, code) {
  const { plan } = month.state;
  const said = Object.entries({ ...plan.meanings[kind], [word]: code }).filter(([, one]) => one);
  const meanings = { ...plan.meanings, [kind]: Object.fromEntries(said) };
  month.set({ plan: { ...plan, meanings } });
  await month.doing(t("busy.opening", { name: plan.name }), async () => {
    month.set({ plan: readPlan(await readSources(month, plan.sources, meanings), { ...plan, meanings }) });
  }, t("open.failed", { name: plan.name }));
}

/** Opens the tracker of a folder that the browser may write into. @param {Month} month @param {any} folder @param {string} [name] */
export async function openFolder(month, folder, name = "") {
  const settings = await fileIn(folder, SETTINGS);
  if (settings) await month.doing(t("busy.reading"), async () => {
    const before = month.folder;
    month.folder = folder; // where the files lie that the settings name
    await readSettings(month, [settings]).finally(() => (month.folder = before));
  }, t("settings.failed"));
  if (month.state.message) return;
  const books = await workbooksIn(folder);
  month.set({ here: { folder: folder.name, names: books.map((one) => one.name), handle: folder } });
  const tracker = books.find((one) => one.name === name) ?? books.find((one) => /^tracker\./i.test(one.name)) ?? (books.length === 1 ? books[0] : null);
  if (tracker) await openFiles(month, [tracker], folder);
  else if (books.length) month.set({ live: t("open.here", { folder: folder.name }) });
  else month.set({ message: { code: "no_tracker", title: t("open.no_tracker"), text: t("open.no_tracker_what", { folder: folder.name }) } });
}

/** Opens the tracker of last time again: the browser asks once a visit. @param {Month} month @param {string} name */
export async function openLast(month, name) {
  const folder = month.state.lastFolder;
  try {
    if ((await folder.requestPermission({ mode: "readwrite" })) === "granted") await openFolder(month, folder, name);
    else month.set({ message: { code: "not_allowed", title: t("open.not_allowed"), text: t("open.not_allowed_what", { folder: folder.name }) } });
  } catch (error) {
    month.fail(error, t("open.failed", { name }));
  }
}

/** Opens a tracker of the folder at hand, in place. @param {Month} month @param {string} name */
export async function openHere(month, name) {
  const { handle } = /** @type {any} */ (month.state.here);
  if (handle) return openFolder(month, handle, name);
  await month.doing(t("busy.opening", { name }), async () => {
    const { value, files } = await month.calls.call("open", { name, as_of: month.state.asOf });
    if (value.kind !== "tracker") throw new CallError("copy", value.kind === "copy" ? t("open.copy", { to: value.to }) : t("open.no_tracker"));
    await showOpened(month, value, files[0], null);
  }, t("open.failed", { name }));
}

/** @param {Month} month @param {any} value @param {Uint8Array | ArrayBuffer} bytes @param {any} folder */
export async function showOpened(month, value, bytes, folder) {
  month.bytes = bytes;
  month.digest = await digest(/** @type {BufferSource} */ (bytes));
  month.folder = folder;
  month.files = [];
  month.before = [];
  const { picks, differ } = laterPicks(value);
  const { title, file, overdue, open, actions } = value;
  remember("last", { title, file, overdue, open, actions, on: today(), folder: folder?.name ?? "" });
  if (folder) await rememberFolder(folder);
  await month.readEarlier();
  month.go("open");
  month.set({ ...fresh(), tracker: value, picks, fixes: recall(`fixes ${value.id} ${value.revision}`) ?? {}, wording: recall(`wording ${value.id}`) ?? {}, addresses: recall(`addresses ${value.id}`) ?? [] });
  await month.compare();
  month.set({ differ: month.state.decisions.conflicts.filter((/** @type {any} */ one) => differ.includes(one.id)).map((/** @type {any} */ one) => one.ref) });
  month.set({ live: t("open.opened", { title }) });
}

/**
 * The picks of the sheet of decisions and those kept here, of two for one decision the later; and where they differ.
 * A pick of the sheet is the later one unless the sheet had it already when it was opened last.
 * @param {any} value
 */
function laterPicks({ id, revision, picks }) {
  const name = `${id} ${revision}`;
  /** @type {Record<string, Pick>[]} */
  const [kept, seen] = [recall(`picks ${name}`) ?? {}, recall(`sheet ${name}`) ?? {}];
  /** @type {Record<string, Pick>} */
  const sheet = Object.fromEntries(picks.map((/** @type {Pick} */ one) => [one.id, one]));
  remember(`sheet ${name}`, sheet);
  /** @param {Pick | undefined} one @param {Pick} other */
  const same = (one, other) => one?.take === other.take && (one.own ?? "") === (other.own ?? "");
  const later = Object.values(sheet).filter((one) => !kept[one.id] || !same(seen[one.id], one));
  const differ = Object.values(sheet).filter((one) => kept[one.id] && !same(kept[one.id], one));
  return { picks: { ...kept, ...Object.fromEntries(later.map((one) => [one.id, one])) }, differ: differ.map((one) => one.id) };
}

/** Makes a tracker of each plan that was read, and opens the first. @param {Month} month @param {string[]} titles */
export async function makeTrackers(month, titles) {
  await month.doing(t("busy.writing"), async () => {
    const { value, files } = await month.calls.call("make", { as_of: month.state.asOf, titles });
    const settings = value.settings ? files.pop() : null;
    await showOpened(month, value, files[0], null);
    const [name = "tracker.xlsx"] = value.names;
    download(name, files[files.length - 1]);
    if (settings) await keepSettings(month, settings);
    if (value.names.length) month.set({ saved: t("plan.saved", { n: titles.length, name }) });
  });
}

/** @param {Month} month */
export async function practice(month) {
  await month.doing(t("busy.practice"), async () => {
    const { value, files } = await month.calls.call("practice");
    const [name, ...names] = value.names;
    month.set({ asOf: value.as_of });
    const answer = await month.calls.call("open", { name, as_of: value.as_of }, [files[0]]);
    await showOpened(month, answer.value, files[0], null);
    const back = files.slice(1).map((bytes, at) => ({ name: names[at], bytes: /** @type {any} */ (bytes.slice().buffer), handle: null }));
    await readFiles(month, back);
    month.go("collect");
  });
}
