"""Suite ``followup``: questions that lean on the ones before, beside the same written out by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.models import Answer, render_text
from assistant.service import Assistant
from evals.cases import load_rows
from evals.metrics import rank_of_gold
from evals.quality import SuiteResult, Tally

_FIVE = 5  # candidates that count: cited clauses, then 相近条款


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """``standalone``: the question as a person would write it alone. ``gold``: each is a right answer."""

    user: str
    standalone: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``change``: index of the turn that begins another subject, None where none does."""

    case_id: str
    style: str
    turns: tuple[DialogueTurn, ...]
    change: int | None


def load_dialogues(name: str) -> list[Dialogue]:
    """Of ``evals/datasets/<name>.jsonl``. Raises ``KuanyanError`` where there is no such file."""
    return [
        Dialogue(
            row["id"],
            row["style"],
            tuple(DialogueTurn(t["user"], t["standalone"], tuple(t["gold"])) for t in row["turns"]),
            row["change"],
        )
        for row in load_rows(name)
    ]


def run_followup(assistant: Assistant, name: str) -> SuiteResult:
    """Over one of the ``followup_*`` datasets. First turns are not counted."""
    tally, result = Tally(), SuiteResult(name)
    for dialogue in load_dialogues(name):
        for i, answer in enumerate(_answers(assistant, dialogue)):
            if i:
                _score_turn(assistant, dialogue, i, answer, tally, result)
    result.rates = tally.rates()
    return result


def _answers(assistant: Assistant, dialogue: Dialogue) -> Iterator[Answer]:
    """The program's answers, each given what was said before it, as the page and other programs send it."""
    history: list[dict[str, str]] = []
    for turn in dialogue.turns:
        answer = assistant.ask(turn.user, history=history)
        yield answer
        history += [
            {"role": "user", "content": turn.user},
            {"role": "assistant", "content": render_text(answer)},
        ]


def _score_turn(
    assistant: Assistant, dialogue: Dialogue, i: int, answer: Answer, tally: Tally, result: SuiteResult
) -> None:
    turn = dialogue.turns[i]
    where = f"{dialogue.case_id} 第{i + 1}问「{turn.user}」"
    found = is_found(answer, turn.gold)
    alone = is_found(assistant.ask(turn.standalone), turn.gold)
    got = "、".join(answer.candidate_ids[:_FIVE]) or answer.kind.value
    _count(tally, result, "前五位含正确条款", found, f"{where} 应为 {'、'.join(turn.gold)}，得到 {got}")
    tally.add(f"前五位含正确条款·{dialogue.style}", found)
    tally.add("首位是正确条款", any(i in turn.gold for i in answer.candidate_ids[:1]))
    tally.add("人写的独立问题前五位含正确条款", alone)
    if alone:  # what the question itself can find, the follow-up should find too
        tally.add("独立问题找得到的，追问也找到", found)
    if dialogue.change is not None and i >= dialogue.change:
        earlier = {g for t in dialogue.turns[: dialogue.change] for g in t.gold}
        leaked = [i for i in answer.clause_ids if i in earlier]
        _count(
            tally,
            result,
            "换话题后没有引用前面的条款",
            not leaked,
            f"{where} 引用了前面的 {'、'.join(leaked)}",
        )


def is_found(answer: Answer, gold: Sequence[str]) -> bool:
    """Whether a right clause is among the first five candidates, or all of them are cited (lists)."""
    rank = rank_of_gold(answer.candidate_ids, gold, need_all=False)
    return (rank is not None and rank <= _FIVE) or set(gold) <= set(answer.clause_ids)


def _count(tally: Tally, result: SuiteResult, name: str, hit: bool, line: str) -> None:
    tally.add(name, hit)
    if not hit:
        result.failures[name].append(line)
