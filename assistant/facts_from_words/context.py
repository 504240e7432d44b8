"""What a statement stands under: negation, doubt, hearsay, a question, a condition, a plan, a quoted rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from assistant.facts_from_words.text import Text
from corpus.phrases import Phrases

_MASK = "□"
_QUOTES = re.compile(r"[“「『\"]([^”」』\"]*)[”」』\"]")
_A_NOT_A = re.compile(
    r"有没有?有?|是不是|是否|能否|可否|算不算|会不会|能不能|要不要|该不该|可不可以|需不需要|属不属于|算没算|有无"
    r"|(?<![年季月])([\u4e00-\u9fff])(?:没|不)\1"
)
_ASKS = re.compile(
    r"(?:吗|么|呢|没有|没|不|否|嘛)?[?？]$|(?:吗|嘛)$|(?<!什)(?<!怎)(?<!这)(?<!那)么$|^(?:了|过|好)?(?:没有?|不)$"
)
_OPEN_QUESTION = re.compile(r"(?:怎么|咋|如何|为什么|为啥|凭什么|多少|哪)")
_REACH = 14  # characters behind a statement in which 没有 still denies it
_JOINED = re.compile(r"\s*(?:、|和|或者?|及|与|以及)+(?:者|对|有)?\s*")
_TWICE = re.compile(r"(?:不是|并非|并不是|不能说)(?:不(?!是)|没|无|未)|没有(?:没|不(?![适合符满足]))")
_DONE = re.compile("[了过的咯啦]")
_LAW_TAIL = re.compile(r"^.{0,6}的[,，]?(?:可以)?(?:不予|应当|依法|免予|免于|从重|从轻|减轻|原则上)")


class Standing(StrEnum):
    STATED = "stated"
    NEGATED = "negated"  # a clean negation right before it
    DOUBTFUL = "doubtful"  # hedged, told by others, quoted: worth asking about
    NOTHING = "nothing"  # asked, supposed, planned, ordered, of others, or a negation of unclear reach


class Context:
    """Judges what spans of one text stand under. Cheap to make; lives as long as the reading."""

    def __init__(self, text: Text, phrases: Phrases) -> None:
        self._text = text
        self._phrases = phrases
        self._covers: list[tuple[int, int]] = []
        self._quoted = [m.span(1) for m in _QUOTES.finditer(text.norm)]
        self._questions = [m.span() for m in _A_NOT_A.finditer(text.norm)]
        self._not_negators = [m.span() for m in phrases.not_negators.finditer(text.norm)]
        self._marks = {
            name: [m.span() for m in pattern.finditer(text.norm)]
            for name, pattern in phrases.contexts.items()
        }

    def cover(self, spans: Iterable[tuple[int, int]]) -> None:
        """Spans that are statements of their own: a negation inside one reaches no further."""
        self._covers = sorted(set(spans))

    def judge(
        self,
        start: int,
        end: int,
        under: frozenset[str] = frozenset(),
        against: frozenset[str] = frozenset(),
    ) -> Standing:
        """``under``: contexts that do not matter to this statement (``quoted`` among them); ``against``:
        those that matter only to it (half done, must be done)."""
        if self._is_asked(start, end, under) or self._is_void(start, end, under - against, against):
            return Standing.NOTHING
        negation = self._negation(start, end)
        if "listed" in against and negation is Standing.STATED:
            negation = self._listed_negation(start, end)
        if negation is Standing.NOTHING:
            return negation
        if self._is_doubtful(start, end, under):
            return Standing.DOUBTFUL if negation is Standing.STATED else Standing.NOTHING
        return negation

    def is_told(self, start: int, end: int) -> bool:
        """A clause that does not ask, suppose, plan, order or quote a rule."""
        if any(left < end and right > start for left, right in self._questions):
            return False
        if _ASKS.search(self._text.norm[start : self._tail_end(end)].strip()):
            return False
        untold = ("condition", "condition_after", "plan", "order", "law", "near_miss")
        return not any(self._starts_in(name, start, end) for name in untold)

    # ---- negation

    def _negation(self, start: int, end: int) -> Standing:
        if _TWICE.match(self._text.norm, start, end):
            return Standing.NOTHING
        clause_start, clause_end = self._clause(start)
        prefix = self._masked(clause_start, start, start)
        negators = list(self._phrases.negators.finditer(prefix))
        if self._phrases.negated_after.search(
            self._masked(end, max(min(clause_end, end + _REACH), end), None)
        ):
            return Standing.NOTHING
        if not negators:
            return Standing.STATED
        between = prefix[negators[-1].end() :].replace(_MASK, "")
        if len(negators) == 1 and not self._phrases.negation_fillers.sub("", between):
            return Standing.NEGATED
        return Standing.NOTHING

    def _listed_negation(self, start: int, end: int) -> Standing:
        """不存在甲、乙、丙等情形 denies each of them."""
        if self._phrases.negators.match(self._text.norm, start, end):
            return Standing.STATED
        at = start
        while (previous := self._listed_before(at)) is not None:
            left, right = previous
            if self._phrases.negators.match(self._text.norm, left, right):
                return Standing.NEGATED
            at = left
        clause_end = self._clause(start)[1]
        sentence_start, _ = self._text.sentence_of(start)
        if self._starts_in("listed", end, clause_end) and self._phrases.negators.search(
            self._text.norm, sentence_start, start
        ):
            return Standing.NOTHING
        return Standing.STATED

    def _listed_before(self, start: int) -> tuple[int, int] | None:
        """The statement that a 、 or 和 joins to the one at ``start``."""
        for left, right in self._covers:
            if left < right <= start and _JOINED.fullmatch(self._text.norm, right, start):
                return left, right
        return None

    def _masked(self, start: int, end: int, limit: int | None) -> str:
        """``norm[start:end]`` with other statements and words that only look like negators masked."""
        chars = list(self._text.norm[start:end])
        for left, right in [*self._covers, *self._not_negators, *self._questions]:
            if left >= end or right <= start or (limit is not None and right > limit):
                continue
            if limit is None and left < start:
                continue
            for i in range(max(left, start), min(right, end)):
                chars[i - start] = _MASK
        return "".join(chars)

    # ---- questions

    def _is_asked(self, start: int, end: int, under: frozenset[str]) -> bool:
        """An A-not-A question before or in it, or a question whose predicate it is."""
        if "question" in under:
            return any(left < end and right > start for left, right in self._questions)
        clause_start, clause_end = self._clause(start)[0], self._segment_end(start)
        if any(clause_start <= left < end for left, _ in self._questions):
            return True
        rest = self._text.norm[end : max(self._tail_end(clause_end), end)]
        if not _ASKS.search(rest.strip()):
            return False
        after = self._text.norm[end : max(clause_end, end)]
        return not (self._phrases.questions["punished"].search(after) or _OPEN_QUESTION.search(after))

    def _tail_end(self, clause_end: int) -> int:
        """With the question mark that ends the clause."""
        return clause_end + 1 if self._text.norm[clause_end : clause_end + 1] in {"?", "？"} else clause_end

    # ---- contexts that make it nothing

    def _is_void(self, start: int, end: int, under: frozenset[str], against: frozenset[str]) -> bool:
        clause_start, clause_end = self._clause(start)
        sentence_start, sentence_end = self._text.sentence_of(start)

        def before(name: str, left: int = clause_start) -> bool:
            return name not in under and self._reaches(name, left, start)

        if (
            self._is_taken_back(start)
            or before("near_miss")
            or before("plan")
            or before("past")
            or self._is_quoted_law(sentence_start, start, under)
        ):
            return True
        if "modal" not in under and self._ends_at("modal", start):
            return True
        if "undone_after" not in under and self._follows("undone_after", end):
            return True
        if before("order") and not self._reaches("order_done", clause_start, start):
            return True
        if before("condition", sentence_start) or (
            "condition" not in under and self._starts_in("condition_after", start, self._segment_end(start))
        ):
            return True
        if before("third_party", sentence_start) and self._of_others(sentence_start, start):
            return True
        if against and self._is_undone(clause_start, start, end, under, against):
            return True
        if "law" in under:
            return False
        return self._starts_in("law", end, clause_end) or bool(
            _LAW_TAIL.match(self._text.norm[end:sentence_end])
        )

    def _is_taken_back(self, start: int) -> bool:
        """The clause after says 哦不对, 说错了."""
        index = self._text.clause_at(start) + 1
        if index >= len(self._text.clauses):
            return False
        following = self._text.clauses[index]
        return self._starts_in("retraction", following.start, following.end)

    def _is_undone(
        self, clause_start: int, start: int, end: int, under: frozenset[str], against: frozenset[str]
    ) -> bool:
        """Only half done, only to be done, or only supposed done (改完就不罚)."""
        live = against - under
        return (
            ("must" in live and self._reaches("must", clause_start, start))
            or ("ahead" in live and self._is_ahead(clause_start, start, end))
            or ("partial" in live and self._ends_at("partial", start))
            or ("partial_after" in live and self._follows("partial_after", end))
            or ("consequence" in live and self._follows("consequence", end))
        )

    def _is_ahead(self, clause_start: int, start: int, end: int) -> bool:
        """Still to come: 还差三天挂上; 三天后挂上, but not 三天后挂上了."""
        if self._reaches("ahead", clause_start, start):
            return True
        done = _DONE.search(self._text.norm, max(end - 1, 0), end + 1)
        return done is None and self._reaches("ahead_unless_done", clause_start, start)

    def _is_quoted_law(self, sentence_start: int, start: int, under: frozenset[str]) -> bool:
        return "law" not in under and self._reaches("law", sentence_start, start, reset="own")

    def _of_others(self, sentence_start: int, start: int) -> bool:
        """Said of others where the text also speaks of 我们, and not since then."""
        return bool(self._marks.get("own")) and self._reaches(
            "third_party", sentence_start, start, reset="own"
        )

    # ---- contexts that leave it worth asking about

    def _is_doubtful(self, start: int, end: int, under: frozenset[str]) -> bool:
        clause_start, clause_end = self._clause(start)[0], self._segment_end(start)
        sentence_start, _ = self._text.sentence_of(start)
        if "hedge" not in under and (
            self._reaches("hedge", clause_start, start) or self._starts_in("hedge_after", end, clause_end)
        ):
            return True
        if "hearsay" not in under and (
            self._reaches("hearsay", sentence_start, start, reset="authority")
            or self._reaches("rumour", sentence_start, start, reset="own")
        ):
            return True
        if "disbelief" not in under and self._is_disbelieved(end):
            return True
        return "quoted" not in under and any(left <= start and end <= right for left, right in self._quoted)

    def _is_disbelieved(self, end: int) -> bool:
        """…才怪 in the clause; or a clause of its own after it (，鬼才信), also as the next sentence."""
        index = self._text.clause_at(end - 1)
        clauses = self._text.clauses
        for mark, _ in self._marks.get("disbelief", ()):
            at = self._text.clause_at(mark)
            if mark < end or at < index:
                continue
            whole = not self._text.norm[clauses[at].start : mark].strip()
            sentences = clauses[at].sentence - clauses[index].sentence
            opens = at == 0 or clauses[at - 1].sentence != clauses[at].sentence
            if at == index or (whole and (sentences == 0 or (sentences == 1 and opens))):
                return True
        return False

    # ---- places

    def _clause(self, position: int) -> tuple[int, int]:
        part = self._text.clauses[self._text.clause_at(position)]
        return part.start, part.end

    def _segment_end(self, position: int) -> int:
        """Where the punctuation stands that ends the clause, beyond words of contrast."""
        index = self._text.clause_at(position)
        clauses = self._text.clauses
        while index + 1 < len(clauses) and clauses[index].end == clauses[index + 1].start:
            index += 1
        return clauses[index].end

    def _reaches(self, name: str, left: int, start: int, reset: str = "") -> bool:
        """A mark of ``name`` between ``left`` and ``start`` that nothing since has ended.

        A word of contrast (or one of ``reset``) ends it from a later clause on; 现在 ends what was past.
        """
        ends = [right for mark, right in self._marks.get(name, ()) if left <= mark and right <= start]
        if not ends:
            return False
        last = max(ends)
        clause_end = self._clause(last - 1)[1]
        stops = [*self._marks.get("contrast", ()), *(self._marks.get(reset, ()) if reset else ())]
        if any(clause_end <= stop <= start for stop, _ in stops):
            return False
        return not (name == "past" and any(last <= stop <= start for stop, _ in self._marks.get("now", ())))

    def _starts_in(self, name: str, left: int, right: int) -> bool:
        return any(left <= mark < right for mark, _ in self._marks.get(name, ()))

    def _follows(self, name: str, position: int) -> bool:
        """A mark of ``name`` stands right at ``position``."""
        return self._phrases.contexts[name].match(self._text.norm, position) is not None

    def _ends_at(self, name: str, position: int) -> bool:
        return any(right == position for _, right in self._marks.get(name, ()))
