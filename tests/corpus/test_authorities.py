"""Every instrument the documents cite has an entry, and nobody is told that it is in force unchecked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.authorities import Status, find_cited, find_repeals, load_authorities
from corpus.errors import KuanyanError
from corpus.models import Corpus

_CITED = re.compile(r"《([^《》]+)》")
_FORMS = {"监督执法正面清单企业列表", "落实监督执法正面清单工作情况汇总表"}  # annexes of our own documents


def test_every_instrument_cited_by_a_document_has_an_entry(corpus: Corpus) -> None:
    own = {d.meta.title for d in corpus.documents} | _FORMS
    known = {name for a in load_authorities() for name in (a.name, *a.names)}
    cited = {
        name.replace(" ", "")
        for d in corpus.documents
        for clause in d.clauses
        for name in _CITED.findall("".join(clause.text.split()))
    }
    missing = {n for n in cited - own - known if not any(title in n for title in own)}
    assert missing == set()
    assert {a.name for a in load_authorities() if a.cited} <= cited


def test_instruments_are_found_by_name_or_number() -> None:
    texts = ["依《中华人民共和国行政处罚法》\n第三十三条", "（环执法〔2019〕42号）"]
    assert [a.cite_as for a in find_cited(texts)] == [
        "《中华人民共和国行政处罚法》",
        "《生态环境部关于进一步规范适用环境行政处罚自由裁量权的指导意见》（环执法〔2019〕42号）",
    ]
    assert find_cited(["行政处罚"]) == ()


def test_nothing_is_said_to_be_in_force_before_a_person_checked() -> None:
    assert {a.status for a in load_authorities()} == {Status.UNVERIFIED}
    assert find_repeals() == (
        "见过自2026年8月15日起施行、废止十部环境法律的存本，没有与官方来源核对；"
        "如属实，清单所依据的法律可能已经变化，适用前请核对。",
    )


@pytest.mark.parametrize("entry", ["status: in_force", "status: unverified\n  checked: 张三2026年1月核对"])
def test_a_status_without_who_checked_is_refused(entry: str, tmp_path: Path) -> None:
    file = tmp_path / "authorities.yaml"
    file.write_text(f"- name: 某法\n  {entry}\n", encoding="utf-8")
    with pytest.raises(KuanyanError, match="第 1 行的 status 与 checked 不相符，核对过的写明"):
        load_authorities(file)
