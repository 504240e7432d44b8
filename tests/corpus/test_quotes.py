"""Quotes are found as printed, whatever lines and pages do to them, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Corpus, Span
from corpus.quotes import find_printed, read_printed, squeeze

BLANKS = " \n\t　\u00a0"
TEXT = st.text(alphabet="甲乙丙，。0.1" + BLANKS, max_size=60)


@st.composite
def printed_pieces(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A source and some spans of it that do not overlap, in any order."""
    source = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return source, tuple(draw(st.permutations(spans)))


@st.composite
def blank_anywhere(draw: st.DrawFn, text: str) -> str:
    return "".join(char + draw(st.text(alphabet=BLANKS, max_size=2)) for char in text)


@given(printed_pieces(), st.data())
def test_the_spans_of_a_quote_print_the_quote_and_nothing_else(
    given_pieces: tuple[str, tuple[Span, ...]], data: st.DataObject
) -> None:
    source, pieces = given_pieces
    printed = read_printed(source, pieces)
    start = data.draw(st.integers(0, len(printed.text)))
    words = printed.text[start : data.draw(st.integers(start, len(printed.text)))]
    quote = data.draw(blank_anywhere(words) if data.draw(st.booleans()) else TEXT)
    found = printed.find_all(quote)
    assert not words or squeeze(quote) != words or start in found
    for offset in found:
        spans = printed.spans(offset, len(squeeze(quote)))
        assert squeeze("".join(source[s.start : s.end] for s in spans)) == squeeze(quote)
        assert all(any(p.start <= s.start and s.end <= p.end for p in pieces) for s in spans)
        assert all(not source[s.start].isspace() and not source[s.end - 1].isspace() for s in spans)


@given(printed_pieces(), TEXT)
def test_every_place_of_a_quote_is_found(pieces: tuple[str, tuple[Span, ...]], quote: str) -> None:
    printed = read_printed(*pieces)
    words = squeeze(quote)
    expected = [i for i in range(len(printed.text)) if words and printed.text.startswith(words, i)]
    assert printed.find_all(quote) == expected


def test_a_page_break_gives_two_pieces(corpus: Corpus) -> None:
    document = corpus.get_document("cq-spb-eeb-2021-181")
    printed = find_printed(document, corpus.get_clause("cq-spb-eeb-2021-181#a2.3"), "情形")
    assert printed is not None
    quote = "自检查发现之日起10日内按要求完成整改"
    (start,) = printed.find_all(quote)
    pieces = [document.quote(span) for span in printed.spans(start, len(quote))]
    assert pieces == ["自检查发现之", "日起 10 日内按要求完成整改"]


def test_a_shared_cell_is_found_from_each_of_its_rows(corpus: Corpus) -> None:
    document = corpus.get_document("cq-spb-eeb-2021-181")
    for number in range(6, 10):
        row = corpus.get_clause(f"cq-spb-eeb-2021-181#a2.{number}")
        printed = find_printed(document, row, "柔性执法方式")
        assert printed is not None and printed.find_all("可以不予行政处罚")


def test_an_unknown_cell_is_no_error(corpus: Corpus) -> None:
    document = corpus.get_document("cq-spb-eeb-2021-181")
    assert find_printed(document, corpus.get_clause("cq-spb-eeb-2021-181#a2.1"), "情况") is None
