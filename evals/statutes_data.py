"""Public texts and questions that measure search at size; the product never needs them.

``KUANYAN_EVAL_DATA`` names their folder: ``statutes.jsonl.xz`` (one article a line), ``lay_questions.jsonl``
(questions with the ids of the articles lawyers cited) and ``notices/`` (Markdown). What a run builds of
them lies in ``KUANYAN_EVAL_SCRATCH``, by default beside the prepared models.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError
from corpus.models import Clause, ClauseKind, Corpus, Document, DocumentMeta, Span
from evals.cases import RefusalCase
from index.places import cache_home

DATA_VARIABLE, SCRATCH_VARIABLE = "KUANYAN_EVAL_DATA", "KUANYAN_EVAL_SCRATCH"
STATUTES, QUESTIONS, NOTICES = "statutes.jsonl.xz", "lay_questions.jsonl", "notices"
_NOT_DATED = date(1949, 10, 1)  # no law here is older; a date is needed, and search does not read it


@dataclass(frozen=True, slots=True)
class LayQuestion:
    """A layperson's question with the clause ids of the articles cited in answer: at least these fit."""

    question: str
    gold: tuple[str, ...]


def find_data(*names: str) -> Path:
    """The folder that holds ``names``. Raises ``KuanyanError`` where it is not given or lacks one."""
    given = os.environ.get(DATA_VARIABLE, "").strip()
    if not given:
        raise KuanyanError(
            f"这个评测套件要用公开数据（{'、'.join(names)}），请用环境变量 {DATA_VARIABLE} 指定所在的文件夹。"
        )
    folder = Path(given).expanduser()
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise KuanyanError(f"数据文件夹 {folder} 里没有 {'、'.join(missing)}，请改环境变量 {DATA_VARIABLE}。")
    return folder


def scratch_folder(name: str) -> Path:
    """A data folder for what a suite builds; kept, so that a later run embeds nothing again."""
    given = os.environ.get(SCRATCH_VARIABLE, "").strip()
    folder = (Path(given).expanduser() if given else cache_home() / "eval") / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_hash(path: Path) -> str:
    """First 12 hex digits of the sha256 of a file, or of all files of a folder by name."""
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def load_statutes(folder: Path, limit: int | None = None) -> Corpus:
    """One document a law, one clause an article: 「第三十四条」 under law and heading, in the file's order.

    ``limit`` keeps the first so many articles. Raises ``KuanyanError`` on a line that is no article.
    """
    articles: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for number, row in enumerate(_read_rows(folder / STATUTES, {"id", "law", "article", "heading", "text"})):
        if number == limit:
            break
        articles[row["law"]].append(row)
    documents = tuple(_law(i, law, rows) for i, (law, rows) in enumerate(articles.items(), start=1))
    return Corpus(documents, file_hash(folder / STATUTES))


def load_lay_questions(folder: Path, corpus: Corpus) -> list[LayQuestion]:
    """In the file's order. Raises ``KuanyanError`` on a faulty line or an article that is not there."""
    ids = {clause.path.rsplit(".", 1)[-1]: clause.clause_id for d in corpus.documents for clause in d.clauses}
    questions = []
    for row in _read_rows(folder / QUESTIONS, {"question", "relevant"}):
        unknown = [str(number) for number in row["relevant"] if str(number) not in ids]
        if unknown:
            raise KuanyanError(f"{folder / QUESTIONS} 引用了没有的条文 {unknown[0]}，请换成配套的数据。")
        questions.append(LayQuestion(row["question"], tuple(ids[str(n)] for n in row["relevant"])))
    return questions


def load_lay_cases(folder: Path) -> list[RefusalCase]:
    """The same questions as ones that our documents do not answer: about a hundred are of administrative
    law, near ours. In the file's order; raises ``KuanyanError``."""
    rows = _read_rows(folder / QUESTIONS, {"id", "question"})
    return [RefusalCase(f"lay-{row['id']}", row["question"], "lay") for row in rows]


def _law(number: int, law: str, rows: Sequence[Mapping[str, Any]]) -> Document:
    doc_id = f"law-{number:04d}"
    headings = {
        heading: i for i, heading in enumerate(dict.fromkeys(row["heading"] for row in rows), start=1)
    }
    clauses, parts, at = [], [], 0
    for row in rows:
        words = row["text"]
        above = f"{law} {row['heading']}".strip()
        clauses.append(
            Clause(
                clause_id=f"{doc_id}#{headings[row['heading']]}.{row['id']}",
                parent_id=None,
                kind=ClauseKind.SECTION,
                number=row["article"],
                title="",
                label=f"《{law}》{row['article']}",
                spans=(Span(at, at + len(words)),),
                text=f"{above}\n{words}",
            )
        )
        parts.append(words)
        at += len(words) + 1
    source = "\n".join(parts)
    dated = max((row["dated"] for row in rows if row.get("dated")), default=None)
    meta = DocumentMeta(
        doc_id=doc_id,
        title=law,
        doc_number=None,
        doc_number_source=None,
        cite_as="",
        aliases=(),
        issuer="",
        region="全国",
        issued_on=date.fromisoformat(dated) if dated else _NOT_DATED,
        in_force_from=None,
        in_force_through=None,
        positive_list=None,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
    )
    return Document(meta, source, tuple(clauses), ())


def _read_rows(path: Path, keys: set[str]) -> Iterator[Mapping[str, Any]]:
    """The lines of a JSON Lines file, packed by xz or not; each has ``keys``. Raises ``KuanyanError``."""
    at = 0
    try:
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                at += 1
                row = json.loads(line)
                if not isinstance(row, dict) or not keys <= row.keys():
                    raise ValueError(f"缺少 {'、'.join(sorted(keys))} 之一")
                yield row
    except (ValueError, EOFError, lzma.LZMAError) as error:
        raise KuanyanError(f"{path} 第 {max(at, 1)} 行读不出（{error}），请重新取得这份数据。") from error
