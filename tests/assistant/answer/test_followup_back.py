"""A question that goes back to what was asked before, also in the middle of a case."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answer.followup_back import Back, find_pointed
from assistant.answer.models import Answer, AnswerKind
from assistant.answer.names import find_documents
from assistant.service import Assistant
from corpus.models import Corpus

EEB, CITY, PANJIN = "cq-spb-eeb-2021-181", "cq-eeb-2021-5", "ln-pj-2021-17"


def ask(assistant: Assistant, questions: Sequence[str]) -> Answer:
    """The answer to the last one."""
    history = [{"role": "user", "content": question} for question in questions[:-1]]
    return assistant.ask(questions[-1], history=history)


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("渝环规5号哪天起施行", "盘锦的谁发的", "第一份文件落款是哪天"), f"{CITY}#sign"),
        (("渝环规5号哪天起施行", "盘锦的谁发的", "181号写给哪些单位的"), f"{EEB}#notice"),
        (("广西对第三方机构造假怎么说", "盘锦那个文什么号"), f"{PANJIN}#head"),
        (("区局正面清单第2项几天内改", "市里名单有效期多久"), f"{CITY}#3.4"),
    ],
)
def test_the_document_that_is_meant_is_asked(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    assert ask(assistant, questions).clause_ids[0] == clause_id


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("沙坪坝煤堆没盖，多大面积以内算轻的", "采样平台没弄好的呢", "煤堆那项编码是啥"), f"{EEB}#a2.9"),
        (("沙坪坝废水超一点点不罚，线划在哪", "有机废气没密闭呢", "废水那个，依据写的啥"), f"{EEB}#a2.6"),
    ],
)
def test_a_column_of_a_row_that_was_named_before_is_no_step_of_a_case(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    answer = ask(assistant, questions)
    assert answer.kind is AnswerKind.ANSWER
    assert answer.clause_ids[0] == clause_id


def test_a_question_that_points_back_opens_no_case(assistant: Assistant) -> None:
    before = ("上了市里名单还进双随机不", "抽中了咋查")
    answer = ask(assistant, (*before, "抽中那个有没有除外的"))
    assert (answer.kind, answer.clause_ids[0]) == (AnswerKind.ANSWER, f"{CITY}#3.6")
    assert ask(assistant, (*before, "我们厂抽中那天在偷排，会罚吗")).kind is AnswerKind.ASK_BACK


def test_what_is_not_understood_in_a_case_is_looked_up_beside(assistant: Assistant) -> None:
    told = "沙坪坝某厂排污口没挂牌，昨天被查到"
    answer = ask(assistant, (told, "渝环规5号联系人"))
    assert answer.unread == "渝环规5号联系人"
    assert f"{CITY}#contact" in answer.candidate_ids
    understood = ask(assistant, (told, "是"))
    assert understood.unread == ""


CASE = "沙坪坝区一家厂排污口牌子没挂，2025年11月20日查到，2025年11月25日挂好了，有排污许可证，没有危害后果"
STOPPED = "沙坪坝区一家厂未批先建，查到前自己停工了，没有造成污染和生态破坏，没有危害后果"
ASIDE = "正面清单有效期多久"


@pytest.mark.parametrize(
    "message",
    [
        "其中有人辱骂执法人员，还能免罚吗",
        "那个项目的监测报告是伪造的，有没有影响",
        "那种情况如果造成了污染呢",
        "其实没有挂全",
    ],
)
def test_what_tells_a_fact_is_heard_after_a_question_of_knowledge(assistant: Assistant, message: str) -> None:
    """Whatever words of pointing back it has: else an exemption stands that the fact rules out."""
    answer = ask(assistant, (CASE, ASIDE, message))
    assert answer.card is not None
    assert answer.kind is AnswerKind.ASK_BACK and not answer.lead.startswith("不予行政处罚")


def test_what_is_told_before_a_question_for_a_code_is_heard(assistant: Assistant) -> None:
    answer = ask(assistant, (CASE, "负责人辱骂执法人员，编码是多少"))
    assert answer.kind is AnswerKind.ASK_BACK and "依法从重处罚" in answer.lead
    corrected = ask(assistant, (STOPPED, "都没有", "更正一下，是收到责令之后停的，编码是几"))
    assert "已更正" in corrected.lead


def test_a_correction_that_names_a_paper_is_a_correction(assistant: Assistant) -> None:
    answer = ask(assistant, (STOPPED, "都没有", "更正一下，落款那天才停的，是收到责令之后停的"))
    assert "已更正" in answer.lead


@pytest.mark.parametrize(
    "told",
    [
        "沙坪坝区一家厂，排放口标识牌没挂，排污许可证编码待查，11月20日查到，11月25日挂好，罚不罚",
        "沙坪坝区一家厂，排污口牌子上没写编码，11月20日查到，罚不罚",
        "沙坪坝区某公司环评登记表没备案，备案表落款写的11月22日，11月20日查到，罚不罚",
    ],
)
def test_a_case_with_a_word_of_papers_in_it_opens(assistant: Assistant, told: str) -> None:
    answer = assistant.ask(told)
    assert answer.kind is AnswerKind.ASK_BACK and answer.missing


@pytest.mark.parametrize(
    "reply", ["没有啥影响", "没咋影响到周边", "啥事没有", "环境没坏", "里面没有", "第一份没有"]
)
def test_a_reply_that_was_not_understood_is_asked_for_again(assistant: Assistant, reply: str) -> None:
    answer = ask(assistant, ("沙坪坝区一家厂未批先建，已经停工", ASIDE, reply))
    assert answer.kind is AnswerKind.ASK_BACK and answer.question


@pytest.mark.parametrize("question", ["181号公路扬尘怎么管", "181号楼的柔性执法原则", "1181号写了什么"])
def test_a_number_of_something_else_is_no_document(corpus: Corpus, question: str) -> None:
    assert find_documents(question, corpus) == []


@pytest.mark.parametrize(
    ("text", "back", "place"),
    [
        ("第一份文件落款是哪天", Back.PAPER, 0),
        ("回到第二份，它的文号", Back.PAPER, 1),
        ("第一份附件有几项", Back.NO, -1),
        ("第二份执行报告没交会罚吗", Back.NO, -1),
        ("第一份里面负面清单有几项", Back.NO, -1),
        ("第一个问题里的期限呢", Back.COUNTED, 0),
    ],
)
def test_documents_are_counted_like_questions(text: str, back: Back, place: int) -> None:
    pointed = find_pointed(text)
    assert (pointed.back, pointed.place) == (back, place)


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("沙坪坝VOCs没密闭那项怎么写的", "它前面那项管什么"), f"{EEB}#a2.6"),
        (("沙坪坝考试那阵子不让吵的那条", "这条上面一条讲什么"), f"{EEB}#a3.4"),
        (("广西第十三条讲什么", "第16条呢", "最后一条"), "gx-eed-2025#8.20"),
        (("沙府发69号是常务会过的吧", "那它根据什么法定的"), "cq-spb-gov-2021-69#0"),
        (("沙坪坝181号落款", "根据什么"), f"{EEB}#0"),
        (("渝环规5号哪天起施行", "181那份谁发的"), f"{EEB}#sign"),
        (("渝环规5号哪天起施行", "那181那份呢"), f"{EEB}#sign"),
        (("区局负面清单2号写的啥情形", "6号呢"), f"{EEB}#a3.6"),
        (("区局负面清单2号事项是什么", "我说正面的"), f"{EEB}#a2.2"),
        (("市局双随机抽到了按什么方式查", "生态云平台都分析哪些数据"), "gx-eed-2025#3.5"),
        (("区政府意见里柔性执法不适用哪些行为", "区政府划掉，换成盘锦"), f"{PANJIN}#2.4"),
        (("沙坪坝区政府的文件落款是几号", "区局的呢", "市里的呢"), f"{CITY}#sign"),
        (("重庆方案里“三项制度”是哪三个", "沙坪坝提没提"), f"{EEB}#5.4"),
        (("盘锦的清单要列哪些事", "沙坪坝区政府要求列的呢", "哪天之前编好"), "cq-spb-gov-2021-69#5.1"),
        (("沙坪坝区政府的领导小组办公室设在哪", "181的附件1里组长是谁"), f"{EEB}#a1"),
    ],
)
def test_what_stands_beside_or_above_what_was_asked_is_found(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    """它前面那项 is the row before it, 哪天之前 no question before: neither goes back in the talk."""
    answer = ask(assistant, questions)
    assert answer.kind is AnswerKind.ANSWER and clause_id in answer.candidate_ids[:2]


def test_the_same_asked_of_another_thing_compares_nothing(assistant: Assistant) -> None:
    before = ("盘锦的裁量基准要不要评估", "重庆清单企业被双随机抽中了怎么查")
    answer = ask(assistant, (*before, "隐患排查也一样吗"))
    assert f"{CITY}#3.6" in answer.clause_ids and f"{PANJIN}#2.5" not in answer.clause_ids


def test_a_question_that_no_case_understands_is_looked_up_beside_it(assistant: Assistant) -> None:
    before = "沙坪坝应急培训没如实记的，罚不罚"
    answer = ask(assistant, (before, "广西罚款能缓交不"))
    assert answer.kind is AnswerKind.ASK_BACK and answer.unread
    assert "gx-eed-2025#5.14" in [passage.citations[0].clause_id for passage in answer.related]


@pytest.mark.parametrize(
    "question",
    [
        "181个企业里有几个",
        "69里有几个7",
        "我们有181份台账",
        "181那份材料怎么写",
        "69这份处罚决定书落款是哪天",
        "181那份证据要怎么保存",
        "成都某厂181那份台账是假的",
        "成都一家厂预案没备案，181的附件2能用吗",
    ],
)
def test_a_number_alone_names_no_document(corpus: Corpus, question: str) -> None:
    assert find_documents(question, corpus) == []


@pytest.mark.parametrize(
    "message",
    [
        "我之前说啥后果没有，河里死了一片鱼",
        "上面写什么证都有，许可证根本没办",
        "之前说了什么都没有，可是老板骂了人",
        "刚刚说啥都没有，有一条：台账烧了",
        "老板骂了执法员有没有从重处罚的说法",
        "闹事的有没有从重的说法",
        "去年罚过能算初次不",
        "证据烧掉可以免不",
        "沙坪坝打举报人能免罚不",
        "老板往河里倒废水",
        "接着排污水",
        "晚上还在排污水",
        "废水直接排河里",
        "之前倒过一车废水进河",
    ],
)
def test_what_is_told_after_an_exemption_holds_it_back(assistant: Assistant, message: str) -> None:
    """In whatever words, half a question or not."""
    told = (CASE, "都没有")
    assert ask(assistant, told).lead.startswith("不予行政处罚")
    answer = ask(assistant, (*told, message))
    assert answer.card is not None
    assert answer.kind is AnswerKind.ASK_BACK and not answer.lead.startswith("不予行政处罚")
    assert not ask(assistant, (*told, message, "那到底罚不罚")).lead.startswith("不予行政处罚")


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("沙坪坝正面清单第5项", "第8项呢", "我之前问的那项编码"), f"{EEB}#a2.5"),
        (("盘锦方案落款", "广西有几条", "我们之前说的那份，谁发的"), f"{PANJIN}#sign"),
        (("广西第十三条讲什么", "倒数第一条"), "gx-eed-2025#8.20"),
        (("广西第5条讲什么", "最后一款"), "gx-eed-2025#3.7"),
    ],
)
def test_before_goes_back_and_last_counts_through_the_document(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    assert ask(assistant, questions).clause_ids[0] == clause_id


@pytest.mark.parametrize("question", ["期限也一样吗", "两个也一样吗", "结果也一样吗"])
def test_what_both_have_is_compared(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, ("沙坪坝正面清单第5项", "第8项呢", question))
    assert {f"{EEB}#a2.5", f"{EEB}#a2.8"} <= set(answer.clause_ids)


def test_the_city_is_asked_of_its_document_only(assistant: Assistant) -> None:
    for question in ("沙坪坝拒不改正的怎么罚", "沙坪坝的约谈适用哪些情形"):
        answer = ask(assistant, (question, "市里的呢"))
        assert not [c for c in answer.clause_ids if c.startswith(CITY)]


@pytest.mark.parametrize("reply", ["改没改不知道", "去年罚过能算初次不"])
def test_beside_a_reply_that_was_not_understood_nothing_is_offered(assistant: Assistant, reply: str) -> None:
    answer = ask(assistant, ("沙坪坝一家厂煤堆没盖，8平方米", reply))
    assert answer.kind is AnswerKind.ASK_BACK and not answer.related
