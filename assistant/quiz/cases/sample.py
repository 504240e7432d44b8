"""``sample_cases``: 案例分析 items, drawn so that every outcome is the key as often as it is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.quiz.cases.aims import Aim, find_aims
from assistant.quiz.cases.ask_outcome import (
    ask_outcome,
    judge_change,
    judge_outcome,
    judge_region,
    option_sets,
)
from assistant.quiz.cases.ask_rules import ask_conditions, ask_deadline, ask_duties, ask_rule
from assistant.quiz.cases.build import Told, chapter_of, identity
from assistant.quiz.cases.explain import cite, explain, resting_rules
from assistant.quiz.cases.situation import draw_situation
from assistant.quiz.cases.space import VIOLATION
from assistant.quiz.cases.telling import Teller
from assistant.quiz.models import Item, ItemKind, Level, Proof, ProofKind
from assistant.verdict.rulebase import Rulebase
from corpus.case_words import CaseWords, load_case_words
from corpus.models import Corpus
from corpus.rule_models import Matter, Outcome

_VIOLATIONS = 0.75  # share of cases about a violation, the others about the enterprise list
_MOST_QUESTIONS = 4
_GIVE_UP = 60  # draws of one rule that gave nothing new
_REFUSED = 4  # rare cases drawn of one rule before another rule is tried


@dataclass(frozen=True, slots=True)
class _Pools:
    """``offers``: four outcomes offered together → the aims of each that is a key; with its weight."""

    offers: list[tuple[tuple[Outcome, ...], dict[Outcome, list[Aim]], int]]
    others: list[list[Aim]]  # by matter and outcome

    def drop(self, offered: tuple[Outcome, ...], aims: list[Aim]) -> None:
        """Takes out what bears no further case: four outcomes as a whole, so that none of them is the key
        less often than it is offered."""
        self.offers[:] = [offer for offer in self.offers if offer[0] != offered]
        if not offered:
            self.others.remove(aims)


def sample_cases(
    rulebase: Rulebase, corpus: Corpus, rng: Random, count: int, doc_ids: tuple[str, ...] = ()
) -> list[Item]:
    """``count`` cases, each of 2–4 questions, no two asking the same; fewer where the documents named in
    ``doc_ids`` (all where empty) bear no more. The same state of ``rng`` gives the same items.

    ``corpus`` is the one that ``rulebase`` was built from. Raises ``KuanyanError`` where
    ``case_words.yaml`` is wrong.
    """
    items = iter_cases(rulebase, corpus, rng, doc_ids)
    return [item for item, _ in zip(items, range(count), strict=False)]


def iter_cases(
    rulebase: Rulebase, corpus: Corpus, rng: Random, doc_ids: tuple[str, ...] = ()
) -> Iterator[Item]:
    """Cases one by one, until none can be told in a new way."""
    assert rulebase.corpus.fingerprint == corpus.fingerprint
    words = load_case_words()
    pools = _find_pools(words, find_aims(rulebase, words, doc_ids))
    seen: set[str] = set()
    barren: set[str] = set()  # rules that bear no further case
    since = words.rare_gap  # cases since one that is told rarely
    while pools.offers or pools.others:
        offered, aims = _choose(pools, rng)
        shy = since < words.rare_gap
        item = _draw_new(rulebase, words, offered, _by_rule(aims), rng, seen, barren, shy)
        if item is None:
            pools.drop(offered, aims)
            continue
        seen.add(item.asks)
        since = 0 if _is_rare(item, words) else since + 1
        yield item


def _is_rare(item: Item, words: CaseWords) -> bool:
    """Whether the case has a fact that few cases should have."""
    facts = item.proof.case["facts"] if item.proof.case else {}
    return any(facts.get(name) in values for name, values in words.rare.items())


def _draw_new(
    rulebase: Rulebase,
    words: CaseWords,
    offered: tuple[Outcome, ...],
    rules: dict[str, list[Aim]],
    rng: Random,
    seen: set[str],
    barren: set[str],
    shy: bool,
) -> Item | None:
    """A case not ``seen``. Of a violation, another rule with the same outcome where the one drawn bears no
    more; of the other matters none, for there the rules are the options of a question. ``shy``: one that is
    told rarely only where a few draws of every rule give no other."""
    spare: Item | None = None
    for name in rng.sample(list(rules), len(rules) if offered else 1):
        refused = 0
        for _ in range(0 if name in barren else _GIVE_UP):
            item = _draw_case(rulebase, words, rng.choice(rules[name]), offered, rng, seen)
            if item is not None and not (shy and _is_rare(item, words)):
                return item
            spare, refused = spare or item, refused + (item is not None)
            if refused == _REFUSED:
                break
        else:
            if not refused:
                barren.add(name)
    return spare


def _find_pools(words: CaseWords, aims: tuple[Aim, ...]) -> _Pools:
    """Sets all of whose outcomes can be keys; where the documents allow none, those with some."""
    violations = [aim for aim in aims if aim.matter is Matter.VIOLATION]
    offers = []
    for four, regions, weight in option_sets(words):
        fitting = [aim for aim in violations if aim.region in regions]
        keys = {o: [aim for aim in fitting if aim.outcome is o] for o in four}
        offers.append((four, {o: found for o, found in keys.items() if found}, weight))
    whole = [offer for offer in offers if len(offer[1]) == len(offer[0])]
    others: dict[tuple[Matter, Outcome], list[Aim]] = {}
    for aim in aims:
        if aim.matter is not Matter.VIOLATION:
            others.setdefault((aim.matter, aim.outcome), []).append(aim)
    return _Pools(whole or [offer for offer in offers if offer[1]], list(others.values()))


def _choose(pools: _Pools, rng: Random) -> tuple[tuple[Outcome, ...], list[Aim]]:
    """The outcomes to offer (none: not a violation), and the aims of the one drawn as key."""
    if pools.offers and (not pools.others or rng.random() < _VIOLATIONS):
        four, keys, _ = rng.choices(pools.offers, [weight for _, _, weight in pools.offers])[0]
        return four, keys[rng.choice([outcome for outcome in four if outcome in keys])]
    return (), rng.choice(pools.others)


def _by_rule(aims: list[Aim]) -> dict[str, list[Aim]]:
    """Every deciding rule as often as any other, whatever the cases are about; a document in which none
    decides counts as one."""
    rules: dict[str, list[Aim]] = {}
    for aim in aims:
        deciding = aim.doc_id if aim.is_elsewhere else (aim.rule or aim.about).rule_id
        deciding = f"{aim.outcome}/{deciding}"
        rules.setdefault(deciding, []).append(aim)
    return rules


def _draw_case(
    rulebase: Rulebase,
    words: CaseWords,
    aim: Aim,
    offered: tuple[Outcome, ...],
    rng: Random,
    seen: set[str],
) -> Item | None:
    situation = draw_situation(rulebase, words, aim, rng)
    if situation is None or (asks := identity(situation)) in seen:
        return None
    days = (situation.found_on, situation.decided_on)
    teller = Teller(words, rulebase.facts, rng, aim, days, situation.facts.get(VIOLATION))
    told = Told(situation, teller, rng, asks)
    stem = teller.tell(situation.facts, situation.told)
    questions = _questions(told, offered)
    if len(questions) < 2:
        return None
    rules = resting_rules(situation)
    citations = cite(rulebase, rules)
    return Item(
        kind=ItemKind.CASE,
        level=Level.APPLY,
        stem=stem,
        key=(),
        explanation=explain(situation),
        citations=citations,
        doc_id=aim.doc_id,
        chapter=chapter_of(situation, citations),
        asks=told.asks,
        questions=tuple(questions),
        proof=Proof(ProofKind.ENGINE, case=situation.as_json(), asked="outcome"),
    )


def _questions(told: Told, offered: tuple[Outcome, ...]) -> list[Item]:
    """The outcome first, then one to three of the others that this case allows."""
    first = ask_outcome(told, offered) if offered else judge_outcome(told)
    if first is None:
        return []
    asked = [ask_rule, ask_conditions, ask_deadline, ask_duties, judge_change, judge_region]
    names_the_row = (1, 2)  # the stem says which row it is about, so that none asks for the row
    count = told.rng.randint(1, _MOST_QUESTIONS - 1)
    further: dict[int, Item] = {}
    for i in told.rng.sample(range(len(asked)), len(asked)):
        given_away = (i == 0 and any(j in further for j in names_the_row)) or (
            i in names_the_row and 0 in further
        )
        item = asked[i](told) if len(further) < count and not given_away else None
        if item is not None:
            further[i] = item
    return [first, *(further[i] for i in sorted(further))]
