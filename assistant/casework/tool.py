"""The verdict tool for a llama-index agent: facts in, verdict out. It decides; the model never does."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.verdict.card import build_card, render_card
from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.rulebase import Rulebase, load_rulebase
from corpus.errors import KuanyanError

if TYPE_CHECKING:
    from llama_index.core.tools import FunctionTool

NAME = "kuanyan_verdict"
DESCRIPTION = (
    "按规则判定一个环境违法案件罚不罚，或者企业能不能纳入、会不会移出正面清单、能不能上门检查。"
    "参数 case 是 JSON 对象：region 地区，matter 事项（violation/join/removal/onsite），facts 事实"
    "（编号和取值见 kuanyan facts），act_on、decided_on 日期。只填确实知道的事实，不知道的不要填；"
    "结果里的 missing 是还要问的。结论只能照结果说，不得自行推断。"
)


def judge(case: dict[str, Any], rulebase: Rulebase | None = None, today: date | None = None) -> str:
    """The verdict as JSON, with ``card``, its text; bad input gives ``{"error": …}``."""
    known = rulebase or load_rulebase()
    try:
        parsed = parse_case(case, known.corpus, known.facts)
    except KuanyanError as error:
        return json.dumps({"error": str(error)}, ensure_ascii=False)
    verdict = decide(known, parsed, today or date.today())
    card = render_card(build_card(known, parsed, verdict))
    return json.dumps({**verdict.as_json(), "card": card}, ensure_ascii=False)


def verdict_tool() -> FunctionTool:
    """``judge`` as a tool that any llama-index agent or workflow takes."""
    from llama_index.core.tools import FunctionTool

    def run(case: dict[str, Any]) -> str:
        return judge(case)

    return FunctionTool.from_defaults(fn=run, name=NAME, description=DESCRIPTION)
