"""What the page renders, without a browser."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from assistant.answer.models import (
    BARE,
    Answer,
    AnswerKind,
    Passage,
    Refusal,
    RefusalReason,
    cite,
    render_text,
)
from assistant.app.ask_tab import find_answer, parse_day
from assistant.app.chat import Turn, history_of, render_answer, render_question, stream_answer
from assistant.app.cited import CitedClause, cited_clauses, find_place
from assistant.app.clause_view import render_cited, render_place
from assistant.app.corpus_view import render_clause, render_documents, render_found, render_tree
from assistant.app.literal import escape
from corpus.errors import KuanyanError
from corpus.models import Clause, Corpus, Document, Span

ROW_6 = "cq-spb-eeb-2021-181#a2.6"


class Shown(HTMLParser):
    """What a browser makes of the markup: text of ``.ky-source``, of each mark, of the clause."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.source = ""
        self.clause = ""
        self.marks: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("class") or ""
        self.stack.append(f"{tag}.{name}")
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if any("ky-source" in entry for entry in self.stack):
            self.source += data
        if any("ky-clause" in entry for entry in self.stack):
            self.clause += data
        if any(entry.startswith("mark") for entry in self.stack):
            self.marks[-1] += data


def all_clauses(corpus: Corpus) -> list[tuple[Document, Clause]]:
    return [(document, clause) for document in corpus.documents for clause in document.clauses]


@pytest.mark.parametrize(
    "text",
    [
        "**粗**",
        "<script>alert(1)</script>",
        "重庆市**区",
        "a & b &amp; c",
        "$$x$$ `y` [z](http://x)",
        "'\"",
        "#1\n\n- 2",
    ],
)
def test_escaped_text_has_nothing_that_html_or_markdown_reads(text: str) -> None:
    shown = escape(text, line_ends=True)
    assert html.unescape(shown) == text
    assert not re.search(r"[<>*_`$\[\]\"'\n]", shown)


def test_a_question_is_shown_as_written_and_a_long_one_cut() -> None:
    (message,) = render_question("**甲** <script>")
    assert "<script>" not in message["content"] and "**" not in message["content"]
    (message,) = render_question("长" * 10_000)
    assert "共 10000 字" in message["content"] and len(message["content"]) < 1_000
    assert render_question("  \n") == []


def test_every_clause_is_lit_exactly_where_it_is_printed(corpus: Corpus) -> None:
    for document, clause in all_clauses(corpus):
        entry = CitedClause(clause.clause_id, clause.label, clause.cited_spans)
        place = find_place(corpus, entry.key)
        assert place is not None
        shown = Shown(render_place(place))
        assert shown.source == document.source, clause.clause_id
        quotes = [document.quote(span) for span in sorted(set(clause.cited_spans))]
        assert shown.marks == quotes, clause.clause_id


def test_a_part_of_a_clause_is_lit_inside_the_marked_clause(corpus: Corpus) -> None:
    document, clause = next((d, c) for d, c in all_clauses(corpus) if len(c.text) > 60 and not c.cells)
    span = Span(clause.spans[0].start + 3, clause.spans[0].start + 9)
    place = find_place(corpus, CitedClause(clause.clause_id, clause.label, (span,)).key)
    shown = Shown(render_place(place))
    assert shown.marks == [document.quote(span)]
    assert document.quote(clause.spans[0]) in shown.clause


@pytest.mark.parametrize(
    "key",
    ["", "x", "<script>", "no-such#1:1-2", f"{ROW_6}:9-3", f"{ROW_6}:1-99999999", f"{ROW_6}:1-2,", "../a#1"],
)
def test_a_key_that_names_nothing_shows_nothing(corpus: Corpus, key: str) -> None:
    assert render_place(find_place(corpus, key)) == ""


def test_a_key_outside_its_clause_lights_nothing(corpus: Corpus) -> None:
    assert Shown(render_place(find_place(corpus, f"{ROW_6}:0-5"))).marks == []


def test_overlapping_quotes_are_lit_once(corpus: Corpus) -> None:
    clause = corpus.get_clause("cq-eeb-2021-5#3.4")
    start = clause.spans[0].start
    key = f"{clause.clause_id}:{start}-{start + 6},{start + 3}-{start + 9}"
    assert Shown(render_place(find_place(corpus, key))).marks == [
        corpus.get_document(clause.doc_id).quote(Span(start, start + 9))
    ]


def make_answer(corpus: Corpus) -> Answer:
    document = corpus.get_document("cq-spb-eeb-2021-181")
    row = corpus.get_clause("cq-spb-eeb-2021-181#a2.7")
    passage = Passage("第7项 ", tuple(cite(document, row, span) for span in row.cited_spans))
    return Answer(AnswerKind.ANSWER, "**首行** <b>", (passage,), notes=("注一",))


def test_an_answer_grows_from_its_first_line_to_the_whole(corpus: Corpus) -> None:
    answer = make_answer(corpus)
    frames = list(stream_answer(answer, corpus))
    assert len(frames) == 3
    assert "首行" in frames[0] and "ky-quote" not in frames[0] and "ky-copy" not in frames[0]
    assert frames[-1] == render_answer(answer, corpus)
    assert "**" not in frames[-1] and "<b>" not in frames[-1] and "\n" not in frames[-1]


def test_an_answer_carries_its_plain_text_and_the_words_of_each_column(corpus: Corpus) -> None:
    answer = make_answer(corpus)
    shown = render_answer(answer, corpus)
    plain = re.search(r'<pre class="ky-plain" hidden>(.*?)</pre>', shown)
    assert plain is not None and html.unescape(plain.group(1)) == render_text(answer)
    assert [html.unescape(name) for name in re.findall(r'ky-cell">(.*?)<', shown)][:2] == ["序号", "事项名称"]
    for citation in answer.citations:
        assert f"<q>{escape(citation.quote)}</q>" in shown


def test_one_entry_per_cited_clause(corpus: Corpus) -> None:
    entries = cited_clauses(make_answer(corpus).citations)
    assert [entry.clause_id for entry in entries] == ["cq-spb-eeb-2021-181#a2.7"]
    assert render_cited(entries).count("data-open") == 1
    assert "点开" in render_cited(())


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (Answer(AnswerKind.ASK_BACK, "哪一份？"), "请补充"),
        (Answer(AnswerKind.ERROR, "问题是空的。"), "没有答成"),
        (Answer(AnswerKind.REFUSAL, "无", refusal=Refusal(RefusalReason.OUTSIDE, "无")), "语料未涉及"),
        (Answer(AnswerKind.REFUSAL, "无", refusal=Refusal(RefusalReason.NOTHING_FOUND, "无")), "没有找到"),
    ],
)
def test_each_kind_says_what_it_is(corpus: Corpus, answer: Answer, name: str) -> None:
    shown = render_answer(answer, corpus)
    assert f">{name}<" in shown and f"ky-{answer.kind.value}" in shown


def test_what_was_carried_over_is_shown_with_a_way_to_drop_it(corpus: Corpus) -> None:
    shown = render_answer(Answer(AnswerKind.ANSWER, "子", carried="<广西>的呢"), corpus)
    assert "按上一问理解为：<广西>的呢" in html.unescape(shown) and "<广西>" not in shown
    assert re.search(rf'class="ky-choice"[^>]*>{BARE}<', shown)
    assert BARE not in render_answer(Answer(AnswerKind.ANSWER, "子"), corpus)


def test_errors_are_no_part_of_the_history() -> None:
    turns = [Turn("甲", Answer(AnswerKind.ANSWER, "子")), Turn("", Answer(AnswerKind.ERROR, "空"))]
    assert history_of(turns) == [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "子"}]


@pytest.mark.parametrize("text", ["2021-12-06", " 2021/12/6 ", "2021.12.06", "2021年12月6日"])
def test_a_day_is_read_in_the_ways_people_write_it(text: str) -> None:
    assert parse_day(text) == date(2021, 12, 6)


def test_no_day_is_none() -> None:
    assert parse_day("  ") is None


@pytest.mark.parametrize(("written", "meant"), [("", date.today()), ("2021年7月1日", date(2021, 7, 1))])
def test_a_question_is_asked_under_its_day_or_today(corpus: Corpus, written: str, meant: date) -> None:
    asked: list[object] = []

    class Noting:
        def __init__(self) -> None:
            self.corpus = corpus

        def regions(self) -> tuple[str, ...]:
            return ()

        def ask(self, question: str, *, as_of: date | None = None, **_: object) -> Answer:
            asked.append(as_of)
            return Answer(AnswerKind.ANSWER, question)

    find_answer(Noting(), "问", "", written, [])
    assert asked == [meant]


@pytest.mark.parametrize("text", ["明天", "2021-13-01", "2021-02-30", "20211"])
def test_a_day_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(KuanyanError, match=f"日期「{text}」看不懂"):
        parse_day(text)


def test_a_fault_becomes_a_message_and_a_log_entry(corpus: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __init__(self) -> None:
            self.corpus = corpus

        def regions(self) -> tuple[str, ...]:
            return ()

        def ask(self, question: str, **_: object) -> Answer:
            raise RuntimeError("内部细节")

    answer = find_answer(Broken(), "问", "", "", [])
    assert answer.kind is AnswerKind.ERROR and answer.lead.startswith("服务故障")
    assert "内部细节" not in answer.lead
    assert "内部细节" in caplog.text


def test_the_corpus_is_listed_with_what_is_unknown_said(corpus: Corpus) -> None:
    shown = html.unescape(render_documents(corpus, corpus.documents[0].doc_id))
    assert shown.count("data-doc") == 5 and shown.count('aria-pressed="true"') == 1
    assert "文号未载明" in shown and shown.count("施行日期未载明") == 4


def test_the_tree_has_every_clause_once(corpus: Corpus) -> None:
    for document in corpus.documents:
        found = re.findall(r'data-clause="([^"]+)"', render_tree(document))
        assert [html.unescape(name) for name in found] == [c.clause_id for c in document.clauses]


def test_the_filter_finds_clauses_of_every_document(corpus: Corpus) -> None:
    shown = html.unescape(render_found(corpus, "告知承诺"))
    assert "ln-pj-2021-17" in shown and "<mark>告知承诺</mark>" in shown
    assert "没有条款含有「<查无>」" in html.unescape(render_found(corpus, "<查无>"))
    assert "<查无>" not in render_found(corpus, "<查无>")


def test_every_clause_is_shown_in_full(corpus: Corpus) -> None:
    for document, clause in all_clauses(corpus):
        shown = html.unescape(re.sub(r"<[^>]+>", "", render_clause(document, clause)))
        assert clause.label in shown and clause.clause_id in shown
        for span in clause.cited_spans:
            assert document.quote(span).replace("\n", "") in shown.replace("\n", ""), clause.clause_id


def test_a_row_is_shown_by_its_cells(corpus: Corpus) -> None:
    row = corpus.get_clause(ROW_6)
    shown = html.unescape(render_clause(corpus.get_document(row.doc_id), row))
    assert "合并单元格" in shown and "小于 0.1 倍" in shown and "原文与检索文字的差异" in shown


@pytest.mark.parametrize(
    ("kind", "unread", "opens"),
    [
        (AnswerKind.REFUSAL, "", True),
        (AnswerKind.ANSWER, "", False),
        (AnswerKind.ASK_BACK, "", False),
        (AnswerKind.ASK_BACK, "渝环规5号联系人", True),
    ],
)
def test_what_is_offered_beside_what_was_not_answered_is_open(
    corpus: Corpus, kind: AnswerKind, unread: str, opens: bool
) -> None:
    document = corpus.get_document(ROW_6.split("#")[0])
    clause = corpus.get_clause(ROW_6)
    passage = Passage("", (cite(document, clause, clause.cells[0].spans[0]),))
    reason = Refusal(RefusalReason.OUTSIDE, "语料未涉及。") if kind is AnswerKind.REFUSAL else None
    answer = Answer(kind, "语料未涉及。", related=(passage,), refusal=reason, unread=unread)
    markup = render_answer(answer, corpus)
    assert ('<details class="ky-related" open>' in markup) is opens
    assert ('<details class="ky-related">' in markup) is not opens
