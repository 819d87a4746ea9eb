"""Summaries by a command of the editor's own: the text on its stdin, the summary on its stdout.

What comes back must be faithful: a number, day, name or quotation that the text lacks, and it is refused, with the
reason in `review:`; the lead sentences stand. What a command wrote is remembered in `.cache/summaries`, by the command
and the text, so that it is asked once for each.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import shlex
import signal
import subprocess
from pathlib import Path

from digest import faithful, files
from digest.config import Config
from digest.ingest.normalize import Verdict
from digest.ingest.raw import Evidence

CACHE = ".cache/summaries"
SHORTEST_TEXT = 60
"""Of a text that has fewer words, counted by blanks or by 120 letters, there is nothing to summarise."""
LONGEST = 1000
"""The longest summary in characters."""
_SETTLED = 0.9
"""A summary that the raw text gives as surely as this is the editor's word, and no command is asked."""


def summarised(verdict: Verdict, config: Config, root: Path) -> Verdict:
    """Give a verdict whose article has the summary that the command of the settings wrote, or the reason why not."""
    article, stated = verdict.article, verdict.evidence.get("summary")
    long = len(verdict.text.split()) >= SHORTEST_TEXT or (not verdict.text.isascii() and len(verdict.text) >= 2 * SHORTEST_TEXT)
    if not config.summary_command or not long or (stated and stated.sure >= _SETTLED):
        return verdict
    text = f"{article.title}\n\n{verdict.text}\n"
    summary, fault = _asked(text, config, root)
    known = f"{text}\n{article.published or ''}"
    if summary and (claims := faithful.unsupported(summary, known, article.language or config.language)):
        fault = faithful.told(claims)
    if fault:
        review = {**article.review, "summary": f"what the summary command wrote was refused: {fault}"}
        return verdict.of(article._replace(review=review))
    evidence = {**verdict.evidence, "summary": Evidence(value=summary, where="the summary command")}
    return dataclasses.replace(verdict, evidence=evidence).of(article._replace(summary=summary))


def _asked(text: str, config: Config, root: Path) -> tuple[str, str]:
    """Give what the command wrote, or what went wrong."""
    key = hashlib.sha256(f"{config.summary_command}\0{text}".encode("utf-8", "replace")).hexdigest()
    kept = root / CACHE / key[:2] / f"{key}.txt"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return kept.read_text(encoding="utf-8"), ""
    summary, fault = run(shlex.split(config.summary_command), text, root, config.summary_seconds)
    if not fault:
        with contextlib.suppress(OSError):  # what may be lost at any time need not be kept
            files.write_whole(kept, summary.encode())
    return summary, fault


def run(command: list[str], text: str, folder: Path, seconds: float) -> tuple[str, str]:
    """Run a command in a folder with a text on its stdin; give its stdout on one line, or what went wrong."""
    try:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )  # fmt: skip
    except OSError as error:
        return "", f"it cannot be run: {error.strerror}"
    with process:
        try:
            out, err = process.communicate(text.encode("utf-8", "replace"), timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            return "", f"it took longer than {seconds:g} seconds"
    if process.returncode:
        last = err.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        return "", f"it ended with status {process.returncode}{': ' + last if last else ''}"
    return _judged(out)


def _judged(out: bytes) -> tuple[str, str]:
    try:
        summary = " ".join(out.decode("utf-8-sig").split())
    except UnicodeDecodeError:
        return "", "it is not UTF-8"
    if len(summary) > LONGEST:
        return "", f"it has {len(summary):,} characters, and a summary at most {LONGEST:,}"
    return (summary, "") if summary else ("", "it is empty")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command together with what it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
