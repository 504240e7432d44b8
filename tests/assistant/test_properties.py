"""Whatever is typed: an answer whose quotes stand in the source, or one Chinese sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.answer.models import AnswerKind, check_citation
from assistant.answer.question import MAX_QUESTION, check_question
from assistant.batch import answer_lines
from assistant.service import Assistant
from corpus.errors import KuanyanError

PHRASES = """
正面清单 负面清单 第6项 第99项 第0条 第百项 第零项 第①项 附件2 附件3 附表1 （四） 三（四） 第十四条 一（三）4
沙坪坝区 广西 成都市 渝北区 盘锦 有哪些 多久 罚多少 行政处罚法第三十三条 区别 说明 约谈
柔性执法方式 依据 情形 事项编码 500216204000 渝环规〔2021〕5号 沙府发〔2021〕69号
cq-eeb-2021-5#3.4 cq-eeb-2021-5#zz ？ 「 」 《 》 零 廿 百
"""
PIECES = st.sampled_from([*PHRASES.split(), "\n", "\x00", "\u2028"])
QUESTIONS = st.lists(PIECES, min_size=1, max_size=6).map("".join) | st.text(max_size=60)
SLOW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SLOW
@given(question=QUESTIONS)
@example(question="第〇项")
@example(question="正面清单第零项")
@example(question="正面清单第百项")
@example(question="广西第百百条")
@example(question="附件零")
@example(question="三（零）")
@example(question="正面清单第99999999999999999999项")
@example(question="（））（（「」《》第项条")
@example(question="\ud800正面清单")
@example(question="正面清单" * 500)
def test_arbitrary_text_gives_verbatim_quotes_or_one_chinese_sentence(
    assistant: Assistant, question: str
) -> None:
    try:
        answer = assistant.ask(question)
    except KuanyanError as error:
        assert "\n" not in str(error) and str(error).endswith("。")
        return
    assert answer.lead.strip()
    cited = [*answer.citations, *(c for passage in answer.related for c in passage.citations)]
    assert all(check_citation(assistant.corpus.get_document(c.doc_id), c) for c in cited)
    assert (answer.kind is AnswerKind.ANSWER) == bool(answer.citations)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(region=st.text(max_size=12), day=st.dates(date(1949, 10, 1), date(2100, 1, 1)))
def test_any_region_and_date_give_an_answer_or_one_chinese_sentence(
    assistant: Assistant, region: str, day: date
) -> None:
    try:
        answer = assistant.ask("正面清单第6项", region=region, as_of=day)
    except KuanyanError as error:
        assert "\n" not in str(error)
    else:
        assert answer.lead


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    line=st.text(max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "question", "history", "region", "as_of", "x"]), inner, max_size=4
            )
        ),
        max_leaves=6,
    ).map(json.dumps)
)
def test_any_batch_line_gives_one_line_of_strict_json_that_can_be_printed(
    assistant: Assistant, line: str
) -> None:
    replies = list(answer_lines(assistant, [line]))
    assert len(replies) == (1 if line.strip() else 0)
    for reply in replies:
        assert "\n" not in reply
        reply.encode("utf-8")

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        data = json.loads(reply, parse_constant=refuse)
        assert data["kind"] in {kind.value for kind in AnswerKind}


@pytest.mark.parametrize("length", [MAX_QUESTION - 1, MAX_QUESTION])
def test_a_question_up_to_the_limit_is_accepted(length: int) -> None:
    assert len(check_question("问" * length)) == length


@pytest.mark.parametrize("length", [MAX_QUESTION + 1, 10_000])
def test_a_question_beyond_the_limit_is_refused_with_its_length(length: int) -> None:
    with pytest.raises(KuanyanError, match=rf"问题有 {length} 字，超过 2000 字的上限，请只写要问的事"):
        check_question("问" * length)
