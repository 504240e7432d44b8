"""Labels: what an officer writes to cite a clause."""

from __future__ import annotations

import re

from corpus.models import ClauseKind
from ingest.drafts import Draft
from ingest.outline import list_name

_FIXED = {
    "head": "文头",
    "notice": "印发通知",
    "sign": "落款",
    "title": "题目",
    "0": "引言",
    "contact": "联系方式",
    "annexes": "附件目录",
}


def label_of(draft: Draft, cite_as: str) -> str:
    """渝环规〔2021〕5号 三（四）; 沙环发〔2021〕181号 附件2 正面清单第6项."""
    if draft.path in _FIXED:
        return f"{cite_as} {_FIXED[draft.path]}"
    chain: list[Draft] = []
    node: Draft | None = draft
    while node is not None:
        chain.append(node)
        node = node.parent
    chain.reverse()
    head = chain[0]
    if head.kind not in (ClauseKind.ANNEX, ClauseKind.TABLE):
        return f"{cite_as} {''.join(_plain_number(d.number) for d in chain)}"
    annex = re.sub(r"\s+", "", head.number)
    name = list_name(head.title)
    label = f"{cite_as} {annex} {name}".rstrip()
    if draft is head:
        return label
    if draft.kind is ClauseKind.ROW:
        return f"{label}第{draft.number}项"
    if draft.kind is ClauseKind.MERGED_CELL:
        return f"{label}{draft.title}"
    if draft.kind is ClauseKind.NOTE:
        return f"{label}说明{draft.number.rstrip('.')}"
    return f"{cite_as} {annex} {''.join(_plain_number(d.number) for d in chain[1:])}"


def _plain_number(number: str) -> str:
    """一、→ 一; (三) → （三）; 1. → 1."""
    plain = re.sub(r"\s+", "", number).rstrip("、.．")
    return plain.replace("(", "（").replace(")", "）")
