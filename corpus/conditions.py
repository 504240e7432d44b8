"""The condition of a rule file: all / any / not over leaves, each a fact, an operator, its quote."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.rule_models import All, Any_, Condition, Fact, Leaf, Not, Operator
from corpus.yaml_tree import Entry

_CORRECTED = "corrected"  # the fact of corrected_within_days
_COMPARISONS = {Operator.LESS_THAN, Operator.AT_MOST, Operator.MORE_THAN, Operator.AT_LEAST}
_OPERATOR_KEYS = ("is", "in", *(operator.value for operator in Operator if operator is not Operator.IS))
_LEAF_KEYS = {"fact", "unit", "quote", "reading", *_OPERATOR_KEYS}
_NODES = ("all", "any", "not")


def read_condition(entry: Entry, facts: Mapping[str, Fact]) -> Condition:
    """``facts`` only gives the units that numbers must be written in. Raises ``KuanyanError``."""
    keys = entry.table(set())
    node = next((name for name in _NODES if name in keys), None)
    if node is None:
        return _read_leaf(entry, facts)
    entry.table({node}, set())
    if node == "not":
        return Not(read_condition(keys["not"], facts))
    parts = tuple(read_condition(item, facts) for item in keys[node].items())
    if len(parts) < 2:
        entry.fail(f"的 {node} 只有一个条件", f"请去掉 {node}，直接写这个条件")
    return All(parts) if node == "all" else Any_(parts)


def _read_leaf(entry: Entry, facts: Mapping[str, Fact]) -> Leaf:
    keys = entry.table({"quote"}, _LEAF_KEYS)
    given = [key for key in _OPERATOR_KEYS if key in keys]
    if len(given) != 1:
        cause = f"同时写了 {'、'.join(given)}" if given else "没有写怎样比较"
        entry.fail(f"的条件{cause}", f"请写 {'、'.join(_OPERATOR_KEYS)} 中的一个")
    operator = Operator.IS if given[0] == "in" else Operator(given[0])
    fact = _read_fact(entry, keys, operator)
    value = keys[given[0]]
    _check_unit(entry, keys, operator, fact, facts)
    return Leaf(
        fact=fact,
        operator=operator,
        quotes=keys["quote"].texts(),
        values=_read_values(given[0], value) if operator is Operator.IS else (),
        bound=None if operator is Operator.IS else value.number(),
        reading=keys["reading"].text() if "reading" in keys else "",
    )


def _read_fact(entry: Entry, keys: Mapping[str, Entry], operator: Operator) -> str:
    if operator is Operator.CORRECTED_WITHIN:
        if "fact" in keys:
            keys["fact"].fail(f"的条件写了 {operator} 又写 fact", f"请删去 fact，它总是问 {_CORRECTED}")
        return _CORRECTED
    if "fact" not in keys:
        entry.fail("的条件没有写 fact", "请补上 corpus/facts.yaml 里的一个 id")
    return keys["fact"].text()


def _read_values(key: str, entry: Entry) -> tuple[bool | str, ...]:
    if key == "is":
        return (entry.boolean_or_text(),)
    values = tuple(item.boolean_or_text() for item in entry.items())
    if len(set(values)) < len(values):
        entry.fail("的 in 有重复的值", "请删去一个")
    return values


def _check_unit(
    entry: Entry, keys: Mapping[str, Entry], operator: Operator, fact: str, facts: Mapping[str, Fact]
) -> None:
    """A compared number has the unit of its fact; nothing else has one."""
    if operator not in _COMPARISONS:
        if "unit" in keys:
            keys["unit"].fail(f"的条件 {operator} 不用 unit", "请删去 unit")
        return
    if "unit" not in keys:
        entry.fail(f"的条件 {fact} {operator} 没有写 unit", "请补上单位")
    unit = keys["unit"].text()
    if fact not in facts or facts[fact].unit == unit:
        return  # an unknown fact is for the lint to name
    if not facts[fact].unit:
        entry.fail(f"的条件 {operator} 比较的事实 {fact} 不是数", "请改用 is 或者 in")
    cause = f"的单位写作「{unit}」，事实 {fact} 的单位是「{facts[fact].unit}」"
    keys["unit"].fail(cause, "请换算后改成同一单位")
