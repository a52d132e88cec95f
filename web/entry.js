// Where the one file begins: the interface of the package, answered by Python in a worker.
import { begin } from "../xltrack/page/ui/main.js";
import { WorkerCalls } from "../xltrack/page/ui/calls.js";

/** The page's parts are at the end of the file, after the interface has been drawn. */
const whenRead = new Promise((done) => {
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", done, { once: true }) : done();
});

async function parts() {
  await whenRead;
  const found = {};
  for (const element of document.querySelectorAll("script[type='text/base64']")) {
    found[element.id] = element.textContent;
    element.remove();
  }
  const text = (id) => document.getElementById(id).textContent;
  return { parts: found, info: JSON.parse(text("info")), source: text("worker") };
}

begin(new WorkerCalls(parts));
