"""Measuring at size: what is changed, what is timed, and what a process that fails leaves."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from assistant.service import Assistant
from evals import statutes_speed
from evals.speed import MeasureError
from evals.statutes_data import DATA_VARIABLE
from evals.statutes_speed import change_clause, measure_adding, measure_change, measure_child


def test_a_change_is_of_one_clause_of_one_document(assistant: Assistant) -> None:
    changed = change_clause(assistant.corpus, 6)
    pairs = zip(assistant.corpus.documents, changed.documents, strict=True)
    different = [
        (before.doc_id, clause.clause_id)
        for before, after in pairs
        for clause, other in zip(before.clauses, after.clauses, strict=True)
        if clause.text != other.text
    ]
    assert len(different) == 1 and different[0][0] == assistant.corpus.documents[1].doc_id


def test_one_changed_clause_is_timed_on_a_copy(
    assistant: Assistant, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statutes_speed, "CHANGED_REPEATS", 1)
    before = sorted(path.name for path in (data_folder / "index").iterdir())
    spread = measure_change(assistant, data_folder)
    assert spread.unit == "秒" and 0.0 < spread.values[0] < 60.0
    assert sorted(path.name for path in (data_folder / "index").iterdir()) == before


def test_adding_counts_clauses_a_second(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statutes_speed, "ADDED", 4)
    spread = measure_adding(assistant, assistant.corpus)
    assert spread.unit == "条/秒" and 0.0 < spread.values[0] < 1000.0


def test_a_process_without_an_index_is_no_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"id": 0, "law": "法", "article": "第一条", "heading": "", "text": "字"}
    with lzma.open(tmp_path / "statutes.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    (tmp_path / "lay_questions.jsonl").write_text('{"question": "问", "relevant": [0]}\n', "utf-8")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(MeasureError, match="索引不可用：还没有索引"):
        measure_child(tmp_path / "nothing")
