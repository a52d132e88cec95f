"""Build dist/xltrack.html: the interface, Python and xltrack in one file that needs no network.

    python web/build.py [--out dist]

Needs node, npm and pip as they are set up; nothing else is fetched. The same inputs give the same bytes.
Prints size and digest; writes licences.txt and bom.json (CycloneDX) beside the file.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
NODE = WEB / "node_modules"
sys.path.insert(0, str(ROOT))

PLATFORMS = ("pyemscripten_2026_0_wasm32", "manylinux2014_x86_64", "any")
"""The last two only for packages whose compiled part is left away."""
LEFT_OUT = ("xltrack/cli/", "xltrack/page/ui/", "xltrack/page/server.py", "xltrack/__main__.py")
"""Parts of the package that no page can use."""
EXTERNAL = ("node:*", "ws", "child_process", "fs", "crypto", "path", "url", "vm", "module")
"""Modules that Pyodide imports under node alone."""
WORKER_FLAGS = (
    "--bundle", "--format=iife", "--minify", "--platform=browser", "--log-level=error", "--define:import.meta.url=HERE",
    "--banner:js=self.importScripts=()=>{throw new Error('not here')};var HERE='https://offline.invalid/';",
    *(f"--external:{name}" for name in EXTERNAL),
)  # fmt: skip
"""Browsers refuse module workers from blob addresses on file:// pages, and Pyodide refuses classic ones: it looks for
importScripts, which is therefore hidden from it."""


def main() -> None:
    """Build the page and report what was built."""
    parser = argparse.ArgumentParser(description="Build xltrack.html, the page that needs no installation.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="The folder to write into.")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    if not (NODE / ".package-lock.json").exists():
        run("npm", "ci", "--silent", folder=WEB)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        wheels = fetch_wheels(work)
        components = bill(wheels)
        images = prepare(work, wheels)
        page = assemble(images)
    (out / "xltrack.html").write_text(page, encoding="utf-8", newline="\n")
    (out / "licences.txt").write_text(licences(components), encoding="utf-8", newline="\n")
    (out / "bom.json").write_text(json.dumps(bom(components), indent=1) + "\n", encoding="utf-8", newline="\n")
    data = page.encode()
    print(f"{out / 'xltrack.html'}: {len(data) / 2**20:.1f} MiB, sha256 {hashlib.sha256(data).hexdigest()}")


def run(*command: str | Path, folder: Path = ROOT) -> bytes:
    """Run a program and return its output; its own messages are shown."""
    return subprocess.run([str(part) for part in command], cwd=folder, check=True, stdout=subprocess.PIPE).stdout


def fetch_wheels(work: Path) -> Path:
    """Download the wheels that requirements.txt names by their digests."""
    wheels = work / "wheels"
    platforms = [option for name in PLATFORMS for option in ("--platform", name)]
    tags = ["--implementation", "cp", "--abi", "cp314", "--abi", "abi3", "--abi", "none", "--python-version", "3.14"]
    options = ["-q", "--no-deps", "--only-binary=:all:", "--require-hashes", *platforms, *tags]
    run(sys.executable, "-m", "pip", "download", *options, "-d", wheels, "-r", WEB / "requirements.txt")
    return wheels


def prepare(work: Path, wheels: Path) -> Path:
    """Make the images of precompiled modules from the wheels and this checkout."""
    images = work / "images"
    images.mkdir()
    with zipfile.ZipFile(wheels / "xltrack.whl", "w") as wheel:
        for name, path in package_files():
            wheel.writestr(zipfile.ZipInfo(name), path.read_bytes())
    run("node", WEB / "prepare.mjs", wheels, images, folder=WEB)
    return images


def package_files() -> list[tuple[str, Path]]:
    """List the package's files as an installed wheel holds them, without what no page can use."""
    folders = {
        "xltrack": ROOT / "xltrack",
        "xltrack/examples": ROOT / "examples",
        "xltrack/templates": ROOT / "templates",
    }
    found = [
        (f"{name}/{path.relative_to(folder).as_posix()}", path)
        for name, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted(one for one in found if not one[0].startswith(LEFT_OUT))


def bundle(entry: Path, *flags: str) -> str:
    """Bundle JavaScript modules into one script that an HTML page can hold."""
    script = run(NODE / ".bin/esbuild", entry, *flags, folder=WEB).decode()
    if "</script" in script or "<!--" in script:
        raise SystemExit(f"{entry.name}: the bundle holds markup that would end its element")
    return script


def interface() -> str:
    """Bundle the interface with the library files that the package carries."""
    vendor = ROOT / "xltrack/page/ui/vendor"
    # The longest name first: an alias for preact would also match preact/hooks.
    aliases = [f"--alias:{name}={vendor / name.rsplit('/', 1)[-1]}.mjs" for name in ("preact/hooks", "preact", "htm")]
    flags = ("--bundle", "--format=iife", "--minify", "--target=es2022", "--charset=utf8", "--log-level=error")
    return bundle(WEB / "entry.js", *flags, *aliases)


def assemble(images: Path) -> str:
    """Put everything into one HTML document under a policy that allows no connection."""
    from xltrack.page.shell import content_policy, interface_file, page_document, script_json, script_source

    script, style, worker = interface(), interface_file("style.css").decode(), bundle(WEB / "worker.js", *WORKER_FLAGS)
    policy = content_policy(
        scripts=(script_source(script), "'wasm-unsafe-eval'"),
        styles=(script_source(style),),
        more={"worker-src": "blob:", "connect-src": "blob: data:"},
    )
    info = json.loads((NODE / "pyodide/pyodide-lock.json").read_text())["info"]
    parts = {
        "wasm": NODE / "pyodide/pyodide.asm.wasm",
        "stdlib": images / "stdlib.zip",
        "site": images / "site.zip",
        "pydantic": next(images.glob("_pydantic_core*.so")),
        "calamine": next(images.glob("_python_calamine*.so")),
    }
    held = [
        f"<script>{script}</script>",
        f'<script type="text/plain" id="worker">{worker}</script>',
        f'<script type="application/json" id="info">{script_json(info)}</script>',
        *(f'<script type="text/base64" id="{name}">{packed(path)}</script>' for name, path in parts.items()),
    ]
    return page_document(style=f"<style>{style}</style>", script="\n".join(held), policy=policy)


def packed(path: Path) -> str:
    """Return a file's bytes, compressed, as text."""
    return base64.b64encode(gzip.compress(path.read_bytes(), 9, mtime=0)).decode()


def bill(wheels: Path) -> list[dict[str, Any]]:
    """List what the page is made of: name, version, licence and digest of every package."""
    from xltrack import __version__

    found = [{"name": "xltrack", "version": __version__, "licence": "MIT", "text": (ROOT / "LICENSE").read_text()}]
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as package:
            names = [name for name in package.namelist() if ".dist-info/" in name]
            about = Parser().parsestr(package.read(next(n for n in names if n.endswith("/METADATA"))).decode())
            texts = [package.read(n).decode() for n in names if "licen" in n.lower() or "copying" in n.lower()]
        licence = about["License-Expression"] or about["License"] or "see its text"
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        found.append(
            {
                "name": about["Name"],
                "version": about["Version"],
                "licence": licence,
                "digest": digest,
                "text": "\n".join(texts),
            }
        )
    lock = json.loads((WEB / "package-lock.json").read_text())["packages"]
    for name in ("htm", "preact", "pyodide"):
        entry = lock[f"node_modules/{name}"]
        texts = [path.read_text() for path in sorted((NODE / name).glob("LICEN*"))]
        found.append(
            {
                "name": name,
                "version": entry["version"],
                "licence": entry["license"],
                "digest": entry["integrity"],
                "text": "\n".join(texts),
            }
        )
    return found


def licences(components: list[dict[str, Any]]) -> str:
    """Return every package's name, version and licence text."""
    return (
        "\n\n".join(f"{one['name']} {one['version']}: {one['licence']}\n\n{one['text'].strip()}" for one in components)
        + "\n"
    )


def bom(components: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the bill of materials in CycloneDX's form."""
    listed = [
        {
            "type": "library",
            "name": one["name"],
            "version": one["version"],
            "licenses": [{"license": {"name": one["licence"]}}],
        }
        | ({"hashes": [{"alg": "SHA-256", "content": one["digest"]}]} if len(one.get("digest", "")) == 64 else {})
        for one in components
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": listed}


if __name__ == "__main__":
    main()
