"""Datasets from disk. ``*_dev`` may be tuned on; ``*_report`` is reported on only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError

DATASETS = Path(__file__).parent / "datasets"


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """A question that the corpus answers. ``need_all``: every gold clause is needed, not just one."""

    case_id: str
    question: str
    style: str
    gold: tuple[str, ...]
    need_all: bool
    must_contain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalCase:
    """A question that the corpus does not answer."""

    case_id: str
    question: str
    kind: str


def load_policy_cases(name: str) -> list[PolicyCase]:
    return [
        PolicyCase(
            row["id"],
            row["question"],
            row["style"],
            tuple(row["gold"]),
            row["need"] == "all",
            tuple(row["must_contain"]),
        )
        for row in load_rows(name)
    ]


def load_refusal_cases(name: str) -> list[RefusalCase]:
    return [RefusalCase(row["id"], row["question"], row["kind"]) for row in load_rows(name)]


def dataset_hash(name: str) -> str:
    """First 12 hex digits of the file's sha256."""
    return hashlib.sha256((DATASETS / f"{name}.jsonl").read_bytes()).hexdigest()[:12]


def load_rows(name: str) -> list[dict[str, Any]]:
    path = DATASETS / f"{name}.jsonl"
    if not path.exists():
        raise KuanyanError(f"没有评测集 {path.name}，可用的有 {'、'.join(dataset_names())}。")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def dataset_names() -> list[str]:
    return sorted(path.stem for path in DATASETS.glob("*.jsonl"))
