// Turns wheels and the standard library into zip images of precompiled modules. Python 3.14 is Pyodide itself, under node.
// Usage: node prepare.mjs WHEELS OUT
import { loadPyodide } from "pyodide";
import fs from "node:fs";
import path from "node:path";

const [wheels, out] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
// Sets are written in the order of their hashes: without a fixed seed two builds differ.
const py = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
for (const folder of ["/wheels", "/out"]) py.FS.mkdirTree(folder);
for (const name of fs.readdirSync(wheels).sort()) py.FS.writeFile(`/wheels/${name}`, fs.readFileSync(path.join(wheels, name)));
py.FS.writeFile("/stdlib.zip", fs.readFileSync(path.join(here, "node_modules/pyodide/python_stdlib.zip")));
try {
  py.runPython(fs.readFileSync(path.join(here, "images.py"), "utf8"));
} catch (error) {
  console.error(error.message); // the error itself would print all of Pyodide
  process.exit(1);
}
for (const name of py.FS.readdir("/out").filter((one) => !one.startsWith("."))) {
  fs.writeFileSync(path.join(out, name), py.FS.readFile(`/out/${name}`));
}
