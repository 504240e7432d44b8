"""填空 and 简答: the words asked for stand in the clause at their place, and nowhere give themselves away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.quiz.check.compare import find_saying, says
from assistant.quiz.check.law import Law, Passage
from assistant.quiz.check.leads import find_bodies
from assistant.quiz.check.models import Finding, error, hint
from assistant.quiz.check.statements import check_lead
from assistant.quiz.check.stems import fill
from assistant.quiz.check.words import (
    BLANK_MARK,
    find_standing,
    is_decisive,
    plain,
    shorten,
    stands,
    statement,
)
from assistant.quiz.models import Item, ProofKind

_STOP = re.compile(
    "^(?:的|了|和|与|及|以及|等|对|对于|在|是|为|由|将|把|要|并|其|该|这|那|进行|开展|有关|相关|工作)$"
)
_JOINT = re.compile(
    r"^(?:[,、;:。()]|[一二三四五六七八九十]是|[0-9]+[.、]|\([一二三四五六七八九十0-9]+\)|和|及|以及|与|等|的)*$"
)
_ENTRY = re.compile(r"[一二三四五六七八九十]是|(?<![0-9])[0-9]\.(?![0-9])")
_TOTAL = re.compile(r"([0-9]+(?:\.[0-9]+)?)分")


def check_blanks(item: Item, law: Law) -> Iterator[Finding]:
    """``item`` is 填空 with as many words as blanks."""
    yield from check_lead(item, law)
    yield from _check_words(item)
    bodies = find_bodies(fill(item.stem, item.key) or "", item.citations, law)
    cited = law.of_clauses(item.clause_ids)
    scope = law.of_documents(law.named_documents(item.stem) or [p.doc_id for p in cited])
    if not cited:
        saying = [p for body in bodies for p in find_saying(body, scope)]
        said = (
            f"；填入答案后与{saying[0].clause.label}一致，请补上依据。"
            if saying
            else "，无法核对答案，请补上依据的条款和原文。"
        )
        yield hint("no_basis", f"没有依据条款{said}")
        return
    if not any(says(body, p) for body in bodies for p in cited):
        label = cited[0].clause.label
        absent = [w for w in item.key if not any(stands(plain(w), p.text) for p in cited)]
        if absent or item.proof.kind is ProofKind.CLAUSE:
            shown = f"“{'、'.join(absent)}”" if absent else ""
            yield error("not_in_clause", f"填入答案{shown}后不是{label}的原句，请按原文核对题干和答案。")
        else:
            yield hint("own_words", f"题干不是{label}的原话，无法逐字核对，请人工核对答案。")
        return
    yield from _check_other_filling(item, law, cited)
    if item.proof.blanks and [plain(w) for w in item.proof.blanks] != [plain(w) for w in item.key]:
        yield error("proof_blanks", "答案与证明里挖去的词不一致，请核对或重新出题。")


def _check_words(item: Item) -> Iterator[Finding]:
    rest = plain(BLANK_MARK.sub("…", item.stem))
    for number, word in enumerate(item.key, start=1):
        if _STOP.match(plain(word)) or not is_decisive(word):
            yield error("stop_word", f"第{number}空的“{word}”不是关键词，请改挖数字、术语或机关。")
        elif stands(plain(word), rest) and len(plain(word)) > 1:
            yield error("given_away", f"第{number}空的答案“{word}”在题干别处已经出现，请改题干或换一个空。")


def _check_other_filling(item: Item, law: Law, cited: Sequence[Passage]) -> Iterator[Finding]:
    """Other words of the same clause that fill the stem as well."""
    parts = [plain(part) for part in BLANK_MARK.split(item.stem)]
    bodies = law.strip_leads("\0".join(parts).rstrip("。;,."))
    for body in bodies:
        pieces = body.split("\0")
        if len(pieces) != len(item.key) + 1 or len("".join(pieces)) < 4:
            continue
        wild = "([^,。;:]{1,20}?)".join(re.escape(piece) for piece in pieces)
        for passage in cited:
            for match in re.finditer(wild + ("(?=[,。;:]|$)" if not pieces[-1] else ""), passage.text):
                got = match.groups()
                if all(plain(w) != g for w, g in zip(item.key, got, strict=True)):
                    label = passage.clause.label
                    yield error("ambiguous_blank", f"空里填“{'、'.join(got)}”也是{label}的原文，请写明所问。")
                    return


def check_points(item: Item, law: Law) -> Iterator[Finding]:
    """``item`` is 简答 with points: verbatim, each once, none left out between them, marks that add up."""
    yield from check_lead(item, law)
    yield from _check_marks(item)
    words = [statement(point.text) for point in item.points]
    if len(set(words)) < len(words):
        yield error("same_point", "有两个采分点相同，请合并。")
    if not item.citations:
        found = [bool(law.find(word)) for word in words]
        said = (
            "，采分点都是语料的原文，请补上依据。"
            if all(found)
            else "，无法核对答案，请补上依据的条款和原文。"
        )
        yield hint("no_basis", f"没有依据条款{said}")
        return
    quotes = _read_runs(item, law)
    places = [_place(word, quotes) for word in words]
    for number, place in enumerate(places, start=1):
        if place is None:
            yield error("point_not_in_clause", f"第{number}个采分点不在所引原文里，请按原文逐字写。")
    if None not in places:
        yield from _check_complete([p for p in places if p is not None], quotes)


def _check_marks(item: Item) -> Iterator[Finding]:
    total = sum(point.marks for point in item.points)
    if any(not 0 < point.marks <= 100 for point in item.points) or total > 100:
        yield error("marks", f"采分点的分值应为1到100，合计不超过100（现为{total}），请改正。")
    stated = _TOTAL.search(plain(item.stem))
    if stated and float(stated[1]) != total:
        yield error("marks", f"题干写明{stated[1]}分，采分点合计{total}分，请使两者一致。")


def _read_runs(item: Item, law: Law) -> list[str]:
    """The quotes (plain), those joined that only a broken line or page parts."""
    runs: list[str] = []
    before = None
    for citation in item.citations:
        document = law.corpus.find_document(citation.doc_id)
        goes_on = before is not None and before.clause_id == citation.clause_id and document is not None
        if goes_on and before and document and not document.source[before.end : citation.start].strip():
            runs[-1] += plain(citation.quote)
        else:
            runs.append(plain(citation.quote))
        before = citation
    return runs


def _place(word: str, quotes: Sequence[str]) -> tuple[int, int, int] | None:
    """(which quote, start, end) where the point stands."""
    for number, quote in enumerate(quotes):
        for start in find_standing(word, quote):
            return number, start, start + len(word)
    return None


def _check_complete(places: Sequence[tuple[int, int, int]], quotes: Sequence[str]) -> Iterator[Finding]:
    for number, quote in enumerate(quotes):
        here = sorted((start, end) for which, start, end in places if which == number)
        if not here:
            yield error("point_missing", f"引了“{shorten(quote)}”，却没有它的采分点，请补上或者不引。")
            continue
        gaps = [(end, start) for (_, end), (start, _) in pairwise(here)]
        left = [quote[a:b] for a, b in gaps if b > a and not _JOINT.match(quote[a:b])]
        after = quote[here[-1][1] :]
        before = quote[: here[0][0]]
        if _ENTRY.search(after) or re.match("[、和及]", after):
            left.append(after)
        if len(_ENTRY.findall(before)) > 1 or before.endswith("、"):
            left.append(before)
        if left:
            yield error("point_missing", f"原文里的“{shorten(left[0].strip(',。;:、'))}”没有采分点，请补上。")
