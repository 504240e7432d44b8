"""Preparing with a small stand-in for the costly part; ``test_prepare_real.py`` runs it whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from index.embedding import prepare
from index.embedding.model_folder import (
    ENCODER_FILE,
    MANIFEST_FILE,
    TOKENIZER_FILE,
    check_model_folder,
    find_prepared_model,
    model_folder,
    save_manifest,
)
from index.embedding.prepare import prepare_bundled_model
from index.embedding.protocol import Progress, ignore_progress

WEIGHTS = "st/model.safetensors"


class Builds:
    """Counts builds and records what the progress callback was told."""

    def __init__(self) -> None:
        self.count = 0
        self.labels: list[str] = []
        self.error: BaseException | None = None

    def build(self, folder: Path, progress: Progress) -> None:
        self.count += 1
        progress("读取权重", 0.0)
        for name in (ENCODER_FILE, TOKENIZER_FILE, WEIGHTS):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"content of {name}")
        if self.error:
            raise self.error
        save_manifest(folder, identity="small", dimension=2)

    def progress(self, label: str, _fraction: float) -> None:
        self.labels.append(label)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Builds:
    fake = Builds()
    monkeypatch.setattr(prepare, "_build", fake.build)
    return fake


def leftovers(cache: Path) -> set[str]:
    return {path.name for path in (cache / "models").iterdir() if not path.name.endswith(".lock")}


def test_builds_once_and_then_finds_it(tmp_path: Path, builds: Builds) -> None:
    assert find_prepared_model(tmp_path) is None
    folder = prepare_bundled_model(tmp_path, builds.progress)
    assert folder == model_folder(tmp_path) == find_prepared_model(tmp_path, verify=True)
    assert prepare_bundled_model(tmp_path) == folder
    assert builds.count == 1
    assert builds.labels[-1] == "向量模型已就绪"
    assert leftovers(tmp_path) == {"e5-small-3"}


def test_a_ready_model_is_found_without_writing_anything(
    tmp_path: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_bundled_model(tmp_path)
    monkeypatch.setattr(prepare, "_explained_os_errors", None)  # the first thing a preparation enters
    assert prepare_bundled_model(tmp_path)


def test_the_folder_of_an_earlier_format_goes_once_the_new_one_is_there(
    tmp_path: Path, builds: Builds
) -> None:
    older = tmp_path / "models" / "e5-small-1"
    older.mkdir(parents=True)
    builds.error = OSError(errno.ENOSPC, "full")
    with pytest.raises(KuanyanError):
        prepare_bundled_model(tmp_path)
    assert older.is_dir()
    builds.error = None
    prepare_bundled_model(tmp_path)
    assert leftovers(tmp_path) == {"e5-small-3"}


def test_rubbish_of_a_killed_preparation_is_removed(tmp_path: Path, builds: Builds) -> None:
    for name in (".e5-small-3.building-abc", ".e5-small-3.replaced-xyz", ".e5-small-2.building-abc"):
        (tmp_path / "models" / name / "st").mkdir(parents=True)
    (tmp_path / "models" / "other-model").mkdir()
    prepare_bundled_model(tmp_path)
    assert leftovers(tmp_path) == {"e5-small-3", "other-model"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (ENCODER_FILE, b"short", "fast/encoder.onnx 大小不符"),
        (ENCODER_FILE, b"CONTENT of fast/encoder.onnx", "fast/encoder.onnx 内容不符"),
        (TOKENIZER_FILE, None, "fast/tokenizer.json 缺失或无法读取"),
        (WEIGHTS, b"", "st/model.safetensors 大小不符"),
        (MANIFEST_FILE, b"{", "manifest.json 缺失或无法读取"),
        (MANIFEST_FILE, b"[]", "manifest.json 缺失或无法读取"),
        (MANIFEST_FILE, None, "manifest.json 缺失或无法读取"),
        (MANIFEST_FILE, b'{"files": {}}', "fast/encoder.onnx 未列入 manifest.json"),
    ],
)
def test_damage_is_told_and_mended(
    tmp_path: Path, builds: Builds, name: str, content: bytes | None, words: str
) -> None:
    folder = prepare_bundled_model(tmp_path)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    assert find_prepared_model(tmp_path) is None
    builds.labels.clear()
    prepare_bundled_model(tmp_path, builds.progress)
    assert builds.count == 2
    assert builds.labels[0].startswith("向量模型缓存已损坏（")
    assert words in builds.labels[0]
    assert check_model_folder(folder, verify=True) == []
    assert leftovers(tmp_path) == {"e5-small-3"}


def test_changed_large_file_of_equal_size_is_found_only_by_verifying(tmp_path: Path, builds: Builds) -> None:
    folder = prepare_bundled_model(tmp_path)
    (folder / WEIGHTS).write_text(f"CONTENT of {WEIGHTS}")
    assert find_prepared_model(tmp_path) == folder
    assert find_prepared_model(tmp_path, verify=True) is None


def test_rebuild_replaces_a_whole_model(tmp_path: Path, builds: Builds) -> None:
    prepare_bundled_model(tmp_path)
    prepare_bundled_model(tmp_path, builds.progress, rebuild=True)
    assert builds.count == 2
    assert "向量模型缓存已损坏（无法载入），重新准备" in builds.labels


def test_a_failed_rebuild_keeps_what_was_there(tmp_path: Path, builds: Builds) -> None:
    folder = prepare_bundled_model(tmp_path)
    builds.error = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(KuanyanError):
        prepare_bundled_model(tmp_path, rebuild=True)
    assert find_prepared_model(tmp_path, verify=True) == folder


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘空间不足，无法准备向量模型：{models}（约需 300 MB）；请腾出空间，或用环境变量"),
        (errno.EDQUOT, "磁盘空间不足，无法准备向量模型：{models}"),
        (
            errno.EACCES,
            "缓存目录不可写，无法准备向量模型：{models}；请检查目录权限，或用环境变量 KUANYAN_CACHE",
        ),
        (errno.EROFS, "缓存目录不可写，无法准备向量模型：{models}"),
        (errno.EIO, "写入向量模型缓存失败（Input/output error）：{models}；请检查磁盘"),
    ],
)
def test_a_fault_of_the_disk_leaves_nothing_and_says_what_to_do(
    tmp_path: Path, builds: Builds, number: int, words: str
) -> None:
    builds.error = OSError(number, os.strerror(number))
    with pytest.raises(KuanyanError) as caught:
        prepare_bundled_model(tmp_path)
    assert words.format(models=tmp_path / "models") in str(caught.value)
    assert leftovers(tmp_path) == set()


def test_too_little_space_is_noticed_before_starting(
    tmp_path: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": prepare.REQUIRED_BYTES - 1})
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    with pytest.raises(KuanyanError, match="磁盘空间不足"):
        prepare_bundled_model(tmp_path)
    assert builds.count == 0


def test_a_file_in_the_place_of_the_cache_folder_is_told(tmp_path: Path, builds: Builds) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(KuanyanError, match="缓存目录不可写，无法准备向量模型"):
        prepare_bundled_model(tmp_path / "cache")


def test_a_read_only_folder_is_told(tmp_path: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> str:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)  # chmod would not bind root
    with pytest.raises(KuanyanError, match="缓存目录不可写，无法准备向量模型"):
        prepare_bundled_model(tmp_path)
    assert leftovers(tmp_path) == set()


def test_an_interrupt_leaves_nothing(tmp_path: Path, builds: Builds) -> None:
    builds.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        prepare_bundled_model(tmp_path, ignore_progress)
    assert leftovers(tmp_path) == set()
