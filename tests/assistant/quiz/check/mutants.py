"""Small changes that each make a good item wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.answer.models import Citation
from assistant.quiz.models import FALSE, LETTERS, TRUE, Item, ItemKind, MarkingPoint

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DOCUMENT = re.compile("根据[^，]+?，")
_OTHER_KEYS = {
    "3": "5",
    "10": "7",
    "教育": "告知",
    "一案一卷": "一事一档",
    "区司法局": "区财政局",
    "复核": "公示",
}
_CHOICES = (ItemKind.SINGLE, ItemKind.MULTIPLE)
_OPPOSITE = {"none": "serious", "slight": "serious", True: False, False: True}

Mutant = tuple[str, Item]


def mutate(item: Item) -> Iterator[Mutant]:
    """(what was done, the wrong item)."""
    yield from _citations(item)
    yield from _keys(item)
    yield from _options(item)
    yield from _numbers(item)
    yield from _points(item)
    for number, question in enumerate(item.questions):
        for name, wrong in (*_keys(question), *_facts(question), *_citations(question)):
            questions = (*item.questions[:number], wrong, *item.questions[number + 1 :])
            yield f"第{number + 1}问 {name}", replace(item, questions=questions)
    if item.kind is ItemKind.CASE:
        yield from _told(item)


def _citations(item: Item) -> Iterator[Mutant]:
    for number, citation in enumerate(item.citations):
        quote = citation.quote
        changed = [
            ("起点后移", replace(citation, start=citation.start + 1)),
            ("整体移动", replace(citation, start=citation.start + 1, end=citation.end + 1)),
            ("终点前移", replace(citation, end=citation.end - 1)),
            ("引文换字", replace(citation, quote=f"{quote[:1]}另{quote[2:]}")),
            ("换条款", replace(citation, clause_id=f"{citation.doc_id}#0")),
            ("无此条款", replace(citation, clause_id=f"{citation.doc_id}#99")),
            ("出处写错", replace(citation, label=f"{citation.label}之一")),
        ]
        for name, wrong in changed:
            citations: tuple[Citation, ...] = (*item.citations[:number], wrong, *item.citations[number + 1 :])
            yield f"引文{number + 1}{name}", replace(item, citations=citations)
    if item.citations:
        yield "删去引文", replace(item, citations=())


def _keys(item: Item) -> Iterator[Mutant]:
    if item.kind is ItemKind.TRUE_FALSE:
        yield "答案反转", replace(item, key=(FALSE if item.key == (TRUE,) else TRUE,))
    elif item.kind is ItemKind.SINGLE:
        for letter in LETTERS[: len(item.options)]:
            if letter not in item.key:
                yield f"答案改为{letter}", replace(item, key=(letter,))
    elif item.kind is ItemKind.MULTIPLE:
        for number, letter in enumerate(LETTERS[: len(item.options)]):
            rest = [key for key in item.key if key != letter]
            changed = rest if number < len(item.options) and letter in item.key else sorted([*rest, letter])
            yield f"答案改为{''.join(changed)}", replace(item, key=tuple(changed))
    elif item.kind is ItemKind.FILL_IN:
        for number, word in enumerate(item.key):
            other = _OTHER_KEYS.get(word, "有关单位")
            yield (
                f"空{number + 1}改为{other}",
                replace(item, key=(*item.key[:number], other, *item.key[number + 1 :])),
            )


def _options(item: Item) -> Iterator[Mutant]:
    if item.kind not in _CHOICES:
        return
    right = next(item.options[LETTERS.index(letter)] for letter in item.key)
    for number, option in enumerate(item.options):
        is_key = LETTERS[number] in item.key
        others = [*item.options[:number], *item.options[number + 1 :]]
        if not is_key:
            yield f"{LETTERS[number]}改成正确的", _with_option(item, number, right)
        yield f"{LETTERS[number]}改成笼统的", _with_option(item, number, "以上都对")
        yield f"{LETTERS[number]}留空", _with_option(item, number, " ")
        if is_key and "【不】" not in item.stem:
            yield f"{LETTERS[number]}改成别的话", _with_option(item, number, "由领导小组另行研究确定")
            for match in _NUMBER.finditer(option):
                other = str(int(float(match.group())) + 4)
                changed = option[: match.start()] + other + option[match.end() :]
                if changed not in others:
                    yield f"{LETTERS[number]}改数为{other}", _with_option(item, number, changed)


def _with_option(item: Item, number: int, text: str) -> Item:
    return replace(item, options=(*item.options[:number], text, *item.options[number + 1 :]))


def _numbers(item: Item) -> Iterator[Mutant]:
    """Numbers of a stem that is so; of a false one, whose one change they would only add to."""
    if item.kind not in (ItemKind.TRUE_FALSE, ItemKind.FILL_IN):
        return
    lead = _DOCUMENT.match(item.stem)
    for match in _NUMBER.finditer(item.stem, lead.end() if lead else 0):
        if item.key == (FALSE,):
            continue
        other = str(float(match.group()) * 2) if "." in match.group() else str(int(match.group()) + 1)
        yield (
            f"题干改数为{other}",
            replace(item, stem=item.stem[: match.start()] + other + item.stem[match.end() :]),
        )
    if lead and item.key != (FALSE,):
        documents = ("根据盘委办发〔2021〕17号，", "根据渝环规〔2021〕5号，")
        other = documents[item.stem.startswith(documents[0])]
        if not item.stem.startswith(other[:-1]):
            yield "题干换文件", replace(item, stem=other + item.stem[lead.end() :])
    for word, instead in (("不得", "可以"), ("应当", "可以"), ("应经", "无需经"), ("可以", "应当")):
        if word in item.stem and item.key == (TRUE,):
            yield f"题干{word}改{instead}", replace(item, stem=item.stem.replace(word, instead, 1))


def _points(item: Item) -> Iterator[Mutant]:
    for number, point in enumerate(item.points):
        rest = (*item.points[:number], *item.points[number + 1 :])
        yield f"漏第{number + 1}点", replace(item, points=rest)
        wrong = (MarkingPoint(f"{point.text[:2]}另{point.text[2:]}", point.marks), *rest)
        yield f"第{number + 1}点换字", replace(item, points=wrong)
        yield f"第{number + 1}点重复", replace(item, points=(*item.points, point))
    if item.points:
        yield "分值为零", replace(item, points=(replace(item.points[0], marks=0), *item.points[1:]))


def _facts(item: Item) -> Iterator[Mutant]:
    """Facts of the proof; of those that change the outcome of a case told with all that stands against it."""
    case = item.proof.case
    if case is None or item.proof.asked != "outcome" or item.kind is not ItemKind.SINGLE:
        return
    for name in ("suspected_crime", "destroys_evidence", "exploits_emergency", "refuses_to_correct"):
        yield f"事实 {name} 反转", _with_case(item, case, name, True)
    if "storage_area_sqm" in case["facts"]:
        yield "面积10.01", _with_case(item, case, "storage_area_sqm", "10.01")
        yield "有扬散", _with_case(item, case, "visible_dust", True)
        yield "不是初次", _with_case(item, case, "first_violation", False)
    if "corrected_on" in case["facts"]:
        yield "第11日改正", _with_case(item, case, "corrected_on", "2024-05-19")
        yield "没有许可证", _with_case(item, case, "has_permit", False)
    yield "缺少事实", _with_case(item, case, "harm", "unknown")
    yield "没有的事实", _with_case(item, case, "no_such_fact", True)


def _with_case(item: Item, case: dict[str, Any], name: str, value: object) -> Item:
    changed = {**case, "facts": {**case["facts"], name: value}}
    return replace(item, proof=replace(item.proof, case=changed))


def _told(item: Item) -> Iterator[Mutant]:
    """Words of the case itself, and facts of its proof, each without the other."""
    for old, new in (
        ("2024年5月18日", "2024年5月28日"),
        ("已核发排污许可证", "没有排污许可证"),
        ("没有造成危害后果", "造成严重危害后果"),
        ("不涉嫌犯罪", "涉嫌犯罪"),
        ("堆放面积10平方米", "堆放面积12平方米"),
        ("堆放面积10平方米，", ""),
        ("系初次违法", "系第二次违法"),
        ("未明显发生扬散", "明显发生扬散"),
        ("沙坪坝区生态环境局", "盘锦市生态环境局"),
        ("不存在任何从重、排除情形", "当事人销毁了违法证据"),
    ):
        if old in item.stem:
            yield f"案情“{old}”改“{new}”", replace(item, stem=item.stem.replace(old, new))
