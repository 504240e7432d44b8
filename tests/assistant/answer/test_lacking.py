"""Papers that ours only mention are not answered from ours."""

import pytest

from assistant.answer.lacking import find_other_text
from assistant.answer.question import read_question
from corpus.loader import load_corpus


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("环办执法〔2021〕10号里第三部分讲了什么", "环办执法〔2021〕10号"),
        ("国务院令第722号第几条讲包容审慎", "国务院令第722号"),
        ("《重庆市行政规范性文件管理办法》规定了哪些程序", "《重庆市行政规范性文件管理办法》"),
        ("渝环规〔2021〕5号一共几条", ""),
        ("制定方案依据的是环办执法〔2021〕10号吗，一共几条", ""),
        ("按照《优化营商环境条例》怎么做", ""),
    ],
)
def test_another_paper_whose_text_is_asked_is_found(text: str, paper: str) -> None:
    corpus = load_corpus()
    assert find_other_text(read_question(text, corpus), corpus) == paper
