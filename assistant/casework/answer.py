"""A talk about a case as an ``Answer``: facts understood, verdict card, the next question, citations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from assistant.answer.models import Answer, AnswerKind, Citation, Passage, cite
from assistant.answer.question import describe_region
from assistant.casework.replies import amendable, options_of, regions_of
from assistant.casework.state import AMEND, VIOLATION, Aside, AsideKind, Setting, Talk
from assistant.verdict.card import DISCLAIMER, Card, Line, Section, build_card, find_unmet
from assistant.verdict.decide import REGION, cite_rules
from assistant.verdict.derive import ON_LIST
from assistant.verdict.engine import known_world, label_of
from assistant.verdict.interview import Question
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import LENIENT, Rulebase, needs_of, rests_on
from assistant.verdict.truth import hold_rule
from assistant.verdict.values import render_date, render_value, value_as_json
from corpus.rule_models import FactType, Leaf, Outcome, Rule

_HOW = {
    FactType.NUMBER: "请直接回答数，单位{unit}；不知道就答“不知道”。",
    FactType.DATE: "请回答日期，如 11月3日；不知道就答“不知道”。",
}
_METHOD_WORDS = re.compile(r"约谈|约见|告诫|回访|复查|教育|责令|整改|劝导|劝诫|提示|调解|建议|移送|帮扶")
_IN_SIGHT = 3  # rules cited while the outcome is open
_FEW = 2  # clauses that ask for a fact, to be cited beside the question for it
_LEAD = 200  # characters of their words in the first line
_CHOOSE = "回答编号或文字都可以；不知道就答“不知道”。"
_AMEND = "请回答编号，或者直接把对的说法说一遍；没有要改的就答“不用改”。"
_GROUP = "有的请回答编号（几个用顿号隔开），都没有就答“都没有”。"


def compose_case(talk: Talk, setting: Setting, unread: str = "") -> Answer:
    """Kind ``verdict`` once there is an outcome, ``ask_back`` while facts are missing.

    ``unread`` is a reply that could not be understood: the question is put again.
    """
    if talk.aside is not None and talk.aside.supposed is not None:
        return _compose_supposed(talk, talk.aside, talk.aside.supposed, setting)
    rulebase, verdict = setting.rulebase, talk.verdict
    definite = verdict.outcome is not Outcome.NEED_FACTS
    card = build_card(rulebase, talk.agreed, verdict)
    asked = render_question(talk.question, rulebase, talk) if talk.question else ""
    in_sight = _rules_in_sight(talk, setting)
    if talk.question is not None:
        card = _asking(card, in_sight, rulebase, first=not (talk.conflicts or talk.several))
    return Answer(
        AnswerKind.VERDICT if definite else AnswerKind.ASK_BACK,
        ("" if unread else "".join(talk.news))
        + _say_aside(talk, card, rulebase)
        + _lead(card, talk, rulebase, in_sight),
        passages=tuple(_passages(verdict, rulebase, in_sight)) or tuple(_asked_for(talk, rulebase)),
        notes=tuple(_notes(talk, unread)),
        missing=tuple(_missing(verdict)),
        verdict={**verdict.as_json(), "facts": list(_understood(talk))},
        card=card,
        question=asked,
        choices=tuple(words for words, _ in _choices(talk, rulebase)),
        unread=unread,
    )


def _compose_supposed(talk: Talk, aside: Aside, supposed: Talk, setting: Setting) -> Answer:
    """The case as it would stand, marked so; kind, verdict and question are those of the case as it is."""
    as_it_is = compose_case(replace(talk, aside=None), setting)
    would_be = compose_case(replace(supposed, news=()), setting)
    assert would_be.card is not None and as_it_is.verdict is not None
    card = replace(would_be.card, headline=f"假设：{would_be.card.headline}")
    outcome = supposed.verdict
    facts = [f for f in _understood(supposed) if f["fact"] in aside.facts]
    said = {"region": outcome.region, "facts": facts, "outcome": outcome.outcome.value}
    return replace(
        as_it_is,
        lead=f"假设「{aside.words}」{_say_supposed(supposed, would_be)}（只是假设，没有记入案件。）",
        passages=would_be.passages,
        notes=(*supposed.news, *as_it_is.notes),
        verdict={**as_it_is.verdict, "supposed": {**said, "outcome_label": outcome.outcome_label}},
        card=card,
    )


def _say_supposed(supposed: Talk, would_be: Answer) -> str:
    if supposed.verdict.contradictions:
        return f"与别的事实不能同时成立：{'；'.join(supposed.verdict.contradictions)}。"
    still = supposed.verdict.outcome is Outcome.NEED_FACTS and supposed.question is not None
    asked = f"还要知道：{supposed.question.text}" if still and supposed.question else ""
    return f"：{would_be.lead}{asked}"


def _say_aside(talk: Talk, card: Card, rulebase: Rulebase) -> str:
    """The answer to a question about the verdict, before the card that shows what it rests on."""
    aside, verdict = talk.aside, talk.verdict
    if aside is None:
        return ""
    if aside.kind is AsideKind.NOT_READ:
        return f"没有看懂「{aside.words}」假设的是什么，请换个说法。下面是案件现在的情况："
    if aside.kind is AsideKind.OPINION:
        return f"「{aside.words}」不影响判定：判定只看事实和条款；事实有出入的，请直接说明是哪一项。"
    if aside.kind is AsideKind.METHOD:
        return _say_method(aside.method, verdict)
    if aside.kind is AsideKind.UNREAD:
        return f"没有看懂「{aside.words}」，没有采用；请换个说法。下面是案件现在的情况："
    if aside.kind is AsideKind.WHY_ASKED and talk.question is not None:
        why = talk.question.why or "它决定适用哪一条。"
        return f"问这个是因为：{why.rstrip('。')}。"
    if verdict.outcome is Outcome.NEED_FACTS and verdict.provisional is None:
        return "还没有结论，所以还没有依据可说；可能适用的规定列在下面。"
    labels = dict.fromkeys(c.label for c in verdict.clauses if c.role != "basis")
    if labels:
        return f"依据是{'；'.join(labels)}，逐项条件和原文列在下面。"
    failed = any(section.heading == "没有满足的条件" for section in card.sections)
    return "清单的条件没有都满足，不满足的列在下面。" if failed else "所收的清单没有列明这种行为。"


def _say_method(method: str, verdict: Verdict) -> str:
    """Whether 约谈, 教育, 回访 … goes with the outcome: what the card says of it, with the clause."""
    if verdict.outcome is Outcome.NEED_FACTS and verdict.provisional is None:
        return f"还没有结论，要不要{method}等事实查明再看。"
    core = _METHOD_WORDS.search(method)
    words = core.group() if core else method
    fitting = [(duty, True) for duty in verdict.duties if words in duty.text]
    fitting += [(advice, False) for advice in verdict.advice if words in advice.text]
    if not fitting:
        return f"按现在的事实，所收条款没有要求{method}，也没有列为可用的方式。"
    said = "；".join(f"{b.text.rstrip('。')}（{b.label}）" for b, _ in fitting)
    lead = f"要{method}" if any(must for _, must in fitting) else f"可以{method}，由执法机关决定"
    return f"{lead}：{said}。"


def _notes(talk: Talk, unread: str) -> Iterable[str]:
    if unread:
        yield f"没有看懂「{unread}」，请再答一次。"
    yield from talk.ignored
    if talk.question is not None:  # a finished card says it itself
        yield DISCLAIMER


def _lead(card: Card, talk: Talk, rulebase: Rulebase, in_sight: Sequence[Rule]) -> str:
    """The headline; while facts are missing, also the lenient outcome that the case may still reach."""
    if talk.amending:
        return f"没有看懂「{talk.amending}」，说清改哪一项以前不下结论。"
    if talk.editing:
        return "正在更正，说清以前不下结论。"
    missing = talk.verdict.outcome is Outcome.NEED_FACTS
    best = next((rule for rule in in_sight if missing and _is_in_reach(rule, talk.verdict)), None)
    guessed = bool(talk.candidates) and VIOLATION not in talk.case.facts  # what is shown promises nothing
    if talk.verdict.by_date:
        return f"{card.headline}。{_say_dates(talk.verdict)}"
    if not missing or talk.is_unsettled or talk.verdict.provisional is not None or not in_sight:
        return f"{card.headline}。"
    if guessed or best is None:
        told = [rule for rule in in_sight if not _is_for_others(rule, talk)]
        shown = [rule for rule in told if not (guessed and rule.outcome in LENIENT)]
        may = f"；可能适用的规定（还没有判定）：{_say_rules(shown, rulebase)}" if shown else ""
        return f"{card.headline}{may}。"
    assert best.outcome is not None
    label = label_of(talk.case.matter, best.outcome, (best,))
    region = rulebase.corpus.get_document(best.doc_id).meta.region
    there = "" if talk.verdict.region else f"如在{describe_region(region)}："
    asks = _say_rules([best], rulebase)
    return f"{card.headline}；{there}条件都符合、又不存在从重和排除情形的：{label}（{asks}）。"


def _say_rules(rules: Sequence[Rule], rulebase: Rulebase) -> str:
    """Where each stands and its words; of several those that fit beside the first."""
    said = list(dict.fromkeys(_say_rule(rule, rulebase) for rule in rules))
    return "；".join(text for i, text in enumerate(said) if i == 0 or sum(map(len, said[: i + 1])) <= _LEAD)


def _say_rule(rule: Rule, rulebase: Rulebase) -> str:
    """What it says of the act and what follows; a condition that another clause adds stands on the card."""
    own = (rule.words[0].clause_id, rulebase.clause_of(rule))
    document = rulebase.corpus.get_document(rule.doc_id)
    said: dict[str, str] = {}
    for words in rule.words:
        if words.clause_id in own:
            pieces = (document.quote(span).strip().rstrip("；;。") for span in words.spans)
            quoted = "".join(f"「{piece}」" for piece in pieces if piece)
            said[words.clause_id] = said.get(words.clause_id, "") + quoted
    return "；".join(f"{rulebase.label(clause_id)}：{quoted}" for clause_id, quoted in said.items())


def _is_for_others(rule: Rule, talk: Talk) -> bool:
    """Whether it is for enterprises on a list, and nobody has said that this is one, or that it is not."""
    return ON_LIST in needs_of(rule) and ON_LIST not in talk.agreed.facts


def _is_in_reach(rule: Rule, verdict: Verdict) -> bool:
    """A lenient outcome that the facts still allow, or that something which can be done still reaches."""
    reached = (*verdict.possible, *([verdict.remedy.outcome] if verdict.remedy else []))
    return rule.outcome in LENIENT and (verdict.region is None or rule.outcome in reached)


def _say_dates(verdict: Verdict) -> str:
    """The other outcome, under the documents of the day of the act."""
    then = verdict.by_date[0]
    which = "行为日" if then.which == "act" else "检查发现日"
    return f"但按{which}（{render_date(then.day)}）施行的文件是“{then.label}”，适用哪一个由执法机关依法确定。"


def _asking(card: Card, in_sight: Sequence[Rule], rulebase: Rulebase, first: bool) -> Card:
    """While a question is open the card says what is known and where it leads, not all that is missing;
    ``first`` where it leads, unless what is known is in dispute or several violations are told."""
    words = tuple(
        Line(
            f"{rule.title}：{''.join(f'「{piece}」' for piece in _printed(rule, rulebase))}",
            w.clause_id,
            w.label,
        )
        for rule in in_sight
        for w in rule.words[:1]
    )
    kept = ("认定的事实", "说法有矛盾", "逐项条件", "没有满足的条件", "还能做什么")
    sections = [s for s in card.sections if s.heading in kept]
    if words and not any(s.heading == "逐项条件" for s in sections):
        sections.insert(0 if first else 1, Section("可能适用的规定（还没有判定）", words))
    return Card(card.headline, card.tone, card.summary, tuple(sections))


def _printed(rule: Rule, rulebase: Rulebase) -> Iterable[str]:
    """The words of the rule as printed, piece by piece where a page or a cell breaks them."""
    document = rulebase.corpus.get_document(rule.doc_id)
    quotes = (document.quote(span).strip() for words in rule.words for span in words.spans)
    return filter(None, quotes)


def render_question(question: Question, rulebase: Rulebase, talk: Talk) -> str:
    """The question with its numbered answers, why it is asked, and how to answer."""
    facts = rulebase.facts
    lines = [f"请补充：{question.text}"]
    if question.facts == (REGION,):
        lines += _numbered(region.replace("/", "") for region in regions_of(talk, rulebase))
        why = f"（{question.why}）" if talk.regions or talk.elsewhere else ""
        return "\n".join([*lines, *([why] if why else []), "回答编号或地区名都可以，别的地区也可以。"])
    if question.facts == (AMEND,):
        lines += _numbered(_say_statement(talk, name, rulebase) for name in amendable(talk))
        return "\n".join([*lines, f"（{question.why}）", _AMEND])
    if question.is_group:
        lines += _numbered(facts[name].name for name in question.facts)
        return "\n".join([*lines, _GROUP])
    fact = facts[question.facts[0]]
    options = options_of(question, facts, talk)
    lines += _numbered(words for words, _ in options)
    if fact.id in talk.proposals:
        words, value = talk.proposals[fact.id]
        lines.append(f"从「{words}」看，可能是“{render_value(fact, value)}”，请确认。")
    lines.append(f"（{question.why}）" if question.why else "")
    lines.append(_CHOOSE if options else _HOW[fact.type].format(unit=fact.unit))
    return "\n".join(line for line in lines if line)


def _say_statement(talk: Talk, name: str, rulebase: Rulebase) -> str:
    if name == REGION:
        return f"地区：{(talk.case.region or '').replace('/', '')}"
    fact = rulebase.facts[name]
    return f"{fact.name}：{render_value(fact, talk.case.facts[name])}"


def _numbered(items: Iterable[str]) -> list[str]:
    return [f"{i}. {item}" for i, item in enumerate(items, start=1)]


def _choices(talk: Talk, rulebase: Rulebase) -> list[tuple[str, object]]:
    """What can be answered with one click."""
    question = talk.question
    if question is None:
        return []
    if question.facts == (REGION,):
        return [(region.replace("/", ""), region) for region in regions_of(talk, rulebase)]
    if question.facts == (AMEND,):
        return [("不用改", None)]
    if question.is_group:
        return [("都没有", False), ("不知道", None)]
    return [*options_of(question, rulebase.facts, talk), ("不知道", None)]


def _understood(talk: Talk) -> Iterable[dict[str, object]]:
    for name, value in talk.agreed.facts.items():
        yield {
            "fact": name,
            "value": value_as_json(value),
            "words": talk.case.sources.get(name, ""),
        }


def _missing(verdict: Verdict) -> Iterable[dict[str, object]]:
    for m in verdict.missing:
        yield {"fact": m.fact, "question": m.question, "why": m.why, "clauses": list(m.clauses)}


def _passages(verdict: Verdict, rulebase: Rulebase, in_sight: Sequence[Rule]) -> Iterable[Passage]:
    """The words that the verdict rests on; while it is open, those of the rules it may come to rest on."""
    every = verdict.clauses or tuple(cite_rules(rulebase, in_sight))
    cited = [c for c in every if c.role != "basis"]
    as_printed = [] if verdict.clauses else [words.clause_id for rule in in_sight for words in rule.words]
    for clause_id in dict.fromkeys([*as_printed, *(c.clause_id for c in cited)]):
        quotes = {(c.start, c.end): c for c in cited if c.clause_id == clause_id}
        pieces = tuple(
            Citation(clause_id, c.doc_id, c.label, c.quote, start, end)
            for (start, end), c in sorted(quotes.items())
        )
        if pieces:
            yield Passage("", pieces)
    yield from _not_met(verdict, rulebase, {*as_printed, *(c.clause_id for c in cited)})


def _not_met(verdict: Verdict, rulebase: Rulebase, cited: Collection[str]) -> Iterable[Passage]:
    """The conditions that the card says are not met, of clauses that are not ``cited`` yet."""
    found = [
        (rulebase.get_rule(line.rule), rulebase.find_leaf(line.rule, line.fact, line.quote))
        for line in find_unmet(rulebase, verdict)
    ]
    leaves = [(rule, leaf) for rule, leaf in found if leaf is not None]
    yield from (p for p in _quote(leaves, rulebase) if p.citations[0].clause_id not in cited)


def _asked_for(talk: Talk, rulebase: Rulebase) -> Iterable[Passage]:
    """The conditions for whose sake a fact is asked, where there is nothing else to cite; none where many
    clauses ask for it, as all do for the violation."""
    asked = talk.question.facts if talk.question and not talk.question.is_group else ()
    clauses = {c for m in talk.verdict.missing if m.fact in asked for c in m.clauses}
    if len(clauses) > _FEW:
        return
    leaves = [(rule, leaf) for rule in rulebase.rules for leaf in rule.leaves() if leaf.fact in asked]
    yield from (p for p in _quote(leaves, rulebase) if p.citations[0].clause_id in clauses)


def _quote(leaves: Iterable[tuple[Rule, Leaf]], rulebase: Rulebase) -> Iterable[Passage]:
    """The printed words of conditions, those of one clause together."""
    pieces: dict[str, dict[Citation, None]] = {}
    for rule, leaf in leaves:
        for clause_id, span in rulebase.find_quotes(rule, leaf.quotes):
            document = rulebase.corpus.get_document(rule.doc_id)
            piece = cite(document, rulebase.corpus.get_clause(clause_id), span)
            pieces.setdefault(clause_id, {})[piece] = None
    return (Passage("", tuple(quotes)) for quotes in pieces.values())


def _rules_in_sight(talk: Talk, setting: Setting) -> list[Rule]:
    """Rules that are not ruled out and of which some condition holds; those with most first.

    Where the region is not known yet, of every document, and where the violation is only likely, of the
    likeliest: they are shown, they decide nothing. None where the case may be where no document of ours
    holds. Those for enterprises on a list come last where nobody has said that this is one.
    """
    rulebase, case = setting.rulebase, talk.case
    if talk.verdict.region is None and not talk.promises:
        return []
    places = (case.region,) if case.region else talk.regions
    of_places = [doc for place in places for doc in rulebase.documents(place, talk.verdict.as_of)]
    documents = list(dict.fromkeys(of_places)) if places else rulebase.corpus.documents
    supposed = talk.agreed
    if VIOLATION not in supposed.facts and talk.candidates:
        supposed = replace(supposed, facts={**supposed.facts, VIOLATION: talk.candidates[0]})
    _, world = known_world(rulebase, supposed, talk.verdict.as_of)
    met: dict[str, int] = {}
    rules: dict[str, Rule] = {}
    for _, level in rulebase.docket(case.matter, tuple(documents)).levels:
        for rule in level:
            before = len(world.lines or ())
            truth, _ = hold_rule(rule, world)
            held = sum(t is True for _, _, t in (world.lines or [])[before:])
            if truth is not False and held:
                rules[rule.rule_id], met[rule.rule_id] = rule, held
    if VIOLATION not in talk.agreed.facts and not talk.candidates:  # no row before a violation is told
        rules = {i: rule for i, rule in rules.items() if not rests_on(rule.when, VIOLATION)}
    ranked = sorted(rules, key=lambda i: (_is_for_others(rules[i], talk), -met[i]))
    return [rules[rule_id] for rule_id in ranked[:_IN_SIGHT]]
