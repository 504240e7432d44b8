"""Documents near the five: read whole, added behind, and what is lost by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.service import Assistant
from corpus.check import check_coverage
from corpus.errors import KuanyanError
from evals import distractors
from evals.distractors import add_documents, find_hits, run_distractors
from evals.distractors_data import build_paragraphs, load_notices
from evals.statutes_data import DATA_VARIABLE, SCRATCH_VARIABLE
from tests.conftest import ignore_progress

NOTICE = """# 国办发〔2015〕58号国务院办公厅关于推广随机抽查的通知

国办发〔2015〕58号

各省、自治区、直辖市人民政府：

　　一、总体要求

　　认真贯彻落实党的十八大精神。

　　二、大力推广随机抽查

（一）制定随机抽查事项清单。法律法规规章没有规定的，一律不得擅自开展检查。

（二）建立“双随机”抽查机制。
"""
RULES = """# 吉林省规范行政处罚裁量权办法

（2013年3月19日吉林省人民政府令第239号公布）

第一条　为了规范行政处罚裁量行为，制定本办法。

第二条　本办法所称行政处罚裁量权，是指选择处罚种类和幅度的权限。
"""


@pytest.fixture
def notices(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "notices"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(NOTICE, "utf-8")
    (folder / "b.md").write_text(RULES, "utf-8")
    return folder


def test_notices_go_through_ingest_and_lose_nothing(notices: Path) -> None:
    first, second = load_notices(notices)
    assert [check_coverage(document) for document in (first, second)] == [[], []]
    assert [clause.path for clause in first.clauses][-4:] == ["1", "2", "2.1", "2.2"]
    assert (first.meta.cite_as, first.meta.region, first.meta.issued_on.year) == (
        "国办发〔2015〕58号",
        "全国",
        2015,
    )
    assert (second.meta.region, second.meta.issued_on) == ("吉林省", date(2013, 3, 19))
    assert second.clauses[-1].label == "《吉林省规范行政处罚裁量权办法》 第二条"


def test_a_text_that_cannot_be_followed_is_kept_by_paragraphs(notices: Path) -> None:
    document = build_paragraphs(load_notices(notices)[0].meta, NOTICE)
    assert check_coverage(document) == []
    assert [clause.path for clause in document.clauses] == [f"p{i}" for i in range(1, 9)]
    assert document.clauses[5].label == "国办发〔2015〕58号 第6段"


def test_an_empty_folder_and_a_text_without_title_are_named(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match=r"里没有 .md 文件，请检查数据。"):
        load_notices(tmp_path)
    (tmp_path / "a.md").write_text("没有标题", "utf-8")
    with pytest.raises(KuanyanError, match=r"a.md 没有「# 标题」一行，请检查数据。"):
        load_notices(tmp_path)


def test_the_suite_measures_loss_over_all_documents(
    assistant: Assistant, notices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(notices.parent))
    monkeypatch.setenv(SCRATCH_VARIABLE, str(tmp_path / "scratch"))
    few = {name: distractors.load_policy_cases(name)[:12] for name in distractors.POLICIES}
    monkeypatch.setattr(distractors, "load_policy_cases", few.__getitem__)
    result = run_distractors(assistant, ignore_progress)
    for name, cases in few.items():
        alone = find_hits(assistant.index, cases)
        assert result.rates[f"仅五份文件，前五位含正确条款·{name}"].hits == sum(alone) > 6
        assert result.rates[f"前五位没有损失·{name}"].value >= 0.9
    assert "加入 2 份文件" in result.facts[-1]
    every = add_documents(assistant.corpus, load_notices(notices))
    assert len(every.documents) == 7 and every.fingerprint != assistant.corpus.fingerprint
