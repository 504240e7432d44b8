"""Good items written by hand from the five documents, and the pieces to build others with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from assistant.answer.models import Citation, cite
from assistant.quiz.models import Item, ItemKind, Level, MarkingPoint, Paper, Proof, ProofKind
from corpus.loader import load_corpus
from corpus.models import Span
from corpus.quotes import read_printed

EEB, GOV = "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69"
CITY, PANJIN, GUANGXI = "cq-eeb-2021-5", "ln-pj-2021-17", "gx-eed-2025"


@cache
def quoting(clause_id: str, words: str = "") -> tuple[Citation, ...]:
    """Citations of ``words`` in the clause, one a printed piece; of the whole clause without words."""
    document = load_corpus().get_document(clause_id.split("#")[0])
    clause = document.find_clause(clause_id)
    assert clause is not None, clause_id
    spans: tuple[Span, ...] = clause.cited_spans
    if words:
        printed = read_printed(document.source, spans)
        places = printed.find_all(words)
        assert places, (clause_id, words)
        spans = printed.spans(places[0], len("".join(words.split())))
    return tuple(cite(document, clause, span) for span in spans)


def item(
    kind: ItemKind,
    stem: str,
    key: tuple[str, ...],
    citations: tuple[Citation, ...],
    options: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    **more: Any,
) -> Item:
    """``asks`` is the stem unless given; ``also`` are further clauses cited whole."""
    citations += tuple(citation for clause_id in also for citation in quoting(clause_id))
    doc_id = citations[0].doc_id if citations else ""
    rest: dict[str, Any] = {
        "explanation": "见依据条款。",
        "chapter": "",
        "asks": stem,
        "proof": Proof(ProofKind.CLAUSE),
    }
    rest |= more
    return Item(kind, Level.RECALL, stem, key, citations=citations, doc_id=doc_id, options=options, **rest)


def judged(stem: str, key: str, clause_id: str, words: str = "", **more: Any) -> Item:
    return item(ItemKind.TRUE_FALSE, stem, (key,), quoting(clause_id, words), **more)


def single(stem: str, options: str, key: str, clause_id: str, words: str = "", **more: Any) -> Item:
    """``options`` are joined by |."""
    return item(ItemKind.SINGLE, stem, (key,), quoting(clause_id, words), tuple(options.split("|")), **more)


def multiple(stem: str, options: str, key: str, clause_id: str, words: str = "", **more: Any) -> Item:
    split = tuple(options.split("|"))
    return item(ItemKind.MULTIPLE, stem, tuple(key), quoting(clause_id, words), split, **more)


def blank(stem: str, key: str, clause_id: str, words: str = "", **more: Any) -> Item:
    return item(ItemKind.FILL_IN, stem, tuple(key.split("|")), quoting(clause_id, words), **more)


def short(stem: str, points: str, clause_id: str, words: str = "", marks: int = 2) -> Item:
    found = tuple(MarkingPoint(text, marks) for text in points.split("|"))
    return item(ItemKind.SHORT, stem, (), quoting(clause_id, words), points=found)


SIGN_CASE: dict[str, Any] = {
    "region": "重庆市/沙坪坝区",
    "matter": "violation",
    "facts": {
        "violation": "no_outlet_sign",
        "has_permit": True,
        "discovered_on": "2024-05-08",
        "corrected": True,
        "corrected_on": "2024-05-18",
        "harm": "none",
        "suspected_crime": False,
        "exploits_emergency": False,
        "crosses_pollution_baseline": False,
        "crosses_safety_baseline": False,
        "endangers_life_or_public_safety": False,
        "high_risk_irreversible": False,
        "threatens_people": False,
        "caused_incident": False,
        "refuses_to_correct": False,
        "destroys_evidence": False,
        "malicious_violation": False,
        "on_enterprise_list": False,
    },
    "decided_on": "2024-06-03",
}
SIGN_STEM = (
    "2024年5月8日，沙坪坝区生态环境局执法人员对甲公司检查时发现，该公司废水排放口未设置排放口信息化标识牌。"
    "该公司已核发排污许可证，不是监督执法正面清单企业。2024年5月18日，该公司按要求完成整改，没有造成危害后果。"
    "经查，该公司不涉嫌犯罪，不存在任何从重、排除情形。2024年6月3日，该局作出处理决定。"
)
DUST_CASE: dict[str, Any] = {
    "region": "重庆市/沙坪坝区",
    "matter": "violation",
    "facts": {
        **{k: v for k, v in SIGN_CASE["facts"].items() if v is False and k != "has_permit"},
        "violation": "dust_uncovered",
        "storage_area_sqm": "10",
        "visible_dust": False,
        "first_violation": True,
        "harm": "slight",
        "corrected": True,
        "corrected_promptly": True,
    },
    "decided_on": "2024-07-02",
}
DUST_STEM = (
    "2024年6月20日，沙坪坝区生态环境局检查某砂石料场，发现其露天堆放的砂石未采取有效覆盖措施，堆放面积10平方米，"
    "未明显发生扬散。该料场系初次违法，危害后果轻微，已及时改正，不是监督执法正面清单企业。"
    "经查，该料场不涉嫌犯罪，不存在任何从重、排除情形。2024年7月2日，该局作出处理决定。"
)
YEARS = "根据渝环规〔2021〕5号，正面清单有效期原则为（　　）。"
VALID = "正面清单有效期原则为3年"
THREE = "根据渝环规〔2021〕5号，正面清单有效期原则为3年。"
OUTCOMES = "不予行政处罚|可以不予行政处罚|依法从重处罚|移送公安机关"


def engine(case: dict[str, Any], asked: str = "outcome") -> dict[str, Any]:
    return {"proof": Proof(ProofKind.ENGINE, case=case, asked=asked)}


def with_facts(case: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {**case, "facts": {**case["facts"], **facts}}


def year(options: str, key: str = "C", **more: Any) -> Item:
    return single(YEARS, options, key, f"{CITY}#3.4", VALID, **more)


def three(stem: str = THREE, key: str = "对", **more: Any) -> Item:
    return judged(stem, key, f"{CITY}#3.4", VALID, **more)


def sign_case() -> Item:
    """An outlet without its sign, corrected on the tenth day: 正面清单第2项."""
    late = with_facts(SIGN_CASE, corrected_on="2024-05-19")
    row = quoting(f"{EEB}#a2.2")
    questions = (
        item(
            ItemKind.SINGLE,
            "对甲公司的行为应当作出何种处理？（　）",
            ("A",),
            row,
            tuple(OUTCOMES.split("|")),
            **engine(SIGN_CASE),
        ),
        item(
            ItemKind.SINGLE,
            "处理本案应当适用正面清单的哪一项？（　）",
            ("B",),
            row,
            ("正面清单第1项", "正面清单第2项", "正面清单第3项", "正面清单第8项"),
            **engine(SIGN_CASE, "clauses"),
        ),
        item(
            ItemKind.SINGLE,
            "该公司最迟应当在哪一天完成整改？（　）",
            ("C",),
            row,
            ("2024年5月15日", "2024年5月17日", "2024年5月18日", "2024年5月23日"),
            **engine(SIGN_CASE, "deadline"),
        ),
        item(
            ItemKind.TRUE_FALSE,
            "如果甲公司2024年5月19日才完成整改，其他事实不变，则对该公司不予行政处罚。",
            ("错",),
            row,
            **engine(late),
        ),
    )
    return item(ItemKind.CASE, SIGN_STEM, (), row, questions=questions, **engine(SIGN_CASE))


def dust_case() -> Item:
    """Ten square metres exactly: 10平方米以下 includes it."""
    row = quoting(f"{EEB}#a2.9")
    more = with_facts(DUST_CASE, storage_area_sqm="10.5")
    questions = (
        item(
            ItemKind.SINGLE,
            "对该料场的行为应当如何处理？（　）",
            ("B",),
            row,
            tuple(OUTCOMES.split("|")),
            **engine(DUST_CASE),
        ),
        item(
            ItemKind.TRUE_FALSE,
            "如果堆放面积是10.5平方米，其他事实不变，则对该料场可以不予行政处罚。",
            ("错",),
            row,
            **engine(more),
        ),
    )
    return item(ItemKind.CASE, DUST_STEM, (), row, questions=questions, **engine(DUST_CASE))


JUDGED = """
对｜cq-eeb-2021-5#3.4｜｜根据渝环规〔2021〕5号，正面清单有效期原则为3年。（　）
错｜cq-eeb-2021-5#3.4｜｜根据渝环规〔2021〕5号三（四），对存在恶意偷排、篡改台账记录、逃避监管等严重环境违法行为的，可以再次纳入。
对｜cq-eeb-2021-5#3.3｜复核属实的，不得纳入正面清单｜根据渝环规〔2021〕5号，复核属实的，不得纳入正面清单。
错｜cq-eeb-2021-5#4.3｜｜根据渝环规〔2021〕5号，市生态环境局按年度对正面清单落实情况进行调度并向生态环境部报送相关工作情况。
对｜cq-eeb-2021-5#3.7｜｜根据渝环规〔2021〕5号，对正面清单企业现场执法检查应经本级执法机构负责同志同意。
错｜cq-eeb-2021-5#3.7｜｜根据渝环规〔2021〕5号，对正面清单企业现场执法检查应经上级执法机构负责同志同意。
错｜cq-spb-eeb-2021-181#6｜｜根据沙环发〔2021〕181号，领导小组办公室设在法宣科。
对｜cq-spb-gov-2021-69#6｜｜根据沙府发〔2021〕69号，领导小组办公室设在区司法局。
对｜cq-spb-eeb-2021-181#a2.5｜｜根据沙环发〔2021〕181号，附件2正面清单第5项的情形为：建设单位未依法备案建设项目环境影响登记表，自检查发现之日起7日内完成备案的。
错｜cq-spb-eeb-2021-181#a2.5｜｜根据沙环发〔2021〕181号，附件2正面清单第5项的情形为：建设单位未依法备案建设项目环境影响登记表，自检查发现之日起10日内完成备案的。
错｜cq-spb-eeb-2021-181#a2.6｜｜根据沙环发〔2021〕181号，附件2正面清单第6项的情形为：除第一类污染物、有毒有害物质、放射性物质、重金属外，超标排放水污染物且超标倍数小于0.2倍、日污水排放量小于0.1吨的。
错｜cq-spb-eeb-2021-181#a3.note.1｜｜根据沙环发〔2021〕181号，负面清单是指依法应当从轻处罚事项。
对｜ln-pj-2021-17#2.2｜｜根据盘委办发〔2021〕17号，推行“721”工作法，坚持20%的问题用管理解决。
错｜ln-pj-2021-17#2.3｜｜根据盘委办发〔2021〕17号，首次轻微违法行为的需要参加法治学习，多次违法的不予行政处罚。
对｜gx-eed-2025#5.14｜｜根据广西2025年《若干措施》，对当事人确有困难的，依法批准延期、分期缴纳罚款。
对｜gx-eed-2025#7.17｜｜根据广西2025年《若干措施》，对企业反映的问题，应当在第一时间办理并答复。
"""
"""判断: the key, the clause, the words quoted (nothing: the whole clause), the stem."""


def statements() -> list[Item]:
    """判断, true ones and false ones."""
    rows = [row.split("｜") for row in JUDGED.strip().splitlines()]
    return [judged(stem, key, clause_id, words) for key, clause_id, words, stem in rows]


def choices() -> list[Item]:
    """单选 and 多选."""
    return [
        single(
            "根据渝环规〔2021〕5号，正面清单有效期原则为（　　）。",
            "1年|2年|3年|5年",
            "C",
            f"{CITY}#3.4",
            "正面清单有效期原则为3年",
        ),
        single(
            "根据沙环发〔2021〕181号，未设置排放口信息化标识牌的，自检查发现之日起完成整改的期限是（　　）。",
            "5日内|7日内|10日内|15日内",
            "C",
            f"{EEB}#a2.2",
        ),
        single(
            "根据沙环发〔2021〕181号，局推行行政机关柔性执法工作领导小组办公室设在（　　）。",
            "法宣科|执法支队|局办公室|区司法局",
            "B",
            f"{EEB}#6",
            "领导小组办公室设在执法支队",
        ),
        single(
            "根据沙环发〔2021〕181号，下列行为中，属于附件3负面清单情形的是（　　）。",
            "建设单位未依法备案建设项目环境影响登记表|伪造、变造、隐匿或者销毁违法证据的|未按规定和监测规范设置监测点位和采样检测平台"
            "|已核发排污许可证的，未按规定时间要求提交执行报告",
            "B",
            f"{EEB}#a3.6",
        ),
        single(
            "根据沙环发〔2021〕181号，下列行为中，【不】属于附件3负面清单情形的是（　　）。",
            "生态环境违法行为经责令改正后拒不改正的|伪造、变造、隐匿或者销毁违法证据的|未按规定和监测规范设置监测点位和采样检测平台"
            "|生态环境违法行为引发突发环境事件或者群体性事件的",
            "C",
            f"{EEB}#a3.6",
            also=(f"{EEB}#a3.4", f"{EEB}#a3.3"),
        ),
        single(
            "根据盘委办发〔2021〕17号，“721”工作法中，用服务解决的问题占（　　）。",
            "10%|20%|50%|70%",
            "D",
            f"{PANJIN}#2.2",
            "坚持70%的问题用服务解决",
        ),
        single(
            "根据渝环规〔2021〕5号，各区县生态环境部门完成现有正面清单企业清理核实的期限是（　　）。",
            "2021年8月6日|2021年9月30日|2021年11月30日|2021年12月10日",
            "B",
            f"{CITY}#4.3",
            "各区县生态环境部门于2021年9月30日前完成现有正面清单企业清理核实",
        ),
        single(
            "根据沙环发〔2021〕181号，对附件2正面清单第7项的行为，柔性执法方式是（　　）。",
            "不予行政处罚|可以不予行政处罚|从轻行政处罚|减轻行政处罚",
            "B",
            f"{EEB}#a2.7",
        ),
        multiple(
            "根据渝环规〔2021〕5号，对正面清单企业启动现场执法检查的条件有（　　）。",
            "群众投诉、举报|媒体曝光|上级交办|按季度轮查|企业申请",
            "ABC",
            f"{CITY}#3.7",
            "一是群众投诉、举报；二是媒体曝光；三是上级交办",
        ),
        multiple(
            "根据沙环发〔2021〕181号，实施柔性执法的方式有（　　）。",
            "行政劝导预防|行政强制执行|行政约谈告诫|行政回访提升",
            "ACD",
            f"{EEB}#4.1",
            also=(f"{EEB}#4.3", f"{EEB}#4.5"),
        ),
        multiple(
            "根据盘委办发〔2021〕17号，应当依法予以行政处罚的情形有（　　）。",
            "拒不改正|逾期不改正|改正后仍不符合要求|首次轻微违法",
            "ABC",
            f"{PANJIN}#2.4",
            "拒不改正、逾期不改正或者改正后仍不符合要求的",
        ),
        multiple(
            "根据广西2025年《若干措施》，严禁的执法行为有（　　）。",
            "随意执法|粗暴执法|说理式执法|趋利执法",
            "ABD",
            f"{GUANGXI}#4.11",
            "严禁随意执法、粗暴执法、选择执法、趋利执法",
        ),
    ]


def blanks() -> list[Item]:
    """填空."""
    return [
        blank("根据渝环规〔2021〕5号，正面清单有效期原则为____年。", "3", f"{CITY}#3.4"),
        blank(
            "根据沙环发〔2021〕181号，附件2正面清单第8项的情形为：未按规定和监测规范设置监测点位和采样检测平台，自检查发现之日起____日内完成整改的。",
            "10",
            f"{EEB}#a2.8",
        ),
        blank(
            "根据渝环规〔2021〕5号，对____提出反对意见并说明理由的，生态环境部门应当进行____。",
            "相关部门、行业协会和社会组织|复核",
            f"{CITY}#3.3",
        ),
        blank("根据沙府发〔2021〕69号，领导小组办公室设在____，负责指导协调等工作。", "区司法局", f"{GOV}#6"),
        blank("根据盘委办发〔2021〕17号，结案后按照____的原则分类归档。", "一案一卷", f"{PANJIN}#2.3"),
        blank(
            "根据广西2025年《若干措施》，对轻微违法不予处罚的，应当履行对当事人的____义务。",
            "教育",
            f"{GUANGXI}#6.15",
        ),
    ]


def shorts() -> list[Item]:
    """简答."""
    return [
        short(
            "根据渝环规〔2021〕5号，推行审慎处罚，正面清单企业具备哪些情形的，可以依法不予行政处罚？",
            "对因非主观过错导致的违法行为，主动报告并采取有效措施及时消除的|发现的环境风险隐患及时报告并妥善处置，未造成危害后果的"
            "|初次环境违法且危害后果轻微并及时改正的|法律法规规定的其他符合免于处罚情形的",
            f"{CITY}#3.9",
            "具备以下情形，可以依法不予行政处罚：一是对因非主观过错导致的违法行为，主动报告并采取有效措施及时消除的；二是发现的环境风险隐患及时报告并妥善处置，"
            "未造成危害后果的；三是初次环境违法且危害后果轻微并及时改正的；四是法律法规规定的其他符合免于处罚情形的",
        ),
        short(
            "根据广西2025年《若干措施》，严禁哪些执法行为？（8分）",
            "随意执法|粗暴执法|选择执法|趋利执法",
            f"{GUANGXI}#4.11",
            "严禁随意执法、粗暴执法、选择执法、趋利执法",
        ),
    ]


def good_items() -> list[Item]:
    return [*statements(), *choices(), *blanks(), *shorts(), sign_case(), dust_case()]


def good_paper() -> Paper:
    return Paper("沙坪坝区柔性执法测验", tuple(good_items()))


def without_basis(one: Item) -> Item:
    """The same as a trainer would have it: no citation, no proof."""
    return replace(one, citations=(), doc_id="", proof=Proof(ProofKind.NONE))
