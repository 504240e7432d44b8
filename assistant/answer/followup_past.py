"""What is known of a question asked before: its words, what it named, the clauses its answer cited."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.answer.addresses import Address, Said, read_addresses
from assistant.answer.followup_words import without_end
from assistant.answer.names import split_names
from assistant.answer.question import check_question, read_question
from corpus.models import Clause, ClauseKind, Corpus
from corpus.places import documents_in_force

_ASKING = re.compile(  # words that only ask: what is left says what is asked about
    r"请问|[怎咋]么?回事|是什么(?:意思)?|为什么|(?:指|讲|写|说|规定)(?:的|了)?(?:是)?什么|什么时候|什么样的?|什么|有没有|是不是|要不要|能不能|可不可以|是否"
    r"|(?:有|是|分|包括)?(?:哪一|哪)(?:[些几里个条种款项份天年])?(?:[一二三四五六七八九十几两][个条项种类])?(?:来)?|怎么(?:样|办|做|说|写|规定|要求|处理|定|讲|弄|搞|管|建|抓)?(?:的)?|如何|多[久少长大]"
    r"|(?:是|由|归|找)?谁(?:来)?|(?:是|一共|总共|共)?(?:有)?几[天日项个种条次年月](?:之?内)?|吗|呢|[？?。！!]"
)
_HANGING = re.compile(r"(?:是|有|要|由|在|设在|设|对|把|应|会|能|可以|需要|从|归|分别|一共|总共|包括)+$")
_SUBJECT = re.compile(
    r"(?![对把在按由从向])[^，,]{3,}?(?=[，,]|是|要|应|可以|需|由|针对|包括|分为|从|靠|设|用来|适用)"
)
_IN_DOCUMENT = re.compile(
    r"^(?:文件|方案|通知|意见)(?:[里中内]的?|的)(?=[\u4e00-\u9fff]{2})"
)  # 区政府文件里…
_EDGES = "的里中，,、：:；; "


@dataclass(frozen=True, slots=True)
class Known:
    """Of a question that was put together: what the ``Past`` it becomes says of itself."""

    topic: str = ""
    portable: str = ""
    tail: str = ""
    titled: bool = False  # beside the number stands the clause's title


@dataclass(frozen=True)
class Past:
    """``text``: the question as understood, words that stand alone. ``topic``: what it is about, without
    documents and places; ``portable``: the question without them, to be asked of another document."""

    text: str
    names: str
    topic: str
    portable: str
    tail: str  # what it asks of the clause it names by number
    said: Said
    titled: bool
    corpus: Corpus
    cite: Callable[[], tuple[Clause, ...]]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Cited in the answer, in order, each once; empty where it was refused."""
        return self.cite()

    @property
    def address(self) -> Address | None:
        """The clause named by number, the last of several."""
        return self.said.addresses[-1] if self.said.addresses else None

    @property
    def doc_ids(self) -> frozenset[str]:
        """Documents it was asked of, or else those that answered."""
        return documents_of(self.names, self.corpus) or frozenset(c.doc_id for c in self.clauses[:3])

    @property
    def holder(self) -> str:
        """What to name in front of a question about the same: as the user named it, else the document."""
        if self.names:
            return self.names
        answered = dict.fromkeys(c.doc_id for c in self.clauses)
        return self.corpus.get_document(next(iter(answered))).meta.cite_as if len(answered) == 1 else ""


def subject_in_full(past: Past) -> str:
    """What it was about, with the document or place."""
    return topic_of(past.text) if past.names and not past.said.addresses else f"{past.holder}{past.topic}"


def asks_row(past: Past) -> bool:
    """Whether it named a list's row by number, and the answer cites one."""
    numbered = past.address is not None and bool(past.address.steps)
    return numbered and any(c.cells for c in past.clauses[:1])


def notes_of(row: Clause, corpus: Corpus) -> tuple[Clause, ...]:
    """What the list says of all its rows."""
    document = corpus.get_document(row.doc_id)
    notes = [c for c in document.children(row.parent_id) if c.kind is ClauseKind.NOTE]
    return tuple(below for note in notes for below in document.children(note.clause_id) or (note,))


def siblings_of(past: Past) -> tuple[Clause, ...]:
    """The clauses under the same heading as the first one cited, itself among them."""
    if not past.clauses or past.clauses[0].parent_id is None:
        return ()
    return past.corpus.get_document(past.clauses[0].doc_id).children(past.clauses[0].parent_id)


def portable_of(past: Past) -> str:
    """The question before for another document: there a number of the body means something else."""
    address = past.address
    title = past.clauses[0].title if past.clauses else ""
    if address is None or address.annex or address.list_name or past.titled or not title:
        return past.portable
    return f"{title}是怎么规定的？"


def side_of(past: Past) -> str:
    """What to call it beside another."""
    rows = [c for c in past.clauses[:1] if c.cells and past.address is not None]
    return rows[0].label if rows else f"{past.names}{subject_of(past.topic)}"


def read_past(
    text: str, corpus: Corpus, cite: Callable[[], tuple[Clause, ...]], known: Known | None = None
) -> Past:
    """``known``: what is known better than the words tell. Raises ``KuanyanError``."""
    text = check_question(text)
    known = known or Known()
    names, rest = split_names(text, corpus)
    said = read_addresses(text, corpus)
    numbered = any(address.steps for address in said.addresses)
    topic = known.topic or topic_of(said.rest if numbered else rest)
    tail = known.tail or (said.rest if said.addresses else rest).strip(_EDGES)
    return Past(text, names, topic, known.portable or rest, tail, said, known.titled, corpus, cite)


def topic_of(text: str) -> str:
    """正面清单企业名单要听取谁的意见？ → 正面清单企业名单要听取的意见."""
    words = re.sub(r"[，,、]{2,}", "，", _ASKING.sub("", without_end(text))).strip(_EDGES)
    words = _HANGING.sub("", words).strip(_EDGES).removeprefix("是")
    return _IN_DOCUMENT.sub("", words)


def subject_of(topic: str) -> str:
    """行政约谈告诫针对违法行为 → 行政约谈告诫: what a pronoun stands for; the whole where it is short."""
    match = _SUBJECT.match(topic)
    return match.group() if match else topic


def documents_of(names: str, corpus: Corpus) -> frozenset[str]:
    """The documents that ``names`` mean: named themselves, or holding in the places named."""
    if not names:
        return frozenset()
    question = read_question(names, corpus)
    if question.documents:
        return frozenset(question.documents)
    return frozenset(d.doc_id for region in question.regions for d in documents_in_force(corpus, region))
