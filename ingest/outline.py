"""Lines → drafts: front matter, numbered units, annexes with tables and notes."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.models import ClauseKind, Leftover, Span
from ingest.drafts import Draft
from ingest.headings import Heading, HeadingSequence, parse_heading
from ingest.lines import Line
from ingest.tables import MergedCell, TableReader

_ANNEX = re.compile(r"附\s*[件表]\s*([0-9０-９]{0,2})")
_ANNEX_LIST = re.compile(r"附[件表]\s*[:：]")
_CONTACT = re.compile(r"联\s*系\s*人\s*[:：]")
_NOTE = re.compile(r"说\s*明\s*[:：]")
_NOTE_ITEM = re.compile(r"([0-9]{1,2})\.(?![0-9])")
_DATE = re.compile(r".{0,30}\d{4}年\d{1,2}月\d{1,2}日(印发)?|[（(]此件.*[)）]")
_ENDS = "。；：！？…）)”.;:"
_LIST_NAME = re.compile(r"(正面清单|负面清单)$")
_ROLE = re.compile(r"(组\s*长|副组长|成\s*员|领导小组办公室)")


class OutlineReader:
    """Reads one document's lines in order; ``drafts`` is the result, in reading order."""

    def __init__(self, source: str, lines: list[Line], title: str, merged: list[MergedCell]) -> None:
        self.source = source
        self.lines = lines
        self.merged = merged
        self.drafts: list[Draft] = []
        self.leftovers: list[Leftover] = []
        self.title_lines = _find_title(lines, title)
        self._current: Draft | None = None
        self._sequence = HeadingSequence()
        self._open: list[Draft] = []  # the drafts of the open headings
        self._base: Draft | None = None  # under which the outermost numbers stand: an annex, its notes
        self._annex: Draft | None = None
        self._table: TableReader | None = None
        self._joins = False  # the last line ended inside a sentence

    def read(self) -> list[Draft]:
        first_title = min(self.title_lines, default=-1)
        self._read_front([i for i in range(len(self.lines)) if i < first_title])
        for index in range(max(first_title, 0), len(self.lines)):
            line = self.lines[index]
            if line.blank:
                continue
            if index in self.title_lines:
                self._add("title", ClauseKind.TITLE, line)
            elif self._table is not None and "\t" in self.source[line.start : line.end]:
                self._table.add_line(line)
            else:
                self._read_line(line)
        self._close_table()
        return self.drafts

    # front matter: 文头 → 通知 → 落款

    def _read_front(self, indexes: list[int]) -> None:
        filled = [self.lines[i] for i in indexes if not self.lines[i].blank]
        salutation = next((i for i, line in enumerate(filled) if line.text.endswith(("：", ":"))), None)
        body_done = False
        for i, line in enumerate(filled):
            if _ANNEX_LIST.match(line.text):
                self._add("annexes", ClauseKind.ANNEX_LIST, line)
            elif _ANNEX.fullmatch(line.text):
                self._add("title", ClauseKind.TITLE, line)
            elif salutation is None or i < salutation:
                self._add("head", ClauseKind.TITLE, line)
            elif not body_done:
                self._add("notice", ClauseKind.NOTICE, line)
                body_done = i > salutation and line.text.endswith("。")
            elif line.text.endswith("。") and not _DATE.fullmatch(line.text):
                self._add("notice", ClauseKind.NOTICE, line)
            else:
                self._add("sign", ClauseKind.SIGNATURE, line)

    def _add(self, path: str, kind: ClauseKind, line: Line, *, joined: bool = False) -> Draft:
        """Adds a line to the unnumbered clause ``path``, opening it where it is not there yet."""
        draft = next((d for d in self.drafts if d.path == path), None)
        if draft is None:
            draft = self._open_draft(Draft(path, kind))
        draft.add_line(line, joined=joined)
        self._current = draft
        return draft

    def _open_draft(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        self._current = draft
        return draft

    # body and annexes

    def _read_line(self, line: Line) -> None:
        annex = _ANNEX.fullmatch(line.text)
        if annex:
            self._open_annex(line, annex.group(1))
        elif "\t" in self.source[line.start : line.end] and self._annex is not None:
            self._open_table()
            assert self._table is not None
            self._table.add_line(line)
        elif _ANNEX_LIST.match(line.text):
            self._add("annexes", ClauseKind.ANNEX_LIST, line)
        elif self._current is not None and self._current.kind is ClauseKind.ANNEX_LIST:
            self._current.add_line(line)
        elif _CONTACT.match(line.text) and self._annex is None:
            self._add("contact", ClauseKind.CONTACT, line)
        elif self._annex is not None and _NOTE.match(line.text):
            self._open_notes(line)
        else:
            self._read_text(line)
        self._joins = line.text[-1] not in _ENDS

    def _read_text(self, line: Line) -> None:
        heading = parse_heading(line.text)
        if heading is not None and self._sequence.accepts(heading):
            self._open_section(heading, line)
        elif self._current is None or self._current.kind is ClauseKind.TITLE:
            self._open_draft(Draft("0", ClauseKind.PREAMBLE)).add_line(line)
        elif self._annex is not None and self._current is self._annex:
            self._annex.add_line(line, joined=self._joins and not _ROLE.match(line.text) and self._roles())
        else:
            joined = self._joins and not self._is_bare_heading(self._current)
            self._current.add_line(line, joined=joined)

    def _roles(self) -> bool:
        assert self._annex is not None
        return any(_ROLE.match(self._words(p)) for p in self._annex.paragraphs)

    def _is_bare_heading(self, draft: Draft) -> bool:
        """一、总体要求 on a line of its own: what follows is its text, not its continuation."""
        return len(draft.paragraphs) == 1 and self._words(draft.paragraphs[0]) == draft.number + draft.title

    def _open_section(self, heading: Heading, line: Line) -> None:
        self._sequence.push(heading)
        del self._open[len(self._sequence.open) - 1 :]
        parent = self._open[-1] if self._open else self._base
        prefix = f"{parent.path}." if parent is not None else ""
        draft = Draft(f"{prefix}{heading.path_part}", ClauseKind.SECTION, heading.printed, parent=parent)
        if parent is not None and parent.kind is ClauseKind.NOTE:
            draft.kind = ClauseKind.NOTE
        draft.title = _heading_words(line.text[heading.length :])
        self._open_draft(draft).add_line(line)
        self._open.append(draft)

    def _open_annex(self, line: Line, number: str) -> None:
        self._close_table()
        count = sum(d.kind in (ClauseKind.ANNEX, ClauseKind.TABLE) and d.parent is None for d in self.drafts)
        draft = Draft(f"a{int(number) if number else count + 1}", ClauseKind.ANNEX, number=line.text)
        self._annex = self._base = self._open_draft(draft)
        self._annex.add_line(line)
        self._sequence, self._open = HeadingSequence(), []

    def _open_table(self) -> None:
        assert self._annex is not None
        if self._table is None:
            self._annex.kind = ClauseKind.TABLE
            self._table = TableReader(self.source, self._annex)

    def _close_table(self) -> None:
        if self._table is None:
            return
        annex = int(self._table.table.path[1:])
        rows = self._table.close([m for m in self.merged if m.annex == annex])
        at = self.drafts.index(self._table.table) + 1
        self.drafts[at:at] = rows
        self.leftovers += self._table.leftovers
        self._table = None

    def _open_notes(self, line: Line) -> None:
        """说明：1.…；2.…: one clause for the word, one for each numbered note."""
        self._close_table()
        assert self._annex is not None
        notes = Draft(f"{self._annex.path}.note", ClauseKind.NOTE, title="说明", parent=self._annex)
        self._open_draft(notes)
        self._sequence, self._open, self._base = HeadingSequence(), [], notes
        cuts = self._note_cuts(line)
        piece = line.pieces[0]
        edges = [piece.start, *cuts, line.pieces[-1].end]
        for left, right in pairwise(edges):
            text = self.source[left:right]
            span = Span(left + len(text) - len(text.lstrip()), left + len(text.rstrip()))
            if left == piece.start:
                notes.add_spans([span])
                continue
            number = _NOTE_ITEM.match(self.source[span.start : span.end])
            assert number is not None
            item = Draft(f"{notes.path}.{number.group(1)}", ClauseKind.NOTE, number.group(), parent=notes)
            self._open_draft(item).add_spans([span])

    def _note_cuts(self, line: Line) -> list[int]:
        cuts: list[int] = []
        for match in _NOTE_ITEM.finditer(self.source, line.start, line.end):
            if int(match.group(1)) == len(cuts) + 1:
                cuts.append(match.start())
        return cuts

    def _words(self, spans: list[Span]) -> str:
        return "".join(self.source[s.start : s.end] for s in spans)


def annex_title(source: str, draft: Draft) -> str:
    """附件2 沙坪坝区…正面清单 → its title: the words between the number and 填报/单位 or the header."""
    words: list[str] = []
    for paragraph in draft.paragraphs[1:]:
        text = "".join(source[s.start : s.end] for s in paragraph)
        if len(words) >= 2 or "：" in text or text[-1] in "。；" or _ROLE.match(text) or "\t" in text:
            break
        words.append(text)
        if re.search(r"(清单|列表|名单|说明|汇总表)$", text):
            break
    return re.sub(r"\s+", "", "".join(words))


def list_name(title: str) -> str:
    """沙坪坝区生态环境柔性执法事项正面清单 → 正面清单; empty where the annex is neither list."""
    match = _LIST_NAME.search(title)
    return match.group(1) if match else ""


def _heading_words(rest: str) -> str:
    """The short title after a number: up to the first 。 or ：, or the whole of a short line."""
    rest = rest.strip()
    match = re.match(r"([^。：:；;]{2,24})[。：:]", rest)
    if match:
        return match.group(1)
    return rest if len(rest) <= 30 and rest[-1:] not in "。；;" else ""


def _find_title(lines: list[Line], title: str) -> set[int]:
    """Indexes of the consecutive non-blank lines that together read ``title``."""
    wanted = re.sub(r"\s+", "", title)
    filled = [(i, re.sub(r"\s+", "", line.text)) for i, line in enumerate(lines) if not line.blank]
    for at in range(len(filled)):
        for width in range(1, 5):
            window = filled[at : at + width]
            if "".join(text for _, text in window) == wanted:
                return {i for i, _ in window}
    return set()
