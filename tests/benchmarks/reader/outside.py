"""What programs of others say of the pages: the Nu HTML checker, and Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .browser import FLAGS
from .looks import TOOLS

VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = TOOLS / "lighthouse" / "cli" / "index.js"


def missing() -> str:
    """Name what is not there to measure with, and how to get it; empty where all is."""
    programs = [name for name in ("java", "node") if not shutil.which(name)]
    if programs:
        return f"{' and '.join(programs)} cannot be found"
    if not all(path.is_file() for path in (VNU, LIGHTHOUSE, TOOLS / "axe-core" / "axe.min.js")):
        return "the tools are not installed: npm install --no-package-lock --prefix tests/benchmarks/reader"
    return ""


def nu(origin: str, paths: Sequence[str]) -> list[str]:
    """Check pages as they are served, since a policy of `'self'` means nothing on a disk; return each error and each warning."""
    urls = [f"{origin}/{quote(path)}" for path in paths]
    run = subprocess.run(
        ["java", "-Xss4m", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(VNU), "--format", "json", *urls], capture_output=True, text=True, check=False, timeout=600
    )
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return [
        f"{each.get('url', '').removeprefix(origin)}:{each.get('lastLine', 0)}: {each['message']}"
        for each in messages
        if each["type"] != "info" or each.get("subType") == "warning"
    ]


def lighthouse(url: str, program: str) -> dict[str, Any]:
    """Measure a page on Lighthouse's phone; return its report."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        report = Path(folder, "report.json")
        flags = " ".join([flag for flag in FLAGS if "port" not in flag] + [f"--user-data-dir={folder}/profile"])
        command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}"]
        environment = {**os.environ, "CHROME_PATH": program, "CI": "true"}  # in CI it asks nobody whether it may report errors
        subprocess.run(command, capture_output=True, check=True, timeout=300, env=environment)
        read: dict[str, Any] = json.loads(report.read_bytes())
        return read


def scores(report: dict[str, Any]) -> dict[str, int]:
    """Take a report's scores, of 100."""
    return {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}


def losses(report: dict[str, Any]) -> list[str]:
    """Name the audits that cost a report something."""
    audits = report["audits"]
    weighed = [ref["id"] for category in report["categories"].values() for ref in category["auditRefs"] if ref["weight"]]
    return [f"{id_}: {audits[id_]['title']} {audits[id_].get('displayValue', '')}".strip()
            for id_ in dict.fromkeys(weighed) if audits[id_]["score"] is not None and audits[id_]["score"] < 1]  # fmt: skip
