"""What the disk refuses: one Chinese sentence with the next step, the old index untouched."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.models import Corpus
from index import build as build_module
from index import dense_build, storage
from index import search as search_module
from index.build import build_index
from index.search import IndexState, SearchIndex, check_index, ensure_index, open_index
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, generations, small_corpus

ROOT = Path(__file__).parent.parent.parent
FULL, READ_ONLY = "磁盘空间不足", "不可写入"


@pytest.fixture(scope="session")
def small(corpus: Corpus) -> Corpus:
    return small_corpus(corpus, documents=1, clauses=4)


@pytest.fixture(scope="session")
def built(small: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("built")
    build_index(small, CountingEmbedder(), home, ignore_progress)
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


def refuse(code: int) -> object:
    def raise_it(*_args: object, **_options: object) -> None:
        raise OSError(code, "refused")

    return raise_it


@pytest.mark.parametrize(
    ("step", "module", "name"),
    [
        ("new folder", build_module, "new_generation"),
        ("vectors", dense_build, "add_views"),
        ("words", build_module, "_save_lexical"),
        ("manifest", storage, "write_json"),
        ("pointer", build_module, "switch_to"),
    ],
)
@pytest.mark.parametrize(
    ("code", "cause"), [(errno.ENOSPC, FULL), (errno.EROFS, READ_ONLY), (errno.EACCES, READ_ONLY)]
)
def test_a_disk_that_refuses_is_explained_and_the_old_index_answers(
    small: Corpus,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    module: object,
    name: str,
    code: int,
    cause: str,
) -> None:
    monkeypatch.setattr(module, name, refuse(code))
    expected = (
        rf"数据文件夹 .*home {cause}，索引没有改动；请腾出空间或改权限，或用 KUANYAN_HOME 指定别的文件夹。"
    )
    with pytest.raises(KuanyanError, match=expected):
        build_index(small, CountingEmbedder(), home, ignore_progress, rebuild=True)
    monkeypatch.undo()
    assert generations(home) == ["gen-1"]
    assert not list(home.rglob("*.part"))
    assert check_index(small, CountingEmbedder(), home) is IndexState.READY


def test_no_quota_left_counts_as_no_space(small: Corpus, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "_save_lexical", refuse(errno.EDQUOT))
    with pytest.raises(KuanyanError, match=FULL):
        build_index(small, CountingEmbedder(), home, ignore_progress, rebuild=True)


def test_a_data_folder_below_a_file_is_explained(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with pytest.raises(
        KuanyanError, match=r"数据文件夹 .*file/below 不可写入.*用 KUANYAN_HOME 指定别的文件夹"
    ):
        ensure_index(small, CountingEmbedder(), tmp_path / "file" / "below", ignore_progress)
    assert (tmp_path / "file").read_text("utf-8") == "not a folder"


def test_a_file_in_place_of_the_data_folder_is_explained(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with pytest.raises(KuanyanError, match=r"数据文件夹 .*file 不可写入"):
        ensure_index(small, CountingEmbedder(), tmp_path / "file", ignore_progress)


def test_a_lock_that_cannot_be_made_is_explained(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "index" / "build.lock").mkdir(parents=True)
    with pytest.raises(KuanyanError, match=r"数据文件夹 .* 不可写入"):
        build_index(small, CountingEmbedder(), tmp_path, ignore_progress)


def test_an_index_in_a_read_only_folder_still_answers(
    small: Corpus, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch = Path.touch

    def touch_elsewhere(self: Path, *args: object, **options: object) -> None:
        if home in self.parents:
            raise OSError(errno.EROFS, "Read-only file system")
        touch(self)

    opened_at: list[Path] = []
    open_client = search_module.open_client

    def note_folder(folder: Path) -> object:
        opened_at.append(folder)
        return open_client(folder)

    monkeypatch.setattr(Path, "touch", touch_elsewhere)
    monkeypatch.setattr(search_module, "open_client", note_folder)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    index = open_index(small, CountingEmbedder(), home)
    assert isinstance(index, SearchIndex)
    assert index.search("企业清单", k=2).hits
    assert home not in opened_at[0].parents
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before


READ_ONLY_COMMAND = """
import sys
from pathlib import Path
import index.search
from corpus.loader import load_corpus
from tests.index.fakes import CountingEmbedder, small_corpus

def refuse(self, *args, **options):
    raise OSError(30, "Read-only file system")

Path.touch = refuse
small = small_corpus(load_corpus(), documents=1, clauses=4)
index_ = index.search.open_index(small, CountingEmbedder(), Path(sys.argv[1]))
assert isinstance(index_, index.search.SearchIndex), index_
"""


def test_a_command_on_a_read_only_index_leaves_nothing_in_the_temporary_folder(
    home: Path, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-c", READ_ONLY_COMMAND, str(home)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert list(scratch.iterdir()) == []
