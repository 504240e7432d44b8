"""What a measurement was made with: code, settings, machine. No name of a machine, no path."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.service import Assistant
from evals.report import ROOT
from index.search import EXPANSION_WEIGHT, WEIGHTS

_PACKAGES = ("chromadb", "llama-index-core", "onnxruntime", "tokenizers", "bm25s", "jieba", "gradio", "torch")


def describe_run(assistant: Assistant) -> dict[str, Any]:
    """Of one run, whatever its suites."""
    return {
        "日期": datetime.now().astimezone().isoformat(timespec="seconds"),
        "提交": find_commit() or "未知（不在 git 检出中）",
        "语料指纹": assistant.corpus.fingerprint[:12],
        "向量模型": assistant.index.embedder.name,
        "融合": {"方式": "分数", **WEIGHTS, "词典扩展权重": EXPANSION_WEIGHT},
        "阈值": asdict(assistant.knowledge.thresholds),
        "机器": describe_machine(),
        "版本": _versions(),
    }


def find_commit(root: Path = ROOT) -> str | None:
    """The commit, marked where tracked files of the code differ from it; ``None`` outside git."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return None
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!evals/results")
    return f"{commit}（另有未提交的改动）" if changed else commit


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def describe_machine() -> dict[str, Any]:
    """Without its name."""
    return {
        "系统": f"{platform.system()} {platform.machine()}",
        "处理器": _processor(),
        "可用核数": _cores(),
        "Python": platform.python_version(),
        "开始时负载": describe_load(),
    }


def describe_load() -> str:
    """The load average of the last minute: near 0 on an idle machine, above the cores on a busy one."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "未知"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "未知"


def _cores() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "未安装"
    return found
