"""The route of cases: what was said of one is read again, and a message becomes its next step.

Phrases and rules are imported late, because a plain question is answered before they are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer.followup_back import Back, find_pointed
from assistant.answer.models import Answer
from assistant.answer.question import Question, is_about_paying
from assistant.answer.scope import as_called_in, find_scope
from assistant.casework.telling import asks_whether, may_tell
from corpus.models import Corpus
from corpus.places import parse_region

if TYPE_CHECKING:
    from assistant.casework.talk import Setting, Talk
    from assistant.facts_from_words.models import Embed


_SURELY = 1.0  # of a violation that the text names, beside others


class CaseRoute:
    """``embed``: where there is one, values are also proposed by meaning. ``may_be_ours`` says of a question
    whether it may be of our field at all."""

    def __init__(self, corpus: Corpus, may_be_ours: Callable[[Question], bool]) -> None:
        self.embed: Embed | None = None
        self._corpus, self._may_be_ours = corpus, may_be_ours

    def answer(
        self, asked: Question, said: Sequence[str], region: str | None, as_of: date | None
    ) -> Answer | None:
        """The next step of a case in ``said``, or the first of one that the question tells."""
        case = self.go_on(asked.text, said, region, as_of)
        if case is not None or asked.asks_amount or self._talk(said, region, as_of):
            return case
        if is_about_paying(asked.text):  # of a fine that is there already
            return None
        called = as_called_in(region, asked, self._corpus)
        if find_scope(called, self._corpus, region, as_of).outside:
            return None
        told = () if asked.documents else said  # 区局: the place of the document that it names
        case = self._open(asked.text, told, region, as_of)
        return case if case is not None and self._may_be_ours(asked) else None

    def go_on(
        self, message: str, said: Sequence[str], region: str | None, as_of: date | None
    ) -> Answer | None:
        """The next step of a case told in ``said``; None where there is none, or a question of knowledge."""
        earlier = self._talk(said, region, as_of)
        if earlier is None:
            return None
        from assistant.casework.answer import compose_case
        from assistant.casework.talk import advance, is_question

        setting = self._setting(region, as_of)
        talk = advance(earlier, message, setting)
        if talk is not None:
            return compose_case(talk, setting)
        if earlier.question is not None and message.strip() and not is_question(message):
            return compose_case(earlier, setting, unread=message.strip())
        return None

    def may_ask(self, asked: Question, step: Answer) -> bool:
        """Whether a message that is a ``step`` of a case asks something as well, 偷排引得上访，还能轻罚吗,
        or was not understood as a reply: 联系人电话, 广西罚款能缓交不."""
        from assistant.casework.intent import KNOWLEDGE, may_be_a_term

        named = bool(asked.regions or asked.documents)
        unread = may_be_a_term(asked.text) or (named and asks_whether(asked.text))
        return bool(KNOWLEDGE.search(asked.text) or (step.unread and unread))

    def rows_told(self, text: str) -> frozenset[str]:
        """Ids of the rows of lists that ``text`` tells of in words that are known: of the violation, or of a
        circumstance that a rule on the row asks for."""
        from assistant.casework.hearing import read_message
        from assistant.casework.state import VIOLATION
        from assistant.verdict.rulebase import needs_of, rests_on

        setting = self._setting(None, None)
        reading = read_message(None, text, replace(setting, embed=None))  # in words that are known
        facts = reading.facts()
        named = {c.choice for c in reading.violations if c.score >= _SURELY} | {facts.get(VIOLATION)}
        told: set[str] = set()
        for rule in setting.rulebase.rules:
            needs = needs_of(rule)
            if rests_on(rule.when, VIOLATION):
                meant = {value for leaf in rule.leaves() if leaf.fact == VIOLATION for value in leaf.values}
                tells = not meant.isdisjoint(named)
            else:
                tells = any(facts.get(fact) == value for fact, value in needs.items() if value is not None)
            if tells:
                told |= {words.clause_id for words in rule.words}
        return frozenset(told)

    def _open(self, text: str, said: Sequence[str], region: str | None, as_of: date | None) -> Answer | None:
        """The first step of a case, where ``text`` tells one and states some fact of it. Where it names no
        place, what was ``said`` before may."""
        if not may_tell(text):
            return None
        from assistant.casework.answer import compose_case
        from assistant.casework.talk import advance
        from assistant.casework.whereabouts import find_told

        setting = replace(self._setting(region, as_of), told=find_told(said))
        talk = advance(None, text, setting)
        if talk is None or _points_back(text, talk):
            return None
        return compose_case(talk, setting)

    def _talk(self, said: Sequence[str], region: str | None, as_of: date | None) -> Talk | None:
        """The case that the messages before tell of, if any."""
        if not any(map(may_tell, said)):
            return None
        from assistant.casework.talk import replay

        return replay(said, self._setting(region, as_of))

    def _setting(self, region: str | None, as_of: date | None) -> Setting:
        """What cases are decided under. Raises ``KuanyanError`` where ``region`` is no place."""
        from assistant.casework.talk import Setting
        from assistant.verdict.rulebase import load_rulebase

        place = parse_region(self._corpus, region) if region else None
        return Setting(load_rulebase(), as_of or date.today(), place, as_of, self.embed)


def _points_back(text: str, talk: Talk) -> bool:
    """抽中那个有没有除外的: of what was asked before, where neither a violation nor anybody is told of."""
    from assistant.casework.intent import tells_of_somebody
    from assistant.casework.state import VIOLATION

    told = VIOLATION in talk.case.facts or talk.candidates or tells_of_somebody(text)
    return not told and find_pointed(text).back is Back.NAMED
