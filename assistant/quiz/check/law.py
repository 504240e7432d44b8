"""The documents as the checker reads them: printed characters, made comparable, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answer.models import Citation
from assistant.quiz.check.words import begins_alone, plain, stands
from corpus.models import Clause, Corpus, Document

_MARKS, _ENDS = ",。;:、()", "。;:"
_PLACE = re.compile("附[件表][0-9]|[正负]面清单第|第[0-9一二三四五六七八九十]+项")
_ANNEX_PLACE = re.compile("附[件表][0-9]+(?:[正负]面清单)?(?:第[0-9]+项)?")
_RULING = re.compile("应|得|可以|不予")
_SENTENCE_END = re.compile("[。;]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause's words as printed and ``plain``; the cells of a row apart, each ended by 。"""

    clause: Clause
    text: str
    grams: frozenset[str]

    @property
    def clause_id(self) -> str:
        return self.clause.clause_id

    @property
    def doc_id(self) -> str:
        return self.clause.doc_id


@dataclass
class Law:
    """Every clause of the corpus, ready to be searched for words."""

    corpus: Corpus
    _by_id: dict[str, Passage] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id = {
            clause.clause_id: _read(document, clause)
            for document in self.corpus.documents
            for clause in document.clauses
        }

    @property
    def passages(self) -> Iterable[Passage]:
        return self._by_id.values()

    def of_clauses(self, clause_ids: Iterable[str]) -> list[Passage]:
        """In the order asked for; unknown ids are left out."""
        return [self._by_id[i] for i in dict.fromkeys(clause_ids) if i in self._by_id]

    def of_documents(self, doc_ids: Sequence[str]) -> list[Passage]:
        """Those of ``doc_ids``, or all where that is empty."""
        return [p for p in self.passages if not doc_ids or p.doc_id in doc_ids]

    def find(self, words: str, doc_ids: Sequence[str] = ()) -> list[Passage]:
        """Where ``words`` (plain) stand as words of their own."""
        return [p for p in self.of_documents(doc_ids) if stands(words, p.text)]

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """(plain name, doc_id), the longest first."""
        names = []
        for document in self.corpus.documents:
            meta = document.meta
            given = {meta.cite_as, meta.title, *meta.aliases, *([meta.doc_number] if meta.doc_number else [])}
            names += [(plain(name), document.doc_id) for name in given]
        return sorted(names, key=lambda pair: (-len(pair[0]), pair))

    def named_documents(self, text: str) -> list[str]:
        """Ids of the documents that ``text`` names, in the order of the corpus; longer names go first."""
        words, found = plain(text), set()
        for name, doc_id in self._names:
            if name in words:
                found.add(doc_id)
                words = words.replace(name, "…")
        return [d.doc_id for d in self.corpus.documents if d.doc_id in found]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {plain(p.clause.label): p.clause_id for p in self.passages}

    def plain_heading(self, passage: Passage) -> str:
        """The headings above a clause, ``plain``."""
        return plain(self.corpus.get_document(passage.doc_id).heading_path(passage.clause))

    def find_label(self, text: str) -> str | None:
        """The id of the clause that ``text`` is the label of."""
        return self._labels.get(plain(text).rstrip("。"))

    def is_lead(self, words: str) -> bool:
        """Whether ``words`` (plain, up to a comma or colon) only say where the law stands.

        根据《……》; 渝环规(2021)5号规定; 附件2正面清单第6项的情形为.
        """
        if _RULING.search(words) and not words.startswith("根据"):
            return False
        if words.startswith(("根据", "依据", "按照", "依照", "按")):
            return bool(self.named_documents(words)) or _PLACE.search(words) is not None
        begins = any(
            words.lstrip("《").startswith(name) for name, _ in self._names if len(words) < len(name) + 14
        )
        return begins or (len(words) <= 60 and _PLACE.match(words) is not None)

    def find_places(self, stem: str) -> list[str]:
        """Clauses that the lead of ``stem`` gives by number: 渝环规〔2021〕5号三（四）, 附件2第6项."""
        words = plain(stem)
        lead = words[: len(words) - len(self.strip_leads(words)[-1])]
        docs = self.named_documents(lead)
        found = [p for p in self.of_documents(docs) if lead and _names(lead, p, bool(docs))]
        longest = max((len(_number(p)) for p in found), default=0)
        return [p.clause_id for p in found if len(_number(p)) == longest]

    def find_unknown_place(self, stem: str) -> str:
        """A row or annex that the lead of ``stem`` gives and no document named has; empty where none."""
        words = plain(stem)
        lead = words[: len(words) - len(self.strip_leads(words)[-1])]
        numbers = [_number(p) for p in self.of_documents(self.named_documents(lead))]
        given = [match.group() for match in _ANNEX_PLACE.finditer(lead)]
        return next((place for place in given if place not in numbers), "")

    def strip_leads(self, words: str) -> list[str]:
        """``words`` (plain), then what is left as leads are taken off: 根据渝环规(2021)5号, …"""
        bodies = [words]
        while (match := re.match(r"([^,:;。]{2,80})[,:]", bodies[-1])) and self.is_lead(match[1]):
            bodies.append(bodies[-1][match.end() :])
        return [body for body in bodies if body] or [words]


def _number(passage: Passage) -> str:
    """三(四); 附件2正面清单第6项: the label less the name of the document."""
    return plain(passage.clause.label.split(" ", 1)[-1])


def _names(lead: str, passage: Passage, with_document: bool) -> bool:
    number = _number(passage)
    if number.startswith("附"):
        return re.search(re.escape(number) + "(?![0-9])", lead) is not None
    return (
        with_document and re.search(f"[号》》书案见]{re.escape(number)}(?:的|规定|$|,|:)", lead) is not None
    )


def _read(document: Document, clause: Clause) -> Passage:
    groups = [cell.spans for cell in clause.cells] if clause.cells else list(clause.paragraphs)
    parts = [plain("".join(document.quote(span) for span in group)) for group in groups]
    text = "。".join(part.rstrip("。;") for part in parts) + "。" if clause.cells else "".join(parts)
    return Passage(clause, text, frozenset(text[i : i + 2] for i in range(len(text) - 1)))


def quoted_words(citations: Sequence[Citation]) -> list[tuple[str, str]]:
    """(clause id, its quotes joined, ``plain``) for each clause cited, in the order of citation."""
    joined: dict[str, list[str]] = {}
    for citation in citations:
        joined.setdefault(citation.clause_id, []).append(plain(citation.quote))
    return [(clause_id, "".join(parts)) for clause_id, parts in joined.items()]


def extracts(words: str, text: str, chunks: int = 4) -> bool:
    """Whether ``words`` are ``text`` with at most ``chunks`` - 1 parts left out, each cut at a mark.

    Both ``plain``. What is left out must begin or end where the sentence has a mark, so that 不 alone can
    never be left out.
    """
    if not words:
        return False
    starts = (match.start() for match in re.finditer(re.escape(words[:4]), text))
    return any(_extract(words, text, start, chunks) for start in starts if begins_alone(words, text, start))


def _extract(words: str, text: str, start: int, chunks: int) -> bool:
    """Whether ``words`` can be read from ``text[start:]`` on, in order."""
    same = 0
    while same < min(len(words), len(text) - start) and words[same] == text[start + same]:
        same += 1
    if same == len(words):
        return stands(words[-6:], text) and _ends_well(text, start + same)
    if chunks == 1:
        return False
    for cut in range(same, 3, -1):
        rest = words[cut:]
        at = text.find(rest[:3], start + cut)
        while at >= 0:
            if _clean(text, start + cut, at, rest) and _extract(rest, text, at, chunks - 1):
                return True
            at = text.find(rest[:3], at + 1)
    return False


def _clean(text: str, left: int, right: int, rest: str) -> bool:
    """Whether the part ``left``..``right`` may be left out, and ``rest`` follow.

    Where it begins at a mark, anything but the end of a sentence may be left out; where it begins inside a
    phrase, what follows must be a whole part of the list that the phrase opens (坚持70%……，20%……).
    """
    out = text[left:right]
    if out[-1:] in ("不", "未", "非", "无"):
        return False
    if text[left - 1] in _ENDS:
        return True
    if _SENTENCE_END.search(out):
        return False
    if text[left - 1] in _MARKS or text[left] in _MARKS:
        return True
    end = right + len(rest)
    whole = text.startswith(rest, right) and (end >= len(text) or text[end] in _MARKS)
    return whole and text[right - 1] in ",;" and len(rest) >= 8


def _ends_well(text: str, end: int) -> bool:
    return end >= len(text) or not (text[end].isdigit() and text[end - 1].isdigit())
