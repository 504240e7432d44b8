"""From which day a document holds, and that most do not say."""

import pytest

from assistant.answer.models import AnswerKind
from assistant.service import Assistant
from corpus.models import Corpus

UNSAID = "没有写从哪天起施行，只有落款的日期——"


@pytest.mark.parametrize(
    ("question", "doc_id"),
    [
        ("沙环发181号什么时候施行", "cq-spb-eeb-2021-181"),
        ("区政府的意见几号开始实施", "cq-spb-gov-2021-69"),
        ("盘锦方案哪天生效", "ln-pj-2021-17"),
        ("广西的措施从哪天起执行？", "gx-eed-2025"),
    ],
)
def test_a_document_that_gives_no_day_says_so(assistant: Assistant, question: str, doc_id: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER
    assert answer.lead.startswith(UNSAID)
    assert answer.clause_ids == (f"{doc_id}#sign",)


@pytest.mark.parametrize("question", ["渝环规5号什么时候施行", "重庆的方案施行日期"])
def test_the_day_that_is_given_is_quoted(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "自2021年8月6日起施行" in answer.lead and UNSAID not in answer.lead
    assert answer.clause_ids == ("cq-eeb-2021-5#notice",)


def test_no_document_without_a_day_speaks_of_one(corpus: Corpus) -> None:
    """What the first line says of these documents is so."""
    for document in corpus.documents:
        says = any("起施行" in c.text or "起实施" in c.text or "生效" in c.text for c in document.clauses)
        assert says == (document.meta.in_force_from is not None), document.doc_id


def test_the_day_of_something_in_a_document_is_not_its_own(assistant: Assistant) -> None:
    assert UNSAID not in assistant.ask("盘锦的责任清单什么时候执行").lead
