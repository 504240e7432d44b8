"""Every fact a rule may ask: ``facts.yaml``, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpus.rule_models import Fact, FactType, Implication, KnownBy
from corpus.yaml_tree import Entry, read_yaml, render_values

FACTS_FILE = Path(__file__).parent / "facts.yaml"

_REQUIRED = {"id", "name", "type", "question", "help", "known_by"}
_OPTIONAL = {"unit", "several", "choices", "yes", "no", "disqualifying", "gate"} | {
    "changeable",
    "change",
    "wanted",
    "final",
    "before",
    "implies",
    "clashes",
    "whole",
}
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ONLY_FOR = {  # key → the types of facts that may have it
    "unit": {FactType.NUMBER},
    "several": {FactType.NUMBER},
    "choices": {FactType.CHOICE},
    "yes": {FactType.BOOL},
    "no": {FactType.BOOL},
    "disqualifying": {FactType.BOOL},
    "wanted": {FactType.BOOL, FactType.CHOICE},
    "implies": {FactType.BOOL, FactType.CHOICE},
    "clashes": {FactType.BOOL, FactType.CHOICE},
    "whole": {FactType.NUMBER},
}
_NEEDED_BY = {FactType.NUMBER: "unit", FactType.CHOICE: "choices"}


@cache
def load_facts(path: Path = FACTS_FILE) -> dict[str, Fact]:
    """Fact id → fact, in the order of the file. Raises ``KuanyanError``; do not change the result."""
    facts: dict[str, Fact] = {}
    entries: dict[str, Entry] = {}
    names: dict[str, str] = {}
    for entry in read_yaml(path).items():
        fact = _read_fact(entry)
        if fact.id in facts:
            entry.fail(f"的事实 {fact.id} 与前面的重复", "请改名或者删去一个")
        if fact.name in names:
            entry.fail(f"的事实 {fact.id} 与 {names[fact.name]} 同名「{fact.name}」", "请改一个名称")
        facts[fact.id], entries[fact.id], names[fact.name] = fact, entry, fact.id
    for fact in facts.values():
        if fact.before and (fact.before not in facts or facts[fact.before].type is not FactType.DATE):
            entries[fact.id].fail(
                f"的事实 {fact.id} 的 before 写作「{fact.before}」", "请写一个日期事实的 id"
            )
        _check_implications(fact, facts, entries[fact.id])
    return facts


def possible_values(fact: Fact) -> tuple[bool | str, ...]:
    """The values of a bool or a choice; empty for a number and a date."""
    return (True, False) if fact.type is FactType.BOOL else tuple(fact.choices)


def _read_fact(entry: Entry) -> Fact:
    keys = entry.table(_REQUIRED, _OPTIONAL)
    fact_id, kind = _read_id(keys["id"]), keys["type"].choice(FactType)
    _check_keys_fit(entry, keys, fact_id, kind)
    fact = Fact(
        id=fact_id,
        name=keys["name"].text(),
        type=kind,
        question=_read_question(keys["question"], fact_id),
        help=keys["help"].text(empty=True),
        known_by=keys["known_by"].choice(KnownBy),
        unit=keys["unit"].text() if "unit" in keys else "",
        choices=_read_choices(keys["choices"], fact_id) if "choices" in keys else {},
        yes=keys["yes"].text() if "yes" in keys else "是",
        no=keys["no"].text() if "no" in keys else "否",
        changeable=_is_set(keys, "changeable"),
        change=keys["change"].text() if "change" in keys else "",
        wanted=keys["wanted"].boolean_or_text() if "wanted" in keys else None,
        final=_is_set(keys, "final"),
        before=keys["before"].text() if "before" in keys else "",
        disqualifying=_is_set(keys, "disqualifying"),
        gate=_is_set(keys, "gate"),
        several=_read_several(keys["several"], fact_id) if "several" in keys else False,
        implies=_read_implications(keys["implies"], "then") if "implies" in keys else (),
        clashes=_read_implications(keys["clashes"], "with") if "clashes" in keys else (),
        whole=_is_set(keys, "whole"),
    )
    _check_change(entry, keys, fact)
    return fact


def _is_set(keys: Mapping[str, Entry], key: str) -> bool:
    return key in keys and keys[key].boolean()


def _read_id(entry: Entry) -> str:
    value = entry.text()
    if not _SNAKE_CASE.fullmatch(value):
        entry.fail(f"的 id 写作「{value}」", "请只用小写字母、数字和下划线，如 daily_wastewater_t")
    return value


def _read_question(entry: Entry, fact_id: str) -> str:
    question = entry.text()
    if not question.endswith("？"):
        entry.fail(f"的事实 {fact_id} 的问题「{question}」不以“？”结尾", "请写成一个问句")
    return question


def _read_choices(entry: Entry, fact_id: str) -> dict[str, str]:
    choices = {key: value.text() for key, value in entry.table(set()).items()}
    if len(choices) < 2:
        entry.fail(f"的事实 {fact_id} 只有 {len(choices)} 个选项", "请至少写两个，或者改用 type: bool")
    for choice in choices:
        if not _SNAKE_CASE.fullmatch(choice):
            entry.fail(f"的事实 {fact_id} 的选项写作「{choice}」", "请只用小写字母、数字和下划线")
    return choices


def _read_several(entry: Entry, fact_id: str) -> bool:
    if entry.text() != "max":
        entry.fail(
            f"的事实 {fact_id} 的 several 写作「{entry.text()}」", "请写 max（几个数按最大的算）或者删去"
        )
    return True


def _check_keys_fit(entry: Entry, keys: Mapping[str, Entry], fact_id: str, kind: FactType) -> None:
    needed = _NEEDED_BY.get(kind)
    if needed is not None and needed not in keys:
        entry.fail(f"的事实 {fact_id} 是 {kind}，缺少 {needed}", "请补上")
    for key, kinds in _ONLY_FOR.items():
        if key in keys and kind not in kinds:
            keys[key].fail(
                f"的事实 {fact_id} 是 {kind}，不能有 {key}",
                f"请删去，{key} 只用于 {'、'.join(sorted(kinds))}",
            )


def _check_change(entry: Entry, keys: Mapping[str, Entry], fact: Fact) -> None:
    for key in ("change", "wanted"):
        if fact.changeable and key not in keys:
            entry.fail(
                f"的事实 {fact.id} 是能改变的，缺少 {key}", "请写上要做的事（change）和做到后的值（wanted）"
            )
    for key in ("change", "wanted", "final", "before"):
        if not fact.changeable and key in keys:
            keys[key].fail(f"的事实 {fact.id} 有 {key}，却没有 changeable: true", "请补上或者删去")
    if fact.changeable and fact.wanted not in possible_values(fact):
        keys["wanted"].fail(
            f"的事实 {fact.id} 的 wanted 写作「{keys['wanted'].text()}」",
            f"请写 {render_values(possible_values(fact))} 中的一个",
        )


def _read_implications(entry: Entry, key: str) -> tuple[Implication, ...]:
    implications = []
    for item in entry.items():
        keys = item.table({"when", key}, set())
        then = {fact: value.boolean_or_text() for fact, value in keys[key].table(set()).items()}
        implications.append(Implication(keys["when"].boolean_or_text(), then))
    return tuple(implications)


def _check_implications(fact: Fact, facts: Mapping[str, Fact], entry: Entry) -> None:
    for key, implication in [("implies", i) for i in fact.implies] + [("clashes", i) for i in fact.clashes]:
        _check_value(fact, implication.when, fact.id, key, entry)
        for target, value in implication.then.items():
            if target not in facts or target == fact.id:
                cause = "它自己" if target == fact.id else f"不存在的事实 {target}"
                entry.fail(f"的事实 {fact.id} 的 {key} 指向{cause}", "请改成另一个已有的 id")
            _check_value(facts[target], value, fact.id, key, entry)
    for implication in fact.implies:
        _check_no_contradiction(fact, implication, facts, entry)


def _check_value(fact: Fact, value: bool | str, owner: str, key: str, entry: Entry) -> None:
    if value not in possible_values(fact) or (fact.type is FactType.BOOL) != isinstance(value, bool):
        allowed = render_values(possible_values(fact)) or f"（{fact.type} 不能用在这里）"
        entry.fail(
            f"的事实 {owner} 的 {key} 给 {fact.id} 的值写作「{render_values((value,))}」",
            f"请写 {allowed} 中的一个" if possible_values(fact) else "请改用是非或者选项的事实",
        )


def _check_no_contradiction(fact: Fact, start: Implication, facts: Mapping[str, Fact], entry: Entry) -> None:
    """What follows, and what follows from that, never gives one fact two values."""
    known: dict[str, bool | str] = {fact.id: start.when}
    queue = [start]
    while queue:
        for target, value in queue.pop().then.items():
            if known.setdefault(target, value) != value:
                entry.fail(f"的事实 {fact.id} 的 implies 推出 {target} 的两个值", "请删去相互矛盾的一条")
            follow = facts[target].implies if target in facts else ()
            queue += [i for i in follow if i.when == value and i is not start and not _known(i, known)]


def _known(implication: Implication, known: Mapping[str, bool | str]) -> bool:
    return all(known.get(target) == value for target, value in implication.then.items())
