"""Where, when and on what a benchmark ran: the header of every result file, and what Linux says of a process."""

import os
import platform
import subprocess
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("numpy", "faiss-cpu", "bm25s", "tokenizers")


def about(what: str, packages: Iterable[str] = PACKAGES) -> dict[str, Any]:
    """The header: what was measured, the commit (with "+changes" where the tree differs from it), machine, versions."""
    processors = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    return {
        "what": what,
        "commit": commit(),
        "date": time.strftime("%Y-%m-%d"),
        "machine": {
            "processor": (processors or ["?"])[0],
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "system": platform.platform(),
            # Above the number of cores, times are those of a machine that others use as well.
            "load": round(os.getloadavg()[0], 2),
        },
        "versions": {"python": platform.python_version(), **{name: installed(name) for name in packages}},
    }


def commit() -> str:
    """The commit of the checkout; "+changes" where index/ or qa/ differ from it; "" where this is no checkout."""

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "HEAD") + ("+changes" if git("status", "--porcelain", "--", "index", "qa") else "")


def installed(name: str) -> str:
    """The version of an installed distribution, "" where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def resident(pid: int | str = "self", *, peak: bool = False) -> float:
    """The resident memory of a process in MB, mapped files included; `peak`: the most that it ever was."""
    field = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return round(int(line.split()[1]) / 1024, 1)
    raise OSError(f"no {field} for process {pid}; this benchmark needs Linux")
