"""Matters and fields that questions name: ``subjects.yaml``."""

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.loader import load_corpus
from corpus.models import Corpus
from corpus.subjects import find_other_field, find_stranger, find_unnamed_subject, load_subjects


def test_a_row_is_not_about_a_matter_it_does_not_name() -> None:
    row = load_corpus().get_clause("cq-spb-eeb-2021-181#a2.5")
    assert find_unnamed_subject("非道路移动机械没有登记", row) == "非道路移动机械"
    assert find_unnamed_subject("环评登记表没有备案", row) is None


def test_what_only_the_name_of_an_item_has_is_not_listed() -> None:
    row = load_corpus().get_clause("cq-spb-eeb-2021-181#a2.4")
    assert find_unnamed_subject("没做风险评估能不能不罚", row) == "风险评估"
    assert find_unnamed_subject("应急预案没备案能不能不罚", row) is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("税务的首违不罚清单", "税务"),
        ("按城市管理免罚清单", "城市管理"),
        ("环保的免罚清单", None),
        ("人民政府的正面清单", None),
    ],
)
def test_another_field_is_found_in_its_words(question: str, field: str | None) -> None:
    assert find_other_field(question) == field


def test_no_word_stands_in_two_groups() -> None:
    words = [word for group in load_subjects().fields for word in group]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("key", ["subjects", "named_only", "strangers", "fields"])
def test_a_faulty_file_is_said(key: str, tmp_path: Path) -> None:
    path = tmp_path / "subjects.yaml"
    names = ("subjects", "named_only", "strangers", "fields")
    others = [f"{name}:\n  - [甲]\n" for name in names if name != key]
    path.write_text("".join([*others, f"{key}: 乙\n"]), "utf-8")
    with pytest.raises(KuanyanError, match=f"{key} 应是词组的列表，请改成「- \\[词, 词\\]」的写法"):
        load_subjects(path)


def test_what_has_nothing_to_do_with_the_environment_is_told_of_any_clause(corpus: Corpus) -> None:
    clause = corpus.get_clause("cq-eeb-2021-5#3.9")
    assert find_stranger("酒驾第一次能不罚吗", clause) == "酒驾"
    assert find_stranger("名单里的厂第一次超标能不罚吗", clause) is None
