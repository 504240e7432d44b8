"""``python -m corpus.rules_table [--check]``: ``docs/rules.md``, one line a rule, for a lawyer to sign."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.facts import load_facts
from corpus.loader import load_corpus
from corpus.models import Corpus
from corpus.rule_models import (
    OUTCOME_LABELS,
    All,
    Any_,
    Condition,
    Fact,
    FactType,
    Leaf,
    Not,
    Operator,
    Rule,
)
from corpus.rules import load_rules

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"

_HEAD = """\
# 规则一览

由 `python -m corpus.rules_table` 从规则文件生成，不要手改。规则怎么写见 [rules-format.md](rules-format.md)。
每行一条规则：原文（逐字）；规则读出的条件，每个条件后面是它所依的字句，末尾是不作条件的字句和理由；条件询问的事实；
测试（成立／不成立／未知各几个）。法律审核人逐行核对后签认。
"""
_COLUMNS = "| 规则 | 结果 | 原文 | 条件 | 事实 | 测试 | 签认 |\n|---|---|---|---|---|---|---|\n"
_COMPARISONS = {
    Operator.LESS_THAN: "小于",
    Operator.AT_MOST: "不超过",
    Operator.MORE_THAN: "超过",
    Operator.AT_LEAST: "不少于",
}


def render_table(corpus: Corpus, rules: tuple[Rule, ...], facts: Mapping[str, Fact]) -> str:
    """The whole page; the same rulebase gives the same bytes."""
    parts = [_HEAD]
    for document in corpus.documents:
        own = [rule for rule in rules if rule.doc_id == document.doc_id]
        if own:
            title = f"## {document.meta.cite_as} {document.meta.title}（{len(own)} 条）"
            parts.append(f"{title}\n\n{_COLUMNS}{''.join(_render_row(rule, facts) for rule in own)}")
    return "\n".join(parts)


def render_condition(condition: Condition, facts: Mapping[str, Fact], quoted: bool = False) -> str:
    """超标倍数小于 0.1 倍 且 （甲 或 乙）; ``quoted``: each condition with the words it rests on."""
    match condition:
        case Leaf():
            quotes = "".join(f"「{''.join(quote.split())}」" for quote in condition.quotes)
            return _render_leaf(condition, facts) + (quotes if quoted else "")
        case Not(part):
            return f"并非（{render_condition(part, facts, quoted)}）"
        case All(parts) | Any_(parts):
            joint = " 且 " if isinstance(condition, All) else " 或 "
            return joint.join(_render_part(part, facts, quoted) for part in parts)


def _render_part(part: Condition, facts: Mapping[str, Fact], quoted: bool) -> str:
    text = render_condition(part, facts, quoted)
    return f"（{text}）" if isinstance(part, (All, Any_)) else text


def _render_conditions(rule: Rule, facts: Mapping[str, Fact]) -> Iterator[str]:
    """The conditions line by line, then how they are read, then what is no condition and why."""
    if rule.when is None:
        yield "没有条件"
    elif isinstance(rule.when, All):
        for number, part in enumerate(rule.when.parts):
            yield ("且 " if number else "") + _render_part(part, facts, True)
    else:
        yield render_condition(rule.when, facts, True)
    yield from (f"*解释：{leaf.reading}*" for leaf in rule.leaves() if leaf.reading)
    yield from (f"不作条件：「{''.join(q.split())}」（{reason}）" for q, reason in rule.not_conditions)


def _render_leaf(leaf: Leaf, facts: Mapping[str, Fact]) -> str:
    fact = facts[leaf.fact]
    if leaf.operator is Operator.CORRECTED_WITHIN:
        return f"检查发现后 {leaf.bound} 日内改正"
    if leaf.operator is Operator.WITHIN_YEARS:
        return f"{fact.name}起 {leaf.bound} 年内"
    if leaf.operator is Operator.IS:
        return f"{fact.name}：{' 或 '.join(_render_value(fact, value) for value in leaf.values)}"
    return f"{fact.name}{_COMPARISONS[leaf.operator]} {leaf.bound} {fact.unit}"


def _render_value(fact: Fact, value: bool | str) -> str:
    if fact.type is FactType.BOOL:
        return fact.yes if value else fact.no
    return fact.choices[str(value)]


def _render_row(rule: Rule, facts: Mapping[str, Fact]) -> str:
    cells = (
        f"{rule.title}<br>`{rule.rule_id.split('/', 1)[1]}`",
        _render_outcome(rule),
        "<br>".join(_render_words(rule)),
        "<br>".join(_render_conditions(rule, facts)),
        "、".join(dict.fromkeys(f"`{leaf.fact}`" for leaf in rule.leaves())),
        _render_tests(rule),
        "",
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _render_outcome(rule: Rule) -> str:
    if rule.outcome is None:
        return f"{'应当做' if rule.kind == 'duty' else '可以采用'}：{rule.text}"
    return rule.label or OUTCOME_LABELS[rule.outcome]


def _render_words(rule: Rule) -> Iterator[str]:
    for words in rule.words:
        yield f"{words.label}{f' {words.cell}' if words.cell else ''}「{''.join(words.text.split())}」"


def _render_tests(rule: Rule) -> str:
    count = Counter(test.truth for test in rule.tests)
    return "／".join(str(count[truth]) for truth in (True, False, None))


def main(arguments: list[str], page: Path = PAGE) -> int:
    """0 written or the same, 1 ``--check`` found a difference, 2 wrong usage or an unreadable rule."""
    if arguments not in ([], ["--check"]):
        print("用法：python -m corpus.rules_table [--check]", file=sys.stderr)
        return 2
    try:
        corpus = load_corpus()
        fresh = render_table(corpus, load_rules(corpus), load_facts())
    except KuanyanError as error:
        print(error, file=sys.stderr)
        return 2
    if not arguments:
        page.write_text(fresh, encoding="utf-8", newline="\n")
        return 0
    if page.exists() and page.read_text("utf-8") == fresh:
        return 0
    print("docs/rules.md 与规则文件不同，请运行 python -m corpus.rules_table。", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
