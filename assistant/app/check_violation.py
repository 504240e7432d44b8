"""Which violation it is: said in own words, or picked from the lists of the region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.app.check_lists import LONGEST, VIOLATION, ListRow, Offer, list_rows
from assistant.app.check_parts import render_choice, render_error, render_key_opener, render_step, say_invalid
from assistant.app.check_state import REGION, Check, Desk, judged_on, present_value
from assistant.app.literal import escape
from assistant.verdict.interview import Question
from assistant.verdict.values import UNKNOWN, Value, render_value
from corpus.rule_models import Fact

_EXAMPLE = "例如：排污口的牌子没挂，昨天被查到，已经改好了"


def render_violation(check: Check, question: Question, desk: Desk) -> str:
    """Own words and what they may mean, then the lists to browse, then 不知道."""
    fact = desk.rulebase.facts[VIOLATION]
    rows = list_rows(desk.rulebase, check.case.region or "", judged_on(check, desk))
    present = present_value(check, VIOLATION)
    offered = _render_offer(check.offer, rows, check.case.region or "", desk) if check.offer else ""
    is_open = check.offer is None or not check.offer.choices
    unknown = render_choice(UNKNOWN, "不知道是哪一种", present == UNKNOWN, kind="kc-unknown")
    pick = (
        f'<form data-act="answer"><input type="hidden" name="facts" value="{VIOLATION}">{offered}'
        f'<details class="kc-browse"{" open" if is_open else ""}><summary>从清单里选</summary>'
        f"{_render_listed(fact, rows, present)}</details>{render_error(check, 'value')}"
        f'<div class="kc-choices">{unknown}</div></form>'
    )
    return render_step(question.text, question.help, _render_find(check) + pick)


def _render_find(check: Check) -> str:
    words = check.entered.get("words", check.offer.words if check.offer else "")
    return (
        '<form data-act="find" class="kc-find" novalidate><label for="kc-words">用自己的话说</label>'
        f'<textarea id="kc-words" name="words" rows="2" data-enter="submit" placeholder="{_EXAMPLE}"'
        f"{say_invalid(check, 'words')}>{escape(words, line_ends=True)}</textarea>"
        f'{render_error(check, "words")}<div class="kc-buttons">'
        '<button class="kc-primary">查找</button></div></form>'
    )


def _render_elsewhere(offer: Offer, region: str) -> str:
    """The words name another region: its lists may differ, so the region comes first."""
    if not offer.elsewhere:
        return ""
    said, chosen = "、".join(place.replace("/", "") for place in offer.elsewhere), region.replace("/", "")
    return (
        f'<div class="kc-elsewhere" role="alert"><p class="kc-wrong">您的话里提到{escape(said)}，'
        f"现在按所选的{escape(chosen)}判定；一个地方的清单不能用在另一个地方。</p>"
        f'<button type="button" class="kc-choice" data-act="edit" data-facts="{REGION}">先改地区</button>'
        "</div>"
    )


def _render_offer(offer: Offer, rows: Sequence[ListRow], region: str, desk: Desk) -> str:
    """The facts that the words state, to be confirmed, and the violations that they may mean."""
    facts = desk.rulebase.facts
    ticks = "".join(_render_tick(facts[name], *read) for name, read in offer.facts.items())
    read = f"<fieldset><legend>读到的情况（不对的请取消勾选）</legend>{ticks}</fieldset>" if ticks else ""
    notes = _render_elsewhere(offer, region) + "".join(
        f'<p class="ky-hint">{escape(note)}</p>' for note in offer.notes
    )
    if not offer.choices:
        lead = f"没有认出是哪一种行为，清单里也没有相近的。请换个说法（最多 {LONGEST} 字），或者从清单里选。"
        return f'<div class="kc-offer" tabindex="-1">{notes}{read}<p class="kc-lead">{lead}</p></div>'
    lead = "是不是这一种？点一下继续。" if len(offer.choices) == 1 else "是下面哪一种？点一下继续。"
    buttons = "".join(
        render_choice(choice, facts[VIOLATION].choices[choice], False, _say_rows(choice, rows))
        for choice in offer.choices
    )
    return (
        f'<div class="kc-offer" tabindex="-1">{notes}{read}<p class="kc-lead">{lead}</p>'
        f'<div class="kc-choices" role="group" aria-label="可能的违法行为">{buttons}</div></div>'
    )


def _render_tick(fact: Fact, value: Value, said: str) -> str:
    return (
        f'<label class="kc-tick"><input type="checkbox" name="keep" value="{escape(fact.id)}" checked>'
        f"<span>{escape(fact.name)}：{escape(render_value(fact, value))}"
        f"<small>您说的「{escape(said)}」</small></span></label>"
    )


def _say_rows(choice: str, rows: Sequence[ListRow]) -> Iterable[str]:
    """The rows that name the violation, a line each."""
    named = [f"{row.label}　{row.situation}" for row in rows if choice in row.choices]
    return named or (["所收的本地清单没有列这一种"] if rows else [])


def _render_listed(fact: Fact, rows: Sequence[ListRow], present: Value | None) -> str:
    """The lists row by row, then the violations that stand in none."""
    groups: dict[str, list[ListRow]] = {}
    for row in rows:
        groups.setdefault(row.list_label, []).append(row)
    parts = [
        f'<h3>{escape(label)}</h3><div class="kc-list">'
        f"{''.join(_render_row(row, fact, present) for row in group)}</div>"
        for label, group in groups.items()
    ]
    listed = {choice for row in rows for choice in row.choices}
    rest = [(choice, words) for choice, words in fact.choices.items() if choice not in listed]
    buttons = "".join(render_choice(choice, words, choice == present) for choice, words in rest)
    title = "清单里没有的行为" if rows else "违法行为"
    parts.append(f'<h3>{title}</h3><div class="kc-choices" role="group" aria-label="{title}">{buttons}</div>')
    return "".join(parts)


def _render_row(row: ListRow, fact: Fact, present: Value | None) -> str:
    buttons = "".join(
        render_choice(choice, fact.choices[choice], choice == present)
        for choice in row.choices
        if choice in fact.choices
    )
    return (
        f'<div class="kc-listed"><p><span class="kc-outcome">符合的：{escape(row.outcome)}</span>'
        f"{render_key_opener(row.key, f'第{row.number}项')} {escape(row.situation)}</p>{buttons}</div>"
    )
