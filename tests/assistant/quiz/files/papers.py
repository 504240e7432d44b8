"""Papers written by hand from the real corpus, with all six kinds, and texts that formats stumble over."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from assistant.answer.models import Citation, check_citation
from assistant.quiz.files.prepare import tidy
from assistant.quiz.models import (
    BLANK,
    FALSE,
    LETTERS,
    TRUE,
    Coverage,
    Item,
    ItemKind,
    Level,
    MarkingPoint,
    OptionProof,
    Paper,
    Proof,
    ProofKind,
    Request,
)
from corpus.models import Corpus

SIGNS = "甲~乙=丙#丁{戊}己:庚<辛>壬&癸\"子'丑"
NASTY = (
    SIGNS,
    "=1+1",
    "@某",
    "-5",
    "+86",
    "（全角）【】［］｛｝：＝＃～",
    "第一行\n第二行\n\nA. 像选项\n答案：像答案\n12. 像题目\n一、单选题",
    "执法😀人员👩‍⚖️",
    "%50% ->::[html] // $CATEGORY: \\n \\ \\\\ * /",
    "_x000A_ &amp; &#123; <br> </text> ]]>",
    "（1）像小题（2分）",
    "#N/A",
    "TRUE",
)


UNPROVED = Proof(ProofKind.NONE)


def cited(corpus: Corpus, clause_id: str, quote: str) -> Citation:
    """The citation of ``quote``, which must stand in the clause."""
    clause, document = corpus.get_clause(clause_id), corpus.get_document(clause_id.split("#")[0])
    start = next(at for s in clause.cited_spans if (at := document.source.find(quote, s.start, s.end)) >= 0)
    citation = Citation(clause_id, document.doc_id, clause.label, quote, start, start + len(quote))
    assert check_citation(document, citation)
    return citation


def hand_written(corpus: Corpus) -> Paper:
    """Seven items: each kind, 填空 with one blank and with two; the case has four questions."""
    validity = cited(corpus, "cq-eeb-2021-5#3.4", "正面清单有效期原则为3年")
    signs = cited(corpus, "cq-spb-eeb-2021-181#a2.2", "自检查发现之日起 10 日内按要求完成整改的")
    barred = cited(
        corpus,
        "cq-eeb-2021-5#3.4",
        "对存在恶意偷排、篡改台账记录、逃避监管等严重环境违法行为的，不得再次纳入",
    )
    removal = cited(
        corpus, "cq-eeb-2021-5#3.4", "各区县生态环境部门应及时将不再符合纳入条件的企业移出正面清单企业名单"
    )
    single = _item(
        ItemKind.SINGLE,
        "根据渝环规〔2021〕5号，正面清单有效期原则为（　　）。",
        ("C",),
        (validity,),
        options=("1年", "2年", "3年", "5年"),
        proof=Proof(
            ProofKind.CLAUSE,
            sentence="正面清单有效期原则为3年",
            options=tuple(
                OptionProof(f"{n}年", "cq-eeb-2021-5#3.4" if n == 3 else "", n == 3) for n in (1, 2, 3, 5)
            ),
        ),
    )
    multiple = _item(
        ItemKind.MULTIPLE,
        "根据渝环规〔2021〕5号，企业存在下列哪些行为的，不得再次纳入正面清单？",
        ("A", "B", "D"),
        (barred,),
        options=("恶意偷排", "篡改台账记录", "未按时提交执行报告", "逃避监管"),
        level=Level.UNDERSTAND,
    )
    false = _item(
        ItemKind.TRUE_FALSE,
        "根据沙环发〔2021〕181号，未设置排放口信息化标识牌的，应自检查发现之日起 7 日内按要求完成整改。",
        (FALSE,),
        (signs,),
        proof=Proof(ProofKind.CLAUSE, sentence=signs.quote, changed=("10", "7")),
    )
    one_blank = _item(ItemKind.FILL_IN, f"正面清单有效期原则为{BLANK}年。", ("3",), (validity,))
    blanks = _item(
        ItemKind.FILL_IN,
        f"对存在恶意{BLANK}、篡改{BLANK}、逃避监管等严重环境违法行为的，不得再次纳入。",
        ("偷排", "台账记录"),
        (barred,),
        proof=Proof(ProofKind.CLAUSE, sentence=barred.quote, blanks=("偷排", "台账记录")),
    )
    short = _item(
        ItemKind.SHORT,
        "简述渝环规〔2021〕5号对正面清单动态管理的要求。",
        (),
        (removal, barred, validity),
        level=Level.UNDERSTAND,
        points=tuple(MarkingPoint(c.quote, marks) for c, marks in ((removal, 2), (barred, 2), (validity, 1))),
    )
    case = _item(
        ItemKind.CASE,
        "2024年11月3日，沙坪坝区生态环境局检查发现某公司未设置排放口信息化标识牌。\n该公司已核发排污许可证，11月10日整改完成。",
        (),
        (),
        level=Level.APPLY,
        questions=(
            _item(
                ItemKind.SINGLE,
                "对该公司应如何处理？",
                ("A",),
                (signs,),
                options=("不予行政处罚", "可以不予行政处罚"),
            ),
            _item(ItemKind.TRUE_FALSE, "该公司在规定的期限内完成了整改。", (TRUE,), (signs,)),
            _item(ItemKind.FILL_IN, f"整改期限为{BLANK}日。", ("10",), (signs,)),
            _item(ItemKind.SHORT, "说明理由。", (), (signs,), points=(MarkingPoint(signs.quote, 4),)),
        ),
        proof=Proof(
            ProofKind.ENGINE,
            case={"region": "沙坪坝", "facts": {"violation": "no_outlet_sign"}},
            asked="outcome",
        ),
    )
    items = (single, multiple, false, one_blank, blanks, short, case)
    covered = tuple(dict.fromkeys(clause for item in items for clause in item.clause_ids))
    return Paper(
        "柔性执法知识测试",
        items,
        request=Request(count=7, kinds=(ItemKind.SINGLE, ItemKind.CASE), docs=("cq-eeb-2021-5",), seed=9),
        coverage=Coverage(covered, ("cq-eeb-2021-5#3.1",)),
        corpus_fingerprint="f" * 64,
        rulebase_version="2024.1",
    )


def _item(
    kind: ItemKind,
    stem: str,
    key: tuple[str, ...],
    citations: tuple[Citation, ...],
    *,
    options: tuple[str, ...] = (),
    points: tuple[MarkingPoint, ...] = (),
    questions: tuple[Item, ...] = (),
    level: Level = Level.RECALL,
    proof: Proof = UNPROVED,
) -> Item:
    doc_id = citations[0].doc_id if citations else "cq-spb-eeb-2021-181"
    explanation = f"见{citations[0].label}：「{citations[0].quote}」" if citations else ""
    return Item(
        kind,
        level,
        stem,
        key,
        explanation,
        citations,
        doc_id,
        "三、工作任务",
        stem,
        options,
        points,
        questions,
        proof,
    )


def with_text(paper: Paper, text: str) -> Paper:
    """``paper`` with ``text`` in every place of it that a person may write in; keys and blanks stay right."""
    line = text.replace("\n", " ").replace("；", "，").replace("->", "→")
    return replace(paper, title=text, items=tuple(_with_text(item, text, line) for item in paper.items))


def _with_text(item: Item, text: str, line: str) -> Item:
    short = item.kind is ItemKind.FILL_IN
    return replace(
        item,
        stem=f"{text}\n{item.stem}{text}" if short else f"{item.stem}{text}\n{text}",
        options=tuple(f"{text}{letter}{text}" for letter, _ in zip(LETTERS, item.options, strict=False)),
        key=tuple(f"{line}{n}" for n in range(len(item.key))) if short else item.key,
        explanation=f"{text}\n{text}",
        chapter=text,
        points=tuple(MarkingPoint(f"{text}\n{point.text}{text}", point.marks) for point in item.points),
        questions=tuple(_with_text(question, text, line) for question in item.questions),
    )


def _is_usable(text: str) -> bool:
    return bool(tidy(text)) and BLANK not in text and "->" not in text


TEXTS = st.text(
    st.one_of(
        st.sampled_from("~=#{}:<>&\"'\\*/%[]|（）【】：；，、。ＡA.1一-+@_ \n\t😀👩甲答案解析选"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\ufffe\uffff"),
    ),
    min_size=1,
    max_size=30,
).filter(_is_usable)
"""Short texts full of what formats give a meaning to."""
