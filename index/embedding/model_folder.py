"""The folder of a prepared model: its place in the cache, its manifest, and whether it is whole.

``<cache>/models/e5-small-<version>/`` holds ``st/`` (sentence-transformers), ``fast/`` (onnxruntime) and
``manifest.json``, which lists every other file with size and sha256 and is written last.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FORMAT_VERSION = 3
MODEL_NAME = f"e5-small-{FORMAT_VERSION}"
OLDER_NAMES = tuple(f"e5-small-{version}" for version in range(1, FORMAT_VERSION))
MANIFEST_FILE = "manifest.json"
ST_FOLDER = "st"
FAST_FOLDER = "fast"
ENCODER_FILE = f"{FAST_FOLDER}/encoder.onnx"
TOKENIZER_FILE = f"{FAST_FOLDER}/tokenizer.json"


def model_folder(cache_dir: Path) -> Path:
    """Where the bundled model belongs, whether or not it is there."""
    return cache_dir / "models" / MODEL_NAME


def find_prepared_model(cache_dir: Path, *, verify: bool = False) -> Path | None:
    """The prepared folder, or None if it is missing, incomplete or damaged.

    All sizes are compared, and the sha256 of the small files that every answer depends on (about
    20 ms). With ``verify`` the sha256 of every file is compared, which reads 260 MB.
    """
    folder = model_folder(cache_dir)
    return None if check_model_folder(folder, verify=verify) else folder


def check_model_folder(folder: Path, *, verify: bool = False) -> list[str]:
    """Problems found, each one Chinese phrase naming the file; empty when the folder is whole."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        entries = manifest["files"].items()
        files = {str(name): (int(entry["size"]), str(entry["sha256"])) for name, entry in entries}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [f"{MANIFEST_FILE} 缺失或无法读取"]
    problems = []
    for name, (size, digest) in files.items():
        path = folder / name
        try:
            if path.stat().st_size != size:
                problems.append(f"{name} 大小不符")
            elif (verify or name.startswith(f"{FAST_FOLDER}/")) and file_sha256(path) != digest:
                problems.append(f"{name} 内容不符")
        except OSError:
            problems.append(f"{name} 缺失或无法读取")
    missing = {ENCODER_FILE, TOKENIZER_FILE} - files.keys()
    return problems + [f"{name} 未列入 {MANIFEST_FILE}" for name in sorted(missing)]


def save_manifest(folder: Path, *, identity: str, dimension: int) -> None:
    """Lists every file below ``folder`` with its size and sha256."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST_FILE)
    files = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": file_sha256(path)}
        for path in paths
    }
    manifest = {"format": FORMAT_VERSION, "identity": identity, "dimension": dimension, "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def file_sha256(path: Path) -> str:
    """Hexadecimal sha256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
