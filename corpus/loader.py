"""Documents from disk. Each error names the file, the key and what to do."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from corpus.codec import parse_clause, parse_leftover, render_clause, render_leftover
from corpus.errors import KuanyanError
from corpus.models import Corpus, Document, DocumentMeta
from corpus.yaml_tree import read_yaml

POLICIES = Path(__file__).parent / "policies"

_REQUIRED = {"title", "cite_as", "aliases", "issuer", "region", "issued_on", "sha256"}
_OPTIONAL = {
    "doc_number",
    "doc_number_source",
    "in_force_from",
    "in_force_through",
    "in_force_quote",
    "positive_list",
    "merged_cells",
}


def load_corpus(policies: Path = POLICIES) -> Corpus:
    """The documents under ``policies``, by doc_id. Raises ``KuanyanError``."""
    folders = sorted(path.parent for path in policies.glob("*/meta.yaml"))
    if not folders:
        raise KuanyanError(f"语料文件夹 {policies} 里没有文件，请重新安装 kuanyan。")
    documents = tuple(load_document(folder) for folder in folders)
    digest = hashlib.sha256()
    for folder in folders:
        for name in ("source.txt", "meta.yaml", "clauses.jsonl"):
            digest.update((folder / name).read_bytes())
    return Corpus(documents, digest.hexdigest())


def load_document(folder: Path) -> Document:
    meta, source = load_meta(folder), load_source(folder)
    path = folder / "clauses.jsonl"
    clauses, leftovers = [], []
    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        try:
            if line.startswith('{"leftover"'):
                leftovers.append(parse_leftover(line))
            else:
                clauses.append(parse_clause(line))
        except (KeyError, ValueError, TypeError) as error:
            raise KuanyanError(
                f"{path} 第 {number} 行不是条款记录（{error}），请运行 python -m ingest 重新生成。"
            ) from error
    return Document(meta, source, tuple(clauses), tuple(leftovers))


def save_clauses(document: Document, folder: Path) -> None:
    """Writes ``clauses.jsonl`` beside, then renames."""
    lines = [render_clause(clause) for clause in document.clauses]
    lines += [render_leftover(leftover) for leftover in document.leftovers]
    part = folder / "clauses.jsonl.part"
    part.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    part.replace(folder / "clauses.jsonl")


def load_source(folder: Path) -> str:
    """``source.txt`` with its line ends untouched."""
    path = folder / "source.txt"
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise KuanyanError(f"缺少文件 {path}，请重新安装 kuanyan 或恢复该文件。") from error
    except UnicodeDecodeError as error:
        raise KuanyanError(f"{path} 第 {error.start} 字节不是 UTF-8 文字，请另存为 UTF-8 后重试。") from error


def load_meta(folder: Path) -> DocumentMeta:
    path = folder / "meta.yaml"
    data = load_yaml(path)
    missing = sorted(_REQUIRED - data.keys())
    unknown = sorted(data.keys() - _REQUIRED - _OPTIONAL)
    if missing or unknown:
        problem = f"缺少 {'、'.join(missing)}" if missing else f"有不认识的键 {'、'.join(unknown)}"
        raise KuanyanError(f"{path} {problem}，请对照其他文件的 meta.yaml 改正。")
    return DocumentMeta(
        doc_id=folder.name,
        title=data["title"],
        doc_number=data.get("doc_number") or None,
        doc_number_source=data.get("doc_number_source") or None,
        cite_as=data["cite_as"],
        aliases=tuple(data["aliases"]),
        issuer=data["issuer"],
        region=data["region"],
        issued_on=_parse_date(path, "issued_on", data["issued_on"]),
        in_force_from=_find_date(path, "in_force_from", data),
        in_force_through=_find_date(path, "in_force_through", data),
        positive_list=data.get("positive_list") or None,
        sha256=data["sha256"],
    )


def read_merged_cells(folder: Path) -> list[tuple[int, str, tuple[int, int]]]:
    """``merged_cells`` of ``meta.yaml``: (annex number, column, (first row, last row))."""
    cells = load_yaml(folder / "meta.yaml").get("merged_cells", [])
    return [(int(c["annex"]), c["column"], (int(c["rows"][0]), int(c["rows"][1]))) for c in cells]


def load_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping whose scalars stay strings and whose keys may not repeat."""
    data = read_yaml(path).plain()
    if not isinstance(data, dict):
        raise KuanyanError(f"{path} 应是键值表，请对照其他文件改正。")
    return data


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KuanyanError(f"缺少文件 {path}，请重新安装 kuanyan 或恢复该文件。") from error


def _find_date(path: Path, key: str, data: dict[str, Any]) -> date | None:
    value = data.get(key)
    return _parse_date(path, key, value) if value else None


def _parse_date(path: Path, key: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise KuanyanError(f"{path} 的 {key} 写作「{value}」，应为 2021-12-06 这样的日期。") from error
