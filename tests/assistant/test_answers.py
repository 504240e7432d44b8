"""What is answered, from which document, with which note; what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answer.models import Answer, AnswerKind, RefusalReason, check_citation, render_text
from assistant.service import Assistant
from corpus.models import Corpus
from evals.cases import load_policy_cases, load_refusal_cases

EEB, GOV = "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69"
CITY, GUANGXI, PANJIN = "cq-eeb-2021-5", "gx-eed-2025", "ln-pj-2021-17"


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.clause_id for citation in answer.citations))


def documents(answer: Answer) -> set[str]:
    return {citation.doc_id for citation in answer.citations}


def related(answer: Answer) -> set[str]:
    return {citation.clause_id for passage in answer.related for citation in passage.citations}


def unfounded_quotes(answer: Answer, corpus: Corpus) -> list[str]:
    """Quotes that do not stand in the source: of citations, and between 「 and 」 in lead and notes."""
    everything = [*answer.citations, *(c for passage in answer.related for c in passage.citations)]
    wrong = [c.quote for c in everything if not check_citation(corpus.get_document(c.doc_id), c)]
    sources = [document.source for document in corpus.documents]
    own_words = [answer.lead, *answer.notes]
    quoted = [q for text in own_words for q in re.findall(r"「([^「」]+)」", text)]
    return wrong + [q for q in quoted if not any(q in source for source in sources)]


# what is asked for a number of years, a person, a place: the plain question


@pytest.mark.parametrize(
    ("question", "clause_id", "words"),
    [
        ("正面清单有效期多久？", f"{CITY}#3.4", "正面清单有效期原则为3年"),
        ("对正面清单企业开展现场检查要谁同意", f"{CITY}#3.7", "经本级执法机构负责同志同意"),
        ("盘锦的721工作法是什么", f"{PANJIN}#2.2", "70%的问题用服务解决"),
        ("广西罚款交不起能分期吗", f"{GUANGXI}#5.14", "依法批准延期、分期缴纳罚款"),
        ("广西检查频次有什么要求", f"{GUANGXI}#4.8", "最大限度减少入企检查频次"),
    ],
)
def test_a_plain_question_is_answered_first_by_its_clause(
    assistant: Assistant, question: str, clause_id: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER
    assert answer.citations[0].clause_id == clause_id
    assert words in answer.citations[0].quote
    assert words in answer.lead


# lists in full


@pytest.mark.parametrize(
    "question", ["正面清单有哪些事项", "沙坪坝区的免罚清单列了哪些行为", "免罚清单有哪些事项"]
)
def test_the_positive_list_is_enumerated_in_full(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert cited(answer) == [f"{EEB}#a2", *(f"{EEB}#a2.{n}" for n in range(1, 10))]
    assert "共9项" in answer.lead
    assert any("第1—5项" in note and "的，不予行政处罚" in note for note in answer.notes)
    assert any("第6—9项" in note and "可以不予行政处罚" in note for note in answer.notes)


def test_the_negative_list_is_enumerated_in_full(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝区负面清单有哪几项")
    assert cited(answer) == [f"{EEB}#a3", *(f"{EEB}#a3.{n}" for n in range(1, 7))]
    assert "共6项" in answer.lead


def test_both_lists_are_enumerated_where_both_are_asked_for(assistant: Assistant) -> None:
    rows = [f"{EEB}#a2.{n}" for n in range(1, 10)] + [f"{EEB}#a3.{n}" for n in range(1, 7)]
    assert set(rows) <= set(cited(assistant.ask("沙坪坝区两张清单都有哪些事项")))


def test_a_blank_form_is_called_a_blank_form(assistant: Assistant) -> None:
    answer = assistant.ask("沙府发〔2021〕69号的正面清单有哪些事项")
    assert "空白表样，没有列出事项" in answer.lead
    assert documents(answer) == {GOV}


@pytest.mark.parametrize(
    ("question", "parent", "count"),
    [
        ("沙坪坝区生态环境局的柔性执法方式有哪几种", f"{EEB}#4", 5),
        ("沙坪坝区政府的柔性执法方式有哪几种", f"{GOV}#4", 5),
        ("沙坪坝区生态环境局柔性执法的基本原则有哪些", f"{EEB}#2", 4),
        ("盘锦市的基本原则有哪些", f"{PANJIN}#1.3", 4),
        ("重庆市正面清单的工作原则有哪些", f"{CITY}#2", 3),
        ("盘锦市柔性执法的主要措施有哪些", f"{PANJIN}#2", 6),
    ],
)
def test_the_children_of_a_heading_are_enumerated_in_full(
    assistant: Assistant, corpus: Corpus, question: str, parent: str, count: int
) -> None:
    answer = assistant.ask(question)
    children = [c.clause_id for c in corpus.get_document(parent.split("#")[0]).children(parent) if c.number]
    assert len(children) == count
    assert set(children) <= set(cited(answer))
    assert f"共{count}项" in answer.lead


# the two meanings of 正面清单


@pytest.mark.parametrize("question", ["正面清单有效期多久？", "哪些企业可以纳入正面清单", "怎么移出正面清单"])
def test_a_list_of_enterprises_is_told_from_the_list_of_violations(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.citations[0].doc_id == CITY
    assert not documents(answer) & {EEB, GOV}
    assert "这里的“正面清单”列的是企业（渝环规〔2021〕5号）。" in answer.notes
    assert "另有含义：沙环发〔2021〕181号的“正面清单”列的是免罚事项，二者不同。" in answer.notes


@pytest.mark.parametrize("question", ["沙坪坝区正面清单有哪些事项", "正面清单第6项"])
def test_the_list_of_violations_is_told_from_a_list_of_enterprises(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert documents(answer) == {EEB}
    assert "这里的“正面清单”列的是免罚事项（沙环发〔2021〕181号）。" in answer.notes
    assert "另有含义：渝环规〔2021〕5号的“正面清单”列的是企业，二者不同。" in answer.notes


# the two documents of 沙坪坝


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("沙坪坝柔性执法不适用于什么情况", "3"),
        ("沙坪坝柔性执法的合法性原则是什么", "2.1"),
        ("沙坪坝的行政约谈告诫怎么做", "4.3"),
        ("沙坪坝利用突发事件违法的怎么查处", "3"),
        ("沙坪坝推行柔性执法的高效便民原则", "2.4"),
    ],
)
def test_both_documents_of_a_district_are_cited_where_none_is_named(
    assistant: Assistant, question: str, path: str
) -> None:
    assert {f"{EEB}#{path}", f"{GOV}#{path}"} <= set(cited(assistant.ask(question)))


@pytest.mark.parametrize("question", ["沙坪坝区柔性执法方式有哪些", "沙坪坝柔性执法有哪几项基本原则"])
def test_a_list_that_both_documents_of_a_district_have_is_told_of_both(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert documents(answer) == {EEB, GOV}


@pytest.mark.parametrize(
    ("question", "doc_id"),
    [
        ("沙坪坝区政府的实施意见里，柔性执法不适用于什么情况", GOV),
        ("沙环发〔2021〕181号规定柔性执法不适用于什么情况", EEB),
        ("沙坪坝区生态环境局的合法性原则是什么", EEB),
    ],
)
def test_only_the_document_that_is_named_is_cited(assistant: Assistant, question: str, doc_id: str) -> None:
    assert documents(assistant.ask(question)) == {doc_id}


# outside the corpus


@pytest.mark.parametrize(
    "question", ["未批先建罚多少钱", "超标排污最高罚几万", "罚款金额怎么算", "滞纳金怎么收"]
)
def test_amounts_are_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL and answer.refusal is not None
    assert answer.refusal.reason is RefusalReason.OUTSIDE
    assert "语料未涉及罚款数额，不能回答具体罚多少" in answer.lead
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question", ["行政处罚法第三十三条怎么规定的", "《中华人民共和国行政处罚法》第33条的内容"]
)
def test_an_article_of_another_law_is_refused_with_the_clauses_that_cite_it(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL and answer.citations == ()
    assert "语料没有收录《" in answer.lead and "下列条款引用了它" in answer.lead
    assert related(answer) and all(c.startswith(f"{EEB}#a2.") for c in related(answer))


def test_an_article_that_nothing_cites_is_refused_without_related_clauses(assistant: Assistant) -> None:
    answer = assistant.ask("民法典第一千条规定了什么")
    assert answer.kind is AnswerKind.REFUSAL
    assert "语料没有收录《民法典》的条文" in answer.lead and "引用了它" not in answer.lead
    assert answer.related == ()


@pytest.mark.parametrize("question", ["今天天气怎么样", "红烧肉怎么做", "帮我写一首诗", "股票明天会涨吗"])
def test_what_has_nothing_to_do_with_the_corpus_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL
    assert answer.citations == ()


def test_a_refusal_is_never_dressed_as_an_answer(assistant: Assistant) -> None:
    for case in load_refusal_cases("refusal_dev"):
        answer = assistant.ask(case.question)
        if answer.kind is AnswerKind.REFUSAL:
            assert answer.citations == () and answer.refusal is not None, case.question
            assert "现有：" in answer.lead, case.question
            assert not answer.related or "仅供参考，不是对本问题的回答" in render_text(answer)


# dates


def test_a_document_is_not_used_before_its_day(assistant: Assistant) -> None:
    answer = assistant.ask("正面清单有效期多久", as_of=date(2021, 8, 5))
    assert CITY not in documents(answer) | {c.split("#")[0] for c in related(answer)}
    assert "渝环规〔2021〕5号自2021-08-06起施行，2021-08-05尚未施行，未用于回答。" in answer.notes
    assert f"{CITY}#3.4" in cited(assistant.ask("正面清单有效期多久", as_of=date(2021, 8, 6)))


def test_a_document_without_a_day_of_force_counts_from_its_issue(assistant: Assistant) -> None:
    before = assistant.ask("广西罚款交不起能分期吗", as_of=date(2025, 6, 16))
    assert GUANGXI not in documents(before)
    assert "广西2025年《若干措施》自2025-06-17起印发，2025-06-16尚未印发，未用于回答。" in render_text(before)
    assert documents(assistant.ask("广西罚款交不起能分期吗", as_of=date(2025, 6, 17))) == {GUANGXI}


def test_before_every_document_nothing_is_answered(assistant: Assistant) -> None:
    answer = assistant.ask("正面清单有效期多久", as_of=date(2000, 1, 1))
    assert answer.kind is AnswerKind.REFUSAL and answer.citations == ()
    assert "尚未" in answer.lead


def test_with_a_date_the_user_is_told_that_force_was_not_checked(assistant: Assistant) -> None:
    answer = assistant.ask("正面清单有效期多久", as_of=date(2026, 1, 1))
    assert "所收文件是否仍然有效未经官方核对。" in answer.notes


# doubts, measure, words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("沙府发〔2021〕69号 五（三）", "原文印作“突出事件”，疑为“突发事件”"),
        ("沙环发〔2021〕181号 五（三）", "原文印作“突出事件”，疑为“突发事件”"),
        ("盘委办发〔2021〕17号 二（四）", "原文印作“突出事件”，疑为“突发事件”"),
        ("沙府发〔2021〕69号 五（一）", "本文件写“加重处罚”"),
        ("渝环规〔2021〕5号三（四）", "文件没有写 3 年从哪天起算"),
    ],
)
def test_a_doubt_about_quoted_words_is_told(assistant: Assistant, question: str, words: str) -> None:
    answer = assistant.ask(question)
    assert any(words in note for note in answer.notes)


def test_doubtful_words_are_quoted_as_printed(assistant: Assistant) -> None:
    answer = assistant.ask("沙府发〔2021〕69号 五（三）")
    assert any("社会安全突出事件" in citation.quote for citation in answer.citations)


def test_every_answer_to_the_development_questions_is_verbatim(assistant: Assistant, corpus: Corpus) -> None:
    wrong = {}
    for case in load_policy_cases("policy_dev"):
        quotes = unfounded_quotes(assistant.ask(case.question), corpus)
        if quotes:
            wrong[case.case_id] = quotes
    assert wrong == {}


def test_every_answer_to_a_refused_question_is_verbatim_too(assistant: Assistant, corpus: Corpus) -> None:
    for case in load_refusal_cases("refusal_dev"):
        assert unfounded_quotes(assistant.ask(case.question), corpus) == [], case.case_id


def test_a_plain_question_has_at_most_three_citations(assistant: Assistant) -> None:
    """Lists, rows of tables, comparisons and pages that break a sentence may need more."""
    plain = {"formal", "officer", "enterprise", "everyday", "typo"}
    many = {}
    for case in load_policy_cases("policy_dev"):
        answer = assistant.ask(case.question)
        if answer.kind is not AnswerKind.ANSWER:
            continue
        rows = any(re.search(r"#a\d+\.\d+$", c.clause_id) for c in answer.citations)
        enumerated = re.search(r"共\d+项", answer.lead) is not None
        one_clause = len(cited(answer)) == 1
        if case.style in plain and not (rows or enumerated or one_clause) and len(answer.citations) > 3:
            many[case.case_id] = cited(answer)
    assert many == {}


def test_the_same_question_gives_the_same_answer(assistant: Assistant) -> None:
    for question in ("正面清单有效期多久？", "喷漆房门没关会罚吗", "成都的清单", "第6项"):
        assert assistant.ask(question) == assistant.ask(question)


def test_a_case_is_never_decided_by_an_answer(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝区，排污口牌子没挂，会罚吗")
    assert f"{EEB}#a2.2" in cited(answer)
    assert answer.kind is AnswerKind.ASK_BACK
    assert any("不代替行政机关的决定" in note for note in answer.notes)
    assert not re.search(r"(你|贵公司|该企业)(不会|会)被?罚", render_text(answer))


def test_a_day_is_shown_though_it_shares_no_word_with_the_question(assistant: Assistant) -> None:
    assert "「2021年6月18日」" in assistant.ask("盘锦那份柔性方案是哪天印出来的").lead


def test_an_open_case_begins_with_the_words_it_may_come_to_rest_on(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝区某单位应急预案编了但是没备案，查到后几天内改好可以不罚？")
    assert answer.kind is AnswerKind.ASK_BACK
    assert "自检查发现之日起 7 日内改正的」" in answer.lead


def test_the_first_line_is_on_the_side_that_is_asked_for(assistant: Assistant) -> None:
    lead = assistant.ask("渝北区哪些情形要从重处罚").lead
    assert "依法从严从重处罚" in lead and "不予行政处罚" not in lead


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "广西若干措施里，关于执法全过程监督的有哪几条？",
            "广西2025年《若干措施》 七「强化执法全过程监督,保障阳光执法」共3项："
            "强化内部监督；加强企业监督；加强社会监督",
        ),
        (
            "行政回访适用于哪些情形？",
            "沙府发〔2021〕69号 四（五）「行政回访提升」共2项：「1. ",
        ),
    ],
)
def test_the_parts_of_a_list_are_named_in_the_first_line(
    assistant: Assistant, question: str, lead: str
) -> None:
    answer = assistant.ask(question)
    assert any(line.startswith(lead) for line in answer.lead.splitlines()), answer.lead


def test_a_heading_that_the_question_does_not_name_is_passed_over(
    assistant: Assistant, corpus: Corpus
) -> None:
    for question in ("柔性执法有哪几种办法", "执法全过程要录像吗"):
        answer = assistant.ask(question)
        assert answer.kind is AnswerKind.ANSWER and "阳光执法" not in answer.lead
        assert corpus.get_clause(answer.citations[0].clause_id).text.strip() != answer.lead
