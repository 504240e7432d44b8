"""One question as markup: stem, options, key, explanation, and the clauses it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.app.check_parts import render_opener
from assistant.app.cited import cited_clauses
from assistant.app.literal import escape
from assistant.quiz.check import Problem, Severity
from assistant.quiz.files.outline import lettered, marks_words
from assistant.quiz.models import Item, ItemKind
from corpus.models import Corpus


def render_stem(item: Item, head: str = "") -> str:
    """``head`` is the number before it, as text."""
    number = f'<span class="kq-number">{escape(head)}</span>' if head else ""
    return f'<p class="kq-stem">{number}{escape(item.stem)}</p>'


def render_options(item: Item, given: tuple[str, ...] | None = None) -> str:
    """The right ones are marked, and those a learner chose, where they were ``given``; empty: no options."""
    lines = "".join(
        f'<li class="{_tone(item, letter, given or ())}"><span>{letter}.</span>'
        f"<span>{escape(option)}{_sign(item, letter, given)}</span></li>"
        for letter, option in lettered(item)
    )
    return f'<ol class="kq-options">{lines}</ol>' if lines else ""


def _tone(item: Item, letter: str, given: tuple[str, ...]) -> str:
    return "kq-right" if letter in item.key else "kq-missed" if letter in given else ""


def _sign(item: Item, letter: str, given: tuple[str, ...] | None) -> str:
    if given is None:
        return _TICK if letter in item.key else ""
    said = ["正确答案"] if letter in item.key else []
    said += ["您选的"] if letter in given else []
    return f"<b>（{'，'.join(said)}）</b>" if said else ""


_TICK = '<b class="kq-tick-sign"> ✓<span class="kc-sr">正确答案</span></b>'


def name_chapter(item: Item, corpus: Corpus) -> str:
    """渝环规〔2021〕5号 三、工作措施; empty where neither is known."""
    document = corpus.find_document(item.doc_id)
    return " ".join(filter(None, [document.meta.cite_as if document else "", item.chapter]))


def render_key_and_grounds(item: Item) -> str:
    """答案, 解析, 依据; each clause is a button that opens it."""
    key = render_answer(item)
    answer = f'<p class="kq-answer"><b>答案</b>{key}</p>' if item.kind is not ItemKind.CASE else ""
    explained = (
        f'<p class="kq-explained"><b>解析</b>{escape(item.explanation)}</p>' if item.explanation else ""
    )
    return answer + explained + render_grounds(item)


def render_answer(item: Item) -> str:
    """AB; 对; the words of the blanks; the marking points as a list."""
    if item.kind is not ItemKind.SHORT:
        return escape(("" if item.options else "；").join(item.key) or "（没有）")
    points = "".join(
        f"<span>{n}. {escape(point.text)}{marks_words(point.marks)}</span>"
        for n, point in enumerate(item.points, start=1)
    )
    return f'<span class="kq-points">{points}</span>'


def render_grounds(item: Item) -> str:
    clauses = cited_clauses(item.citations)
    if not clauses:
        return '<p class="kq-grounds"><b>依据</b>没有写依据条款</p>'
    buttons = "".join(render_opener(clause) for clause in clauses)
    return f'<p class="kq-grounds"><b>依据</b>{buttons}</p>'


def first_key(item: Item) -> str:
    """Opens the clause that the item rests on first; empty where it cites none."""
    cited = item.citations or tuple(c for question in item.questions for c in question.citations)
    clauses = cited_clauses(cited)
    return clauses[0].key if clauses else ""


def render_problems(problems: Iterable[Problem]) -> str:
    """Errors before hints; empty where there are none."""
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.HINT)
    lines = "".join(
        f'<li class="kq-{"hint" if p.severity is Severity.HINT else "error"}"><b>{p.severity}</b>'
        f"{f'第{p.question}问：' if p.question else ''}{escape(p.text)}</li>"
        for p in ordered
    )
    return f'<ul class="kq-problems" aria-label="核对的结果">{lines}</ul>' if lines else ""
