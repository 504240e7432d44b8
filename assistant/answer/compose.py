"""Clauses → an answer: a direct first line, quoted words, labels. Nothing here decides a case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.models import Answer, AnswerKind, Citation, Passage, cite
from assistant.answer.sentences import HEADING, SentenceScorer, without_heading
from corpus.models import Cell, Clause, ClauseKind, Corpus, Document, Span
from corpus.sentences import Sentence, split_fragments, split_sentences

MAX_CITATIONS = 3  # of a plain question; lists are enumerated in full
_SHOWN = 420  # characters of a paragraph quoted whole; of a longer one the sentences around the key
_SHOWN_BESIDE = 160  # the same for the clauses beside the one that answers
_WHOLE_KINDS = {  # short lines that only make sense together
    ClauseKind.TITLE,
    ClauseKind.SIGNATURE,
    ClauseKind.CONTACT,
    ClauseKind.ANNEX_LIST,
    ClauseKind.ANNEX,
}
_LEAD_WHOLE = 40  # a sentence up to this length is the first line as it stands
_LEAD = 80  # of a longer one the first line has about as much
_LEAD_LIST = 300  # the parts of a list are named in the first line up to this length
_LIMITING = (
    "但",
    "除",
    "不",
    "且",
    "并",
    "或",
    "经",
    "须",
    "应",
    "方",
    "才",
    "则",
    "原则",
    "依法",
    "（",
)  # a fragment that begins so belongs to the one before
_LENIENT = re.compile("不予|不再予以|免予|免罚|免除|从轻|减轻|不罚")
_EXCLUDES = re.compile("不适用柔性|不再适用|从重|依法严厉|依法予以行政处罚|不得再次")
_NEARLY = 0.1  # of a rank: two sentences are not told apart; what takes leniency away goes first
_BLANKS = re.compile(r"\s+")
_ANNEX_NUMBER = re.compile("附[件表][0-9]*")
_ASKS_COLUMNS = re.compile("[栏格]|填|表头|列(?!表)")
_CELL_ORDER = ("事项名称", "事项", "情形", "柔性执法方式", "依据", "事项编码", "备注")
_LISTED = ("事项名称", "事项", "情形")  # of each row of a list enumerated in full
_CASE_CELLS = ("情形", "柔性执法方式")  # of a row that a search found


def compose_answer(
    corpus: Corpus,
    clauses: Sequence[Clause],
    scorer: SentenceScorer,
    limit: int | None = MAX_CITATIONS,
    alike: Clause | None = None,
) -> Answer:
    """The first clause answers; others follow while ``limit`` citations allow.

    ``limit`` None is no limit: clauses asked for by number, each quoted whole. ``alike``: one of ``clauses``
    that was found nearly as well as the first, which the first line names, too.
    """
    passages: list[Passage] = []
    lead = ""
    for clause in clauses:
        document = corpus.get_document(clause.doc_id)
        said = ""
        if clause.cells:
            new = row_passages(document, clause, _CELL_ORDER if limit is None else _CASE_CELLS)
            said = _row_lead(document, clause)
        else:
            shown = _SHOWN_BESIDE if passages else _SHOWN
            passage, key = key_passage(document, clause, scorer, shown)
            if limit is None:
                passage = Passage("", quote_lines(document, clause))
            new = [passage]
            if not lead or clause is alike:
                said = lead_of(document, clause, key, scorer)
        used = sum(len(p.citations) for p in [*passages, *new])
        if passages and limit is not None and used > limit:
            continue
        if clause is alike:
            lead = _with_second(lead, said)
        lead = lead or said
        passages += new
    return Answer(AnswerKind.ANSWER, lead, tuple(passages))


def _with_second(lead: str, said: str) -> str:
    """Not where the words are the same, or are of leniency and those before are not."""
    words = _BLANKS.sub("", said.partition("：")[2])
    lenient = _LENIENT.search(words) and not _LENIENT.search(lead)
    return lead if lenient or words in _BLANKS.sub("", lead) else f"{lead}；另见{said}"


def key_passage(
    document: Document, clause: Clause, scorer: SentenceScorer, shown: int = _SHOWN_BESIDE
) -> tuple[Passage, Sentence]:
    """The words of ``clause`` to quote, about ``shown`` characters, and the best sentence among them."""
    if clause.cells:
        key = _row_key(document, clause)
        return Passage("", quote_spans(document, clause, key.spans)), key
    paragraphs = split_sentences(document, clause)
    if clause.kind is ClauseKind.ANNEX:
        paragraphs = [p for p in paragraphs if not _is_heading(p, clause)] or paragraphs
    keys = [scorer.best(without_heading(paragraph, clause), HEADING) for paragraph in paragraphs]
    ranks = [scorer.rank(key.text) for key in keys]
    close = [i for i, rank in enumerate(ranks) if rank >= max(ranks) - _NEARLY]
    excluding = [i for i in close if _EXCLUDES.search(keys[i].text)]
    best = max(excluding or range(len(keys)), key=lambda i: (ranks[i], -i))
    key, paragraph = keys[best], paragraphs[best]
    bare = len(paragraphs) > 1 and best == 0 and key.length < 20  # a heading: its text answers
    if bare and not scorer.is_sought(key.text):
        key = keys[1]
        paragraph = paragraphs[1]
    if clause.kind in _WHOLE_KINDS and sum(s.end - s.start for s in clause.spans) <= _SHOWN:
        return Passage("", quote_lines(document, clause)), key
    spans = _window(paragraph, key, shown)
    return Passage("", quote_spans(document, clause, spans)), key


def _is_heading(paragraph: Sequence[Sentence], clause: Clause) -> bool:
    """附件1, or a line of the annex's title: says what the annex is, not what stands in it."""
    text = _BLANKS.sub("", "".join(sentence.text for sentence in paragraph))
    return bool(_ANNEX_NUMBER.fullmatch(text)) or text in _BLANKS.sub("", clause.title)


def _row_key(document: Document, clause: Clause) -> Sentence:
    cell = clause.find_cell("情形") or clause.cells[-1]
    return Sentence(cell.spans, "".join(document.quote(s) for s in cell.spans))


def _window(paragraph: Sequence[Sentence], key: Sentence, shown: int) -> list[Span]:
    """The whole paragraph where it is short, else the key sentence and what fits around it."""
    if sum(s.length for s in paragraph) <= shown:
        return [span for s in paragraph for span in s.spans]
    at = paragraph.index(key)
    left = right = at
    size = key.length
    while True:
        grown = False
        if right + 1 < len(paragraph) and size + paragraph[right + 1].length <= shown:
            right += 1
            size += paragraph[right].length
            grown = True
        if left > 0 and size + paragraph[left - 1].length <= shown:
            left -= 1
            size += paragraph[left].length
            grown = True
        if not grown:
            break
    return [span for s in paragraph[left : right + 1] for span in s.spans]


def quote_spans(document: Document, clause: Clause, spans: Sequence[Span]) -> tuple[Citation, ...]:
    """One citation per printed piece; neighbouring pieces on one line become one."""
    return tuple(cite(document, clause, span) for span in _join_adjacent(spans))


def _join_adjacent(spans: Sequence[Span]) -> list[Span]:
    """Spans with nothing between them become one."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def quote_lines(document: Document, clause: Clause) -> tuple[Citation, ...]:
    """The whole clause; lines with only blanks between them are quoted together, as printed."""
    merged: list[Span] = []
    for span in clause.spans:
        if merged and not document.source[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(cite(document, clause, span) for span in merged)


def lead_of(document: Document, clause: Clause, key: Sentence, scorer: SentenceScorer) -> str:
    """The key words, quoted, with the label: the direct first line."""
    if clause.kind is ClauseKind.TABLE and _ASKS_COLUMNS.search(scorer.question):
        return f"{clause.label}：{_columns(document, clause)}"
    if clause.kind is ClauseKind.SIGNATURE:  # who and when, a few words
        return f"{clause.label}：{_quoted(document, clause.spans)}"
    words = key
    if key.length > _LEAD_WHOLE and not scorer.is_sought(key.text):
        fragments = split_fragments(document, key)
        words = _opening(fragments) or _grow(fragments, fragments.index(scorer.best(fragments)), scorer)
    text = _quoted(document, _trim(document, words.spans))
    announces = text.endswith(("：」", ":」")) and clause.kind is not ClauseKind.NOTICE  # 各区县生态环境局：
    cut = "（列有数项，全文见下）" if announces else ""
    return f"{clause.label}：{text}{cut}"


def _columns(document: Document, table: Clause) -> str:
    """The heads of a form, in their order."""
    heads = [p for p in split_sentences(document, table) if not _is_heading(p, table)]
    return "".join(_quoted(document, s.spans) for p in heads for s in p)


def _opening(fragments: Sequence[Sentence]) -> Sentence | None:
    """What announces 一是……二是……; one item alone would read as the whole rule."""
    first = next((i for i, f in enumerate(fragments) if f.text.lstrip().startswith("一是")), 0)
    chosen = fragments[:first]
    if not chosen:
        return None
    return Sentence(tuple(s for f in chosen for s in f.spans), "".join(f.text for f in chosen))


def _grow(fragments: Sequence[Sentence], at: int, scorer: SentenceScorer) -> Sentence:
    """The best fragment with what it depends on.

    Conditions stand before it in a sentence of law (复核属实的，不得……), so earlier fragments come first
    while they fit. Later ones follow while they fit, too, unless the fragment already shows what was asked
    for (原则为3年) and nothing after it limits that (但、除……).
    """
    left = right = at
    size = fragments[at].length
    while left > 0 and (
        size + fragments[left - 1].length <= _LEAD or fragments[left].text.startswith(_LIMITING)
    ):
        left -= 1
        size += fragments[left].length
    enough = scorer.shows_asked(fragments[at].text)
    while right + 1 < len(fragments):
        after = fragments[right + 1]
        open_end = fragments[right].text.rstrip("，,").endswith(("的", "后", "时", "：", ":"))
        limits = after.text.startswith(_LIMITING) or open_end
        if not limits and (enough or size + after.length > _LEAD):
            break
        right += 1
        size += after.length
    chosen = fragments[left : right + 1]
    return Sentence(tuple(s for f in chosen for s in f.spans), "".join(f.text for f in chosen))


def _quoted(document: Document, spans: Sequence[Span]) -> str:
    return "".join(f"「{document.quote(span)}」" for span in spans)


def _trim(document: Document, spans: Sequence[Span]) -> list[Span]:
    """Neighbouring spans joined; a closing comma is left off the first line."""
    joined = _join_adjacent(spans)
    last = joined[-1]
    while last.end - last.start > 1 and document.source[last.end - 1] in "，；,;、":
        last = Span(last.start, last.end - 1)
    return [*joined[:-1], last]


def row_passages(document: Document, row: Clause, columns: Sequence[str]) -> list[Passage]:
    """The cells of ``columns`` that the row has, each under its name, quoted from where it is printed."""
    return [_cell_passage(document, row, name) for name in columns if row.find_cell(name)]


def _row_lead(document: Document, row: Clause) -> str:
    """What the row covers and what then holds, in its own words."""
    parts = []
    for name in ("情形", "柔性执法方式"):
        cell = row.find_cell(name)
        if cell is not None:
            words = _quoted(document, _trim(document, cell.spans))
            parts.append(f"{name}{words}")
    return f"{row.label}：{'；'.join(parts)}"


def _cell(row: Clause, name: str) -> Cell:
    cell = row.find_cell(name)
    assert cell is not None
    return cell


def compose_cells(corpus: Corpus, rows: Sequence[Clause], columns: Sequence[str]) -> Answer | None:
    """第8项的柔性执法方式: the asked cells of each row; ``None`` where no row has such a column."""
    passages, leads = [], []
    for row in rows:
        present = [name for name in columns if row.find_cell(name)]
        if not present:
            continue
        document = corpus.get_document(row.doc_id)
        passages += [_cell_passage(document, row, name) for name in present]
        first = _cell(row, present[0])
        words = _quoted(document, first.spans)
        leads.append(f"{row.label}的{present[0]}：{words}")
    if not passages:
        return None
    return Answer(AnswerKind.ANSWER, "\n".join(leads), tuple(passages))


def _cell_passage(document: Document, row: Clause, name: str) -> Passage:
    cell = _cell(row, name)
    shared = "（数项共用）" if cell.shared else ""
    return Passage(f"{name}{shared}：", tuple(cite(document, row, span) for span in cell.spans))


def compose_table(corpus: Corpus, table: Clause) -> Answer:
    """A list enumerated in full: 事项 and 情形 of each row."""
    document = corpus.get_document(table.doc_id)
    rows = [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]
    notes = [c for c in document.clauses if c.kind is ClauseKind.NOTE and c.path.startswith(table.path + ".")]
    title = Passage("", (cite(document, table, _title_span(document, table)),))
    if not rows:
        shown = [c for c in notes if c.number][:1]
        passages = tuple(Passage("说明 ", tuple(cite(document, c, s) for s in c.spans)) for c in shown)
        lead = f"{table.label}是空白表样，没有列出事项，各栏是{_columns(document, table)}。"
        return Answer(AnswerKind.ANSWER, lead, (title, *passages))
    passages = tuple(
        Passage(
            f"{row.number}. ", tuple(c for p in row_passages(document, row, _LISTED) for c in p.citations)
        )
        for row in rows
    )
    lead = f"{table.label}共{len(rows)}项："
    return Answer(AnswerKind.ANSWER, lead, (title, *passages), notes=_groups(document, rows))


def _title_span(document: Document, table: Clause) -> Span:
    return next((s for s in table.spans if document.quote(s).endswith(table.title[-4:])), table.spans[0])


def _groups(document: Document, rows: Sequence[Clause]) -> tuple[str, ...]:
    """第1—5项：不予…；第6—9项：…: rows that share a 柔性执法方式, its words verbatim."""
    groups: list[tuple[str, list[str]]] = []
    for row in rows:
        cell = row.find_cell("柔性执法方式")
        if cell is None:
            continue
        words = _quoted(document, cell.spans)
        if groups and groups[-1][0] == words:
            groups[-1][1].append(row.number)
        else:
            groups.append((words, [row.number]))
    return tuple(f"第{numbers[0]}—{numbers[-1]}项的柔性执法方式为{words}。" for words, numbers in groups)


def compose_children(corpus: Corpus, parent: Clause) -> Answer:
    """四、柔性执法方式 → its （一）…（五）, each by its first sentence."""
    document = corpus.get_document(parent.doc_id)
    children = [c for c in document.children(parent.clause_id) if c.number]
    opening = key_passage(document, parent, SentenceScorer("", {}))[0]
    passages, words = [opening], []
    for child in children:
        sentences = split_sentences(document, child)[0]
        spans = list(sentences[0].spans)
        if len(sentences) > 1 and sentences[0].length < 16:
            spans += sentences[1].spans
        passages.append(Passage("", quote_spans(document, child, spans)))
        first = _quoted(document, _trim(document, sentences[0].spans))
        words.append(child.title or first)
    said = "；".join(words)
    lead = f"{parent.label}「{parent.title}」共{len(children)}项："
    return Answer(AnswerKind.ANSWER, f"{lead}{said}" if len(said) <= _LEAD_LIST else lead, tuple(passages))


def join_answers(answers: Sequence[Answer]) -> Answer:
    """Several lists as one answer, in order; a note is said once."""
    return Answer(
        AnswerKind.ANSWER,
        "\n".join(answer.lead for answer in answers),
        tuple(passage for answer in answers for passage in answer.passages),
        notes=tuple(dict.fromkeys(note for answer in answers for note in answer.notes)),
    )
