"""What must hold: no character lost or counted twice, ids unique, questions and rules true to the clauses."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.facts import FACTS_FILE, load_facts
from corpus.loader import POLICIES
from corpus.models import Corpus, Document, Span
from corpus.questions import check_questions
from corpus.rule_check import check_rules
from corpus.rule_models import Rule
from corpus.rules import load_rule, rule_files


def check_coverage(document: Document) -> list[str]:
    """Problems, one Chinese sentence each: every non-blank character belongs to exactly one place."""
    owners = bytearray(len(document.source))
    problems = []
    spans = [(s, c.clause_id) for c in document.clauses for s in c.spans]
    spans += [(left.span, f"剩余文字（{left.reason}）") for left in document.leftovers]
    for span, owner in sorted(spans):
        if span.end > len(document.source):
            problems.append(f"{owner} 的范围 {span.start}–{span.end} 超出原文")
            continue
        if any(owners[span.start : span.end]):
            problems.append(f"第 {span.start} 字起「{_excerpt(document, span)}」被计入两处（{owner}）")
        owners[span.start : span.end] = b"\x01" * (span.end - span.start)
    lost = [i for i, char in enumerate(document.source) if not char.isspace() and not owners[i]]
    if lost:
        where = Span(lost[0], lost[0] + 1)
        problems.append(
            f"第 {lost[0]} 字起「{_excerpt(document, where)}」不属于任何条款（共 {len(lost)} 字）"
        )
    return problems


def check_document(document: Document) -> list[str]:
    """Coverage, unique ids, known parents, cells inside owned characters, the sha256 of the source."""
    doc_id = document.doc_id
    problems = [f"{doc_id}：{problem}" for problem in check_coverage(document)]
    digest = hashlib.sha256(document.source.encode("utf-8")).hexdigest()
    if digest != document.meta.sha256:
        problems.append(f"{doc_id}：source.txt 与 meta.yaml 登记的 sha256 不符")
    seen: set[str] = set()
    owned = {s for c in document.clauses for s in c.spans}
    for clause in document.clauses:
        if clause.clause_id in seen:
            problems.append(f"{clause.clause_id}：编号重复")
        if clause.parent_id is not None and document.find_clause(clause.parent_id) is None:
            problems.append(f"{clause.clause_id}：上级 {clause.parent_id} 不存在")
        if any(span not in owned for span in clause.cited_spans):
            problems.append(f"{clause.clause_id}：单元格引用了不属于任何条款的文字")
        seen.add(clause.clause_id)
    return problems


def check_corpus(corpus: Corpus, policies: Path = POLICIES, facts_file: Path = FACTS_FILE) -> list[str]:
    """Every problem of the documents, their questions and the rulebase."""
    problems = []
    for document in corpus.documents:
        problems += check_document(document)
        try:
            problems += [f"{document.doc_id}：{p}" for p in check_questions(document, policies)]
        except KuanyanError as error:
            problems.append(str(error))
    return problems + check_rulebase(corpus, policies, facts_file)


def check_rulebase(corpus: Corpus, policies: Path = POLICIES, facts_file: Path = FACTS_FILE) -> list[str]:
    """What cannot be read, file by file; where all can be read, what the lint finds."""
    try:
        facts = load_facts(facts_file)
    except KuanyanError as error:
        return [str(error)]
    rules: list[Rule] = []
    problems = []
    for document in corpus.documents:
        for file in rule_files(policies, document.doc_id):
            try:
                rules.append(load_rule(document, file, facts))
            except KuanyanError as error:
                problems.append(str(error))
    if problems:
        return problems
    try:
        return check_rules(corpus, tuple(rules), facts, policies)
    except KuanyanError as error:
        return [str(error)]


def _excerpt(document: Document, span: Span) -> str:
    return document.source[span.start : span.start + 12].replace("\n", "⏎").replace("\t", "⇥")
