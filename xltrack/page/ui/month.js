// What the page has open and what is going on. Screens read `state`; what they can do is in actions/, one module a screen.
import { earlierSummaries } from "./files.js";
import { recall, recallFolder, remember } from "./memory.js";
import { now, today } from "./time.js";
import { setLanguage, t } from "./words.js";

/** @typedef {import("./files.js").Opened} Opened */
/** @typedef {{file: string, ref: string, field: string, value: string}} Fix */
/** @typedef {{subject: string, body: string}} Wording */
/** @typedef {{unit: string, name: string, email: string}} Address */
/** @typedef {{id: string, take: number | string, own?: string}} Pick */

export const STEPS = ["open", "send", "collect", "decide", "report"];

/** What waits for a file to be closed or a browser to agree is asked for again, never lost. */
export const fresh = () => ({
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
  /** Where picks in Excel and here differ. @type {string[]} */ differ: [],
  /** @type {Address[]} */ addresses: [],
  /** @type {string} */ saved: "",
  reading: /** @type {{done: number, of: number} | null} */ (null),
});

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
      letters: recall("letters") !== false,
      goesOn: recall("goesOn") === true,
      version: "",
      language: "en",
      /** @type {{code: string, title: string, text: string, note?: string} | null} */ message: null,
      /** @type {any[] | null} */ portfolio: null,
      /** @type {{folder: string, names: string[], handle?: any} | null} */ here: null,
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
    const { code = "unknown", message = "", name = "", stack = "", where = stack.replace(message, "") } = /** @type {any} */ (error);
    if (name === "AbortError") return;
    const known = ["too_slow", "stopped", "cancelled", ...(this.calls.folder ? [] : ["pdf_extra_missing"])].includes(code) ? t(`error.${code}`) : message;
    this.set({ message: { code, title, text: code === "unknown" ? t("error.unknown") : known, note: code === "unknown" ? `${name === "Error" ? message.split(":")[0] : name}\n${where}` : "" } });
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

  /** Who is back, what is wrong and what needs a decision, as it is now. */
  async compare() {
    const when = now();
    await this.compareStatus();
    const findings = await this.calls.call("findings");
    const decisions = await this.calls.call("decide", { when, as_of: this.state.asOf });
    this.set({ findings: findings.value, decisions: decisions.value, preview: null });
  }

  /** Who is back. */
  async compareStatus() {
    this.set({ status: (await this.calls.call("return_status", { as_of: this.state.asOf })).value });
  }

  changes() {
    const { decisions } = this.state;
    return decisions ? decisions.clear.length + decisions.conflicts.length : 0;
  }

  /** What is not in the tracker's file yet: changes and new decisions that came, picks, and cells that were put right. */
  unsaved() {
    const { decisions, fixes, picks, tracker } = this.state;
    if (!decisions) return 0;
    const picked = decisions.conflicts.filter((/** @type {any} */ one) => picks[one.id]).length;
    return decisions.clear.length + Math.max(decisions.conflicts.length - tracker.waiting, picked) + Object.keys(fixes).length;
  }
}
