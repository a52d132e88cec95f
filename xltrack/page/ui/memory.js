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
