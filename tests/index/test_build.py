"""Building: incremental, atomic, mended when damaged, one build at a time."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.errors import KuanyanError
from corpus.models import Corpus
from index import build as build_module
from index import fingerprint as fingerprint_module
from index.build import BuildReport, build_index
from index.fingerprint import fingerprint
from index.search import IndexState, SearchIndex, check_index, ensure_index, open_index
from index.storage import Manifest, find_current
from index.vectors import view_key
from index.views import document_views, outside_views, sentence_views, taught_views
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, Steps, generations, small_corpus, with_words_changed

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def small(corpus: Corpus) -> Corpus:
    return small_corpus(corpus)


@pytest.fixture(scope="session")
def built(small: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index of ``small``; never opened or changed, only copied."""
    home = tmp_path_factory.mktemp("built")
    build(small, home)
    return home


@pytest.fixture(scope="session")
def expected(small: Corpus, built: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the index of ``small`` finds first."""
    copy = tmp_path_factory.mktemp("expected") / "home"
    shutil.copytree(built, copy)
    return first_hits(small, copy)


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A data folder of one's own with the index of ``small``."""
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


def build(corpus: Corpus, home: Path, embedder: CountingEmbedder | None = None) -> BuildReport:
    return build_index(corpus, embedder or CountingEmbedder(), home, ignore_progress)


def opened(corpus: Corpus, home: Path) -> SearchIndex:
    index = open_index(corpus, CountingEmbedder(), home)
    assert isinstance(index, SearchIndex), index
    return index


def first_hits(corpus: Corpus, home: Path, question: str = "企业清单检查") -> list[str]:
    return [hit.clause_id for hit in opened(corpus, home).search(question, k=3).hits]


def test_a_first_build_embeds_every_clause_and_every_question_once(small: Corpus, tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    views = [view for document in small.documents for view in document_views(document)]
    taught = [v for d in small.documents for v in (*taught_views(d), *sentence_views(d))]
    report = build(small, tmp_path, embedder)
    once = {view_key(view): view.text for view in (*views, *taught, *outside_views(small))}
    assert sorted(embedder.embedded) == sorted(once.values())
    assert (report.documents, report.clauses, report.changed) == (2, 12, 2)
    assert (report.views, report.embedded) == (len(views), len(once))
    assert "2 份文件、12 个条款" in report.summary() and "（2 份文件有变化）" in report.summary()


def test_an_unchanged_corpus_is_not_embedded_again(small: Corpus, home: Path, expected: list[str]) -> None:
    embedder = CountingEmbedder()
    report = build(small, home, embedder)
    assert embedder.embedded == []
    assert (report.embedded, report.changed) == (0, 0)
    assert first_hits(small, home) == expected


def test_only_what_has_other_words_is_embedded_again(small: Corpus, home: Path) -> None:
    first, second = small.documents
    changed = replace(small, documents=(first, with_words_changed(second, 2, "约谈约谈，改过的话")))
    embedder = CountingEmbedder()
    report = build(changed, home, embedder)
    assert embedder.embedded == ["约谈约谈，改过的话"]
    assert (report.embedded, report.changed) == (1, 1)
    assert first_hits(changed, home, "改过的话")[0] == second.clauses[2].clause_id


def test_vectors_of_an_index_of_the_format_before_are_used_again(small: Corpus, home: Path) -> None:
    """Its manifest counts no texts beside the views."""
    folder = find_current(home)
    assert folder is not None
    manifest = Manifest.load(folder)
    for name in ("vectors.npy", "keys.npy"):
        np.save(folder / name, np.load(folder / name)[: manifest.views])
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    del content["texts"]
    (folder / "manifest.json").write_text(json.dumps(content | {"fingerprint": "before"}), "utf-8")
    embedder = CountingEmbedder()
    build(small, home, embedder)
    stored = {view.text for document in small.documents for view in document_views(document)}
    assert embedder.embedded and stored.isdisjoint(embedder.embedded)


def test_a_removed_document_disappears(small: Corpus, home: Path) -> None:
    one = replace(small, documents=small.documents[:1])
    embedder = CountingEmbedder()
    report = build(one, home, embedder)
    assert embedder.embedded == [] and report.documents == 1
    hits = opened(one, home).search("柔性执法清单企业", k=50).hits
    assert {hit.clause_id.split("#")[0] for hit in hits} == {one.documents[0].doc_id}


def test_rebuild_embeds_everything_again(small: Corpus, home: Path) -> None:
    embedder = CountingEmbedder()
    report = build_index(small, embedder, home, ignore_progress, rebuild=True)
    assert report.embedded == len(embedder.embedded) > report.views


def test_another_model_embeds_everything_again(small: Corpus, home: Path) -> None:
    embedder = CountingEmbedder("another")
    assert build(small, home, embedder).embedded == len(embedder.embedded) > 0


def test_a_missing_index_is_built_and_told(small: Corpus, tmp_path: Path) -> None:
    assert check_index(small, CountingEmbedder(), tmp_path) is IndexState.MISSING
    steps = Steps()
    ensure_index(small, CountingEmbedder(), tmp_path, steps)
    assert steps.labels[0] == "还没有索引，正在建立索引"
    shares = [share for _, share in steps.told]
    assert all(0.0 <= share <= 1.0 for share in shares) and shares == sorted(shares) and shares[-1] == 1.0


def test_a_ready_index_is_opened_without_a_word(small: Corpus, home: Path) -> None:
    steps, embedder = Steps(), CountingEmbedder()
    ensure_index(small, embedder, home, steps)
    assert steps.told == []
    assert len(embedder.embedded) <= 1  # the one question that opening asks


@pytest.mark.parametrize("what", ["corpus", "lexicon", "model", "setting"])
def test_a_change_of_corpus_words_model_or_settings_makes_the_index_stale(
    small: Corpus, home: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    embedder = CountingEmbedder("another" if what == "model" else "counting")
    changed = small
    if what == "corpus":
        first, second = small.documents
        changed = replace(small, documents=(with_words_changed(first, 1, "改"), second))
    if what == "lexicon":
        lexicon = replace(fingerprint_module.load_lexicon(), fingerprint="changed")
        monkeypatch.setattr(fingerprint_module, "load_lexicon", lambda: lexicon)
    if what == "setting":
        monkeypatch.setattr(fingerprint_module, "K1", 1.9)
    assert open_index(changed, embedder, home) is IndexState.STALE
    steps = Steps()
    ensure_index(changed, embedder, home, steps)
    assert steps.labels[0] == "语料、模型或设置已变化，正在建立索引"
    assert check_index(changed, embedder, home) is IndexState.READY


def test_the_fingerprint_is_the_same_in_every_process(small: Corpus) -> None:
    code = (
        "from corpus.loader import load_corpus\n"
        "from tests.index.fakes import small_corpus\n"
        "from index.fingerprint import fingerprint\n"
        "print(fingerprint(small_corpus(load_corpus()), 'counting'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == fingerprint(small, "counting"), done.stderr


def damage_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text("utf-8")[:60], "utf-8")


def damage_manifest_keys(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"fingerprint": "x"}', "utf-8")


def damage_manifest_kind(folder: Path) -> None:
    (folder / "manifest.json").write_text("[1, 2]", "utf-8")


def damage_manifest_bytes(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff\xfe\x00")


def truncate_chroma(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[:3000])


def empty_chroma(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"")


def remove_chroma(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").unlink()


def truncate_bm25(folder: Path) -> None:
    for path in (folder / "bm25").glob("*.npy"):
        path.write_bytes(path.read_bytes()[:50])


def remove_bm25_words(folder: Path) -> None:
    next((folder / "bm25").glob("vocab*")).unlink()


def truncate_meaning(folder: Path) -> None:
    path = folder / "meaning.npy"
    path.write_bytes(path.read_bytes()[:-9])


def remove_meaning(folder: Path) -> None:
    (folder / "meaning.npy").unlink()


def truncate_vectors(folder: Path) -> None:
    path = folder / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-9])


def remove_vectors(folder: Path) -> None:
    (folder / "vectors.npy").unlink()


def forget_a_clause(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["clause_ids"] = manifest["clause_ids"][1:]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


DAMAGES = [
    damage_manifest,
    damage_manifest_keys,
    damage_manifest_kind,
    damage_manifest_bytes,
    truncate_chroma,
    empty_chroma,
    remove_chroma,
    truncate_bm25,
    remove_bm25_words,
    truncate_meaning,
    remove_meaning,
    truncate_vectors,
    remove_vectors,
    forget_a_clause,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_a_damaged_index_is_rebuilt_with_a_message(
    small: Corpus, home: Path, expected: list[str], damage: Callable[[Path], None]
) -> None:
    folder = find_current(home)
    assert folder is not None
    damage(folder)
    assert open_index(small, CountingEmbedder(), home) is IndexState.DAMAGED
    steps = Steps()
    ensure_index(small, CountingEmbedder(), home, steps)
    assert steps.labels[0] == "索引已损坏，正在建立索引"
    assert first_hits(small, home) == expected


@pytest.mark.parametrize("words", ["", "{", "[]", '{"generation": "gen-99"}', '{"generation": null}'])
def test_a_damaged_pointer_counts_as_no_index_and_is_mended(small: Corpus, home: Path, words: str) -> None:
    (home / "index" / "current.json").write_text(words, "utf-8")
    assert check_index(small, CountingEmbedder(), home) is IndexState.MISSING
    ensure_index(small, CountingEmbedder(), home, ignore_progress)
    assert check_index(small, CountingEmbedder(), home) is IndexState.READY


def test_a_pointer_out_of_the_index_folder_is_not_followed(small: Corpus, home: Path) -> None:
    (home / "index" / "current.json").write_text('{"generation": "../.."}', "utf-8")
    ensure_index(small, CountingEmbedder(), home, ignore_progress)
    assert check_index(small, CountingEmbedder(), home) is IndexState.READY


KILLED_BUILD = """
import sys, time
from pathlib import Path
from dataclasses import replace
from corpus.loader import load_corpus
from index.build import build_index
from tests.index.fakes import CountingEmbedder, small_corpus, with_words_changed

class Slow(CountingEmbedder):
    def _embed(self, texts):
        print("embedding", flush=True)
        time.sleep(60)

small = small_corpus(load_corpus())
first, second = small.documents
changed = replace(small, documents=(first, with_words_changed(second, 2, "改过的话")))
build_index(changed, Slow(), Path(sys.argv[1]), lambda label, share: None)
"""


def test_a_killed_build_leaves_the_old_index_answering_and_the_next_one_cleans_up(
    small: Corpus, home: Path, expected: list[str]
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED_BUILD, str(home)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "embedding"
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
    assert generations(home) == ["gen-1", "gen-2"]
    assert check_index(small, CountingEmbedder(), home) is IndexState.READY
    assert first_hits(small, home) == expected
    build(small, home)
    assert all((folder / "manifest.json").exists() for folder in (home / "index").glob("gen-*"))
    assert first_hits(small, home) == expected


def test_a_build_that_fails_leaves_the_old_index_and_nothing_of_its_own(small: Corpus, home: Path) -> None:
    class Broken(CountingEmbedder):
        def embed_passages(self, texts: object) -> object:  # type: ignore[override]
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        build_index(small, Broken("other"), home, ignore_progress)  # type: ignore[arg-type]
    assert generations(home) == ["gen-1"]
    assert check_index(small, CountingEmbedder(), home) is IndexState.READY


def test_two_builds_at_once_do_not_clash(small: Corpus, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: build(small, tmp_path), range(2)))
    assert [report.views for report in reports] == [reports[0].views] * 2
    # the second to start finds the first's work
    assert sorted(report.embedded > 0 for report in reports) == [False, True]
    assert check_index(small, CountingEmbedder(), tmp_path) is IndexState.READY
    assert len(first_hits(small, tmp_path)) == 3


def test_a_build_waits_for_another_process_and_says_so_when_it_takes_too_long(
    small: Corpus, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_module, "_WAIT_S", 0.2)
    waiting = pytest.raises(KuanyanError, match=r"另一个进程一直在建立索引.*请等它结束后重试")
    with FileLock(str(home / "index" / "build.lock")), waiting:
        build(small, home)


def test_an_open_index_goes_on_answering_while_others_build(small: Corpus, home: Path) -> None:
    """A page that runs for weeks keeps its index through any number of builds without changes."""
    index = opened(small, home)
    before = [hit.clause_id for hit in index.search("企业清单检查", k=3).hits]
    for _ in range(3):
        build(small, home)
    with ThreadPoolExecutor(2) as pool:  # new threads open Chroma's files anew
        results = list(pool.map(lambda _: index.search("企业清单检查", k=3), range(4)))
    assert all([hit.clause_id for hit in result.hits] == before for result in results)


def test_at_most_two_generations_are_kept(small: Corpus, tmp_path: Path) -> None:
    for words in ("甲甲", "乙乙", "丙丙", "丁丁"):
        first, second = small.documents
        build(replace(small, documents=(with_words_changed(first, 1, words), second)), tmp_path)
    assert len(generations(tmp_path)) == 2
    current = find_current(tmp_path)
    assert current is not None and Manifest.load(current).views > 0
