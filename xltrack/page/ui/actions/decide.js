// Keeps the coordinator's picks and fixes.
import { download } from "../files.js";
import { recall, remember } from "../memory.js";
import { today } from "../time.js";
import { day, t } from "../words.js";

/** @typedef {import("../files.js").Opened} Opened */
/** @typedef {import("../month.js").Month} Month */
/** @typedef {import("../month.js").Pick} Pick */
/** @typedef {import("../month.js").Fix} Fix */

const PICKS = "xltrack-picks/1";

/** What a file of picks holds; null of any other file. @param {Opened} file */
export function picksIn(file) {
  if (!/\.json$/i.test(file.name)) return null;
  try {
    const kept = JSON.parse(new TextDecoder().decode(file.bytes));
    return kept.schema === PICKS ? kept : null;
  } catch {
    return null;
  }
}

/** @param {Month} month @param {Pick[]} picked */
export function takePick(month, picked) {
  const picks = { ...month.state.picks };
  for (const one of picked) {
    if (one.take === "later") delete picks[one.id];
    else picks[one.id] = one;
  }
  month.before.push(month.state.picks);
  keepPicks(month, picks);
}

/** Chooses what a cell to fix should have said; with "" nothing. @param {Month} month @param {Fix} fix */
export function takeFix(month, fix) {
  const place = [fix.file, fix.ref, fix.field].join("|");
  const { [place]: _, ...others } = month.state.fixes;
  const fixes = fix.value ? { ...others, [place]: fix } : others;
  const { id, revision } = month.state.tracker;
  remember(`fixes ${id} ${revision}`, fixes);
  month.set({ fixes, preview: null });
}

/** The fixes of cells that are still listed. @param {Month} month */
export function listedFixes(month) {
  const { fixes, findings } = month.state;
  const places = findings.filter((one) => one.fix).map((one) => [one.file, one.fix.ref, one.fix.field].join("|"));
  return places.map((place) => fixes[place]).filter(Boolean);
}

/** @param {Month} month */
export function undoPick(month) {
  const picks = month.before.pop();
  if (!picks) return;
  keepPicks(month, picks);
  month.set({ live: t("decide.undone") });
}

/** @param {Month} month @param {Record<string, Pick>} picks */
export function keepPicks(month, picks) {
  const { id, revision } = month.state.tracker;
  remember(`picks ${id} ${revision}`, picks);
  remember(`picked ${id} ${revision}`, today());
  month.set({ picks, preview: null });
}

/** The picks that belong to an open decision, in the decisions' order. @param {Month} month */
export function listedPicks(month) {
  const { decisions, picks } = month.state;
  return (decisions?.conflicts ?? []).map((/** @type {any} */ one) => picks[one.id]).filter(Boolean);
}

/** Says how many picks are kept, and of which day where that is known. @param {Month} month @param {number} n */
export function pickedOn(month, n) {
  const { id, revision } = month.state.tracker;
  const on = recall(`picked ${id} ${revision}`);
  return on ? t("open.picks_of", { n, day: day(on) }) : t("open.picks_kept", { n });
}

/** The picks as a small file, for a browser that may remember nothing. @param {Month} month */
export function downloadPicks(month) {
  const { tracker, picks, fixes } = month.state;
  const kept = { schema: PICKS, id: tracker.id, revision: tracker.revision, picks, fixes };
  const name = `picks-${tracker.id}-rev${tracker.revision}.json`;
  download(name, new TextEncoder().encode(JSON.stringify(kept, null, 1)));
  month.set({ saved: t("decide.picks_saved", { name }) });
}

/** Takes the files of picks out of what was dropped, and the picks out of them. @param {Month} month @param {Opened[]} files */
export function takePicks(month, files) {
  return files.filter((one) => {
    const kept = picksIn(one);
    if (kept && kept.id === month.state.tracker?.id) month.set({ picks: { ...month.state.picks, ...kept.picks }, fixes: { ...month.state.fixes, ...kept.fixes }, live: t("open.picks_kept", { n: Object.keys(kept.picks).length }) });
    return !kept;
  });
}
