#!/usr/bin/env python3
"""Would real Excel open this .xlsx without the 'We found a problem with some content' dialog?

usage: xlsx_lint.py [--schemas DIR] [--no-xsd] [--audit] [--json] FILE...
exit:  0 no error finding in any file, 1 at least one error, 2 a file could not be read at all
An `error` is something Excel repairs, refuses or silently drops; a `warn` is legal but risky.
Needs lxml. XSDs: --schemas, $XLSX_LINT_SCHEMAS, or ../ooxml-xsd beside this folder.
--audit also asks the openxml-audit package (a port of the Open XML SDK validator), if installed.
"""
import argparse
import copy
import json
import os
import posixpath
import re
import sys
import zipfile
from collections import Counter

from lxml import etree

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML = "http://www.w3.org/XML/1998/namespace"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
NS = {"s": S, "r": R, "x14": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
      "xm": "http://schemas.microsoft.com/office/excel/2006/main", "c": C, "o": "urn:schemas-microsoft-com:office:excel"}
XSD_FOR = {S: "sml.xsd", C: "dml-chart.xsd", PR: "opc-relationships.xsd", CT: "opc-contentTypes.xsd",
           "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "dml-spreadsheetDrawing.xsd",
           "http://schemas.openxmlformats.org/drawingml/2006/main": "dml-main.xsd",
           "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "shared-documentPropertiesCustom.xsd",
           "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "shared-documentPropertiesExtended.xsd",
           "http://schemas.openxmlformats.org/officeDocument/2006/customXml": "shared-customXmlDataProperties.xsd"}
# What the XSD edition forbids but every Excel since 2007 reads without a word (regexes on lxml messages).
XSD_TOLERATED = [r"\{urn:schemas-microsoft", r"attribute '(uiObject|rowHidden|colHidden|mergeCell)'"]
FUTURE = set("ACOT AGGREGATE ARABIC BASE BITAND BITOR CEILING.MATH CONCAT CONFIDENCE.NORM DAYS DECIMAL ENCODEURL FILTERXML FLOOR.MATH FORMULATEXT "
             "IFNA IFS ISFORMULA ISOWEEKNUM LET LAMBDA MAXIFS MINIFS MODE.SNGL NETWORKDAYS.INTL NUMBERVALUE PERCENTILE.INC RANDARRAY RANK.EQ "
             "SEQUENCE SHEET SHEETS SORT SORTBY STDEV.S SWITCH TEXTJOIN TEXTAFTER TEXTBEFORE TEXTSPLIT UNICHAR UNICODE UNIQUE VSTACK HSTACK "
             "TOCOL TOROW XLOOKUP XMATCH XOR FILTER".split()) - {"NETWORKDAYS.INTL", "AGGREGATE"}
CELL = re.compile(r"^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$")
q = lambda t: "{%s}%s" % (S, t)

def col(s):
    n = 0
    for ch in s: n = n * 26 + ord(ch) - 64
    return n

def rng(s):
    """'A1:B2' -> (c1, r1, c2, r2) or None when it is no legal reference."""
    a, colon, b = s.partition(":")
    out = []
    for x in (a, b if colon else a):
        m = CELL.match(x)
        if not m or col(m[1]) > 16384 or int(m[2]) > 1048576: return None
        out += [col(m[1]), int(m[2])]
    return tuple(out) if out[0] <= out[2] and out[1] <= out[3] else None

def hit(a, b): return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
def u16(s): return len(s.encode("utf-16-le", "surrogatepass")) // 2
def unesc(s): return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), s)

class Lint:
    def __init__(self, path, schemas=None):
        self.path, self.out, self.schemas = path, [], schemas
        self.xsd_cache, self.xml = {}, {}

    def add(self, level, code, part, msg): self.out.append({"level": level, "code": code, "part": part, "msg": msg[:300]})
    def err(self, *a): self.add("error", *a)
    def warn(self, *a): self.add("warn", *a)

    # ---- package -------------------------------------------------------------------------
    def run(self):
        try:
            self.zip = zipfile.ZipFile(self.path)
            bad = self.zip.testzip()
        except Exception as e:
            self.add("fatal", "zip", "", "not a readable zip: %s" % e); return self.out
        names = [n for n in self.zip.namelist() if not n.endswith("/")]
        if bad: self.err("zip-crc", bad, "CRC mismatch")
        for n, k in Counter(x.lower() for x in names).items():
            if k > 1: self.err("zip-duplicate", n, "part stored %d times (names compare case-insensitively)" % k)
        for n in names:
            if "\\" in n or n.startswith("/"): self.err("zip-name", n, "illegal part name")
        self.names = {n: n for n in names}
        self.lower = {n.lower(): n for n in names}
        for n in names:
            if n.lower().endswith((".xml", ".rels", ".vml")):
                data = self.zip.read(n)
                if b"<!DOCTYPE" in data[:2000]: self.err("dtd", n, "DTDs are refused")
                try: self.xml[n] = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
                except etree.XMLSyntaxError as e:
                    (self.warn if n.endswith(".vml") else self.err)("xml", n, "not well-formed: %s" % e)
        if "[Content_Types].xml" not in self.xml: self.err("content-types", "", "[Content_Types].xml missing"); return self.out
        self.content_types(); self.relations()
        wbs = [t for t, ty, m in self.rels.get("", {}).values() if ty.endswith("/officeDocument") and t in self.xml]
        if len(wbs) != 1: self.err("no-workbook", "_rels/.rels", "no single officeDocument relationship"); return self.out
        self.wbpart = wbs[0]
        self.wb = self.xml[self.wbpart]
        if self.wb.tag != q("workbook"):
            self.add("info", "namespace", self.wbpart, "root is %s: strict or foreign, deep checks skipped" % self.wb.tag); return self.out
        if self.schemas: self.validate_xsd()
        for step in (self.docprops, self.styles, self.shared, self.workbook, self.sheets, self.cross):
            try: step()
            except Exception as e: self.err("lint-crash", step.__name__, "could not be checked: %r" % e)
        return self.out

    def content_types(self):
        root = self.xml["[Content_Types].xml"]; self.ctype = {}; defaults = {}
        for e in root.iterfind("{%s}Default" % CT):
            if e.get("Extension").lower() in defaults: self.err("ct-duplicate", "[Content_Types].xml", "Default %s twice" % e.get("Extension"))
            defaults[e.get("Extension").lower()] = e.get("ContentType")
        seen = set()
        for e in root.iterfind("{%s}Override" % CT):
            p = e.get("PartName").lstrip("/")
            if p.lower() in seen: self.err("ct-duplicate", "[Content_Types].xml", "Override %s twice" % p)
            seen.add(p.lower()); self.ctype[p.lower()] = e.get("ContentType")
            if p.lower() not in self.lower: self.warn("ct-missing-part", "[Content_Types].xml", "Override for absent part %s" % p)
        for n in self.names:
            if n == "[Content_Types].xml" or n.startswith("[trash]"): continue
            if n.lower() not in self.ctype:
                ext = n.rsplit(".", 1)[-1].lower()
                if ext not in defaults: self.err("ct-none", n, "part has no content type")
                else: self.ctype[n.lower()] = defaults[ext]

    def relations(self):
        self.rels, reached = {}, {"[Content_Types].xml"}
        for n in self.names:
            if not n.endswith(".rels"): continue
            d, f = posixpath.split(n); src = posixpath.join(posixpath.dirname(d), f[:-5]); src = "" if f == ".rels" else src
            reached.add(n); m = {}
            if src and src not in self.names: self.warn("rels-orphan", n, "source part is absent")
            for e in self.xml.get(n, []):
                if not isinstance(e.tag, str): continue
                i, t, ty, mode = e.get("Id"), e.get("Target", ""), e.get("Type", ""), e.get("TargetMode", "Internal")
                if i in m: self.err("rel-duplicate-id", n, "Id %s twice" % i)
                if mode == "Internal":
                    t = t.split("#")[0]
                    full = posixpath.normpath(posixpath.join("/" + posixpath.dirname(src), t)).lstrip("/")   # '..' above the root is dropped
                    if full.lower() not in self.lower: self.err("rel-dangling", n, "%s -> %s does not exist" % (i, full))
                    t = self.lower.get(full.lower(), full); reached.add(t)
                m[i] = (t, ty, mode)
            self.rels[src] = m
        for n in self.names:
            if n not in reached and n.lower().endswith((".xml", ".vml")): self.warn("orphan-part", n, "no relationship reaches this part")
        for i, k in Counter(t for src in self.rels.values() for t, ty, m in src.values() if ty.endswith(("/worksheet", "/table", "/comments"))).items():
            if k > 1: self.err("part-shared", i, "reached by %d relationships" % k)

    # ---- schema --------------------------------------------------------------------------
    def schema(self, f):
        if f not in self.xsd_cache:
            p = os.path.join(self.schemas, f)
            self.xsd_cache[f] = etree.XMLSchema(etree.parse(p)) if os.path.exists(p) else None
        return self.xsd_cache[f]

    def validate_xsd(self):
        for n, root in self.xml.items():
            ns = etree.QName(root).namespace
            f = XSD_FOR.get(ns)
            if not f or n.endswith((".vml", "xmlMaps.xml")): continue
            sch = self.schema(f)
            if sch is None: continue
            t = self.plain(root)
            if sch.validate(t): continue
            seen = Counter()
            for e in sch.error_log:
                msg = re.sub(r"\{[^}]*/([^}/]+)\}", "", e.message)
                if any(re.search(p, e.message) for p in XSD_TOLERATED): continue
                seen[msg] += 1
                if seen[msg] == 1 and len(seen) <= 15: self.err("xsd", n, "line %d: %s" % (e.line, msg))

    @staticmethod
    def plain(root):
        """What a consumer that knows only ECMA-376 transitional sees: ignorable content removed, Fallback taken."""
        root = copy.deepcopy(root)
        ign = {root.nsmap.get(p) for e in root.iter() if isinstance(e.tag, str) for p in (e.get("{%s}Ignorable" % MC) or "").split()}
        for e in list(root.iter()):
            if not isinstance(e.tag, str): continue
            for a in list(e.attrib):
                ns = etree.QName(a).namespace
                if ns in ign or ns == MC or (ns == XML and a.endswith("space")): del e.attrib[a]
            par = e.getparent()
            if par is None: continue
            ns = etree.QName(e).namespace
            if ns == MC and e.tag.endswith("}AlternateContent"):
                fb = e.find("{%s}Fallback" % MC); at = par.index(e)
                for k in (list(fb) if fb is not None else []): par.insert(at, k); at += 1
                par.remove(e)
            elif ns in ign and not any(x.tag.endswith("}ext") for x in e.iterancestors()): par.remove(e)
        return etree.fromstring(etree.tostring(root))

    # ---- properties, styles, strings -----------------------------------------------------
    def docprops(self):
        for t, ty, m in self.rels.get("", {}).values():
            x = self.xml.get(t)
            if x is None: continue
            if ty.endswith("/core-properties"):
                for tag, k in Counter(e.tag for e in x if isinstance(e.tag, str)).items():
                    if k > 1: self.err("core-duplicate", t, "%s twice" % tag)
                for e in x:
                    if isinstance(e.tag, str) and e.tag.endswith(("}created", "}modified")):
                        if not re.match(r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$", (e.text or "").strip()):
                            self.err("core-date", t, "%s is not W3CDTF: %r" % (etree.QName(e).localname, e.text))
            if ty.endswith("/custom-properties"):
                names, pids = Counter(), Counter()
                for e in x:
                    names[(e.get("name") or "").lower()] += 1; pids[e.get("pid")] += 1
                    if int(e.get("pid", 0)) < 2: self.err("custom-pid", t, "pid %s < 2" % e.get("pid"))
                    if u16("".join(e.itertext())) > 255: self.warn("custom-long", t, "custom property %s > 255 characters: Excel's own limit" % e.get("name"))
                for c in (names, pids):
                    for k, v in c.items():
                        if v > 1: self.err("custom-duplicate", t, "%r used %d times" % (k, v))

    def part_of(self, kind):
        for t, ty, m in self.rels.get(self.wbpart, {}).values():
            if ty.endswith(kind): return t, self.xml.get(t)
        return None, None

    def styles(self):
        p, x = self.part_of("/styles"); self.nxf = self.ndxf = None
        if x is None: return
        n = lambda path: len(x.findall(path, NS))
        fonts, fills, borders, sxf = n("s:fonts/s:font"), n("s:fills/s:fill"), n("s:borders/s:border"), n("s:cellStyleXfs/s:xf")
        self.nxf, self.ndxf = n("s:cellXfs/s:xf"), n("s:dxfs/s:dxf")
        if self.nxf > 65490: self.err("styles-many", p, "%d cell formats" % self.nxf)
        fmts = [e.get("numFmtId") for e in x.iterfind("s:numFmts/s:numFmt", NS)]
        for k, v in Counter(fmts).items():
            if v > 1: self.err("numfmt-duplicate", p, "numFmtId %s twice" % k)
        for e in x.iterfind("s:numFmts/s:numFmt", NS):
            if len(e.get("formatCode", "")) > 255: self.err("numfmt-long", p, "format code > 255")
        for where in ("cellXfs", "cellStyleXfs"):
            for i, e in enumerate(x.iterfind("s:%s/s:xf" % where, NS)):
                for a, lim in (("fontId", fonts), ("fillId", fills), ("borderId", borders)):
                    if int(e.get(a, 0)) >= max(lim, 1): self.err("style-index", p, "%s[%d] %s=%s of %d" % (where, i, a, e.get(a), lim))
                if where == "cellXfs" and sxf and int(e.get("xfId", 0)) >= sxf: self.err("style-index", p, "cellXfs[%d] xfId=%s of %d" % (i, e.get("xfId"), sxf))
                f = int(e.get("numFmtId", 0))
                if f >= 164 and str(f) not in fmts: self.err("style-index", p, "%s[%d] numFmtId %d undeclared" % (where, i, f))
        for e in x.iterfind("s:cellStyles/s:cellStyle", NS):
            if int(e.get("xfId", 0)) >= sxf: self.err("style-index", p, "cellStyle %s xfId out of range" % e.get("name"))
        for k, v in Counter((e.get("name") or "").lower() for e in x.iterfind("s:cellStyles/s:cellStyle", NS)).items():
            if v > 1: self.warn("style-name", p, "cell style %r twice" % k)

    def shared(self):
        p, x = self.part_of("/sharedStrings"); self.sst = None
        if x is None: return
        self.sst = []
        for i, si in enumerate(x.iterfind("s:si", NS)):
            self.sst.append(self.string(p, "item %d" % i, si))

    def string(self, part, where, node):
        ts = [t for t in node.iter(q("t")) if t.getparent().tag != q("rPh")]
        for t in ts:
            s = t.text or ""
            if s != s.strip(" \t\n\r") and t.get("{%s}space" % XML) != "preserve": self.warn("space-lost", part, "%s: outer white space without xml:space" % where)
            for m in re.findall(r"_x([0-9A-Fa-f]{4})_", s):
                if int(m, 16) in (0, 0xFFFE, 0xFFFF) or 0xD800 <= int(m, 16) < 0xE000: self.warn("escape", part, "%s: escape _x%s_" % (where, m))
        s = unesc("".join(t.text or "" for t in ts))
        if u16(s) > 32767: self.err("string-long", part, "%s: %d UTF-16 units > 32767" % (where, u16(s)))
        return s

    # ---- workbook ------------------------------------------------------------------------
    def workbook(self):
        self.sheetlist, ids, rid = [], Counter(), Counter()
        rel = self.rels.get(self.wbpart, {})
        for e in self.wb.iterfind("s:sheets/s:sheet", NS):
            n = e.get("name", ""); i = e.get("{%s}id" % R); ids[e.get("sheetId")] += 1; rid[i] += 1
            if not n or u16(n) > 31 or re.search(r"[\[\]:*?/\\\x00-\x1f]", n) or n[0] == "'" or n[-1] == "'": self.err("sheet-name", self.wbpart, "illegal sheet name %r" % n)
            if n.lower() == "history": self.err("sheet-name", self.wbpart, "'History' is reserved")
            if i not in rel: self.err("sheet-rel", self.wbpart, "sheet %r has no relationship" % n)
            else: self.sheetlist.append((n, rel[i][0], e.get("state", "visible"), rel[i][1]))
            if not 1 <= int(e.get("sheetId", 0)) <= 65534: self.err("sheet-id", self.wbpart, "sheetId %s" % e.get("sheetId"))
        for c, w in ((Counter(s[0].lower() for s in self.sheetlist), "sheet name"), (ids, "sheetId"), (rid, "r:id")):
            for k, v in c.items():
                if v > 1: self.err("sheet-duplicate", self.wbpart, "%s %r used %d times" % (w, k, v))
        if not any(s[2] == "visible" for s in self.sheetlist): self.err("no-visible-sheet", self.wbpart, "every sheet is hidden")
        self.sheetnames = {s[0].lower() for s in self.sheetlist}
        for v in self.wb.iterfind("s:bookViews/s:workbookView", NS):
            a = int(v.get("activeTab", 0))
            if a >= len(self.sheetlist): self.err("active-tab", self.wbpart, "activeTab %d of %d" % (a, len(self.sheetlist)))
            elif self.sheetlist[a][2] != "visible": self.warn("active-tab", self.wbpart, "activeTab is a hidden sheet")
        seen = Counter(); self.dnames = set(); self.names_formulas = []
        for e in self.wb.iterfind("s:definedNames/s:definedName", NS):
            n, loc, f = e.get("name", ""), e.get("localSheetId"), (e.text or "").strip()
            seen[(n.lower(), loc)] += 1; self.dnames.add(n.lower())
            if not n.startswith("_xlnm.") and (not re.match(r"^[^\W\d]|^[_\\]", n) or not re.match(r"^[\w.\\?]+$", n) or u16(n) > 255
               or rng(n.upper()) or re.match(r"^(R(\d+)?(C(\d+)?)?|C(\d+)?)$", n, re.I)): self.err("name-illegal", self.wbpart, "illegal defined name %r" % n)
            if loc is not None and int(loc) >= len(self.sheetlist): self.err("name-scope", self.wbpart, "%s: localSheetId %s out of range" % (n, loc))
            if not f: self.err("name-empty", self.wbpart, "%s refers to nothing" % n)
            if "#REF!" in f: self.warn("name-ref", self.wbpart, "%s refers to #REF!" % n)
            self.names_formulas.append((self.wbpart, "name %s" % n, f))
            if n == "_xlnm.Print_Titles" and not re.match(r"^(('[^']+'|[^'!,]+)!\$?[A-Z]*\$?\d*:\$?[A-Z]*\$?\d*,?)+$", f): self.warn("print-titles", self.wbpart, f)
        for k, v in seen.items():
            if v > 1: self.err("name-duplicate", self.wbpart, "defined name %r twice in one scope" % (k[0],))

    # ---- sheets --------------------------------------------------------------------------
    def sheets(self):
        self.tables, self.formulas, self.fcells, tabsel = [], list(self.names_formulas), {}, []
        for name, part, state, ty in self.sheetlist:
            x = self.xml.get(part)
            if x is None or x.tag != q("worksheet"): continue
            rel = self.rels.get(part, {})
            if any(v.get("tabSelected") in ("1", "true") for v in x.iterfind("s:sheetViews/s:sheetView", NS)): tabsel.append(name)
            cells = self.cells(name, part, x)
            self.cols(part, x)
            merges = [(e.get("ref"), rng(e.get("ref", ""))) for e in x.iterfind("s:mergeCells/s:mergeCell", NS)]
            for i, (t, m) in enumerate(merges):
                if not m or m[:2] == m[2:]: self.err("merge", part, "bad merged range %s" % t)
                else:
                    for t2, m2 in merges[:i]:
                        if m2 and hit(m, m2): self.err("merge-overlap", part, "%s and %s overlap" % (t, t2))
            self.validations(part, x); self.condformats(part, x); self.links(part, x, rel); self.comments(part, x, rel)
            af = x.find("s:autoFilter", NS); afr = None
            if af is not None:
                afr = rng((af.get("ref") or "").replace("$", ""))
                if not afr: self.err("autofilter", part, "bad autoFilter ref %s" % af.get("ref"))
            here = []
            parts = [e.get("{%s}id" % R) for e in x.iterfind("s:tableParts/s:tablePart", NS)]
            for i in parts:
                if i not in rel or rel[i][0] not in self.xml: self.err("table-rel", part, "tablePart %s has no part" % i); continue
                here.append(self.table(part, rel[i][0], cells))
            for i, (t, ty2, m) in rel.items():
                if ty2.endswith("/table") and i not in parts: self.err("table-rel", part, "table %s has no tablePart" % t)
            for i, t in enumerate(here):
                if not t: continue
                for u in here[:i]:
                    if u and hit(t["box"], u["box"]): self.err("table-overlap", part, "%s and %s overlap" % (t["name"], u["name"]))
                if afr and hit(t["box"], afr): self.err("autofilter-table", part, "sheet autoFilter overlaps table %s" % t["name"])
                for r0, m in merges:
                    if m and hit(t["box"], m): self.err("merge-table", part, "merge %s inside table %s" % (r0, t["name"]))
            for tag in ("legacyDrawing", "drawing", "legacyDrawingHF", "picture"):
                for e in x.iterfind("s:" + tag, NS):
                    if e.get("{%s}id" % R) not in rel: self.err("drawing-rel", part, "%s has no relationship" % tag)
            hf = x.find("s:headerFooter", NS)
            for e in (hf if hf is not None else []):
                if u16(e.text or "") > 255: self.err("headerfooter-long", part, "%s > 255 characters" % etree.QName(e).localname)
            for f in x.iter("{%s}f" % NS["xm"]): self.formulas.append((part, "ext formula", f.text or ""))
        if len(tabsel) > 1: self.warn("tabs-grouped", self.wbpart, "sheets selected together (edits go to all): %s" % tabsel)

    def cells(self, name, part, x):
        got, lastr, strings = {}, 0, {}
        for row in x.iterfind("s:sheetData/s:row", NS):
            r = int(row.get("r") or lastr + 1)
            if r <= lastr or r > 1048576: self.err("row-order", part, "row %d after row %d" % (r, lastr))
            lastr, lastc = r, 0
            if row.get("s") and self.nxf is not None and int(row.get("s")) >= self.nxf: self.err("cell-style", part, "row %d style out of range" % r)
            for c in row.iterfind("s:c", NS):
                m = CELL.match(c.get("r") or "")
                cc, rr = (col(m[1]), int(m[2])) if m else (lastc + 1, r)
                ref = c.get("r") or "R%dC%d" % (rr, cc)
                if rr != r or cc <= lastc or cc > 16384: self.err("cell-order", part, "cell %s out of order in row %d" % (ref, r))
                lastc = cc
                if self.nxf is not None and int(c.get("s", 0)) >= self.nxf: self.err("cell-style", part, "%s style %s of %d" % (ref, c.get("s"), self.nxf))
                t, v, f = c.get("t", "n"), c.findtext("s:v", None, NS), c.find("s:f", NS)
                if f is not None:
                    if f.text: self.formulas.append((part, ref, f.text))
                    box = rng(f.get("ref") or "") if f.get("t") == "array" else None
                    self.fcells.setdefault(name, set()).update([(rr, cc)] if not box else [(i, j) for i in range(box[1], box[3] + 1) for j in range(box[0], box[2] + 1)])
                val = v
                if t == "s":
                    if self.sst is None or not (v or "").strip().isdigit() or int(v) >= len(self.sst): self.err("sst-index", part, "%s shared string %s" % (ref, v)); val = None
                    else: val = self.sst[int(v)]
                elif t == "inlineStr":
                    if c.find("s:is", NS) is None: self.warn("inline", part, "%s inlineStr without is" % ref)
                    else: val = self.string(part, ref, c.find("s:is", NS))
                    if v and c.find("s:is", NS) is not None: self.warn("inline-both", part, "%s holds <v> %.30r besides its inline string: an edit may be invisible" % (ref, v))
                elif t == "b" and v not in (None, "0", "1"): self.err("cell-bool", part, "%s boolean %r" % (ref, v))
                elif t == "n" and v:      # <v></v> is read as empty
                    try:
                        if float(v) != float(v) or abs(float(v)) == float("inf"): raise ValueError
                    except ValueError: self.err("cell-number", part, "%s number %r" % (ref, v))
                elif t == "e" and v not in ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"): self.err("cell-error", part, "%s error value %r" % (ref, v))
                elif t == "str" and v and u16(unesc(v)) > 32767: self.err("string-long", part, "%s formula string" % ref)
                got[(rr, cc)] = (t, val)
        return got

    def cols(self, part, x):
        last = 0
        for e in x.iterfind("s:cols/s:col", NS):
            a, b = int(e.get("min")), int(e.get("max"))
            if a <= last or b < a or b > 16384: self.err("cols", part, "col %d-%d overlaps or out of range" % (a, b))
            if e.get("style") and self.nxf is not None and int(e.get("style")) >= self.nxf: self.err("cell-style", part, "col %d style out of range" % a)
            last = b

    def sqref(self, part, what, s):
        boxes = [rng(p) if not re.match(r"^[A-Z]+:[A-Z]+$|^\d+:\d+$", p) else (1, 1, 1, 1) for p in (s or "").split()]
        if not boxes or None in boxes: self.err("sqref", part, "%s: bad sqref %r" % (what, s)); return []
        return boxes

    def validations(self, part, x):
        rules = [(e, e.get("sqref"), [e.findtext("s:formula%d" % i, None, NS) for i in (1, 2)]) for e in x.iterfind("s:dataValidations/s:dataValidation", NS)]
        for e in x.iter("{%s}dataValidation" % NS["x14"]):
            rules.append((e, e.findtext("xm:sqref", None, NS), [e.findtext("x14:formula%d/xm:f" % i, None, NS) for i in (1, 2)]))
        if len(rules) > 65534: self.err("dv-many", part, "%d data validations" % len(rules))
        d = x.find("s:dataValidations", NS)
        if d is not None and len(d) == 0: self.err("dv-empty", part, "empty dataValidations element")
        if d is not None and d.get("count") and int(d.get("count")) != len(d): self.warn("count", part, "dataValidations count=%s has %d" % (d.get("count"), len(d)))
        placed = []
        for e, sq, (f1, f2) in rules:
            what = "validation %s %s" % (e.get("type"), sq); boxes = self.sqref(part, what, sq)
            for b in boxes:
                for b2, sq2 in placed:
                    if hit(b, b2): self.warn("dv-overlap", part, "%s overlaps %s" % (sq, sq2))
            placed += [(b, sq) for b in boxes]
            for a, lim in (("prompt", 255), ("error", 255), ("promptTitle", 32), ("errorTitle", 32)):
                if u16(unesc(e.get(a, ""))) > lim: self.err("dv-text", part, "%s: %s longer than %d" % (what, a, lim))
            t = e.get("type", "none")
            if t != "none" and not f1: self.err("dv-formula", part, what + ": no formula1")
            if t in ("whole", "decimal", "date", "time", "textLength") and e.get("operator", "between") in ("between", "notBetween") and not f2: self.err("dv-formula", part, what + ": no formula2")
            for f in (f1, f2):
                if not f: continue
                if f.startswith('"') and f.endswith('"') and u16(f) - 2 > 255: self.err("dv-list-long", part, "%s: inline list is %d characters > 255" % (what, u16(f) - 2))
                elif u16(f) > 8192: self.err("dv-formula", part, what + ": formula too long")
                if t == "list" and re.search(r"![^!,]*:[^!,]*!", f): self.err("dv-formula", part, "%s: '%s' names the sheet twice: Excel removes the validation" % (what, f))
                if f.startswith("="): self.warn("dv-equals", part, what + ": formula starts with '='")
                if t == "list" and f.startswith('"') and re.search(r'^"\s|,\s', f): self.warn("dv-spaces", part, what + ": blanks around list items are trimmed")
                self.formulas.append((part, what, f))

    def condformats(self, part, x):
        prio = Counter()
        for cf in x.iterfind("s:conditionalFormatting", NS):
            self.sqref(part, "conditional format", cf.get("sqref"))
            if not len(cf.findall("s:cfRule", NS)): self.err("cf-empty", part, "conditionalFormatting without rule")
            for r in cf.iterfind("s:cfRule", NS):
                prio[r.get("priority")] += 1; fs = [f.text or "" for f in r.iterfind("s:formula", NS)]; t = r.get("type")
                if r.get("dxfId") and self.ndxf is not None and int(r.get("dxfId")) >= self.ndxf: self.err("cf-dxf", part, "dxfId %s of %d" % (r.get("dxfId"), self.ndxf))
                need = {"expression": 1, "cellIs": 2 if r.get("operator") in ("between", "notBetween") else 1, "containsText": 1, "notContainsText": 1, "beginsWith": 1, "endsWith": 1}.get(t, 0)
                if len(fs) < need or len(fs) > 3: self.err("cf-formula", part, "%s rule has %d formulas" % (t, len(fs)))
                for f in fs:
                    if f.startswith("="): self.warn("cf-equals", part, "formula starts with '='")
                    self.formulas.append((part, "cf " + (cf.get("sqref") or ""), f))
        for k, v in prio.items():
            if v > 1: self.warn("cf-priority", part, "priority %s used %d times" % (k, v))

    def links(self, part, x, rel):
        hs = x.findall("s:hyperlinks/s:hyperlink", NS)
        if len(hs) > 65530: self.err("hyperlinks-many", part, "%d hyperlinks" % len(hs))
        for h in hs:
            i = h.get("{%s}id" % R)
            if not rng(h.get("ref", "")): self.err("hyperlink", part, "bad ref %s" % h.get("ref"))
            if i and i not in rel: self.err("hyperlink", part, "%s: no relationship %s" % (h.get("ref"), i))
            if i and i in rel and len(rel[i][0]) > 2079: self.err("hyperlink-long", part, "%s: target > 2079 characters" % h.get("ref"))
            if i and i in rel and re.search(r"\s", rel[i][0]): self.warn("hyperlink-space", part, "%s: blank in target" % h.get("ref"))
            if u16(h.get("tooltip", "")) > 255: self.err("hyperlink-long", part, "%s: tooltip > 255" % h.get("ref"))
        for k, v in Counter(h.get("ref") for h in hs).items():
            if v > 1: self.warn("hyperlink-duplicate", part, "%s linked %d times" % (k, v))

    def comments(self, part, x, rel):
        for i, (t, ty, m) in rel.items():
            if not ty.endswith("/comments") or t not in self.xml: continue
            c = self.xml[t]; authors = len(c.findall("s:authors/s:author", NS)); refs = Counter()
            for e in c.iterfind("s:commentList/s:comment", NS):
                refs[e.get("ref")] += 1
                if int(e.get("authorId", 0)) >= max(authors, 1): self.err("comment-author", t, "%s authorId out of range" % e.get("ref"))
                if e.find("s:text", NS) is not None: self.string(t, e.get("ref"), e.find("s:text", NS))
            for k, v in refs.items():
                if v > 1: self.err("comment-duplicate", t, "two comments on %s" % k)
            if refs and x.find("s:legacyDrawing", NS) is None: self.warn("comment-novml", part, "comments without legacyDrawing: Excel shows none of them")

    def table(self, part, tp, cells):
        t = self.xml[tp]; name = t.get("displayName") or t.get("name") or ""
        box = rng(t.get("ref", "")); tc = t.findall("s:tableColumns/s:tableColumn", NS)
        d = {"name": name, "id": t.get("id"), "part": tp, "box": box, "cols": [unesc(c.get("name", "")) for c in tc]}
        self.tables.append(d)
        if not re.match(r"^([^\W\d]|[_\\])[\w.\\]*$", name) or rng(name.upper()) or u16(name) > 255 or name.upper() in ("R", "C"): self.err("table-name", tp, "illegal table name %r" % name)
        if not box: self.err("table-ref", tp, "bad ref %s" % t.get("ref")); return None
        hdr, tot = int(t.get("headerRowCount", 1)), int(t.get("totalsRowCount", 0))
        if box[3] - box[1] + 1 < hdr + tot + 1: self.err("table-rows", tp, "%s has no data row (ref %s)" % (name, t.get("ref")))
        if box[2] - box[0] + 1 != len(tc): self.err("table-columns", tp, "%s: %d tableColumns for ref %s" % (name, len(tc), t.get("ref")))
        for k, v in Counter(c.lower() for c in d["cols"]).items():
            if v > 1 or not k: self.err("table-column-name", tp, "%s: column name %r used %d times" % (name, k, v))
        for k, v in Counter(c.get("id") for c in tc).items():
            if v > 1: self.err("table-column-id", tp, "%s: column id %s twice" % (name, k))
        if hdr:
            for i, cn in enumerate(d["cols"]):
                ty, v = cells.get((box[1], box[0] + i), (None, None))
                if ty not in ("s", "inlineStr", "str"): self.err("table-header-type", tp, "%s: header cell of %r is not a string (%s)" % (name, cn, ty))
                elif (v or "").replace("\r\n", "\n") != cn.replace("\r\n", "\n"): self.err("table-header", tp, "%s: header cell %r, column name %r" % (name, v, cn))
        af = t.find("s:autoFilter", NS)
        if af is not None:
            a = rng(af.get("ref", ""))
            if not a or (a[0], a[1], a[2]) != box[:3] or a[3] not in (box[3], box[3] - tot): self.err("table-filter", tp, "%s: autoFilter %s outside table %s" % (name, af.get("ref"), t.get("ref")))
        for c in tc:
            for k in ("calculatedColumnFormula", "totalsRowFormula"):
                if c.findtext("s:" + k, None, NS): self.formulas.append((tp, "column %s" % c.get("name"), c.findtext("s:" + k, None, NS)))
            if c.get("dataDxfId") and self.ndxf is not None and int(c.get("dataDxfId")) >= self.ndxf: self.err("table-dxf", tp, "dataDxfId %s of %d" % (c.get("dataDxfId"), self.ndxf))
        return d

    # ---- things that need the whole book -------------------------------------------------
    def cross(self):
        for key, code in (("id", "table-id"), ("name", "table-name-duplicate")):
            for k, v in Counter((t[key] or "").lower() for t in self.tables).items():
                if v > 1: self.err(code, "", "table %s %r used %d times" % (key, k, v))
        for t in self.tables:
            if t["name"].lower() in self.dnames: self.err("table-name-duplicate", t["part"], "table name %r is also a defined name" % t["name"])
        tabs = {t["name"].lower(): {c.lower() for c in t["cols"]} for t in self.tables}
        seen = set()
        for part, where, f in self.formulas:
            for code, msg in self.formula(f, tabs):
                lvl, code = code
                if (part, code, msg) in seen: continue
                seen.add((part, code, msg)); self.add(lvl, code, part, "%s: %s" % (where, msg))
        p, x = self.part_of("/calcChain")
        if x is not None:
            by = {e.get("sheetId"): e.get("name") for e in self.wb.iterfind("s:sheets/s:sheet", NS)}; cur = None
            for c in x:
                cur = c.get("i") or cur; m = CELL.match(c.get("r", ""))
                if m and (int(m[2]), col(m[1])) not in self.fcells.get(by.get(cur), set()): self.err("calcchain", p, "%s!%s has no formula" % (by.get(cur), c.get("r"))); break

    def formula(self, f, tabs):
        E, W = "error", "warn"
        if len(f) > 8192: yield (E, "formula-long"), "%d characters" % len(f)
        bare = re.sub(r'"(?:[^"]|"")*"', '""', f)              # text constants out of the way
        if bare.count('"') % 2: yield (E, "formula-quote"), "unbalanced quote in %s" % f[:80]
        bare = bare.replace("#REF!", "#REF")
        sheets = re.findall(r"'((?:[^']|'')+)'!", bare) + re.findall(r"(?<![\w.'\]])([^\W\d][\w.]*)!", re.sub(r"'(?:[^']|'')+'!", "", bare))
        for s in sheets:
            for one in s.replace("''", "'").split(":") if "'" not in s or ":" in s else [s.replace("''", "'")]:
                if one.startswith("["): yield (W, "formula-external"), "external reference %s" % one
                elif one.lower() not in self.sheetnames and not rng(one.upper()): yield (E, "formula-sheet"), "sheet %r does not exist" % one
        nosheet = re.sub(r"'(?:[^']|'')+'!", "", bare)
        depth = 0
        for ch in re.sub(r"\[[^\[\]]*\]", "", nosheet):
            depth += (ch == "(") - (ch == ")")
            if depth < 0: break
        if depth: yield (E, "formula-paren"), "unbalanced parentheses in %s" % f[:80]
        for fn in re.findall(r"(?<![\w.])((?:_xlfn\.)?(?:_xlws\.)?[A-Z][A-Z0-9.]+)\(", nosheet):
            if fn in FUTURE: yield (W, "formula-xlfn"), "%s needs the _xlfn. prefix (shows #NAME?)" % fn
        for t, c in re.findall(r"([^\W\d][\w.]*)\[(?:\[#This Row\],)?\[?@?\[?([^\[\]#]*)\]", nosheet):
            if t.lower() not in tabs: yield (E, "formula-table"), "table %r does not exist" % t
            elif c and unesc(c.replace("'", "")).lower() not in {x.replace("'", "") for x in tabs[t.lower()]}: yield (E, "formula-table"), "table %s has no column %r" % (t, c)
        if re.search(r"\[@", nosheet): yield (E, "formula-this-row"), "'[@...]' is UI syntax: a file must say Table[[#This Row],[...]]"
        if ";" in re.sub(r"\{[^}]*\}", "", nosheet): yield (E, "formula-semicolon"), "';' separator in %s" % f[:80]

def audit(path):
    """Findings of the openxml-audit package, without the two kinds Excel is known not to mind."""
    from openxml_audit import OpenXmlValidator
    for e in OpenXmlValidator().validate(path).errors:
        msg = getattr(e, "description", None) or str(e)
        quiet = "inline-string" in msg or ("/fonts" in str(getattr(e, "path", "")) and "Unexpected element" in msg)
        yield {"level": "info" if quiet else "audit", "code": "openxml-audit", "part": str(getattr(e, "part_uri", "")), "msg": msg[:300]}

def lint(path, schemas=None): return Lint(path, schemas).run()

def main():
    ap = argparse.ArgumentParser(); ap.add_argument("files", nargs="+"); ap.add_argument("--schemas"); ap.add_argument("--no-xsd", action="store_true")
    ap.add_argument("--audit", action="store_true"); ap.add_argument("--json", action="store_true"); a = ap.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    dirs = [a.schemas, os.environ.get("XLSX_LINT_SCHEMAS"), os.path.join(here, "..", "ooxml-xsd")]
    sch = None if a.no_xsd else next((d for d in dirs if d and os.path.exists(os.path.join(d, "sml.xsd"))), None)
    if not sch and not a.no_xsd: print("note: no XSDs found, structural checks only", file=sys.stderr)
    rc, res = 0, {}
    for f in a.files:
        out = lint(f, sch)
        if a.audit: out += list(audit(f))
        res[f] = out; n = Counter(o["level"] for o in out)
        rc = max(rc, 2 if n["fatal"] else 1 if n["error"] else 0)
        if not a.json:
            print("%s: %s" % (f, "clean" if not out else ", ".join("%d %s" % (v, k) for k, v in n.items())))
            for o in out: print("  %-5s %-20s %s  %s" % (o["level"], o["code"], o["part"], o["msg"]))
    if a.json: json.dump(res, sys.stdout, indent=1, ensure_ascii=False)
    sys.exit(rc)

if __name__ == "__main__": main()
