"""Labels of forms and their answers, ``form_labels.yaml``, read strictly and compiled: 「涉嫌犯罪：否」."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.facts import load_facts, possible_values
from corpus.rule_models import Fact, FactType
from corpus.yaml_tree import Entry, read_yaml, render_values

LABELS_FILE = Path(__file__).parent / "form_labels.yaml"
_ANSWERS = {"yes", "no", "open", "glued"}


@dataclass(frozen=True, slots=True)
class FormLabel:
    """``said`` is the whole label. ``yes``, ``no``: the value under that answer, None where it tells none.

    ``of_being``: asks whether something is so; 有 and 无 are no answer to it.
    """

    fact: str
    said: re.Pattern[str]
    yes: bool | str | None
    no: bool | str | None
    of_being: bool


@dataclass(frozen=True, slots=True)
class FormLabels:
    """The whole file. ``answers``: yes, no, open, glued, each a source to put into a pattern."""

    answers: Mapping[str, str]
    fillers: re.Pattern[str]
    labels: tuple[FormLabel, ...]


@cache
def load_form_labels(path: Path = LABELS_FILE) -> FormLabels:
    """Reads, checks against ``facts.yaml``, compiles. Raises ``KuanyanError`` with place and what to do."""
    keys = read_yaml(path).table({"answers", "fillers", "labels"}, set())
    answers = keys["answers"].table(_ANSWERS, set())
    return FormLabels(
        answers={name: _compile(entry).pattern for name, entry in answers.items()},
        fillers=_compile(keys["fillers"]),
        labels=tuple(map(_read_label, keys["labels"].items())),
    )


def _read_label(entry: Entry) -> FormLabel:
    keys = entry.table({"fact", "said"}, {"yes", "no", "of_being"})
    fact = load_facts().get(keys["fact"].text())
    if fact is None:
        keys["fact"].fail(f"的事实「{keys['fact'].text()}」不在 facts.yaml 中", "请改成已有的 id")
    if fact.type is not FactType.BOOL and not {"yes", "no"} <= keys.keys():
        entry.fail(f"的事实 {fact.id} 没有写答是、答否时的值", "请写 yes 和 no，不说明什么的写 null")
    return FormLabel(
        fact=fact.id,
        said=_compile(keys["said"]),
        yes=_value(fact, keys["yes"]) if "yes" in keys else True,
        no=_value(fact, keys["no"]) if "no" in keys else False,
        of_being=keys["of_being"].boolean() if "of_being" in keys else False,
    )


def _value(fact: Fact, entry: Entry) -> bool | str | None:
    if entry.text() == "null":
        return None
    value = entry.boolean_or_text()
    allowed = possible_values(fact)
    if value not in allowed:
        entry.fail(
            f"给事实 {fact.id} 的值写作「{render_values((value,))}」",
            f"请写 {render_values(allowed)} 中的一个",
        )
    return value


def _compile(entry: Entry) -> re.Pattern[str]:
    return entry.pattern("|".join(f"(?:{e.text()})" for e in entry.items_or_one()))
