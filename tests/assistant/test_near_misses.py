"""What the documents come near to and do not say: refused, with the nearest clauses offered."""

from __future__ import annotations

import pytest

from assistant.answer.models import Answer, AnswerKind, RefusalReason, render_text
from assistant.service import Assistant

EEB, PANJIN = "cq-spb-eeb-2021-181", "ln-pj-2021-17"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("排污许可证的有效期是几年？", "所收文件没有写明这件事是几年，不能回答"),
        ("广西“生态云”平台的网址是什么", "所收文件没有写明这件事是网址，不能回答"),
        ("什么叫“双随机、一公开”？", "所收文件没有解释“双随机、一公开”是什么意思，不能回答"),
        ("非道路移动机械没有编码登记，属于沙坪坝的清单吗", "所收清单没有列明这一行为（非道路移动机械）"),
    ],
)
def test_what_is_not_written_is_said_and_the_nearest_offered(
    assistant: Assistant, question: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None and answer.refusal.reason is RefusalReason.NOTHING_FOUND
    assert answer.lead.startswith(words)
    assert answer.citations == () and answer.related


@pytest.mark.parametrize("question", ["税务的首违不罚清单有哪些事项", "占道经营按城市管理的免罚清单罚不罚"])
def test_lists_of_other_fields_are_not_answered_from_ours(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None and answer.refusal.reason is RefusalReason.OUTSIDE
    assert "的清单，不能回答；所收的清单都是生态环境的。" in answer.lead


def test_the_clause_that_says_what_a_term_is_comes_first(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝生态环境局的正面清单是什么意思？")
    assert answer.citations[0].clause_id == f"{EEB}#a2.note.1"


def test_the_nine_items_are_not_item_nine(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝正面清单九项里有没有油烟扰民")
    assert f"{EEB}#a2.9" not in [c.clause_id for c in answer.citations]


def test_a_question_of_another_field_is_no_case(assistant: Assistant) -> None:
    answer = assistant.ask("业主不可抗力遭受财产损害，物业公司可以免责吗？")
    assert answer.kind is AnswerKind.REFUSAL and not answer.missing


def test_a_named_document_is_asked_for_its_day(assistant: Assistant) -> None:
    answer = assistant.ask("渝环规〔2021〕5号自哪一天起施行？")
    assert "「本通知自2021年8月6日起施行。」" in answer.lead


@pytest.mark.parametrize(
    "question", ["货船往江里排洗舱水，负面清单里有没有它的位置？", "清洁生产审核拖着没交，清单上能不能找到？"]
)
def test_a_violation_not_found_in_the_lists_is_said_so(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.lead.startswith("所收清单里没有找到与所问行为相符的一项；未列明不等于应当处罚")
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "夜里施工没办夜间证，这一项进了沙坪坝的正面清单吗",  # found: a row of the other list
        "转移危废没填联单，沙坪坝正面清单九项里能对上哪一项？",  # nine items, not item nine
        "沙坪坝的免罚单子上，在线监控没装或没联网算进去没有？",
        "一般工业固废没建管理台账，是沙坪坝生态环境轻微违法免罚的九种之一吗？",
    ],
)
def test_a_deed_that_is_not_recognised_is_given_no_row(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL and answer.citations == ()
    assert "未列明不等于应当处罚" in answer.lead


@pytest.mark.parametrize(
    "question", ["环执法〔2019〕42号第（十三）项把原文贴给我看看", "国办发〔2019〕3号那一段分了几款？"]
)
def test_what_another_paper_says_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None and answer.citations == ()


def test_a_violation_of_another_field_is_refused_as_outside(assistant: Assistant) -> None:
    answer = assistant.ask("无证驾驶能不能不罚？")
    assert answer.refusal is not None and answer.refusal.reason is RefusalReason.OUTSIDE
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("辱骂举报人是不是列入沙坪坝从重处罚清单？", "a3.2"),
        ("沙坪坝负面清单有没有把打执法员列为从重情形", "a3.2"),
        ("沙坪坝负面清单有没有把撕证据列为从重情形", "a3.6"),
    ],
)
def test_a_listed_violation_is_found_in_its_list(assistant: Assistant, question: str, row: str) -> None:
    assert assistant.ask(question).citations[0].clause_id == f"{EEB}#{row}"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("没做环境风险评估能不能不罚？", "风险评估"),  # the item is named so, its 情形 is another
        ("拒绝执法人员进厂检查，会从重吗", "拒绝执法"),
        ("广场舞噪声在负面清单里吗？", "广场舞"),
        ("排污许可证过期没续能不能不罚？", "许可证过期"),
    ],
)
def test_no_item_is_given_for_what_its_situation_does_not_say(
    assistant: Assistant, question: str, matter: str
) -> None:
    answer = assistant.ask(question)
    assert answer.lead.startswith(f"所收清单没有列明这一行为（{matter}）")
    assert "未列明不等于应当处罚" in answer.lead
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("term", "clause_id"),
    [
        ("盘锦市“721工作法”", "ln-pj-2021-17#2.2"),
        ("渐进式执法", "gx-eed-2025#1"),
        ("轻微违法行为告知承诺制", "ln-pj-2021-17#2.3"),
    ],
)
def test_a_term_of_one_document_is_answered_by_the_clause_that_has_it(
    assistant: Assistant, term: str, clause_id: str
) -> None:
    assert assistant.ask(f"{term}是什么意思？").citations[0].clause_id == clause_id


def test_it_is_said_where_a_term_is_used_and_not_defined(assistant: Assistant) -> None:
    answer = assistant.ask("什么是渐进式执法？")
    assert "所收文件没有给“渐进式执法”下定义，以上是写到它的条款。" in answer.notes
    assert not any("下定义" in note for note in assistant.ask("负面清单指的是什么？").notes)


def test_a_term_that_many_clauses_use_is_not_explained_by_one(assistant: Assistant) -> None:
    assert assistant.ask("什么是行政处罚？").kind is AnswerKind.REFUSAL


@pytest.mark.parametrize(
    "question", ["烘干机没装隔音罩，沙坪坝的免罚清单里有吗？", "库房没做防渗，算不算沙坪坝正面清单的事项？"]
)
def test_a_row_is_given_for_a_deed_only_where_the_deed_is_read_in_the_words(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None and "未列明不等于应当处罚" in answer.lead
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "row"),
    [("恐吓举报人算不算负面清单里的事", "a3.2"), ("料堆没盖布，属于沙坪坝正面清单哪一项", "a2.9")],
)
def test_a_deed_that_is_read_in_the_words_has_its_row(assistant: Assistant, question: str, row: str) -> None:
    assert assistant.ask(question).citations[0].clause_id == f"{EEB}#{row}"


def test_what_a_clause_says_is_given_where_it_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("盘锦的纠错观察期怎么规定？")
    assert answer.citations[0].clause_id == "ln-pj-2021-17#2.2"


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("17号文件哪天印发", "ln-pj-2021-17#sign"),
        ("69号文什么时候印发的", "cq-spb-gov-2021-69#sign"),
        ("想列入正面清单需要什么条件", "cq-eeb-2021-5#3.2"),
        ("盘锦的721是怎么回事", "ln-pj-2021-17#2.2"),
        ("免罚不免责写在哪里", "gx-eed-2025#6.15"),
        ("野生动物保护", "ln-pj-2021-17#2.4"),
        ("副面清单第3项", f"{EEB}#a3.3"),
    ],
)
def test_short_and_misspelt_questions_find_their_clause(
    assistant: Assistant, question: str, clause_id: str
) -> None:
    assert assistant.ask(question).citations[0].clause_id == clause_id


def test_the_date_of_a_paper_that_is_only_cited_is_not_ours(assistant: Assistant) -> None:
    answer = assistant.ask("环执法〔2019〕42号文件哪天印发")
    assert answer.refusal is not None and "没有收录环执法〔2019〕42号的正文" in answer.lead


def test_validity_that_is_not_written_is_said_so(assistant: Assistant) -> None:
    answer = assistant.ask("沙环发181号什么时候失效")
    assert answer.refusal is not None and "没有写明这件事是有效到什么时候" in answer.lead


def test_a_form_to_fill_in_is_answered_by_its_columns(assistant: Assistant) -> None:
    assert "「统一社会信用代码」「所属行业」" in assistant.ask("渝环规5号附表2有哪几栏").lead


def test_a_matter_that_only_the_name_of_an_item_has_is_said_so(assistant: Assistant) -> None:
    answer = assistant.ask("没做突发环境事件风险评估，在正面清单里吗")
    assert "正面清单第4项只在名称里写到，情形没有" in answer.lead


def offered(answer: Answer) -> list[str]:
    return [c.clause_id for passage in answer.related for c in passage.citations]


def test_beside_a_refusal_stands_what_may_be_meant(assistant: Assistant) -> None:
    answer = assistant.ask("盘锦那边说一把尺子量到底是什么意思")
    assert answer.kind is AnswerKind.REFUSAL and answer.citations == ()
    assert f"{PANJIN}#2.5" in offered(answer)
    assert "相近条款（仅供参考，不是对本问题的回答）：" in render_text(answer)


@pytest.mark.parametrize("question", ["红烧肉怎么做", "离婚后孩子归谁抚养", "欠债不还可以去法院告吗"])
def test_beside_the_refusal_of_what_is_far_away_stands_nothing(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL and answer.related == ()


def test_a_question_in_a_case_is_offered_what_the_clauses_say_of_it(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝一家汽修店喷漆没密闭，老板说马上改，还会挨板子吗？")
    assert answer.kind is AnswerKind.ASK_BACK and f"{EEB}#4.3" in offered(answer)
    assert not set(offered(answer)) & {c.clause_id for c in answer.citations}
    text = render_text(answer)
    assert text.index("相近条款") < text.index(answer.question)  # what is to be answered stands below


def test_a_case_that_is_only_told_is_offered_nothing(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝一家汽修店喷漆没密闭，已经改好。")
    assert answer.kind is AnswerKind.ASK_BACK and answer.related == ()


def test_a_cell_is_answered_with_the_next_rows_beside(assistant: Assistant) -> None:
    answer = assistant.ask("未设置监测点位的行政处罚，编码怎么写？")
    assert answer.kind is AnswerKind.ANSWER and len(set(offered(answer))) == 4


@pytest.mark.parametrize(
    "question", ["沙坪坝未及时公开环境信息，组织机构代码也没写，怎么办", "排放口序号写错怎么办"]
)
def test_a_number_that_only_occurs_is_no_column_asked_for(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "编码：" not in answer.lead and "序号：" not in answer.lead


@pytest.mark.parametrize(
    "message", ["私设暗管偷排废水，马上停，能轻罚吗", "沙坪坝某厂废气超标5%，马上停，还罚吗"]
)
def test_no_lenient_row_that_is_not_told_stands_beside_a_case(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert answer.kind is AnswerKind.ASK_BACK and "正面清单第" not in answer.lead
    assert not any(c.startswith(f"{EEB}#a2.") for c in offered(answer))


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("盘锦那份文件落款单位是谁", f"{PANJIN}#sign"),
        ("广西的文件落的款是哪年", "gx-eed-2025#sign"),
    ],
)
def test_what_stands_below_a_document_is_its_signature(
    assistant: Assistant, question: str, clause_id: str
) -> None:
    assert assistant.ask(question).citations[0].clause_id == clause_id


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("盘锦的实施方案主送哪些单位", "市直各单位，各人民团体：」"),
        ("沙环发〔2021〕181号发给谁的", "「局属各科室、队、站：」"),
        ("谁是沙坪坝区生态环境局领导小组组长", "组 长：犹元波"),
        ("沙府发〔2021〕69号的领导小组副组长是谁", "副组长：蔡"),
        ("渝环规〔2021〕5号主送哪些单位", "两江新区分局：」"),
    ],
)
def test_the_line_that_is_asked_for_comes_first(assistant: Assistant, question: str, words: str) -> None:
    assert words in assistant.ask(question).lead


@pytest.mark.parametrize(
    ("question", "clause_id", "lead"),
    [
        ("未设置监测点位的行政处罚，编码怎么写？", f"{EEB}#a2.8", "事项编码：「500216218000」"),
        ("沙坪坝伪造销毁证据从重处罚依据哪个文件？", f"{EEB}#a3.6", "（渝环〔2019〕77号）第十条"),
        ("环境影响登记表没备案在沙坪坝正面清单里排第几？", f"{EEB}#a2.5", "序号：「5」"),
    ],
)
def test_a_column_is_given_where_a_row_is_found(
    assistant: Assistant, question: str, clause_id: str, lead: str
) -> None:
    answer = assistant.ask(question)
    assert answer.citations[0].clause_id == clause_id and lead in answer.lead


@pytest.mark.parametrize(
    "question",
    [
        "运煤车沿路撒煤渣，沙坪坝正面清单收了这条没",
        "油烟净化器没装，沙坪坝那份免罚清单收录了吗",
        "清洁生产审核没做，属于沙坪坝说的轻微违法吗",
        "年度自行监测数据丢了，沙坪坝的免罚单子上算进去没有",
    ],
)
def test_a_deed_that_is_not_read_in_any_row_is_not_given_the_nearest_one(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL
    assert "清单" in answer.lead and "未列明不等于应当处罚" in answer.lead


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("排放口标识牌没挂，沙坪坝正面清单收了这条没", f"{EEB}#a2.2"),
        ("执行报告没按时交，沙坪坝那份免罚清单收录了吗", f"{EEB}#a2.2"),
        ("威胁举报人，沙坪坝负面清单算从重情形吗", f"{EEB}#a3.2"),
        ("沙坪坝未批先建进了正面清单吗", f"{EEB}#a2.1"),
        ("未批先建列入正面清单了吗", f"{EEB}#a2.1"),
    ],
)
def test_a_deed_that_is_read_in_a_row_is_given_it(assistant: Assistant, question: str, row: str) -> None:
    assert assistant.ask(question).clause_ids[:1] == (row,)


@pytest.mark.parametrize(
    "question",
    [
        "市里正面清单收录后能保留几年",
        "重庆正面清单怎么把企业收进去",
        "市里清单进去了怎么出来",
        "偷排过能进正面清单吗",
        "安装了在线监控的列入正面清单吗",
        "一年内没有处罚记录的列入正面清单吗",
        "没有危害后果的列入正面清单吗",
    ],
)
def test_the_list_of_enterprises_is_not_asked_for_a_deed(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER
    assert {c.doc_id for c in answer.citations} == {"cq-eeb-2021-5"}


def test_a_cell_is_nobodys_where_no_deed_is_told(assistant: Assistant) -> None:
    """依据什么不罚 is answered with a row's cell as the nearest one, never as that of a deed."""
    assert assistant.ask("依据什么不罚").lead.startswith("最接近的清单条款，逐项符合才适用——")
    told = assistant.ask("沙坪坝VOCs没密闭那项编码多少")
    assert told.lead.startswith("沙环发〔2021〕181号 附件2 正面清单第7项的事项编码")
