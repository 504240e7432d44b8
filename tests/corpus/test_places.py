"""Places in questions, and which documents hold there."""

from __future__ import annotations

import pytest

from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.places import documents_in_force, find_places, parse_region


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("成都的免罚清单有哪些", ["四川省/成都市"]),
        ("广西能分期吗", ["广西壮族自治区"]),
        ("重庆渝北区的清单", ["重庆市", "重庆市/渝北区"]),
        ("内蒙古和延边", ["内蒙古自治区", "吉林省/延边朝鲜族自治州"]),
        ("应县里要求整改，厂子开封检查", []),
    ],
)
def test_places_are_found(text: str, paths: list[str]) -> None:
    assert [place.path for place in find_places(text)] == paths


@pytest.mark.parametrize("text", ["沙坪坝", "沙坪坝区", "重庆市沙坪坝区", "重庆市/沙坪坝区", "重庆 沙坪坝"])
def test_a_region_may_be_written_in_many_ways(corpus: Corpus, text: str) -> None:
    assert parse_region(corpus, text) == "重庆市/沙坪坝区"


def test_an_unknown_region_is_an_error_that_lists_the_known_ones(corpus: Corpus) -> None:
    with pytest.raises(KuanyanError, match=r"不认识地区「火星」.*重庆市/沙坪坝区"):
        parse_region(corpus, "火星")


def test_rules_of_the_city_hold_in_its_districts(corpus: Corpus) -> None:
    held = {d.doc_id for d in documents_in_force(corpus, "重庆市/沙坪坝区")}
    assert held == {"cq-eeb-2021-5", "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69"}
    assert {d.doc_id for d in documents_in_force(corpus, "重庆市/渝北区")} == {"cq-eeb-2021-5"}
    assert documents_in_force(corpus, "四川省/成都市") == []


def test_a_county_with_a_shared_name_lies_in_the_place_before_it(corpus: Corpus) -> None:
    assert parse_region(corpus, "重庆市/江北区") == parse_region(corpus, "重庆江北区") == "重庆市/江北区"
    assert parse_region(corpus, "江北区") == "江北区"


def test_a_measure_is_no_city() -> None:
    assert find_places("堆了三四平米煤渣") == []
