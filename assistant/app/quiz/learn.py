"""学习模式 step by step: the questions a learner goes through, the answers, the score. No Gradio here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from assistant.app.check_form import FieldError, Form, list_of, text_of
from assistant.app.quiz.item_view import name_chapter
from assistant.quiz.files.outline import find_questions
from assistant.quiz.files.prepare import CHOICES, prepare
from assistant.quiz.models import LETTERS, Item, ItemKind, Paper, Request
from corpus.models import Corpus

_LONGEST = 5_000  # characters of a written answer
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_KEPT_MARKS = "%‰"


@dataclass(frozen=True, slots=True)
class Task:
    """One question as it is put. ``case`` is the text of its case, empty where there is none; ``name`` is
    第 3 题 or 第 3 题第 2 问; ``chapter`` is what the score is counted by."""

    name: str
    case: str
    item: Item
    chapter: str


@dataclass(frozen=True, slots=True)
class Reply:
    """``given`` as the learner wrote or chose it, empty for 不会. ``credit`` is the share of the question
    that was right, 0..1; ``None`` until the learner has marked a 简答."""

    given: tuple[str, ...]
    credit: Fraction | None

    @property
    def is_right(self) -> bool:
        return self.credit == 1


@dataclass(frozen=True, slots=True)
class Learn:
    """Where one learner stands: before the first question where there are no ``tasks``."""

    title: str = ""
    tasks: tuple[Task, ...] = ()
    replies: tuple[Reply, ...] = ()
    is_shown: bool = False  # the answer to the last reply
    is_over: bool = False
    request: Request | None = None  # for 再来一份
    round: int = 1  # 再做错题 begins the next
    entered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    error: str = ""
    error_field: str = ""
    turn: int = 0

    @property
    def at(self) -> int:
        """The place of the question that is put or whose answer is shown."""
        return len(self.replies) - 1 if self.is_shown else len(self.replies)

    @property
    def task(self) -> Task | None:
        return self.tasks[self.at] if not self.is_over and self.at < len(self.tasks) else None

    @property
    def wrong(self) -> tuple[tuple[Task, Reply], ...]:
        answered = zip(self.tasks, self.replies, strict=False)
        return tuple((task, reply) for task, reply in answered if not reply.is_right)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one chapter: credit of the questions answered, and how many they are."""

    chapter: str
    credit: Fraction
    count: int


def start_learning(learn: Learn, paper: Paper, corpus: Corpus) -> Learn:
    """The questions of the paper in its order. Raises ``KuanyanError`` for an item that is not whole."""
    ready = prepare(paper)
    tasks = []
    for question in find_questions(ready):
        number, _, part = question.number.partition(".")
        item = question.item
        name = f"第 {number} 题" + (f"第 {part} 问" if part else "")
        tasks.append(Task(name, question.case, item, name_chapter(item, corpus) or "未注明章节"))
    return Learn(ready.title, tuple(tasks), request=paper.request, turn=learn.turn + 1)


def advance(learn: Learn, form: Form) -> Learn:
    """After one click. What is wrong stands in ``error``; an act that does not fit now changes nothing."""
    fresh = replace(learn, error="", error_field="", turn=learn.turn + 1)
    act = _ACTS.get(text_of(form, "act"))
    stale = text_of(form, "at") not in ("", str(learn.at))
    if act is None or stale:
        return fresh
    try:
        return act(fresh, form)
    except FieldError as error:
        entered = {name: list_of(form, name) for name in form}
        return replace(fresh, error=str(error), error_field=error.field, entered=entered)


def _answer(learn: Learn, form: Form) -> Learn:
    task = learn.task
    if task is None or learn.is_shown:
        return learn
    if text_of(form, "how") == "skip":
        return _reply(learn, Reply((), Fraction(0)))
    given = _read_given(task.item, form)
    if task.item.kind is ItemKind.SHORT:
        return _reply(learn, Reply(given, None))
    return _reply(learn, Reply(given, Fraction(is_right(task.item, given))))


def _reply(learn: Learn, reply: Reply) -> Learn:
    return replace(learn, replies=(*learn.replies, reply), is_shown=True, entered={})


def _read_given(item: Item, form: Form) -> tuple[str, ...]:
    if item.kind is ItemKind.FILL_IN:
        words = tuple("".join(list_of(form, f"blank{n}"))[:_LONGEST].strip() for n in range(len(item.key)))
        if not all(words):
            raise FieldError(f"blank{words.index('')}", "还有空没有填；不会的请点“不会，看答案”。")
        return words
    if item.kind is ItemKind.SHORT:
        text = "".join(list_of(form, "text"))[:_LONGEST].strip()
        if not text:
            raise FieldError("text", "还没有作答；不会的请点“不会，看答案”。")
        return (text,)
    chosen = tuple(value for value in list_of(form, "choice") if value in allowed(item))
    if not chosen:
        raise FieldError("choice", "还没有选；不会的请点“不会，看答案”。")
    return tuple(sorted(chosen)) if item.kind is ItemKind.MULTIPLE else chosen[:1]


def allowed(item: Item) -> tuple[str, ...]:
    """What may be chosen: the letters of the options, or 对 and 错."""
    return tuple(LETTERS[: len(item.options)]) if item.kind in CHOICES else ("对", "错")


def is_right(item: Item, given: tuple[str, ...]) -> bool:
    """Whether every part agrees with the key; blanks by ``plain_words``."""
    if item.kind is ItemKind.FILL_IN:
        return [plain_words(word) for word in given] == [plain_words(word) for word in item.key]
    return sorted(given) == sorted(item.key)


def plain_words(text: str) -> str:
    """Width and case folded, without blanks and punctuation; the point of 0.1 and the sign of 5% stay."""
    folded = _DECIMAL.sub("\x00", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in folded if c in _KEPT_MARKS or c == "\x00" or unicodedata.category(c)[0] not in "PZC")
    return "".join(kept).replace("\x00", ".")


def _mark(learn: Learn, form: Form) -> Learn:
    """A 简答 by the marking points that the learner ticked."""
    task = learn.task
    if task is None or not learn.is_shown or learn.replies[-1].credit is not None:
        return learn
    points = task.item.points
    weights = [point.marks for point in points] if any(p.marks for p in points) else [1] * len(points)
    met = [weights[n] for n in range(len(points)) if str(n) in list_of(form, "point")]
    marked = replace(learn.replies[-1], credit=Fraction(sum(met), sum(weights)))
    return _next(replace(learn, replies=(*learn.replies[:-1], marked)), form)


def _next(learn: Learn, form: Form) -> Learn:
    if not learn.is_shown or learn.replies[-1].credit is None:
        return learn
    return replace(learn, is_shown=False, is_over=len(learn.replies) == len(learn.tasks))


def _finish(learn: Learn, form: Form) -> Learn:
    """The score of what has been answered; a 简答 not yet marked does not count."""
    marked = tuple(reply for reply in learn.replies if reply.credit is not None)
    return replace(learn, replies=marked, is_shown=False, is_over=True) if marked else Learn(turn=learn.turn)


def _again(learn: Learn, form: Form) -> Learn:
    """Once more those that were wrong."""
    if not learn.is_over or not learn.wrong:
        return learn
    tasks = tuple(task for task, _ in learn.wrong)
    return Learn(learn.title, tasks, request=learn.request, round=learn.round + 1, turn=learn.turn)


def _leave(learn: Learn, form: Form) -> Learn:
    return Learn(turn=learn.turn)


def scores(learn: Learn) -> tuple[Score, ...]:
    """By chapter, in the order of the questions."""
    found: dict[str, Score] = {}
    for task, reply in zip(learn.tasks, learn.replies, strict=False):
        before = found.get(task.chapter, Score(task.chapter, Fraction(0), 0))
        credit = before.credit + (reply.credit or 0)
        found[task.chapter] = Score(task.chapter, credit, before.count + 1)
    return tuple(found.values())


_ACTS: Mapping[str, Callable[[Learn, Form], Learn]] = {
    "answer": _answer,
    "mark": _mark,
    "next": _next,
    "finish": _finish,
    "again": _again,
    "leave": _leave,
}
