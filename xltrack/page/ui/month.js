// What the page has open, and what can be done with it. Screens read `state`; every action goes through this one object.
import { CallError } from "./calls.js";
import { digest, download, earlierSummaries, fileIn, named, workbooksIn, writeFile, writeInPlace, writePapers } from "./files.js";
import { canRemember, forget, recall, recallFolder, remember, rememberFolder } from "./memory.js";
import { clock, setLanguage, t } from "./words.js";

/** @typedef {import("./files.js").Opened} Opened */
/** @typedef {{file: string, ref: string, field: string, value: string}} Fix */
/** @typedef {{subject: string, body: string}} Wording */
/** @typedef {{id: string, take: number | string, own?: string}} Pick */

export const STEPS = ["open", "send", "collect", "decide", "report"];
const READ_SECONDS = 60;

/** What waits for a file to be closed or a browser to agree is asked for again, never lost. */
const fresh = () => ({
  /** @type {any} */ tracker: null,
  /** @type {any} */ plan: null,
  /** @type {any} */ status: null,
  /** @type {any[]} */ findings: [],
  /** @type {any} */ decisions: null,
  /** @type {Record<string, Pick>} */ picks: {},
  /** @type {Record<string, Fix>} */ fixes: {},
  /** @type {any} */ preview: null,
  /** @type {any} */ history: null,
  /** @type {any} */ undo: null,
  /** @type {any} */ report: null,
  /** @type {any} */ sending: null,
  /** @type {any} */ contacts: null,
  /** @type {any} */ reminders: null,
  /** @type {Record<string, Record<string, Wording>>} */ wording: {},
  /** @type {string} */ saved: "",
  reading: /** @type {{done: number, of: number} | null} */ (null),
});

const SETTINGS = "xltrack.toml";
const PICKS = "xltrack-picks/1";

/** What a file of picks holds; null of any other file. @param {Opened} file */
function picksIn(file) {
  if (!/\.json$/i.test(file.name)) return null;
  try {
    const kept = JSON.parse(new TextDecoder().decode(file.bytes));
    return kept.schema === PICKS ? kept : null;
  } catch {
    return null;
  }
}

export class Month {
  /** @param {import("./calls.js").WorkerCalls | import("./calls.js").HttpCalls} calls */
  constructor(calls) {
    this.calls = calls;
    this.state = {
      ...fresh(),
      ready: false,
      busy: "",
      screen: "open",
      detail: "",
      asOf: today(),
      live: "",
      version: "",
      language: "en",
      /** @type {{code: string, title: string, text: string} | null} */ message: null,
      /** @type {any[] | null} */ portfolio: null,
      /** @type {{folder: string, names: string[]} | null} */ here: null,
      /** @type {any} */ lastFolder: null,
      /** @type {any} */ settings: null,
    };
    /** @type {Uint8Array | ArrayBuffer} */
    this.bytes = new Uint8Array();
    this.digest = "";
    /** @type {any} */
    this.folder = null;
    /** @type {Opened[]} */
    this.files = [];
    /** The settings and the files they name. @type {Opened[]} */
    this.office = [];
    /** @type {Opened | null} */
    this.people = null;
    /** @type {Record<string, Pick>[]} */
    this.before = [];
    /** @type {Promise<void>} */
    this.turn = Promise.resolve();
    /** @type {Set<() => void>} */
    this.watchers = new Set();
    calls.onrestart = () => this.reopen();
  }

  /** @param {Partial<Month["state"]>} change */
  set(change) {
    this.state = { ...this.state, ...change };
    for (const draw of this.watchers) draw();
  }

  async begin() {
    try {
      await this.calls.ready;
      await this.hello();
      const here = this.calls.folder ? (await this.calls.ask("trackers")).value : null;
      this.set({ lastFolder: this.calls.folder ? null : await recallFolder() });
      this.set({ ready: true, here, live: t("open.ready") });
    } catch (error) {
      this.fail(error, t("error.start"));
    }
  }

  async hello() {
    const { value } = await this.calls.ask("hello", { language: this.state.language });
    this.set({ version: value.version });
  }

  /** Opens again what was open, after Python was stopped. */
  async reopen() {
    await this.hello();
    if (this.office.length) await this.calls.ask("settings", { names: this.office.map((one) => one.name) }, this.office.map((one) => one.bytes));
    if (!this.state.tracker) return;
    const { file } = this.state.tracker;
    await this.calls.ask("open", { name: file, as_of: this.state.asOf }, [this.bytes]);
    for (const one of this.files) await this.calls.ask("add", { names: [one.name], prepared_cells: one.cells ?? null }, [one.bytes]);
    if (this.people) await this.calls.ask("contacts", { name: this.people.name }, [this.people.bytes]);
    await this.readEarlier();
  }

  /** What the summaries of earlier months in the folder said stays as it was said. */
  async readEarlier() {
    const earlier = this.folder ? await earlierSummaries(this.folder) : [];
    if (earlier.length) await this.calls.ask("earlier", { names: earlier.map((one) => one.name) }, earlier.map((one) => one.bytes));
  }

  /**
   * One thing after the other: says what is going on, and shows what went wrong instead of losing it.
   * @param {string} busy @param {() => Promise<void>} work @param {string} [title]
   */
  doing(busy, work, title = t("error.title")) {
    this.turn = this.turn.then(() => this.work(busy, work, title));
    return this.turn;
  }

  /** The same for what a screen asks for by itself: no message goes for it. @param {() => Promise<void>} work */
  quietly(work) {
    this.turn = this.turn.then(async () => {
      try {
        await this.calls.ready;
        await work();
      } catch (error) {
        this.fail(error, t("error.title"));
      }
    });
    return this.turn;
  }

  /** @param {string} busy @param {() => Promise<void>} work @param {string} title */
  async work(busy, work, title) {
    this.set({ busy, message: null, saved: "" });
    try {
      await this.calls.ready;
      await work();
    } catch (error) {
      this.fail(error, title);
    }
    this.set({ busy: "", reading: null });
  }

  /** @param {unknown} error @param {string} title */
  fail(error, title) {
    const { code = "unknown", message = "", name = "" } = /** @type {any} */ (error);
    if (name === "AbortError") return;
    const known = ["too_slow", "stopped", "cancelled"].includes(code) ? t(`error.${code}`) : message;
    this.set({ message: { code, title, text: code === "unknown" ? t("error.unknown", { reason: message }) : known } });
  }

  stop() {
    this.calls.restart("cancelled");
  }

  /** @param {string} screen @param {string} [detail] */
  go(screen, detail = "") {
    location.hash = detail ? `${screen}/${detail}` : screen;
  }

  /** @param {string} code */
  async speak(code) {
    setLanguage(code);
    remember("language", code);
    this.set({ language: code });
    if (!this.state.ready) return;
    await this.doing("", async () => {
      await this.hello();
      if (this.state.tracker) await this.look();
    });
  }

  /** @param {string} asOf */
  async setDay(asOf) {
    if (!asOf) return;
    this.set({ asOf });
    if (this.state.tracker) await this.doing(t("busy.reading"), () => this.look());
  }

  /** Everything that is shown of the open tracker, asked for again. */
  async look() {
    const { value } = await this.calls.call("about", { as_of: this.state.asOf });
    this.set({ tracker: { ...this.state.tracker, ...value } });
    await this.compare();
  }

  // Open

  /** Whether picks outlive the tab by themselves. */
  remembers() {
    return canRemember();
  }

  /** The picks as a small file, for a browser that may remember nothing. */
  downloadPicks() {
    const { tracker, picks, fixes } = this.state;
    const kept = { schema: PICKS, id: tracker.id, revision: tracker.revision, picks, fixes };
    const name = `picks-${tracker.id}-rev${tracker.revision}.json`;
    download(name, new TextEncoder().encode(JSON.stringify(kept, null, 1)));
    this.set({ saved: t("decide.picks_saved", { name }) });
  }

  /** Takes the files of picks out of what was dropped, and the picks out of them. @param {Opened[]} files */
  takePicks(files) {
    return files.filter((one) => {
      const kept = picksIn(one);
      if (kept && kept.id === this.state.tracker?.id) this.set({ picks: { ...this.state.picks, ...kept.picks }, fixes: { ...this.state.fixes, ...kept.fixes }, live: t("open.picks_kept", { n: Object.keys(kept.picks).length }) });
      return !kept;
    });
  }

  /** @param {Opened[]} given @param {any} [folder] */
  async open(given, folder = null) {
    const settings = given.filter((one) => one.name === SETTINGS);
    if (settings.length) await this.takeSettings(settings);
    const files = given.filter((one) => !picksIn(one) && one.name !== SETTINGS);
    if (!files.length) return void this.takePicks(given.filter(picksIn));
    const [first, ...others] = files;
    await this.doing(t("busy.opening", { name: first.name }), async () => {
      const { value } = await this.calls.call("open", { name: first.name, as_of: this.state.asOf }, [first.bytes]);
      if (value.kind === "plan") {
        this.set({ ...fresh(), plan: { ...value, name: first.name } });
        this.files = [];
      } else if (value.kind === "copy") {
        throw new CallError("copy", t("open.copy", { to: value.to }));
      } else {
        await this.opened(value, first.bytes, folder);
      }
    }, t("open.failed", { name: first.name }));
    if (this.state.tracker) await this.add([...others, ...given.filter(picksIn)]);
  }

  /** Opens the tracker of a folder that the browser may write into. @param {any} folder @param {string} [name] */
  async openFolder(folder, name = "") {
    const settings = await fileIn(folder, SETTINGS);
    if (settings) await this.doing(t("busy.reading"), async () => {
      const before = this.folder;
      this.folder = folder; // where the files lie that the settings name
      await this.readSettings([settings]).finally(() => (this.folder = before));
    }, t("settings.failed"));
    if (this.state.message) return;
    const list = await workbooksIn(folder);
    const tracker = list.find((one) => one.name === name) ?? list.find((one) => /^tracker\./i.test(one.name)) ?? list[0];
    if (tracker) await this.open([tracker], folder);
    else this.set({ message: { code: "no_tracker", title: t("open.no_tracker"), text: t("open.no_tracker_what", { folder: folder.name }) } });
  }

  /** Opens the tracker of last time again: the browser asks once a visit. @param {string} name */
  async openLast(name) {
    const folder = this.state.lastFolder;
    try {
      if ((await folder.requestPermission({ mode: "readwrite" })) === "granted") await this.openFolder(folder, name);
      else this.set({ message: { code: "not_allowed", title: t("open.not_allowed"), text: t("open.not_allowed_what", { folder: folder.name }) } });
    } catch (error) {
      this.fail(error, t("open.failed", { name }));
    }
  }

  /** Opens a tracker of the folder of `xltrack desk`, in place. @param {string} name */
  async openHere(name) {
    await this.doing(t("busy.opening", { name }), async () => {
      const { value, files } = await this.calls.call("open", { name, as_of: this.state.asOf });
      if (value.kind !== "tracker") throw new CallError("copy", value.kind === "copy" ? t("open.copy", { to: value.to }) : t("open.no_tracker"));
      await this.opened(value, files[0], null);
    }, t("open.failed", { name }));
  }

  /** @param {any} value @param {Uint8Array | ArrayBuffer} bytes @param {any} folder */
  async opened(value, bytes, folder) {
    this.bytes = bytes;
    this.digest = await digest(/** @type {BufferSource} */ (bytes));
    this.folder = folder;
    this.files = [];
    this.before = [];
    const picks = Object.fromEntries(value.picks.map((/** @type {Pick} */ one) => [one.id, one]));
    const kept = recall(`picks ${value.id} ${value.revision}`) ?? {};
    await this.readEarlier();
    this.go("open");
    this.set({ ...fresh(), tracker: value, picks: { ...kept, ...picks }, fixes: recall(`fixes ${value.id} ${value.revision}`) ?? {}, wording: recall(`wording ${value.id}`) ?? {} });
    await this.compare();
    remember("last", { title: value.title, file: value.file, on: today(), folder: folder?.name ?? "" });
    if (folder) await rememberFolder(folder);
    this.set({ live: t("open.opened", { title: value.title }) });
  }

  /** @param {string} title */
  async make(title) {
    await this.doing(t("busy.writing"), async () => {
      const { value, files } = await this.calls.call("make", { as_of: this.state.asOf, title });
      await this.opened(value, files[0], null);
      download("tracker.xlsx", files[0]);
    });
  }

  async practice() {
    await this.doing(t("busy.practice"), async () => {
      const { value, files } = await this.calls.call("practice");
      const [name, ...names] = value.names;
      this.set({ asOf: value.as_of });
      const answer = await this.calls.call("open", { name, as_of: value.as_of }, [files[0]]);
      await this.opened(answer.value, files[0], null);
      const back = files.slice(1).map((bytes, at) => ({ name: names[at], bytes: /** @type {any} */ (bytes.slice().buffer), handle: null }));
      await this.read(back);
      this.go("collect");
    });
  }

  // Settings

  async lookAtSettings() {
    await this.quietly(async () => {
      this.set({ settings: (await this.calls.call("settings")).value });
    });
  }

  /** Takes xltrack.toml and the files it names, and whatever of them the tracker's folder holds. @param {Opened[]} files */
  async takeSettings(files) {
    await this.doing(t("busy.reading"), () => this.readSettings(files), t("settings.failed"));
  }

  /** @param {Opened[]} files */
  async readSettings(files) {
    let given = files;
    for (;;) {
      const { value } = await this.calls.call("settings", { names: given.map((one) => one.name) }, given.map((one) => one.bytes));
      this.office = [...this.office, ...given];
      this.set({ settings: value });
      const beside = this.folder ? await Promise.all(value.missing.map((/** @type {string} */ name) => fileIn(this.folder, name))) : [];
      given = /** @type {Opened[]} */ (beside.filter(Boolean));
      if (!given.length) return;
    }
  }

  /** @param {string} text */
  async changeSettings(text) {
    let done = false;
    await this.doing(t("busy.saving"), async () => {
      const { value, files } = await this.calls.call("change_settings", { text });
      const bytes = new TextEncoder().encode(text);
      this.office = [...this.office.filter((one) => one.name !== SETTINGS), { name: SETTINGS, bytes: /** @type {any} */ (bytes.buffer), handle: null }];
      if (this.folder) await writeFile(this.folder, SETTINGS, bytes);
      else for (const one of files) download(SETTINGS, one);
      this.set({ settings: value, saved: t("settings.saved") });
      if (this.state.tracker) await this.compare();
      done = true;
    }, t("settings.failed"));
    return done;
  }

  // Collect

  /** @param {Opened[]} given */
  async add(given) {
    const files = this.takePicks(given);
    if (!files.length) return;
    await this.doing(t("busy.reading"), () => this.read(files));
  }

  /** @param {Opened[]} files */
  async read(files) {
    for (const [at, file] of files.entries()) {
      this.set({ reading: { done: at, of: files.length } });
      const one = await named(this.files, file);
      one.cells = await this.foreign(one);
      const args = { names: [one.name], prepared_cells: one.cells };
      await this.calls.call("add", args, [one.bytes], READ_SECONDS);
      this.files = [...this.files.filter((known) => known.name !== one.name), one];
    }
    await this.compare();
    const read = this.state.status.files.length;
    this.set({ live: t("collect.read", { n: read, changes: this.changes() }) });
  }

  /** Cells of a format that only a library reads which may break: in a worker of its own, thrown away afterwards. @param {Opened} one */
  async foreign(one) {
    if (!/\.(ods|xls|xlsb)$/i.test(one.name) || !("disposable" in this.calls)) return null;
    const calls = this.calls.disposable();
    try {
      return (await calls.call("cells", { name: one.name }, [one.bytes], READ_SECONDS)).value;
    } finally {
      calls.end();
    }
  }

  /** @param {string} name */
  async setAside(name) {
    await this.doing(t("busy.reading"), async () => {
      await this.calls.call("set_aside", { name });
      this.files = this.files.filter((one) => one.name !== name);
      await this.compare();
    });
  }

  /** Who is back, what is wrong and what needs a decision, as it is now. */
  async compare() {
    const when = now();
    const status = await this.calls.call("return_status", { as_of: this.state.asOf });
    const findings = await this.calls.call("findings");
    const decisions = await this.calls.call("decide", { when });
    this.set({ status: status.value, findings: findings.value, decisions: decisions.value, preview: null });
  }

  changes() {
    const { decisions } = this.state;
    return decisions ? decisions.clear.length + decisions.conflicts.length : 0;
  }

  // Decide

  /** @param {Pick[]} picked */
  pick(picked) {
    const picks = { ...this.state.picks };
    for (const one of picked) {
      if (one.take === "later") delete picks[one.id];
      else picks[one.id] = one;
    }
    this.before.push(this.state.picks);
    this.keep(picks);
  }

  /** Chooses what a cell to fix should have said; with "" nothing. @param {Fix} fix */
  fix(fix) {
    const place = [fix.file, fix.ref, fix.field].join("|");
    const { [place]: _, ...others } = this.state.fixes;
    const fixes = fix.value ? { ...others, [place]: fix } : others;
    const { id, revision } = this.state.tracker;
    remember(`fixes ${id} ${revision}`, fixes);
    this.set({ fixes, preview: null });
  }

  /** The fixes of cells that are still listed. */
  fixed() {
    const { fixes, findings } = this.state;
    const places = findings.filter((one) => one.fix).map((one) => [one.file, one.fix.ref, one.fix.field].join("|"));
    return places.map((place) => fixes[place]).filter(Boolean);
  }

  undoPick() {
    const picks = this.before.pop();
    if (!picks) return;
    this.keep(picks);
    this.set({ live: t("decide.undone") });
  }

  /** @param {Record<string, Pick>} picks */
  keep(picks) {
    const { id, revision } = this.state.tracker;
    remember(`picks ${id} ${revision}`, picks);
    this.set({ picks, preview: null });
  }

  /** The picks that belong to an open decision, in the decisions' order. */
  picked() {
    const { decisions, picks } = this.state;
    return (decisions?.conflicts ?? []).map((/** @type {any} */ one) => picks[one.id]).filter(Boolean);
  }

  async lookBeforeSaving() {
    await this.doing(t("busy.comparing"), async () => {
      const args = { when: now(), as_of: this.state.asOf, picks: this.picked(), fixes: this.fixed() };
      const { value } = await this.calls.call("preview", args);
      this.set({ preview: value });
      this.go("save");
    });
  }

  async save(picks = this.picked(), receipts = false) {
    await this.doing(t("busy.saving"), async () => {
      const { id, revision } = this.state.tracker;
      const { value, files } = await this.calls.call("save", { when: now(), as_of: this.state.asOf, picks, fixes: this.fixed(), receipts, how: this.how() });
      const place = await this.write(value, files, "receipts");
      forget(`picks ${id} ${revision}`);
      forget(`fixes ${id} ${revision}`);
      await this.saved(value, files[0], place);
    }, t("error.save"));
  }

  /** @param {any} value @param {Uint8Array} bytes @param {string} place */
  async saved(value, bytes, place) {
    this.bytes = bytes;
    this.digest = await digest(/** @type {BufferSource} */ (bytes));
    this.before = [];
    this.savedInPortfolio(value, bytes);
    this.set({ tracker: value, picks: {}, fixes: {}, saved: place, undo: null });
    await this.compare();
    this.set({ live: place });
  }

  /** Whether files go into the tracker's folder, not among the downloads. */
  places() {
    return Boolean(this.folder || this.state.tracker?.in_place);
  }

  /** One by one into the folder, where the browser may; else one download a save. */
  how() {
    return this.folder ? "folder" : "zip";
  }

  /** Writes the tracker and what was made with it; says where. @param {any} value @param {Uint8Array[]} files @param {string} kind */
  async write(value, [tracker, ...others], kind) {
    const { file } = this.state.tracker;
    const names = value.names ?? [];
    if (this.state.tracker.in_place) return this.said(t("save.in_place", { name: file }), names, kind);
    if (this.folder) {
      await this.writeInFolder(file, tracker);
      if (names.length) await writePapers(await this.monthFolder(kind), names, others);
      return this.said(t("save.in_place", { name: file }), names, kind);
    }
    if (!names.length) return this.offer(value.saved_as, tracker);
    download(names[0], others[0]);
    return t("save.zip", { name: names[0], tracker: value.saved_as });
  }

  /** @param {string} file @param {Uint8Array} bytes */
  async writeInFolder(file, bytes) {
    const kept = `${file.replace(/(-rev\d+)?\.(xlsx|xlsm)$/i, "")}-rev${this.state.tracker.revision}.xlsx`;
    const { why, at } = await writeInPlace(this.folder, file, bytes, this.digest, kept);
    if (!why) return;
    await this.reopen();
    if (why === "open") throw new CallError("save_open", t("error.in_excel", { name: file }));
    throw new CallError("save_changed", t("error.changed", { name: file, time: clock(at) }));
  }

  /** Reads the tracker again from its folder, with what came back and what was picked. */
  async readAgain() {
    await this.doing(t("busy.opening", { name: this.state.tracker.file }), async () => {
      const { file } = this.state.tracker;
      const { files, picks, fixes, folder } = { ...this.state, files: this.files, folder: this.folder };
      const found = folder && (await fileIn(folder, file));
      const answer = await this.calls.call("open", { name: file, as_of: this.state.asOf }, found ? [found.bytes] : []);
      await this.opened(answer.value, found ? found.bytes : answer.files[0], folder);
      await this.read(files);
      this.keep({ ...this.state.picks, ...picks });
      this.set({ fixes });
      this.go(this.state.decisions.conflicts.length ? "decide" : "collect");
    });
  }

  /** @param {string} place @param {string[]} names @param {string} kind */
  said(place, names, kind) {
    return names.length ? `${place} ${t("save.others", { n: names.length, folder: `${this.state.asOf.slice(0, 7)}/${kind}` })}` : place;
  }

  /** Writes papers that come without the tracker; says where. @param {string[]} names @param {Uint8Array[]} files @param {string} [kind] */
  async writeOthers(names, files, kind = "") {
    const folder = `${this.state.asOf.slice(0, 7)}${kind && `/${kind}`}`;
    if (this.folder) await writePapers(await this.monthFolder(kind), names, files);
    else for (const [at, bytes] of files.entries()) download(names[at], bytes);
    return t(files.length && !this.folder ? "report.downloads" : "report.in_folder", { names: names.join(", "), folder });
  }

  /** @param {string} name @param {Uint8Array} bytes */
  offer(name, bytes) {
    download(name, bytes);
    return t("save.download", { name });
  }

  // Send

  /** @param {Opened[]} files */
  async readContacts(files) {
    if (!files.length) return;
    await this.doing(t("busy.reading"), async () => {
      const { value } = await this.calls.call("contacts", { name: files[0].name }, [files[0].bytes]);
      this.people = files[0];
      this.set({ contacts: value });
    }, t("open.failed", { name: files[0].name }));
  }

  /** @param {{by: string, only_open: boolean, return_by: string}} choice */
  async lookAtCopies(choice) {
    await this.quietly(async () => {
      const { value } = await this.calls.call("copies", { when: now(), as_of: this.state.asOf, ...choice, wording: this.wording("copy") });
      this.set({ sending: value });
    });
  }

  /** @param {{by: string, only_open: boolean, return_by: string}} choice @param {string[]} left_out */
  async sendCopies(choice, left_out) {
    await this.doing(t("busy.writing"), async () => {
      const { value, files } = await this.calls.call("send", { when: now(), as_of: this.state.asOf, ...choice, left_out, wording: this.wording("copy"), how: this.how() });
      const place = await this.write(value, files, "outbox");
      await this.saved(value, files[0], place);
    }, t("error.save"));
  }

  /** The words of this round's mails by language. @param {string} kind */
  wording(kind) {
    return this.state.wording[kind] ?? {};
  }

  /** The words that a mail has unless they are changed. @param {string} kind @param {string} language */
  async shippedWording(kind, language) {
    return (await this.calls.call("wording", { kind, language })).value;
  }

  /** @param {string} kind copy or reminder @param {string} language @param {Wording | null} words */
  setWording(kind, language, words) {
    const { [language]: _, ...others } = this.wording(kind);
    const wording = { ...this.state.wording, [kind]: words ? { ...others, [language]: words } : others };
    remember(`wording ${this.state.tracker.id}`, wording);
    this.set({ wording });
  }

  async lookAtReminders() {
    await this.quietly(async () => {
      const { value } = await this.calls.call("reminders", { as_of: this.state.asOf, wording: this.wording("reminder") });
      this.set({ reminders: value });
    });
  }

  /** @param {string[]} chosen */
  async saveReminders(chosen) {
    await this.doing(t("busy.writing"), async () => {
      const { value, files } = await this.calls.call("remind", { as_of: this.state.asOf, chosen, wording: this.wording("reminder"), how: this.how() });
      this.set({ saved: await this.writeOthers(value.names, files, "reminders") });
    });
  }

  // Report, history, portfolio

  /** @param {string} since */
  async lookAtReport(since) {
    await this.quietly(async () => {
      const { value, files } = await this.calls.call("summary", { as_of: this.state.asOf, form: "html", since });
      this.set({ report: { ...value, html: new TextDecoder().decode(files[0]) } });
    });
  }

  /** @param {Record<string, string>} forms the endings of the files and the forms they are rendered in */
  async saveReport(forms) {
    await this.doing(t("busy.report"), async () => {
      const { since } = this.state.report;
      const { value, files } = await this.calls.call("report", { as_of: this.state.asOf, forms, since, how: this.how() });
      this.set({ saved: await this.writeOthers(value.names, files) });
    });
  }

  /** @param {string} [kind] */
  async monthFolder(kind) {
    const month = await this.folder.getDirectoryHandle(this.state.asOf.slice(0, 7), { create: true });
    return kind ? month.getDirectoryHandle(kind, { create: true }) : month;
  }

  /** @param {string} ref */
  async lookBack(ref) {
    await this.quietly(async () => {
      const { value } = await this.calls.call("history", { ref });
      this.set({ history: { ...value, ref }, undo: null });
    });
  }

  /** Looks at what an undo would restore: of a save, of one change, of all that a file brought. @param {Record<string, any>} what @param {string} title */
  async lookAtUndo(what, title) {
    await this.doing(t("busy.comparing"), async () => {
      const { value } = await this.calls.call("undo", { when: now(), as_of: this.state.asOf, what, look: true });
      this.set({ undo: { ...value, what, title } });
    });
  }

  async undo() {
    await this.doing(t("busy.saving"), async () => {
      const { what } = this.state.undo;
      const { ref } = this.state.history;
      const { value, files } = await this.calls.call("undo", { when: now(), as_of: this.state.asOf, what, look: false });
      const place = await this.write(value, files, "");
      await this.saved(value, files[0], place);
      const history = await this.calls.call("history", { ref });
      this.set({ history: { ...history.value, ref } });
    }, t("error.save"));
  }

  /** One report of all trackers. @param {Record<string, string>} forms */
  async saveJointReport(forms) {
    await this.doing(t("busy.report"), async () => {
      const trackers = (this.state.portfolio ?? []).filter((one) => one.kind === "tracker").map((one) => one.file);
      const args = { names: trackers.map((one) => one.name), as_of: this.state.asOf, forms };
      const { value, files } = await this.calls.call("joint_report", args, trackers.map((one) => one.bytes));
      for (const [at, bytes] of files.entries()) download(value.names[at], bytes);
      this.set({ saved: t("report.downloads", { names: value.names.join(", ") }) });
    });
  }

  /** Trackers become rows; what came back waits at its tracker's row. @param {Opened[]} files */
  async lookAtAll(files) {
    await this.doing(t("busy.reading"), async () => {
      for (const [at, dropped] of files.entries()) {
        this.set({ reading: { done: at, of: files.length } });
        const known = this.state.portfolio ?? [];
        const file = await named(known.map((one) => one.file), dropped);
        const args = { names: [file.name], as_of: this.state.asOf, prepared_cells: await this.foreign(file) };
        const [row] = (await this.calls.call("portfolio", args, [file.bytes], READ_SECONDS)).value;
        this.set({ portfolio: [...known.filter((one) => one.name !== file.name), { ...row, file }] });
      }
    });
  }

  /** What came back for a tracker, among all that was dropped. @param {any} row @returns {Opened[]} */
  backFor(row) {
    return (this.state.portfolio ?? []).filter((one) => one.trackers?.includes(row.id)).map((one) => one.file);
  }

  /** Opens a tracker of the table, and reads what came back for it. @param {any} row */
  async openWithBack(row) {
    const back = this.backFor(row);
    await this.open([row.file, ...back]);
    if (back.length && this.state.tracker?.id === row.id) this.go("collect");
  }

  /** The tracker's row after it was saved, without the files that it took. @param {any} value @param {Uint8Array} bytes */
  savedInPortfolio(value, bytes) {
    const taken = new Set(this.files.map((one) => one.name));
    const rows = this.state.portfolio?.filter((one) => !(one.trackers?.length === 1 && one.trackers[0] === value.id && taken.has(one.name)));
    this.set({ portfolio: rows?.map((one) => (one.id === value.id ? { ...one, ...value, file: { ...one.file, bytes } } : one)) ?? null });
  }
}

export function today() {
  const day = new Date();
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** This moment to the second with its zone, as the command line logs it. */
export function now() {
  const moment = new Date();
  const minutes = -moment.getTimezoneOffset();
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(":");
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${today()}T${clock}${zone}`;
}
