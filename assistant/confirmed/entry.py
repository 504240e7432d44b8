"""A question and the words for its clause → a confirmed question, checked against the corpus."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from assistant.answer.reference import find_reference
from corpus.confirmed import LONGEST, LONGEST_NAME, Confirmed, plain_question
from corpus.errors import KuanyanError
from corpus.models import Clause, ClauseKind, Corpus


def confirm(question: str, clause: str, by: str, on: date, corpus: Corpus) -> Confirmed:
    """Raises ``KuanyanError`` on what cannot be kept; ``clause`` is a clause id or written as officers do."""
    words = _one_line(question)
    if not plain_question(words):
        raise KuanyanError("问题是空的，请写上人们会怎么问，如「牌子没挂要罚吗」。")
    if len(words) > LONGEST:
        raise KuanyanError(f"问题有 {len(words)} 字，超过 {LONGEST} 字的上限，请只写要问的一句话。")
    name = _one_line(by)
    if not name or len(name) > LONGEST_NAME:
        raise KuanyanError(f"确认人应为 1 到 {LONGEST_NAME} 字，请用 --by 或确认人一栏写上姓名。")
    return Confirmed(words, find_confirmable(clause, corpus).clause_id, on, name)


def check_new(question: Confirmed, kept: Iterable[Confirmed]) -> None:
    """Raises ``KuanyanError`` where the same question is already attached to the same clause."""
    for number, other in enumerate(kept, start=1):
        if other.key == question.key:
            raise KuanyanError(
                f"「{question.question}」已经确认过（第 {number} 个，{other.confirmed_on}），不必再加；"
                "要换条款请先 kuanyan questions remove。"
            )


def find_confirmable(words: str, corpus: Corpus) -> Clause:
    """The one clause that ``words`` name and that is searched. Raises ``KuanyanError``."""
    named = _one_line(words)
    by_label = [c for d in corpus.documents for c in d.clauses if _plain(c.label) == _plain(named) != ""]
    reference = None if len(by_label) == 1 else find_reference(named, corpus.documents, corpus)
    found = tuple(by_label) if len(by_label) == 1 else (reference.clauses if reference else ())
    if not found:
        cause = reference.missing if reference and reference.missing else f"没有条款「{named[:60]}」"
        raise KuanyanError(
            f"{cause}，请写条款编号（如 cq-eeb-2021-5#3.4，见 kuanyan corpus show 文件编号）"
            "或文号加编号（如 沙环发〔2021〕181号 附件2第6项）。"
        )
    if len(found) > 1:
        which = "；".join(f"{c.label}（{c.clause_id}）" for c in found[:6])
        raise KuanyanError(f"「{named[:60]}」不止一条：{which}，请写其中一个条款编号。")
    if found[0].kind is ClauseKind.MERGED_CELL:
        raise KuanyanError(f"{found[0].clause_id} 是几行共用的单元格，不单独检索，请改用它所在的一行。")
    return found[0]


def _one_line(text: str) -> str:
    """Without control characters and outer blanks, blanks within made one."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text).split())


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).split())
