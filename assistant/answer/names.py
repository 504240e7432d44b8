"""Names of documents, lists and places in a question, masked so that numbers in them are not read as such."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.models import Clause, ClauseKind, Corpus, Document
from corpus.places import NamedPlace, documents_in_force, find_places, share_ground

LISTS = {  # what a list of violations is called → the name its table bears
    "正面清单": "正面清单|包容免罚清单|免罚(?:免强制)?(?:事项)?清单|[不免]予(?:行政)?处罚(?:的)?(?:事项)?清单"
    "|轻微违法(?:行为)?(?:的)?(?:事项)?清单|免罚的?(?:那[张份个])?(?:表|单子?)(?!格)",
    "负面清单": "负面清单|从重(?:处罚)?(?:的)?(?:事项)?清单|从重的?(?:那[张份](?:表|单子?)?|表|单子?)(?!格)",
}
MASKS = "□■"  # a document's name, a place's
_BARE_NUMBER = re.compile("[0-9]+ ?号(?:文件?)?")
_LAST_DAY = 31  # a higher number before 号 is no day: 181号发给谁的
# Before a bare number: 国发〔2021〕17号文件 is another's paper.
_NO_ISSUER = r"(?<![^\s按照据依看那这和与跟问对在里的把是，。、；：？！“”「」《》（(])"
_LISTED = re.compile(f"(?:{'|'.join(LISTS.values())})$")
_NOT_A_PAPER = "(?![楼院门房室店厂车路线令公机井桩])"  # 181号楼
_OF_A_PAPER = (  # 181的附件1, 181那份谁发的, where no place is named; not 181那份材料
    "(?=的?附[件表]|[这那](?:份|个)?文件|[这那]份(?:是?谁|哪|几|什么|何时|落款|题目|标题|方案|通知|意见|里|呢|[，,。？?]|$))"
)
_NOT_A_NUMBER = r"(?![〔\[(（【]\s*(?:19|20)\d\d)"  # 渝环规〔2022〕3号 is another document than 渝环规
_NUMBERED = re.compile(r"[〔\[(（【]\s*(?:19|20)\d\d|\d+\s*号$")
_SPACES = re.compile(r"\s+")
_LONG_TITLE = 4  # characters of a heading's title that is not said by chance: 工作要求
_OF = re.compile(r"(?:这边|那边|省?厅|市局|局|政府)?的?")  # between a place and what is its own: 渝北的区局


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """``text[start:end]`` names the document; ``shared``: by a name that other places use of their own."""

    start: int
    end: int
    doc_id: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """``own`` names say by themselves which document is meant (沙坪坝工作方案, 沙环发); ``shared`` ones do
    only where no other place is named with them: 区局, 市生态环境局, 若干措施. ``titles``: of annexes,
    longest first, each with the list's name that it ends with."""

    documents: dict[str, str]
    own: re.Pattern[str]
    shared: re.Pattern[str]
    titles: tuple[tuple[str, str], ...]


_KNOWN: dict[str, _Known] = {}  # by the corpus


def find_documents(text: str, corpus: Corpus) -> list[NamedDocument]:
    """The documents that ``text`` names, in order of appearance.

    成都市生态环境局 is not the 市生态环境局 of ours: the place before the name is another.
    """
    known = _known_names(corpus)
    found = [NamedDocument(*m.span(), known.documents[m.group()]) for m in known.own.finditer(text)]
    masked = _mask(text, [(name.start, name.end) for name in found])
    places = find_places(masked)
    for match in known.shared.finditer(masked):
        document = corpus.get_document(known.documents[match.group()])
        far = any(not share_ground(place.path, document.meta.region) for place in places)
        if far and match.group().isdecimal():  # 成都……181的附件2
            continue
        if not _is_elsewhere(match.start(), match.end(), masked, places, document.meta.region):
            found.append(NamedDocument(*match.span(), document.doc_id, shared=True))
    return sorted(found, key=lambda name: name.start)


def with_marks(text: str, corpus: Corpus) -> str:
    """``text`` with 号 after each number that names a document by itself: 181那份 → 181号那份."""
    for name in reversed(find_documents(text, corpus)):
        if text[name.start : name.end].isdecimal():
            text = f"{text[: name.end]}号{text[name.end :]}"
    return text


def mask_documents(text: str, named: Sequence[NamedDocument]) -> str:
    return _mask(text, [(name.start, name.end) for name in named])


def without_documents(text: str, corpus: Corpus) -> str:
    """``text`` without the names of documents and what stands before the first word after them."""
    return mask_documents(text, find_documents(text, corpus)).replace(MASKS[0], "").lstrip(" 的，,、")


def mask_names(raw: str, corpus: Corpus) -> tuple[str, list[tuple[int, frozenset[str]]]]:
    """``raw`` with each name's characters replaced, and where names end with the documents they name.

    The title of an annex becomes blanks; of a list the list's name stays.
    """
    masked = list(raw)
    for title, kept in _known_names(corpus).titles:
        for match in re.finditer(re.escape(title), raw):
            masked[match.start() : match.end()] = " " * (len(title) - len(kept)) + kept
    text = "".join(masked)
    documents = find_documents(text, corpus)
    named = [(name.end, frozenset({name.doc_id})) for name in documents]
    text = mask_documents(text, documents)
    for place in find_places(text):
        end = place.start + len(place.text)
        named.append((end, frozenset(d.doc_id for d in documents_in_force(corpus, place.path))))
        text = _mask(text, [(place.start, end)], MASKS[1])
    return text, sorted(named, key=lambda name: name[0])


def split_names(text: str, corpus: Corpus) -> tuple[str, str]:
    """The documents and places named, in order and joined, and ``text`` without them."""
    masked, _ = mask_names(text, corpus)
    runs = [match.span() for match in re.finditer(f"[{MASKS}]+", masked)]
    said = list(dict.fromkeys(text[start:end] for start, end in runs))
    names = "、".join(n for n in said if not any(n != other and n in other for other in said))
    rest = "".join(char for char, mask in zip(text, masked, strict=True) if mask not in MASKS)
    return names, re.sub(r"^[的里中，,、：:\s]+", "", rest)


def names_clause(text: str, clause: Clause, named: Sequence[str]) -> bool:
    """Whether ``text`` says in full what a row is called, or, of a document in ``named`` (doc_ids), the
    title of a heading without a text of its own: 盘锦方案的工作要求."""
    name = clause.find_cell("事项名称") or clause.find_cell("事项")
    if name is not None:
        return _SPACES.sub("", name.text).removeprefix("对") in _SPACES.sub("", text)
    heading = clause.kind is ClauseKind.SECTION and clause.doc_id in named
    return heading and len(clause.title) >= _LONG_TITLE and clause.title in text


def document_names(document: Document) -> set[str]:
    """Every way a question may name a document; brackets of 文号 also half-width."""
    names = {document.meta.title, document.meta.cite_as, *document.meta.aliases}
    if document.meta.doc_number:
        names.add(document.meta.doc_number)
        number = re.search("[0-9]+号$", document.meta.doc_number)
        if number:
            bare = {""} if int(number.group()[:-1]) > _LAST_DAY else set()
            names |= {f"{number.group()}{paper}" for paper in {"文件", "文", *bare}}
            names |= {number.group()[:-1]} if bare else set()
    for name in list(names):
        spaced = re.sub("([0-9]+)号$", r"\1 号", name)  # as copied from a PDF
        for plain in (
            name,
            spaced,
            spaced.replace("〕", "〕 "),
            spaced.replace("〔", " 〔").replace("〕", "〕 "),
        ):
            for left, right in ("〔〕", "[]", "()", "（）", "【】"):
                names.add(plain.replace("〔", left).replace("〕", right))
    return names


def _is_elsewhere(start: int, end: int, text: str, places: Sequence[NamedPlace], region: str) -> bool:
    """Whether the place named right before, or overlapping, a document's name is not the document's own,
    nor one that it lies in or that lies in it."""
    before = [place for place in places if place.start < end and place.start <= start]
    if not before:
        return False
    place = before[-1]
    if not _OF.fullmatch(text[place.start + len(place.text) : start]):
        return False
    return not share_ground(place.path, region)


def _mask(text: str, spans: Sequence[tuple[int, int]], mark: str = MASKS[0]) -> str:
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


def _known_names(corpus: Corpus) -> _Known:
    """Worked out once for each corpus."""
    known = _KNOWN.get(corpus.fingerprint)
    if known is None:
        documents = {name: d.doc_id for d in corpus.documents for name in document_names(d)}
        marks = {d.doc_id: _marks(d) for d in corpus.documents}
        own = {n for n, doc_id in documents.items() if find_places(n) or n.startswith(marks[doc_id])}
        known = _Known(documents, _any_of(own), _any_of(documents.keys() - own), _annex_titles(corpus))
        _KNOWN[corpus.fingerprint] = known
    return known


def _marks(document: Document) -> tuple[str, ...]:
    """What a 文号 begins with, 渝环规, which no other issuer has; and the document's title."""
    number = document.meta.doc_number or document.meta.title
    match = _NUMBERED.search(number)
    return (number[: match.start()] if match else number, document.meta.title, document.meta.cite_as)


def _any_of(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    said = "|".join(map(_pattern_of, longest_first))
    return re.compile(f"(?<!第)(?:{said}){_NOT_A_NUMBER}" if names else "(?!)")


def _pattern_of(name: str) -> str:
    """Of a name; a number is one only where nothing says that it counts something else."""
    if name.isdecimal():
        return f"{_NO_ISSUER}{name}{_OF_A_PAPER}"
    if _BARE_NUMBER.fullmatch(name):
        return f"{_NO_ISSUER}{re.escape(name)}{_NOT_A_PAPER}"
    return re.escape(name)


def _annex_titles(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    annexes = [c for d in corpus.documents for c in d.clauses if c.path.startswith("a") and not c.parent_id]
    titles = sorted({c.title for c in annexes if c.title}, key=len, reverse=True)
    return tuple((title, match.group() if (match := _LISTED.search(title)) else "") for title in titles)
