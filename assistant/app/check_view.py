"""自查 as markup: the steps, the place in them, region and matter, what has been answered."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.app.check_card import render_done
from assistant.app.check_parts import render_error, render_step, say_invalid
from assistant.app.check_question import render_question
from assistant.app.check_state import ELSEWHERE, MATTER, REGION, Check, Desk, Look, Step, has_rules, judged_on
from assistant.app.literal import escape
from assistant.verdict.card import MATTER_NAMES
from assistant.verdict.interview import NONE_OF_THEM, Answered, count_open
from assistant.verdict.values import render_date, render_value
from corpus.places import document_regions, documents_in_force
from corpus.rule_models import Matter

_STEPS = ("地区", "事项", "情况", "结果")
_MATTER_HINTS = {
    Matter.VIOLATION: "有一个违法行为，想知道会不会罚、还来得及做什么",
    Matter.JOIN: "想成为差异化监管的企业，看符合不符合纳入条件",
    Matter.REMOVAL: "已经在名单里，看有没有应当移出的情形",
    Matter.ONSITE: "已经在名单里，看执法人员能不能到现场检查",
}
_LISTED = {"violations": "免罚事项", "enterprises": "企业名单"}
_NO_RULES = "所收的该地区文件没有这一事项的规定"


def render_check(check: Check, look: Look | None, desk: Desk) -> str:
    """The whole of the tab's left side. ``look`` is None before the questions begin."""
    body = {
        Step.REGION: lambda: _render_region(check, desk),
        Step.MATTER: lambda: _render_matter(check, desk),
        Step.QUESTIONS: lambda: _render_questions(check, look, desk) if look else "",
    }[check.step]()
    return (
        f'<div class="ky-check" data-turn="{check.turn}">{_render_steps(check, look)}'
        f"{_render_progress(check, look)}{body}{_render_moves(check)}{_render_given(check, look, desk)}</div>"
    )


def _render_questions(check: Check, look: Look, desk: Desk) -> str:
    if look.doubtful:
        return _render_doubtful(check, look, desk)
    if look.question is not None:
        return render_question(check, look, desk)
    return render_done(check, look, desk)


def _render_steps(check: Check, look: Look | None) -> str:
    done = look is not None and look.is_done and check.step is Step.QUESTIONS
    now = 3 if done else list(Step).index(check.step)
    items = "".join(
        f"<li{' aria-current=step' if i == now else ''}{' class=kc-past' if i < now else ''}>{name}</li>"
        for i, name in enumerate(_STEPS)
    )
    return f'<ol class="kc-steps" aria-label="自查的步骤">{items}</ol>'


def _render_progress(check: Check, look: Look | None) -> str:
    if look is None or check.step is not Step.QUESTIONS:
        return ""
    answered, left = len(check.interview.replies), count_open(look.verdict, check.case.unknown)
    if look.is_done:
        return ""
    words = f"正在修改；已答 {answered} 问" if check.editing else f"已答 {answered} 问，约还有 {left} 问"
    return (
        f'<p class="kc-progress"><label for="kc-progress">{words}</label>'
        f'<progress id="kc-progress" max="{answered + left}" value="{answered}"></progress></p>'
    )


def _render_moves(check: Check) -> str:
    back = "不改了" if check.editing else "上一步"
    if check.step is Step.REGION and not check.case.region:
        return ""
    buttons = [] if check.step is Step.REGION else [f'<button type="button" data-act="back">{back}</button>']
    ask = ' data-ask="已经填的都会清空，确定重新开始吗？"' if check.interview.replies else ""
    buttons.append(f'<button type="button" data-act="restart"{ask}>重新开始</button>')
    return f'<div class="kc-moves">{"".join(buttons)}</div>'


# region and matter


def _render_region(check: Check, desk: Desk) -> str:
    chosen = check.entered.get(REGION, check.case.region or "")
    known = document_regions(desk.rulebase.corpus)
    if chosen and chosen not in known:
        chosen = ELSEWHERE
    options = "".join(_region_option(region, chosen, desk) for region in known)
    typed = check.entered.get("place", (check.case.region or "") if chosen == ELSEWHERE else "")
    elsewhere = (
        f'<div class="kc-option"><label><input type="radio" name="{REGION}" value="{ELSEWHERE}"'
        f"{' checked' if chosen == ELSEWHERE else ''}><span>其他地区</span></label>"
        f'<input type="text" name="place" value="{escape(typed)}" aria-label="其他地区的名称"'
        f' placeholder="如 成都市" maxlength="40" autocomplete="off"{say_invalid(check, "place")}>'
        f"{render_error(check, 'place')}</div>"
    )
    return render_step(
        "在哪个地区？",
        "各地的规定只在本地适用：选违法行为发生地，或者企业所在地。",
        f'<form data-act="{REGION}" novalidate><fieldset{say_invalid(check, REGION)}>'
        f'<legend class="kc-sr">地区</legend>{options}{elsewhere}</fieldset>{render_error(check, REGION)}'
        f'{_render_days(check)}<div class="kc-buttons">'
        '<button class="kc-primary">下一步</button></div></form>',
    )


def _region_option(region: str, chosen: str, desk: Desk) -> str:
    held = documents_in_force(desk.rulebase.corpus, region)
    names = "、".join(document.meta.cite_as for document in held)
    return (
        f'<label class="kc-option"><input type="radio" name="{REGION}" value="{escape(region)}"'
        f"{' checked' if region == chosen else ''}><span>{escape(region.replace('/', ' '))}"
        f"<small>{escape(names)}</small></span></label>"
    )


def _render_days(check: Check) -> str:
    opening = check.interview.opening
    fields = "".join(
        f'<div class="kc-field"><label for="kc-{name}">{label}</label>'
        f'<input type="date" id="kc-{name}" name="{name}"'
        f' value="{escape(check.entered.get(name, day.isoformat() if day else ""))}"'
        f"{say_invalid(check, name)}>{render_error(check, name)}</div>"
        for name, label, day in (
            ("act_on", "违法行为发生日", opening.act_on),
            ("decided_on", "作出决定日", opening.decided_on),
        )
    )
    is_open = opening.act_on or opening.decided_on or check.error_field in ("act_on", "decided_on")
    return (
        f'<details class="kc-days"{" open" if is_open else ""}><summary>按哪一天判定（可以不填，默认今天）'
        f'</summary><div class="kc-fields">{fields}</div></details>'
    )


def _render_matter(check: Check, desk: Desk) -> str:
    buttons = "".join(_matter_button(check, matter, desk) for matter in Matter)
    return render_step(
        "要查什么事？",
        _say_lists(check, desk),
        f'<form data-act="{MATTER}"><div class="kc-choices" role="group" aria-label="事项">{buttons}'
        "</div></form>" + render_error(check, MATTER),
    )


def _say_lists(check: Check, desk: Desk) -> str:
    """What 正面清单 means in each document in force, where they differ."""
    documents = desk.rulebase.documents(check.case.region or "", judged_on(check, desk))
    lists = {d.meta.cite_as: d.meta.positive_list for d in documents if d.meta.positive_list}
    if len(set(lists.values())) < 2:
        return ""
    said = "，".join(f"{name}的是{_LISTED.get(kind, '另一种')}" for name, kind in lists.items())
    return f"“正面清单”有不同的意思：{said}。"


def _matter_button(check: Check, matter: Matter, desk: Desk) -> str:
    fits = has_rules(desk, check, matter)
    hint = _MATTER_HINTS[matter] if fits else _NO_RULES
    pressed = "true" if matter is check.matter else "false"
    return (
        f'<button class="kc-choice" name="{MATTER}" value="{matter.value}" aria-pressed="{pressed}"'
        f"{'' if fits else ' disabled'}>{escape(MATTER_NAMES[matter])}<small>{escape(hint)}</small></button>"
    )


# contradictions


def _render_doubtful(check: Check, look: Look, desk: Desk) -> str:
    facts, case = desk.rulebase.facts, check.case
    whys = "".join(f"<li>{escape(why)}。</li>" for why in look.verdict.contradictions)
    buttons = "".join(
        f'<button type="button" class="kc-choice" data-act="edit" data-facts="{escape(name)}">'
        f"改“{escape(facts[name].name)}”"
        f"<small>现在填的是：{escape(render_value(facts[name], case.facts[name]))}</small></button>"
        for name in look.doubtful
    )
    return render_step(
        "说法有矛盾，哪一项要改？",
        "下面几项不能同时成立，改对之后再往下判。",
        f'<ul class="kc-against" role="alert">{whys}</ul>'
        f'<div class="kc-choices" role="group" aria-label="要改的一项">{buttons}</div>',
        "kc-warn",
    )


# what has been answered


def _render_given(check: Check, look: Look | None, desk: Desk) -> str:
    rows = list(_given_rows(check, desk))
    if not rows:
        return ""
    items = "".join(
        f'<div class="kc-row"><dt>{escape(name)}</dt><dd>{value}</dd><dd class="kc-edit">'
        f'<button type="button" data-act="edit" data-facts="{escape(key)}"'
        f' aria-label="修改{escape(name)}">修改</button></dd></div>'
        for name, value, key in rows
    )
    on = judged_on(check, desk)
    return (
        f'<section class="kc-given" aria-label="已经填的"><h3>已经填的</h3><dl>{items}</dl>'
        f'<p class="ky-hint">按{render_date(on)}施行的文件判定。</p></section>'
    )


def _given_rows(check: Check, desk: Desk) -> Iterable[tuple[str, str, str]]:
    """(name, value as markup, what 修改 changes)."""
    opening = check.interview.opening
    if opening.region:
        yield "地区", escape(opening.region.replace("/", " ")), REGION
    for name, day in (("违法行为发生日", opening.act_on), ("作出决定日", opening.decided_on)):
        if day:
            yield name, render_date(day), REGION
    if check.matter is not None:
        yield "事项", escape(MATTER_NAMES[check.matter]), MATTER
    for reply in check.interview.replies:
        yield _given_reply(reply, desk)


def _given_reply(reply: Answered, desk: Desk) -> tuple[str, str, str]:
    facts, key = desk.rulebase.facts, ",".join(reply.facts)
    if len(reply.facts) > 1:
        return "从重、排除一类情形", escape(_group_words(reply, desk)), key
    fact = facts[reply.facts[0]]
    if fact.id in reply.unknown:
        return fact.name, "不知道", key
    said = reply.words.get(fact.id, "")
    quoted = f"<small>您说的「{escape(said)}」</small>" if said else ""
    return fact.name, escape(render_value(fact, reply.values[fact.id])) + quoted, key


def _group_words(reply: Answered, desk: Desk) -> str:
    facts = desk.rulebase.facts
    present = [facts[name].name for name, value in reply.values.items() if value is True]
    unsure = [facts[name].name for name in reply.unknown]
    if not present and not unsure:
        return f"{NONE_OF_THEM}（{len(reply.values)} 项）"
    rest = len(reply.values) - len(present)
    parts = [f"存在：{'；'.join(present)}"] if present else []
    parts += [f"不知道：{'；'.join(unsure)}"] if unsure else []
    return "。".join([*parts, f"其余 {rest} 项没有" if rest else ""]).rstrip("。")
