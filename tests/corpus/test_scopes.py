"""The scopes as they are checked in, and each message of their loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.facts import load_facts
from corpus.scopes import load_scopes

GOOD = """snippets: {断: '[^，。]'}
scopes:
- {facts: harm, values: [none], before: '据了解<断>{0,4}$'}
"""


def _load(tmp_path: Path, text: str) -> object:
    file = tmp_path / "scopes.yaml"
    file.write_text(text, "utf-8")
    return load_scopes(file)


def test_the_scopes_checked_in_are_of_known_facts() -> None:
    scopes = load_scopes()
    assert len(scopes) > 30
    assert {fact for scope in scopes for fact in scope.facts} <= load_facts().keys()
    assert any(scope.nothing for scope in scopes) and any(not scope.nothing for scope in scopes)


def test_a_kind_of_facts_stands_for_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "scopes.yaml"
    file.write_text(GOOD.replace("facts: harm, values: [none]", "facts: [disqualifying, any]"), "utf-8")
    (scope,) = load_scopes(file)
    assert scope.facts == load_facts().keys() - {"violation"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("facts: harm", "facts: harms", "的事实「harms」不在 facts.yaml 中"),
        ("values: [none]", "values: [nil]", "的取值没有一个是事实 harm 的"),
        ("before: '据了解<断>{0,4}$'", "makes: doubtful", "没有写任何语境"),
        ("before: '据", "makes: perhaps, before: '据", "的 makes 写作「perhaps」"),
        ("<断>", "<断句>", "用了没有写在前面的 <断句>"),
        ("{0,4}$'", "{0,4}('", "里有不正确的正则表达式"),
        ("before:", "behind:", "有不认识的键 behind"),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(KuanyanError, match="第 3 行") as caught:
        _load(tmp_path, GOOD.replace(old, new))
    assert message in str(caught.value)
