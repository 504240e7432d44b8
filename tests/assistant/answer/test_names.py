"""Which document a question names, where other places have offices and lists of the same name."""

import pytest

from assistant.answer.names import find_documents, names_clause
from corpus.loader import load_corpus

CITY, BUREAU, DISTRICT, GX = "cq-eeb-2021-5", "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69", "gx-eed-2025"


def named(text: str) -> list[str]:
    return [name.doc_id for name in find_documents(text, load_corpus())]


@pytest.mark.parametrize(
    "text, doc_id",
    [
        ("市生态环境局的正面清单有效期多久", CITY),
        ("重庆市市局的方案", CITY),
        ("渝北区的市局文件", CITY),
        ("请问区局的负面清单", BUREAU),
        ("沙坪坝区局的负面清单", BUREAU),
        ("沙坪坝的区局怎么说", BUREAU),
        ("沙坪坝区区政府的意见", DISTRICT),
        ("盘锦和市局的有什么不同", CITY),
        ("广西的若干措施有几条", GX),
        ("成都的企业看沙环发〔2021〕181号", BUREAU),
    ],
)
def test_a_name_of_a_document_is_read(text: str, doc_id: str) -> None:
    assert named(text) == [doc_id]


@pytest.mark.parametrize(
    "text",
    [
        "成都市生态环境局的正面清单有效期多久",
        "成都市局的方案",
        "锦江区环保局有哪些免罚事项",
        "渝北区生态环境局的免罚事项清单有几项",
        "渝北的区局有什么清单",
        "万州区政府有什么措施",
        "盘锦市局的清单有几项",
        "广东若干措施有几条",
        "成都这边的市局",
        "鼓楼区局怎么规定",
    ],
)
def test_an_office_of_another_place_is_not_ours(text: str) -> None:
    assert named(text) == []


def test_names_stand_in_the_order_of_the_question() -> None:
    assert named("区局和市局、沙府发〔2021〕69号") == [BUREAU, CITY, DISTRICT]


def test_a_row_is_named_by_its_full_name_and_a_heading_by_its_title() -> None:
    row = load_corpus().get_clause("cq-spb-eeb-2021-181#a2.7")
    heading = load_corpus().get_clause("ln-pj-2021-17#3")
    assert names_clause("违反挥发性有机物治理相关规定的行政处罚，它的编码", row, ())
    assert not names_clause("挥发性有机物治理的编码", row, ())
    assert names_clause("工作要求分几项", heading, ("ln-pj-2021-17",))
    assert not names_clause("工作要求分几项", heading, ())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("按17号文件怎么办", ["ln-pj-2021-17"]),
        ("69号文哪天印发", ["cq-spb-gov-2021-69"]),
        ("国发〔2021〕17号文件哪天印发", []),
        ("环办执法69号文说了啥", []),
        ("生态环境部17号文件", []),
        ("第5号文件", []),
    ],
)
def test_a_bare_number_is_a_document_of_ours_only_where_no_issuer_stands_before_it(
    text: str, named: list[str]
) -> None:
    assert [name.doc_id for name in find_documents(text, load_corpus())] == named
