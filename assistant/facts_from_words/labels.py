"""Labels answered as in a form: 涉嫌犯罪：否, 初犯（√）, 伪造证据、威胁执法人员：均无."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.cues import Match
from assistant.facts_from_words.models import Draft, Found, Proposed
from assistant.facts_from_words.text import Text
from corpus.form_labels import FormLabel, load_form_labels
from corpus.phrases import Phrases

_STRONG = r"\s*(?:[:=|\t(\[【〔〈<?？]|[-—–]+(?!\d))\s*[“\"「]?"  # tells of a form whatever stands before it
_WEAK = r"[ \u3000]+|\s*\n\s*"  # does so only after a label that is known
_END = r"(?=\s*(?:$|[,，。.;；！!?？、\n\t|()\[\]】〕〉>/”\"」]|[ \u3000]))"
_CLOSERS = ' \t)]】〕〉>”"』」'
_BOUNDS = ",，。;；！!?？\n\t:|【】[]<>〈〉"
_JOINTS = re.compile(r"[、/及与]|以及|或者?|和")
_DENIES = re.compile(r"^(?:没有|没|未|无|不(?!可|良|善)|非)")
_ASKED = re.compile(r"\s*[?？吗么吧]")
_ANSWERED_ALOUD = re.compile(r"\s*[?？]\s*(?:没有?|有|不|未)")
_SAID_BY = re.compile(
    r"\s*[((]?\s*(?:由|系|据|为|是)?(?:企业|当事人|老板|店主|业主|厂方|公司|单位)?(?:自己?)?(?:所|的)?(?:填|报|述|称|说|写|口述)"
)
_EACH = re.compile(r"^[均皆都全]")
_OF_HAVING = re.compile(r"^[均皆都全]?(?:部|为)?(?:有|存在|已有|无|没有?|未|未发现|不存在)$")
_UNDER = frozenset({"question", "undone_after", "modal", "partial_after", "consequence"})
Value = bool | str


class _Answer(StrEnum):
    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Label:
    """One label with its answer at ``start``..``end``: what it states, nothing where that is in doubt."""

    start: int
    end: int
    core: int  # where its name begins, behind 是否
    facts: tuple[tuple[str, Value], ...]


@dataclass(slots=True)
class Labels:
    """The labels of a text. Other readings of the words they are made of do not count."""

    labels: list[Label] = field(default_factory=list)

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(label.start, label.end) for label in self.labels]

    def covers(self, start: int, end: int) -> bool:
        return any(left < end and right > start for left, right in self.spans)


def find_labels(text: Text, phrases: Phrases, matches: Sequence[Match]) -> Labels:
    """Every label that is answered. ``matches``: by them a label is known that no table names."""
    found = Labels()
    at = 0
    for match in _answered().finditer(text.norm):
        answer = _answer_of(match)
        if _ASKED.match(text.norm, match.end()) or _SAID_BY.match(
            text.norm, match.end()
        ):  # 否？ 无（企业填）
            answer = (_Answer.OPEN, answer[1])
        if _ANSWERED_ALOUD.match(match[0]):  # 有没有污染？没有: somebody's talk, not a form
            continue
        end = len(text.norm[: match.start()].rstrip(_CLOSERS))
        start = max(at, max(text.norm.rfind(bound, 0, end) for bound in _BOUNDS) + 1)
        weak = bool(match["weak"]) or answer[1]
        label = _read(text, start, match, answer[0], weak, phrases, matches)
        if label is not None:
            found.labels.append(label)
            at = match.end()
    return found


def settle_labels(found: Labels, context: Context, text: Text, draft: Draft) -> None:
    """Puts what the labels state into ``draft``, where nothing around them takes it back."""
    for label in found.labels:
        standing = context.judge(label.core, label.end, _UNDER)
        span = (label.start, label.end, text.words(label.start, label.end))
        for fact, value in label.facts:
            if standing is Standing.STATED:
                draft.found.append(Found(fact, value, *span))
            elif standing is Standing.DOUBTFUL:
                draft.proposed.append(Proposed(fact, value, *span, 1.0))


@cache
def _answered() -> re.Pattern[str]:
    """An answer behind what may end a label: a colon, a bracket, a blank, or nothing for ✗ and 否."""
    said = load_form_labels().answers
    words = "|".join(f"(?P<{a}>{said[a]})" for a in ("no", "yes", "open"))
    glued = f"(?P<glued>{said['glued']})"
    return re.compile(
        rf"(?:(?:{_STRONG}|(?P<weak>{_WEAK}))(?:{words})|(?<=[\u4e00-\u9fff)\]】]){glued}){_END}[)\]】〕〉>]?"
    )


def _answer_of(match: re.Match[str]) -> tuple[_Answer, bool]:
    """The answer, and whether it is glued to the label."""
    for answer in _Answer:
        if match[answer] is not None:
            return answer, False
    no = re.fullmatch(load_form_labels().answers["no"], match["glued"].removeprefix("为"))
    return (_Answer.NO if no else _Answer.YES), True


def _read(
    text: Text,
    start: int,
    match: re.Match[str],
    answer: _Answer,
    weak: bool,
    phrases: Phrases,
    matches: Sequence[Match],
) -> Label | None:
    """The label before ``match``; None where the words before it are no label."""
    names = _split(text.norm, start, match.start())
    if not names:
        return None
    words = match[answer] or match["glued"] or ""
    each = len(names) == 1 or answer is _Answer.NO or bool(_EACH.match(words))
    stated: list[tuple[str, Value]] = []
    known = False
    for left, right in names:
        values = _values(text.norm, left, right, answer, words, phrases, matches)
        known |= values is not None
        stated += values or () if each else ()
    inside = any(m.start < match.start() and m.end > names[0][0] for m in matches)
    if not known and (weak or answer is _Answer.YES or not inside):
        return None  # no form, or one that says just what its words do
    return Label(names[0][0], match.end(), names[0][0], tuple(stated))


def _split(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names that one answer is for, without what surrounds them; the whole first where it is one name."""
    whole = _trim(norm, start, end)
    if whole is None:
        return []
    if _named(norm[slice(*whole)]) is not None:
        return [whole]
    cuts = [start, *(c for m in _JOINTS.finditer(norm, start, end) for c in m.span()), end]
    parts = [_trim(norm, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    return [part for part in parts if part is not None]


def _trim(norm: str, start: int, end: int) -> tuple[int, int] | None:
    """Without 是否, numbers and 情形 around it."""
    fillers = load_form_labels().fillers
    moved = True
    while moved and start < end:
        moved = False
        for match in fillers.finditer(norm, start, end):
            if match.start() == start:
                start, moved = match.end(), True
                break
        for at in range(start, end):
            if fillers.fullmatch(norm, at, end):
                end, moved = at, True
                break
    return (start, end) if start < end else None


def _named(words: str) -> FormLabel | None:
    return next((label for label in load_form_labels().labels if label.said.fullmatch(words)), None)


def _values(
    norm: str,
    start: int,
    end: int,
    answer: _Answer,
    words: str,
    phrases: Phrases,
    matches: Sequence[Match],
) -> tuple[tuple[str, Value], ...] | None:
    """What the answer says of the label; nothing where it tells nothing; None for an unknown label."""
    name = norm[start:end]
    label = _named(name)
    if label is not None:
        value = {_Answer.YES: label.yes, _Answer.NO: label.no}.get(answer)
        if value is None or (label.of_being and _OF_HAVING.match(words)):
            return ()
        return ((label.fact, value),)
    grouped = next((n for n, f in phrases.facts.items() if f.names.fullmatch(name)), None)
    if grouped is not None:
        return () if answer is _Answer.OPEN else ((grouped, answer is _Answer.YES),)
    denied = [
        fact
        for denial in phrases.denials
        if any(denial.said.fullmatch(said) for said in (f"没有{name}", f"{name}没有", f"没有{name}情形"))
        for fact in denial.facts
    ]
    if denied:
        return tuple((fact, False) for fact in dict.fromkeys(denied)) if answer is _Answer.NO else ()
    return _by_cue(norm, start, end, answer, matches)


def _by_cue(
    norm: str, start: int, end: int, answer: _Answer, matches: Sequence[Match]
) -> tuple[tuple[str, Value], ...] | None:
    """A label that is one statement from end to end: 不是初次：是. Only a plain one is denied by 否."""
    whole = next((m for m in matches if m.said and (m.start, m.end) == (start, end)), None)
    if whole is None or whole.cue.fact == "violation" or not isinstance(whole.cue.value, bool):
        return None
    if answer is _Answer.YES:
        return ((whole.cue.fact, whole.cue.value),)
    if answer is _Answer.OPEN or _DENIES.search(norm[start:end]) or not whole.cue.value:
        return ()
    return ((whole.cue.fact, False),)
