// Python in a worker: starts Pyodide from the bytes the page holds, then answers calls. Nothing here can fetch anything.
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide";

const NOWHERE = "https://offline.invalid/";
const SITE = "/lib/python3.14/site-packages";
const MODULES = {
  "pydantic_core._pydantic_core": `${SITE}/pydantic_core.so`,
  "python_calamine._python_calamine": `${SITE}/calamine.so`,
};
/** Finds the two compiled modules, which cannot lie inside the zip of the others. */
const FINDER = `
import importlib.machinery, importlib.util, sys
class _Compiled:
    FILES = ${JSON.stringify(MODULES)}
    def find_spec(self, name, path=None, target=None):
        file = self.FILES.get(name)
        if file is None: return None
        loader = importlib.machinery.ExtensionFileLoader(name, file)
        return importlib.util.spec_from_file_location(name, file, loader=loader)
sys.meta_path.insert(0, _Compiled())
sys.path.insert(0, "/lib/site.zip")
`;

let call;

const bytesOf = (base64) =>
  Uint8Array.fromBase64 ? Uint8Array.fromBase64(base64) : Uint8Array.from(atob(base64), (ch) => ch.charCodeAt(0));

/** Written into the stream, not read from a Blob: WebKit reads no Blob in the worker of a file:// page. */
function inflated(base64) {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  writer.write(bytesOf(base64));
  writer.close();
  return stream.readable;
}

const unpacked = async (part) => new Uint8Array(await new Response(inflated(part)).arrayBuffer());

async function compiled(part) {
  if (part instanceof WebAssembly.Module) return part;
  const type = { headers: { "content-type": "application/wasm" } };
  return WebAssembly.compileStreaming(new Response(inflated(part), type));
}

async function start({ parts, info }) {
  const [module, stdlib, site, pydantic, calamine] = await Promise.all([
    compiled(parts.wasm), unpacked(parts.stdlib), unpacked(parts.site), unpacked(parts.pydantic), unpacked(parts.calamine),
  ]);
  postMessage({ kind: "compiled", module }); // a second start compiles nothing
  // Pyodide asks for two files by address; both are here already.
  globalThis.fetch = async (request) => {
    const url = String(request.url || request);
    if (url.endsWith(".wasm")) return new Response(new Uint8Array(0), { headers: { "content-type": "application/wasm" } });
    if (url.endsWith("python_stdlib.zip")) return new Response(stdlib);
    throw new Error(`no network: ${url}`);
  };
  WebAssembly.instantiateStreaming = async (_response, imports) => ({ module, instance: await WebAssembly.instantiate(module, imports) });
  const py = await loadPyodide({
    indexURL: NOWHERE,
    stdLibURL: `${NOWHERE}python_stdlib.zip`,
    createPyodideModule,
    lockFileContents: JSON.stringify({ info, packages: {} }),
    env: { HOME: "/home/pyodide", PYDANTIC_DISABLE_PLUGINS: "__all__", PYTHONDONTWRITEBYTECODE: "1" },
    stdout: () => {},
    stderr: () => {},
  });
  py.FS.writeFile("/lib/site.zip", site);
  py.FS.mkdirTree(SITE);
  py.FS.writeFile(MODULES["pydantic_core._pydantic_core"], pydantic);
  py.FS.writeFile(MODULES["python_calamine._python_calamine"], calamine);
  py.runPython(FINDER);
  py.runPython("from xltrack.page.session import Session; session = Session()");
  call = py.runPython("lambda method, args, files: session.call(method, args, [bytes(file.to_py()) for file in files])");
  postMessage({ kind: "ready" });
}

function answer({ id, method, args, files }) {
  try {
    const result = call(method, JSON.stringify(args), files.map((file) => new Uint8Array(file)));
    const [text, out] = result.toJs();
    result.destroy();
    postMessage({ kind: "answer", id, value: JSON.parse(text), files: out }, out.map((file) => file.buffer));
  } catch (error) {
    postMessage({ kind: "broken", id, text: String(error) }); // Python itself has stopped: a new worker is needed
  }
}

onmessage = ({ data }) => {
  if (data.kind === "start") start(data).catch((error) => postMessage({ kind: "failed", text: String(error) }));
  else answer(data);
};
