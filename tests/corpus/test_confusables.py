"""``confusables.yaml`` and ``enumerations.yaml``: every quote stands, every fault has its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.confusables import Use, load_confusables
from corpus.enumerations import load_enumerations, load_matches
from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.quotes import squeeze

GROUP = """
groups:
  - name: 组
    kind: number
    uses: [判断]
    words:
      - {word: 3年, from: {clause: cq-eeb-2021-5#3.4, quote: 有效期原则为3年}}
      - {word: 1年}
    note: 说明
statements:
  - {clause: cq-eeb-2021-5#3.4, quote: 正面清单有效期原则为3年}
unfit:
  - ^并
tells_document: 市
permits: 可以|鼓励
to_cover:
  number: '[0-9]'
"""

LIST = """
same_matter: [[one]]
enumerations:
  - id: one
    clause: cq-eeb-2021-5#3.7
    stem: 属于启动条件的
    ask: 启动条件有哪些？
    complete: true
    items: [媒体曝光, 上级交办]
    wrong: [two]
  - id: two
    clause: cq-eeb-2021-5#3.4
    items: [恶意偷排]
matches:
  - id: three
    level: 识记
    stem: 对“{}”的处理是
    pairs:
      - situation: {clause: cq-eeb-2021-5#3.7, quote: 媒体曝光}
        answer: {clause: cq-eeb-2021-5#3.7, quote: 启动现场执法检查}
"""


def fault(path: Path, good: str, old: str, new: str, corpus: Corpus) -> str:
    """What is said of ``good`` with ``old`` replaced; it names the file."""
    assert old in good
    path.write_text(good.replace(old, new), encoding="utf-8")
    with pytest.raises(KuanyanError) as error:
        if good is GROUP:
            load_confusables(corpus, path)
        load_enumerations(corpus, path)
        load_matches(corpus, path)
    assert str(error.value).startswith(str(path))
    return str(error.value)


def test_every_quote_is_printed_where_it_is_said_to_stand(corpus: Corpus) -> None:
    confusables = load_confusables(corpus)
    quoted = [q for group in confusables.groups for q in group.quoted]
    quoted += [statement.words for statement in confusables.statements]
    for enumeration in load_enumerations(corpus):
        quoted += [*enumeration.items, *enumeration.wrong]
    for match in load_matches(corpus):
        quoted += [words for pair in match.pairs for words in pair]
    assert len(quoted) > 300
    for words in quoted:
        document = corpus.get_document(words.clause_id.split("#")[0])
        assert squeeze("".join(document.quote(span) for span in words.spans)) == words.text


def test_the_pairs_that_trainers_ask_for_are_there(corpus: Corpus) -> None:
    swaps = {swap for group in load_confusables(corpus).groups for swap in group.swaps}
    for pair in (
        ("自检查发现之日起10日内", "自检查发现之日起7日内"),
        ("应当", "可以"),
        ("没有造成危害后果的，不予行政处罚", "没有造成危害后果的，可以不予行政处罚"),
        ("并及时改正的，可以不予行政处罚", "并及时改正的，不予行政处罚"),
        ("小于0.1倍", "0.1倍以下"),
        ("正面", "负面"),
        ("执法支队", "法宣科"),
        ("从重", "从轻"),
    ):
        assert pair in swaps


def test_every_group_says_why_and_is_used(corpus: Corpus) -> None:
    for group in load_confusables(corpus).groups:
        assert group.note and group.uses and group.swaps, group.name
        if Use.SINGLE in group.uses:
            assert len(group.words) >= 4, group.name


def test_可以_inside_可以不予_is_no_slot(corpus: Corpus) -> None:
    group = next(g for g in load_confusables(corpus).groups if g.name == "应当与可以")
    assert group.slot.search("行政执法机关可以组建队伍")
    assert not group.slot.search("改正的，可以不予行政处罚")
    exempt = next(g for g in load_confusables(corpus).groups if g.name == "不予与可以不予")
    words = "轻微并及时改正的，可以不予行政处罚"
    assert [m.group(1) for m in exempt.slot.finditer(words)] == ["并及时改正的，可以不予行政处罚"]


@pytest.mark.parametrize("words", ["可以邀请企业", "企业可纳入清单", "鼓励企业自主开展", "支持企业守法"])
def test_words_that_permit(corpus: Corpus, words: str) -> None:
    assert load_confusables(corpus).permits.search(words)


@pytest.mark.parametrize("words", ["排污许可证", "可能存在隐患", "应当改正", "不得再次纳入"])
def test_words_that_permit_nothing(corpus: Corpus, words: str) -> None:
    assert not load_confusables(corpus).permits.search(words)


def test_a_corpus_without_a_document_leaves_its_entries_out(corpus: Corpus) -> None:
    kept = tuple(document for document in corpus.documents if document.doc_id == "gx-eed-2025")
    small = Corpus(kept, "gx")
    assert all(s.words.clause_id.startswith("gx") for s in load_confusables(small).statements)
    assert {e.clause_id.split("#")[0] for e in load_enumerations(small)} == {"gx-eed-2025"}
    assert {s.clause_id.split("#")[0] for m in load_matches(small) for s, _ in m.pairs} == {"gx-eed-2025"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "cq-eeb-2021-5#3.4, quote: 有效期",
            "cq-eeb-2021-5#9.9, quote: 有效期",
            "第 7 行说的条款 cq-eeb-2021-5#9.9 不存在",
        ),
        (
            "quote: 有效期原则为3年}}",
            "quote: 有效期为3年}}",
            "第 7 行的引文「有效期为3年」不在 渝环规〔2021〕5号 三（四） 里",
        ),
        ("{word: 3年,", "{word: 5年,", "第 7 行的词「5年」不在它的引文「有效期原则为3年」里"),
        ("- {word: 1年}", "- {word: 3年}", "第 8 行的词「3年」在本组里写了两次"),
        ("      - {word: 1年}\n", "", "第 3 行的一组只有一个词"),
        (
            "{word: 3年, from: {clause: cq-eeb-2021-5#3.4, quote: 有效期原则为3年}}",
            "{word: 3年}",
            "没有一个引了原文",
        ),
        ("    note: 说明", "    swaps: [[3年]]\n    note: 说明", "第 9 行应是两个不同的词"),
        (
            "    note: 说明",
            "    swaps: [[3年, 9年]]\n    note: 说明",
            "第 9 行的词「9年」不在本组的 words 里",
        ),
        ("kind: number", "kind: 数字", "写作「数字」"),
        ("- ^并", "- (并", "第 13 行的「(并」不是正确的正则表达式"),
        ("permits: 可以|鼓励", "permits: (可以", "第 15 行的「(可以」不是正确的正则表达式"),
        ("  number: '[0-9]'", "  数: '[0-9]'", "不是词的一种"),
    ],
)
def test_faults_of_confusables(tmp_path: Path, corpus: Corpus, old: str, new: str, said: str) -> None:
    assert said in fault(tmp_path / "confusables.yaml", GROUP, old, new, corpus)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: two", "id: one", "第 11 行的 id「one」写了两次"),
        ("wrong: [two]", "wrong: [three]", "第 10 行说的列举「three」不存在"),
        ("same_matter: [[one]]", "same_matter: [[one, three]]", "第 2 行里的列举「three」不存在，请改正 id"),
        (
            "same_matter: [[one]]",
            "same_matter: [[one, two]]",
            "第 10 行拿列举「two」作「one」的错误选项，两者写在同一个 same_matter 里，请删去",
        ),
        ("    wrong: [two]", "    wrong: [two]\n    short_only: [群众举报]", "「群众举报」不在 items 里"),
        ("    complete: true\n", "", "的列举「one」只写了 ask 和 complete 中的一个"),
        (
            "items: [媒体曝光, 上级交办]",
            "items: [媒体报道]",
            "的引文「媒体报道」不在 渝环规〔2021〕5号 三（七） 里",
        ),
        ("stem: 对“{}”的处理是", "stem: 处理是", "的 stem 里没有正好一处 {}"),
    ],
)
def test_faults_of_enumerations(tmp_path: Path, corpus: Corpus, old: str, new: str, said: str) -> None:
    assert said in fault(tmp_path / "enumerations.yaml", LIST, old, new, corpus)


def test_a_situation_has_one_answer(tmp_path: Path, corpus: Corpus) -> None:
    pair = LIST[LIST.index("      - situation") :]
    path = tmp_path / "enumerations.yaml"
    path.write_text(LIST + pair, encoding="utf-8")
    with pytest.raises(KuanyanError, match="情形「媒体曝光」写了两次"):
        load_matches(corpus, path)
