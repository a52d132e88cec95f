// What the browser remembers between visits. Storage may be forbidden by policy: then nothing is remembered, and nothing breaks.

const PREFIX = "xltrack ";

/** @param {string} key @param {any} value */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Forbidden or full.
  }
}

/** @param {string} key @returns {any} */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Forbidden.
  }
}

/** Whether anything can be remembered here: a policy may forbid it. */
export function canRemember() {
  try {
    localStorage.setItem(`${PREFIX}try`, "1");
    localStorage.removeItem(`${PREFIX}try`);
    return true;
  } catch {
    return false;
  }
}

/** The store of folder handles, which only IndexedDB can hold. @param {IDBTransactionMode} mode @returns {Promise<IDBObjectStore>} */
const folders = (mode) =>
  new Promise((done, failed) => {
    const opening = indexedDB.open("xltrack", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("folders");
    opening.onsuccess = () => done(opening.result.transaction("folders", mode).objectStore("folders"));
    opening.onerror = () => failed(opening.error);
  });

/** Remembers the folder of the tracker that was opened last. @param {any} folder null for none */
export async function rememberFolder(folder) {
  try {
    (await folders("readwrite")).put(folder, "last");
  } catch {
    // Forbidden: the folder is chosen again next time.
  }
}

/** @returns {Promise<any>} */
export async function recallFolder() {
  try {
    const asked = (await folders("readonly")).get("last");
    return await new Promise((done) => {
      asked.onsuccess = () => done(asked.result ?? null);
      asked.onerror = () => done(null);
    });
  } catch {
    return null;
  }
}
