// The seam: one `call(method, args, files)`. In the single file Python answers in a worker, under `xltrack desk` over HTTP.

/** @typedef {{value: any, files: Uint8Array[]}} Answer */
/** @typedef {Uint8Array | ArrayBuffer} Bytes */

export const PATIENCE = 120;

/** An error that has words for the person at the screen. */
export class CallError extends Error {
  /** @param {string} code @param {string} message @param {string} [where] lines of the program */
  constructor(code, message, where = "") {
    super(message);
    this.code = code;
    this.where = where;
  }
}

/** @param {any} answer @param {Uint8Array[]} files @returns {Answer} */
function taken(answer, files) {
  if (answer.error) throw new CallError(answer.error.code, answer.error.message, answer.error.where);
  return { value: answer.value, files };
}

/** Python in a worker. It may die or be stopped at any moment: `onrestart` opens again what was open. */
export class WorkerCalls {
  /** @param {() => Promise<{parts: any, info: any, source: string}>} load */
  constructor(load) {
    this.load = load;
    /** @type {{parts: any, info: any, source: string} | null} */
    this.given = null;
    this.count = 0;
    this.starts = 0;
    /** @type {Map<number, {done: (answer: Answer) => void, failed: (error: Error) => void}>} */
    this.waiting = new Map();
    /** @type {() => Promise<void>} */
    this.onrestart = async () => {};
    this.folder = false;
    this.ready = this.start();
  }

  async start() {
    this.given ??= await this.load();
    this.starts += 1;
    this.worker = this.spawn();
    await new Promise((done, failed) => this.listen(/** @type {Worker} */ (this.worker), done, failed));
  }

  spawn() {
    const { source, parts, info } = /** @type {any} */ (this.given);
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    worker.postMessage({ kind: "start", parts, info });
    return worker;
  }

  /** @param {Worker} worker @param {(value?: any) => void} done @param {(error: Error) => void} failed */
  listen(worker, done, failed) {
    worker.onerror = (event) => failed(new CallError("no_start", event.message));
    worker.onmessage = ({ data }) => {
      if (data.kind === "compiled" && this.given) this.given.parts = { ...this.given.parts, wasm: data.module };
      else if (data.kind === "ready") done();
      else if (data.kind === "failed") failed(new CallError("no_start", data.text));
      else this.settle(data);
    };
  }

  /** @param {any} data */
  settle(data) {
    const waiting = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if (data.kind === "broken") {
      waiting?.failed(new CallError("stopped", data.text));
      this.restart();
    } else if (waiting) {
      try {
        waiting.done(taken(data.value, data.files));
      } catch (error) {
        waiting.failed(/** @type {Error} */ (error));
      }
    }
  }

  /** @param {string} method @param {any} args @param {Bytes[]} files @param {number} seconds @returns {Promise<Answer>} */
  async call(method, args = {}, files = [], seconds = PATIENCE) {
    await this.ready;
    return this.ask(method, args, files, seconds);
  }

  /** @param {string} method @param {any} args @param {Bytes[]} files @param {number} seconds @returns {Promise<Answer>} */
  ask(method, args = {}, files = [], seconds = PATIENCE) {
    return new Promise((done, failed) => {
      const id = (this.count += 1);
      const clock = setTimeout(() => this.restart("too_slow"), seconds * 1000);
      const stopped = () => clearTimeout(clock);
      this.waiting.set(id, {
        done: (answer) => (stopped(), done(answer)),
        failed: (error) => (stopped(), failed(error)),
      });
      /** @type {Worker} */ (this.worker).postMessage({ id, method, args, files });
    });
  }

  /** A second Python for one file that may break it; it is never started again. */
  disposable() {
    const given = /** @type {any} */ (this.given);
    const calls = new WorkerCalls(async () => given);
    calls.restart = async (why = "stopped") => calls.stop(why);
    return calls;
  }

  end() {
    this.worker?.terminate();
  }

  /** Stops Python wherever it is. @param {string} why */
  stop(why) {
    this.end();
    for (const one of this.waiting.values()) one.failed(new CallError(why, ""));
    this.waiting.clear();
  }

  /** Stops Python and starts it again with what was open. @param {string} why */
  restart(why = "stopped") {
    this.stop(why);
    this.ready = this.start().then(() => this.onrestart());
    return this.ready;
  }
}

/** The same over loopback: native Python answers, and the files of its folder are in place. */
export class HttpCalls {
  /** @param {string} token */
  constructor(token) {
    this.token = token;
    this.folder = true;
    this.ready = Promise.resolve();
    /** @type {() => Promise<void>} */
    this.onrestart = async () => {};
  }

  /** @param {string} method @param {any} args @param {Bytes[]} files @param {number} seconds @returns {Promise<Answer>} */
  async call(method, args = {}, files = [], seconds = PATIENCE) {
    const head = new TextEncoder().encode(`${JSON.stringify({ args, sizes: files.map((file) => file.byteLength) })}\n`);
    const response = await fetch(`call/${method}`, {
      method: "POST",
      body: new Blob([head, .../** @type {BlobPart[]} */ (files)]),
      headers: { "X-Xltrack-Token": this.token, "Content-Type": "application/octet-stream" },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    if (!response.ok) throw new CallError("server", String(response.status));
    const data = new Uint8Array(await response.arrayBuffer());
    const end = data.indexOf(10);
    const { answer, sizes } = JSON.parse(new TextDecoder().decode(data.subarray(0, end)));
    let at = end + 1;
    return taken(answer, sizes.map((/** @type {number} */ size) => data.slice(at, (at += size))));
  }

  /** @param {string} method @param {any} args @param {Bytes[]} files @param {number} seconds @returns {Promise<Answer>} */
  ask(method, args = {}, files = [], seconds = PATIENCE) {
    return this.call(method, args, files, seconds);
  }

  async restart() {}
}
