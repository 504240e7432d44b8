"""Places in questions, and which documents hold there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus import places
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


@pytest.mark.parametrize(
    "text",
    [
        "南京路的小店",
        "从上海来的老板",
        "兰州拉面馆",
        "柳州螺蛳粉店",
        "四川火锅店",
        "盘锦大米店",
        "中石油四川分公司",
        "四川商会",
        "成都大道",
        "移送公安县局",
        "为了长治久安",
        "目前海关已放行",
        "歌乐山上的厂",
        "老板是四川人",
    ],
)
def test_a_name_inside_another_says_nothing_of_where_it_is(text: str) -> None:
    assert find_places(text) == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("沙坪坝人在成都开厂", ["四川省/成都市"]),
        ("沙坪坝区的火锅店", ["重庆市/沙坪坝区"]),
        ("沙坪坝火锅店", ["重庆市/沙坪坝区"]),
        ("四川省火锅店", ["四川省"]),
        ("沙坪坝区人民政府", ["重庆市/沙坪坝区"]),
        ("盘锦人工湿地", ["辽宁省/盘锦市"]),
        ("沙坪坝街道办", ["重庆市/沙坪坝区"]),
        ("湖北公安县的厂", ["湖北省", "湖北省/荆州市/公安县"]),
        ("坪山区和光明区", ["广东省/深圳市/坪山区", "广东省/深圳市/光明区"]),
        ("雄安，天府新区", ["河北省/保定市/雄安新区", "四川省/天府新区"]),
        ("前海，横琴", ["广东省/深圳市/前海", "广东省/珠海市/横琴"]),
        ("贵安新区、兵团", ["贵州省/贵安新区", "新疆维吾尔自治区/新疆生产建设兵团"]),
        ("重庆市高新区", ["重庆市/重庆高新区"]),
        ("重庆江北，重庆江北区", ["重庆市/江北区", "重庆市", "重庆市/江北区"]),
    ],
)
def test_places_that_stay_places(text: str, paths: list[str]) -> None:
    assert [place.path for place in find_places(text)] == paths


@pytest.mark.parametrize("name", ["歌乐山", "歌乐山镇", "磁器口", "大学城", "西永", "沙区"])
def test_what_a_district_is_called_by_counts_where_somebody_says_where_he_is(
    corpus: Corpus, name: str
) -> None:
    assert parse_region(corpus, name) == "重庆市/沙坪坝区"
    assert [p.path for p in find_places(f"我在{name}", called=True)] == ["重庆市/沙坪坝区"]
    assert find_places(f"{name}人多不多") == []


def test_the_university_town_of_another_city_is_not_ours() -> None:
    assert [p.path for p in find_places("广州大学城", called=True)] == ["广东省/广州市"]


def test_every_row_has_a_known_level_and_a_path_of_its_own() -> None:
    rows = list(csv.DictReader((Path(places.__file__).parent / "places.csv").open(encoding="utf-8")))
    assert {row["level"] for row in rows} == {"province", "city", "county", "area", "called"}
    added = [row for row in rows if row["level"] in ("area", "called")]
    assert all("/" in row["path"] for row in added)
    assert len({row["name"] for row in rows}) == len(rows)


def test_a_measure_is_no_city() -> None:
    assert find_places("堆了三四平米煤渣") == []
