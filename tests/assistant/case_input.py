"""Reading a case in tests: what it is read as, or the sentence that refuses it."""

from __future__ import annotations

import re

import pytest

from assistant.verdict.case import Case, parse_case
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Value
from corpus.errors import KuanyanError


def read(rulebase: Rulebase, data: object) -> Case:
    return parse_case(data, rulebase.corpus, rulebase.facts)


def complaint(rulebase: Rulebase, data: object) -> str:
    """The one Chinese sentence that refuses ``data``."""
    with pytest.raises(KuanyanError) as caught:
        read(rulebase, data)
    message = str(caught.value)
    assert message.endswith("。") and "\n" not in message and len(message) < 700
    assert re.search(r"[\u4e00-\u9fff]", message)
    return message


def value_of(rulebase: Rulebase, name: str, raw: object) -> Value:
    return read(rulebase, {"facts": {name: raw}}).facts[name]
