"""Each check on an item that has just that fault; the good items have none (test_mutants)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.quiz.check import Checker, Severity, render_problems
from assistant.quiz.models import Item, ItemKind, OptionProof, Proof, ProofKind
from corpus.models import Corpus
from tests.assistant.quiz.check.written import (
    CITY,
    DUST_CASE,
    EEB,
    GUANGXI,
    PANJIN,
    SIGN_CASE,
    blank,
    dust_case,
    engine,
    item,
    judged,
    multiple,
    quoting,
    short,
    sign_case,
    single,
    three,
    with_facts,
    without_basis,
    year,
)

CONDITIONS = "根据渝环规〔2021〕5号，对正面清单企业启动现场执法检查的条件有（　　）。"
THREE_STARTS = "群众投诉、举报|媒体曝光|上级交办"
OTHER_LAW = "根据{}，不得违背法律法规和相关政策，不得侵害行政相对人的合法权益。"
STARTS = "一是群众投诉、举报；二是媒体曝光；三是上级交办"
FORBIDDEN = "根据广西2025年《若干措施》，严禁哪些执法行为？"
STRICT = "严禁随意执法、粗暴执法、选择执法、趋利执法"
CLAUSE = ProofKind.CLAUSE


def bad_citation(**change: object) -> Item:
    one = three()
    return replace(one, citations=(replace(one.citations[0], **change),))  # type: ignore[arg-type]


def question(case: Item, number: int, **change: object) -> Item:
    """``case`` with one question changed."""
    asked = list(case.questions)
    asked[number] = replace(asked[number], **change)  # type: ignore[arg-type]
    return replace(case, questions=tuple(asked))


def good_options(**change: object) -> tuple[OptionProof, ...]:
    texts = ("1年", "2年", "3年", "5年")
    clauses = ("", "", f"{CITY}#3.4", "")
    return tuple(
        OptionProof(t, c, t == "3年")
        if not change
        else OptionProof(t, str(change.get(t, c)), t == change.get("right", "3年"))
        for t, c in zip(texts, clauses, strict=True)
    )


ERRORS: dict[str, Callable[[], Item]] = {
    # the form of the item
    "no_stem": lambda: item(
        ItemKind.SHORT,
        " ",
        (),
        quoting(f"{GUANGXI}#4.11", STRICT),
        points=short(FORBIDDEN, "随意执法|粗暴执法|选择执法|趋利执法", f"{GUANGXI}#4.11").points,
    ),
    "options_unwanted": lambda: replace(three(), options=("对", "错")),
    "key_form": lambda: three(key="正确"),
    "option_count": lambda: year("3年", "A"),
    "key_count": lambda: replace(year("1年|2年|3年|5年"), key=("A", "C")),
    "empty_option": lambda: year("1年||3年|5年"),
    "no_blank": lambda: blank("根据渝环规〔2021〕5号，正面清单有效期原则为多少年。", "3", f"{CITY}#3.4"),
    "blank_count": lambda: blank("根据渝环规〔2021〕5号，正面清单有效期原则为____年。", "3|1", f"{CITY}#3.4"),
    "empty_key": lambda: blank("根据渝环规〔2021〕5号，正面清单有效期原则为____年。", " ", f"{CITY}#3.4"),
    "no_points": lambda: item(ItemKind.SHORT, FORBIDDEN, (), quoting(f"{GUANGXI}#4.11", STRICT)),
    "no_questions": lambda: replace(sign_case(), questions=()),
    "questions_unwanted": lambda: replace(three(), questions=(three(),)),
    "case_in_case": lambda: replace(sign_case(), questions=(sign_case(),)),
    # citations
    "no_citation": lambda: replace(three(), citations=(), doc_id=""),
    "other_document": lambda: replace(three(), doc_id=PANJIN),
    "no_such_clause": lambda: year(
        "1年|2年|3年|5年", proof=Proof(CLAUSE, options=good_options(**{"1年": f"{CITY}#99"}))
    ),
    "label": lambda: bad_citation(label="渝环规〔2021〕5号 三（五）"),
    "not_verbatim": lambda: bad_citation(quote="正面清单有效期原则为五年"),
    "not_owned": lambda: bad_citation(clause_id=f"{CITY}#3.5", label="渝环规〔2021〕5号 三（五）"),
    # 判断
    "not_in_clause": lambda: three("根据渝环规〔2021〕5号，正面清单有效期原则为5年。"),
    "true_in_clause": lambda: three(key="错"),
    "several_changes": lambda: judged(
        "根据渝环规〔2021〕5号，复核失实的，可以纳入正面清单。", "错", f"{CITY}#3.3"
    ),
    "true_elsewhere": lambda: judged(
        OTHER_LAW.format("沙环发〔2021〕181号和沙府发〔2021〕69号"), "错", f"{EEB}#2.1"
    ),
    "wrong_document": lambda: three("根据盘委办发〔2021〕17号，正面清单有效期原则为3年。"),
    "wrong_clause": lambda: three("根据渝环规〔2021〕5号三（五），正面清单有效期原则为3年。"),
    "no_such_place": lambda: judged(
        "根据沙环发〔2021〕181号，附件2正面清单第12项的情形为：建设单位未依法备案建设项目环境影响登记表，自检查发现之日起7日内完成备案的。",
        "对",
        f"{EEB}#a2.5",
    ),
    "proof_sentence": lambda: three(proof=Proof(CLAUSE, sentence="正面清单有效期原则为5年")),
    "proof_changed": lambda: three(
        "根据渝环规〔2021〕5号，正面清单有效期原则为5年。", "错", proof=Proof(CLAUSE, changed=("2年", "5年"))
    ),
    # 单选, 多选
    "second_right": lambda: single(
        "根据沙环发〔2021〕181号，下列事项中，整改期限为自检查发现之日起10日内的是（　　）。",
        "附件2正面清单第4项|附件2正面清单第2项|附件2正面清单第5项|附件2正面清单第3项",
        "B",
        f"{EEB}#a2.2",
    ),
    "right_not_in_clause": lambda: multiple(
        CONDITIONS, f"{THREE_STARTS}|企业申请复查|按年轮查", "ABCD", f"{CITY}#3.7", STARTS
    ),
    "wrong_in_clause": lambda: multiple(
        CONDITIONS, f"{THREE_STARTS}|企业申请复查", "AB", f"{CITY}#3.7", STARTS
    ),
    "proof_options": lambda: year("1年|2年|3年|4年", proof=Proof(CLAUSE, options=good_options())),
    "proof_key": lambda: year("1年|2年|3年|5年", proof=Proof(CLAUSE, options=good_options(right="5年"))),
    # 填空, 简答
    "stop_word": lambda: blank("根据渝环规〔2021〕5号，正面清单有效期原则____3年。", "为", f"{CITY}#3.4"),
    "given_away": lambda: blank(
        "根据渝环规〔2021〕5号，应积极听取____、行业协会和社会组织意见。对相关部门、行业协会和社会组织提出反对意见并说明理由的，生态环境部门应当进行复核。",
        "相关部门",
        f"{CITY}#3.3",
    ),
    "ambiguous_blank": lambda: blank(
        "根据盘委办发〔2021〕17号，____的问题用____解决。", "20%|管理", f"{PANJIN}#2.2"
    ),
    "proof_blanks": lambda: blank(
        "根据渝环规〔2021〕5号，正面清单有效期原则为____年。",
        "3",
        f"{CITY}#3.4",
        proof=Proof(CLAUSE, blanks=("5",)),
    ),
    "same_point": lambda: short(
        FORBIDDEN, "随意执法|随意执法|粗暴执法|选择执法|趋利执法", f"{GUANGXI}#4.11", STRICT
    ),
    "point_not_in_clause": lambda: short(
        FORBIDDEN, "随意执法|粗暴执法|选择执法|逐利执法", f"{GUANGXI}#4.11", STRICT
    ),
    "point_missing": lambda: short(FORBIDDEN, "随意执法|粗暴执法|趋利执法", f"{GUANGXI}#4.11", STRICT),
    "marks": lambda: short(
        f"{FORBIDDEN}（10分）", "随意执法|粗暴执法|选择执法|趋利执法", f"{GUANGXI}#4.11", STRICT
    ),
    # keys of the engine
    "proof_case": lambda: question(sign_case(), 0, **engine({**SIGN_CASE, "region": "火星"})),
    "contradiction": lambda: question(sign_case(), 0, **engine(with_facts(SIGN_CASE, correction_days="3"))),
    "undecided": lambda: question(sign_case(), 0, **engine(with_facts(SIGN_CASE, harm="unknown"))),
    "engine_key": lambda: question(sign_case(), 0, key=("B",)),
    "told_otherwise": lambda: replace(dust_case(), stem=dust_case().stem.replace("10平方米", "9平方米")),
    "told_more": lambda: _told_more(),
    "not_told": lambda: replace(dust_case(), stem=dust_case().stem.replace("，堆放面积10平方米", "")),
    "told_region": lambda: replace(sign_case(), stem=sign_case().stem.replace("沙坪坝区", "盘锦市")),
    # flaws of item writing
    "unmarked_negative": lambda: replace(
        _negative("【不】"), stem="根据沙环发〔2021〕181号，下列行为中，不属于附件3负面清单情形的是（　　）。"
    ),
    "all_of_the_above": lambda: multiple(
        CONDITIONS, f"{THREE_STARTS}|以上都对", "ABC", f"{CITY}#3.7", STARTS
    ),
    "same_options": lambda: year("1年|1年|3年|5年"),
    "overlap": lambda: multiple(
        CONDITIONS, f"{THREE_STARTS}|媒体曝光或者网上反映", "ABC", f"{CITY}#3.7", STARTS
    ),
    "other_kind": lambda: year("1年|企业申请|3年|5年"),
}

HINTS: dict[str, Callable[[], Item]] = {
    "overlap": lambda: multiple(
        CONDITIONS, f"{THREE_STARTS}|企业申请|企业申请复查", "ABC", f"{CITY}#3.7", STARTS
    ),
    "own_words": lambda: judged(
        "根据渝环规〔2021〕5号，企业进了名单以后仍然要管好。",
        "对",
        f"{CITY}#3.4",
        proof=Proof(ProofKind.NONE),
    ),
    "no_basis": lambda: without_basis(judged("企业进了名单以后管三年。", "对", f"{CITY}#3.4")),
    "true_elsewhere": lambda: judged(OTHER_LAW.format("沙环发〔2021〕181号"), "错", f"{EEB}#2.1"),
    "not_recomputed": lambda: question(
        sign_case(),
        0,
        stem="甲公司应当由谁处理？（　）",
        options=("区生态环境局", "区公安分局", "区司法局", "区应急管理局"),
    ),
    "not_read": lambda: question(
        dust_case(), 1, **engine(with_facts(DUST_CASE, storage_area_sqm="10.5", complaint=True))
    ),
    "all_right": lambda: multiple(CONDITIONS, THREE_STARTS, "ABC", f"{CITY}#3.7", STARTS),
    "absolute_words": lambda: single(
        "根据渝环规〔2021〕5号，复核属实的，应当（　　）。",
        "不得纳入正面清单|一律移出正面清单|从重处罚所有企业|全部重新复核",
        "A",
        f"{CITY}#3.3",
        "复核属实的，不得纳入正面清单",
    ),
    "longest_key": lambda: single(
        "根据渝环规〔2021〕5号，复核属实的，结果是（　　）。",
        "不得纳入正面清单。正面清单企业名单发布或调整之前，应向社会公示|重新公示|通报批评|移送处理",
        "A",
        f"{CITY}#3.3",
        "复核属实的，不得纳入正面清单。正面清单企业名单发布或调整之前，应向社会公示",
    ),
    "echo": lambda: single(
        "根据渝环规〔2021〕5号，现场执法检查要经执法机构的谁同意（　　）？",
        "本级执法机构负责同志|上级主管部门领导|区县人民政府领导|企业环境保护专员",
        "A",
        f"{CITY}#3.7",
        "对正面清单企业现场执法检查应经本级执法机构负责同志同意",
    ),
    "grammar_cue": lambda: single(
        "根据盘委办发〔2021〕17号，结案后按照（　　）原则的要求分类归档。",
        "一案一卷的原则|一事一档|一人一表|一企一策",
        "A",
        f"{PANJIN}#2.3",
        "结案后按照一案一卷的原则分类归档",
    ),
}


def _negative(mark: str) -> Item:
    return single(
        f"根据沙环发〔2021〕181号，下列行为中，{mark}属于附件3负面清单情形的是（　　）。",
        "生态环境违法行为经责令改正后拒不改正的|伪造、变造、隐匿或者销毁违法证据的|未按规定和监测规范设置监测点位和采样检测平台"
        "|生态环境违法行为引发突发环境事件或者群体性事件的",
        "C",
        f"{EEB}#a3.6",
        also=(f"{EEB}#a3.4", f"{EEB}#a3.3"),
    )


def _told_more() -> Item:
    """The proofs do not say that no crime is suspected, on which the outcome depends; the words do."""
    facts = {name: value for name, value in DUST_CASE["facts"].items() if name != "suspected_crime"}
    proof = Proof(ProofKind.ENGINE, case={**DUST_CASE, "facts": facts}, asked="outcome")
    case = dust_case()
    return replace(case, proof=proof, questions=(replace(case.questions[0], proof=proof),))


WITH = {
    "no_citation": {"no_basis"},
    "not_owned": {"not_in_clause"},  # the other clause does not say it
    "told_more": {"undecided"},
}
"""What cannot but be found beside a fault."""


@pytest.fixture(scope="module")
def checker(corpus: Corpus) -> Checker:
    return Checker(corpus)


@pytest.mark.parametrize("code", ERRORS)
def test_an_item_with_one_fault_has_that_error_alone(code: str, checker: Checker) -> None:
    problems = checker.check_item(ERRORS[code]())
    assert (Severity.ERROR, code) in {(p.severity, p.code) for p in problems}, render_problems(problems)
    assert {p.code for p in problems} == {code} | WITH.get(code, set()), render_problems(problems)


@pytest.mark.parametrize("code", HINTS)
def test_an_item_that_a_person_should_look_at_has_that_hint_alone(code: str, checker: Checker) -> None:
    problems = checker.check_item(HINTS[code]())
    assert {(p.severity, p.code) for p in problems} == {(Severity.HINT, code)}, render_problems(problems)


def test_every_message_is_one_sentence_that_says_what_to_do(checker: Checker) -> None:
    for make in (*ERRORS.values(), *HINTS.values()):
        for problem in checker.check_item(make()):
            assert problem.text.endswith("。") and problem.text.count("。") <= 2, problem.text
            assert any(word in problem.text for word in ("请", "应", "只能", "至少")), problem.text
