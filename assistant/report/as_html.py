"""The report as one HTML page that needs nothing else: A4, black on white, fonts of the machine."""

from __future__ import annotations

from html import escape

from assistant.report.content import CONDITIONS, MARKS, SIGNATURES, TITLE, UNMET, Report
from assistant.verdict.card import Line, Section

BODY_FONTS = ("FangSong", "仿宋", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC")
HEAD_FONTS = ("SimHei", "黑体", "STHeiti", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC")

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
@page { size: A4; margin: 22mm 20mm 20mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 170mm; padding: 8mm 0; color: #000; background: #fff;
  font: 12pt/1.7 BODY; overflow-wrap: anywhere; }
h1, h2, th, .outcome, .mark { font-family: HEAD; }
h1 { font-size: 20pt; text-align: center; margin: 0 0 6mm; font-weight: 700; }
h2 { font-size: 13pt; margin: 6mm 0 2mm; break-after: avoid; }
table { width: 100%; border-collapse: collapse; }
th, td { border: 1px solid #444; padding: 1.2mm 2.5mm; text-align: left; vertical-align: top;
  font-weight: 400; }
th { width: 8em; background: #f2f2f2; }
tr, li { break-inside: avoid; }
.outcome { border: 2px solid #000; padding: 3mm 4mm; margin: 6mm 0 2mm; font-size: 15pt; font-weight: 700; }
.outcome small { display: block; font: 11pt/1.6 BODY; }
ol, ul { margin: 0; padding-left: 1.6em; }
li { margin: 1mm 0; }
.mark { font-size: 10.5pt; border: 1px solid #000; padding: 0 1.5mm; margin-right: 1.5mm;
  white-space: nowrap; }
.from { color: #333; font-size: 10.5pt; }
.sign { margin-top: 12mm; break-inside: avoid; }
.sign p { display: flex; gap: 8mm; margin: 7mm 0; }
.sign span { flex: 1; border-bottom: 1px solid #000; }
.sign .day { flex: 0 0 34mm; }
@media screen { body { padding: 8mm 6mm; max-width: 182mm; } }
"""


def render_html(report: Report) -> str:
    """Every word of the report escaped; no script, no image, no address of anything outside."""
    origin = "".join(_row(name, value) for name, value in report.origin)
    facts = "".join(_row(*_split(line)) for line in report.facts)
    summary = f"<small>{escape(report.card.summary)}</small>" if report.card.summary else ""
    sections = "".join(_section(section) for section in report.sections)
    signatures = "".join(f"<p>{name}：<span></span>日期：<span class=day></span></p>" for name in SIGNATURES)
    style = _STYLE.replace("BODY", _family(BODY_FONTS, "serif"))
    style = style.replace("HEAD", _family(HEAD_FONTS, "sans-serif"))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.file_stem)}</title><style>{style}</style></head><body>"
        f"<h1>{TITLE}</h1><table>{origin}</table>"
        + (f"<h2>案件事实</h2><table>{facts}</table>" if facts else "")
        + f'<p class="outcome">{escape(report.card.headline)}{summary}</p>{sections}'
        f'<div class="sign">{signatures}</div></body></html>\n'
    )


def _family(names: tuple[str, ...], generic: str) -> str:
    return ", ".join([*(f'"{name}"' for name in names), generic])


def _row(name: str, value: str) -> str:
    return f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>"


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition("：")
    return name, value


def _section(section: Section) -> str:
    marked = section.heading in (CONDITIONS, UNMET)
    items = "".join(f"<li>{_item(line, marked)}</li>" for line in section.lines)
    kind = "ol" if marked else "ul"
    return f"<section><h2>{escape(section.heading)}</h2><{kind}>{items}</{kind}></section>"


def _item(line: Line, marked: bool) -> str:
    mark = f'<span class="mark">{MARKS[line.met]}</span>' if marked else ""
    label = f' <span class="from">（{escape(line.label)}）</span>' if line.label else ""
    return f"{mark}{escape(line.text)}{label}"
