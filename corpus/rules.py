"""Rules from ``policies/<doc_id>/rules/*.yaml``: strict, each tied to the printed words it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corpus.conditions import read_condition
from corpus.facts import load_facts
from corpus.loader import POLICIES
from corpus.models import Corpus, Document, Span
from corpus.quotes import find_printed, read_printed, squeeze
from corpus.rule_models import Condition, Fact, Matter, Outcome, Rule, RuleKind, RuleTest, Words
from corpus.yaml_tree import Entry, read_yaml

_REQUIRED = {"title", "matter", "kind", "words"}
_OPTIONAL = {"when", "always", "outcome", "label", "text", "after", "basis", "outcome_quote"} | {
    "not_conditions",
    "readings",
    "tests",
}
_ONLY_FOR = {  # key → the kinds of rules that may have it
    "outcome": {RuleKind.OUTCOME},
    "label": {RuleKind.OUTCOME},
    "text": {RuleKind.DUTY, RuleKind.ADVICE},
    "after": {RuleKind.DUTY, RuleKind.ADVICE},
    "always": {RuleKind.DUTY, RuleKind.ADVICE},
}
_TRUTHS = {"true": True, "false": False, "unknown": None}


def load_rules(
    corpus: Corpus, policies: Path = POLICIES, facts: Mapping[str, Fact] | None = None
) -> tuple[Rule, ...]:
    """The rules of all documents, by document and file name. Raises ``KuanyanError`` at the first fault."""
    known = load_facts() if facts is None else facts
    return tuple(
        load_rule(document, file, known)
        for document in corpus.documents
        for file in rule_files(policies, document.doc_id)
    )


def rule_files(policies: Path, doc_id: str) -> list[Path]:
    """In the order of their names; empty where the document has no rules."""
    return sorted((policies / doc_id / "rules").glob("*.yaml"))


def load_rule(document: Document, file: Path, facts: Mapping[str, Fact]) -> Rule:
    """One rule. Raises ``KuanyanError`` with file and line."""
    root = read_yaml(file)
    keys = root.table(_REQUIRED, _OPTIONAL)
    kind = keys["kind"].choice(RuleKind)
    _check_keys_fit(root, keys, kind)
    words = tuple(_read_words(item, document, True) for item in keys["words"].items())
    rule = Rule(
        rule_id=f"{document.doc_id}/{file.stem}",
        doc_id=document.doc_id,
        title=keys["title"].text(),
        matter=keys["matter"].choice(Matter),
        kind=kind,
        words=words,
        when=_read_when(root, keys, facts),
        outcome=keys["outcome"].choice(Outcome) if "outcome" in keys else None,
        label=keys["label"].text() if "label" in keys else "",
        text=keys["text"].text() if "text" in keys else "",
        after=frozenset(e.choice(Outcome) for e in keys["after"].items()) if "after" in keys else frozenset(),
        basis=_read_basis(keys["basis"], document) if "basis" in keys else (),
        outcome_quotes=keys["outcome_quote"].texts() if "outcome_quote" in keys else (),
        not_conditions=_read_not_conditions(keys["not_conditions"]) if "not_conditions" in keys else (),
        readings=keys["readings"].texts() if "readings" in keys else (),
        tests=tuple(_read_test(item) for item in keys["tests"].items()) if "tests" in keys else (),
    )
    _check_quotes(rule, root)
    return rule


def find_quote(document: Document, rule: Rule, quote: str) -> tuple[tuple[str, Span], ...]:
    """Where ``quote`` stands in the rule's words, blanks ignored: (clause id, span) for each piece.

    Several pieces where a line or a page breaks the quote; the first place where it stands more than
    once; empty where it does not stand. ``document`` is that of the rule.
    """
    for words in rule.words:
        printed = read_printed(document.source, words.spans)
        for start in printed.find_all(quote):
            found = printed.spans(start, len(squeeze(quote)))
            return tuple((words.clause_id, span) for span in found)
    return ()


def _check_keys_fit(root: Entry, keys: Mapping[str, Entry], kind: RuleKind) -> None:
    for key, kinds in _ONLY_FOR.items():
        if key in keys and kind not in kinds:
            keys[key].fail(
                f"的 {key} 不能用在 kind: {kind} 的规则里", f"请删去，{key} 只用于 kind: {_or(kinds)}"
            )
    needed = ("outcome", "outcome_quote") if kind is RuleKind.OUTCOME else ("text",)
    for key in needed:
        if key not in keys:
            root.fail(f"起的规则是 kind: {kind}，缺少 {key}", "请补上")


def _or(kinds: set[RuleKind]) -> str:
    return " 或者 ".join(sorted(kinds))


def _read_when(root: Entry, keys: Mapping[str, Entry], facts: Mapping[str, Fact]) -> Condition | None:
    if ("when" in keys) == ("always" in keys):
        cause = "起的规则既有 when 又有 always" if "when" in keys else "起的规则没有 when 也没有 always: true"
        root.fail(cause, "请只写其中一个")
    if "when" in keys:
        return read_condition(keys["when"], facts)
    if not keys["always"].boolean():
        keys["always"].fail("的 always 写作「false」", "请写 true，或者改写 when")
    return None


def _read_words(entry: Entry, document: Document, quoted: bool) -> Words:
    """``quoted``: the quote must be given; else the whole clause or cell is meant where it is not."""
    keys = entry.table({"clause", "quote"} if quoted else {"clause"}, {"cell", "quote"})
    path, cell = keys["clause"].text(), keys["cell"].text() if "cell" in keys else ""
    clause = document.find_clause(f"{document.doc_id}#{path}")
    if clause is None:
        keys["clause"].fail(
            f"的条款 {path} 在 {document.doc_id} 里没有",
            f"请用 kuanyan corpus show {document.doc_id} 查编号",
        )
    printed = find_printed(document, clause, cell)
    if printed is None:
        names = "、".join(c.name for c in clause.cells)
        todo = f"可用的有 {names}，请改正" if names else "该条款不是表格的一行，请删去 cell"
        keys["cell"].fail(f"的条款 {path} 没有单元格「{cell}」", todo)
    quote = keys["quote"].text() if "quote" in keys else printed.text
    found = printed.find_all(quote)
    where = f"{path} {cell}".strip()
    if not found:
        keys["quote"].fail(f"的引文「{quote}」不在 {where} 的原文里", "请从 source.txt 照录原文")
    if len(found) > 1:
        cause = f"的引文「{quote}」在 {where} 的原文里出现 {len(found)} 次"
        keys["quote"].fail(cause, "请引得长一些，使它只出现一次")
    spans = printed.spans(found[0], len(squeeze(quote)))
    return Words(clause.clause_id, clause.label, cell, quote, spans)


def _read_basis(entry: Entry, document: Document) -> tuple[Words, ...]:
    return tuple(_read_words(item, document, False) for item in entry.items_or_one())


def _read_not_conditions(entry: Entry) -> tuple[tuple[str, str], ...]:
    tables = [item.table({"quote", "reason"}, set()) for item in entry.items()]
    return tuple((keys["quote"].text(), keys["reason"].text()) for keys in tables)


def _read_test(entry: Entry) -> RuleTest:
    keys = entry.table({"facts", "truth"}, {"as_of"})
    facts = {name: value.json() for name, value in keys["facts"].table(set()).items()}
    truth = keys["truth"].text()
    if truth not in _TRUTHS:
        keys["truth"].fail(f"的 truth 写作「{truth}」", "请写 true、false 或者 unknown")
    return RuleTest(facts, _TRUTHS[truth], keys["as_of"].date() if "as_of" in keys else None)


def _check_quotes(rule: Rule, root: Entry) -> None:
    """Every quote of a condition, an outcome or a non-condition stands in the rule's words."""
    quotes = [quote for leaf in rule.leaves() for quote in leaf.quotes]
    quotes += [*rule.outcome_quotes, *(quote for quote, _ in rule.not_conditions)]
    texts = [squeeze(words.text) for words in rule.words]
    for quote in quotes:
        if not any(squeeze(quote) in text for text in texts):
            cause = f"起的规则里，引文「{quote}」不在 words 的原文里"
            root.fail(cause, "请照录原文，或者把它所在的原文加进 words")
