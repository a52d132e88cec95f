"""The page's style sheet. Every text has a contrast of at least 4.5 on its ground, light, dark and printed."""

from __future__ import annotations

COLOURS = {
    "ink": ("#1b2330", "#e8eaed"),
    "soft": ("#4b5563", "#b8bec8"),
    "ground": ("#ffffff", "#14181f"),
    "panel": ("#f3f5f8", "#1f2530"),
    "rule": ("#d5dae1", "#3a4352"),
    "band": ("#12324f", "#12324f"),
    "on-band": ("#ffffff", "#ffffff"),
    "overdue": ("#a8201a", "#ff9c94"),
    "on_schedule": ("#1f5fa8", "#8ab8f5"),
    "completed": ("#2b7348", "#8fd3a6"),
    "no_longer_applicable": ("#606a78", "#b8bec8"),
    "open": ("#1f5fa8", "#8ab8f5"),
    "on-fill": ("#ffffff", "#14181f"),
    "note": ("#6b4400", "#f5c97a"),
    "note-ground": ("#fff6e0", "#332812"),
}
"""Name: light, dark."""

FILLS = ("overdue", "on_schedule", "completed", "no_longer_applicable", "open")


def _variables(theme: int) -> str:
    return "".join(f"--{name}:{pair[theme]};" for name, pair in COLOURS.items())


_CHARTS = "".join(
    f".fill-{name}{{fill:var(--{name})}}.on-{name}{{fill:var(--on-fill);font-weight:600}}"
    f".line-{name}{{fill:none;stroke:var(--{name});stroke-width:2.5}}"
    for name in FILLS
)

CSS = (
    f":root{{color-scheme:light dark;{_variables(0)}}}"
    f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(1)}}}}}"
    + _CHARTS
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.45 "Segoe UI",system-ui,-apple-system,Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:0 24px 48px}
header{background:var(--band);color:var(--on-band);margin:0 -24px 24px;padding:24px 32px;border-radius:0 0 8px 8px}
h1{margin:0 0 6px;font-size:1.8rem;line-height:1.2}
header p{margin:2px 0}
header .day{font-weight:600;margin-top:10px}
h2{font-size:1.25rem;margin:40px 0 12px;padding-bottom:4px;border-bottom:2px solid var(--rule)}
h3{font-size:1rem;margin:22px 0 8px}
.headline .first{font-size:1.35rem;font-weight:600;margin:0}
.headline p{margin:4px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:14px;margin:20px 0}
.tile{background:var(--panel);border-radius:8px;padding:14px 16px;border-inline-start:5px solid var(--on_schedule)}
.tile.alarm{border-inline-start-color:var(--overdue)}
.tile dt{font-weight:600}
.tile dd{margin:0;color:var(--soft)}
.tile .big{font-size:2.3rem;font-weight:700;line-height:1.15;color:var(--ink)}
.tile.alarm .big{color:var(--overdue)}
.notes{list-style:none;margin:12px 0;padding:10px 16px;border-radius:6px;font-size:.92rem;
background:var(--note-ground);color:var(--note)}
.notes li{margin:2px 0}
.about{color:var(--soft);font-size:.92rem;padding-inline-start:20px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:24px 32px;margin:28px 0 8px}
figure{margin:0}
figcaption{font-weight:600;margin-bottom:8px}
svg{width:100%;max-width:640px;height:auto;display:block}
svg text{fill:var(--ink);font-size:14px}
svg text.small{font-size:13px}
svg text.value{font-weight:600}
.changes h2{font-size:1rem;margin:0 0 8px;border:0;padding:0}
.changes th,.changes td{padding:4px 10px}
.axis{stroke:var(--rule);stroke-width:1.5}
.line-overdue{stroke-dasharray:7 4}
.scroll{overflow-x:auto;margin:8px 0}
.scroll:focus-visible{outline:3px solid var(--on_schedule)}
table{border-collapse:collapse;font-size:.93rem}
table.cards,table.numbers{width:100%}
table.columns-2,table.columns-3{width:auto;min-width:380px}
.numbers .long{min-width:260px}
th,td{text-align:start;vertical-align:top;padding:7px 10px;border-bottom:1px solid var(--rule)}
thead th{background:var(--panel);vertical-align:bottom;line-height:1.25}
tbody th{font-weight:600}
.number,.percent{text-align:end;font-variant-numeric:tabular-nums}
tbody .month{white-space:nowrap}
.cards .long{min-width:190px}
.cards th[scope=row]{white-space:nowrap}
.c-months_late{font-weight:700}
#table-status tbody tr:last-child>*{border-top:2px solid var(--ink);font-weight:700}
@media (max-width:640px){
main{padding:0 14px 32px}
header{margin:0 -14px 18px;padding:18px;border-radius:0}
h1{font-size:1.45rem}
.headline .first{font-size:1.15rem}
.tiles{grid-template-columns:1fr 1fr;gap:10px}
.tile{padding:10px 12px}
.tile .big{font-size:1.8rem}
table.columns-2,table.columns-3{width:100%;min-width:0}
.cards,.cards tbody,.cards tr,.cards th,.cards td{display:block;text-align:start}
.cards thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.cards tr{border:1px solid var(--rule);border-radius:8px;padding:8px 12px;margin:0 0 12px}
.cards th[scope=row],.cards td{border:0;padding:3px 0;min-width:0}
.cards td::before{content:attr(data-label) ": ";color:var(--soft)}
.cards th[scope=row]{font-size:1.05rem}
}
@media print{
@page{size:A4;margin:14mm 12mm}
body{font-size:10pt}
main{max-width:none;padding:0}
header{margin:0 0 12px;border-radius:0;padding:12px 16px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.tile,.notes,thead th,svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.tiles{grid-template-columns:repeat(4,1fr);gap:8px;margin:12px 0}
.tile{padding:8px 10px}
.tile .big{font-size:1.7rem}
h2{margin:20px 0 8px;break-after:avoid}
h3{break-after:avoid}
figure,tr,.tile,.notes{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
table{font-size:8.6pt}
th,td{padding:4px 6px}
.cards .long{min-width:0}
.numbers .long{min-width:45mm}
.charts{grid-template-columns:1fr 1fr;gap:12px 20px;margin:14px 0 4px}
}
"""
)
