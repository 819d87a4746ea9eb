"""Summaries by a command of the editor's own, and what is refused of them."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import sys
from pathlib import Path

import pytest

from digest import config, content
from digest import ingest as stage
from digest.errors import DigestError
from digest.model import Article

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TEXT = """Title: The weir is repaired
Date: 2026-11-23

The weir below the old mill was repaired within a year, and the council paid 1.2 million crowns for it. Ana Ruiz, who
measures the water, found eleven kinds of fish this autumn, more than in any year since 1989. “Nobody thought that it
would go so fast,” she said on Monday. The owners of the mill left money for the banks, but it is not enough, and
everybody in the valley knows it. Willows were planted along the first three kilometers, and children water them.
"""
LEAD = (
    "The weir below the old mill was repaired within a year, and the council paid 1.2 million crowns for it. "
    "Ana Ruiz, who measures the water, found eleven kinds of fish this autumn, more than in any year since 1989."
)


def written(root: Path, program: str, text: str = TEXT, seconds: int = 60) -> Article:
    """Take in a text with a Python program as the command, and give the page that came of it."""
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    settings = f"name: X\nsummary_command: {json.dumps(command)}\nsummary_seconds: {seconds}\n"
    (root / "content/inbox").mkdir(parents=True, exist_ok=True)
    (root / "site_config.yaml").write_text(settings, encoding="utf-8")
    (root / "content/inbox/weir.txt").write_text(text, encoding="utf-8")
    report = stage.ingest(root, config.load(root), stage.Options(), NOW)
    assert not report.refused
    path = report.written[0].path
    return content.loads((root / path).read_text(encoding="utf-8"), path.removeprefix("content/articles/"))


def say(summary: str) -> str:
    return f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({summary.encode()!r})"


def test_the_summary_is_what_the_command_wrote(tmp_path: Path) -> None:
    article = written(tmp_path, say("For 1,200,000 crowns the weir was repaired,\nand Ruiz found 11 kinds of fish: ‘Nobody thought that it would go so fast’.\n"))
    assert article.summary == "For 1,200,000 crowns the weir was repaired, and Ruiz found 11 kinds of fish: ‘Nobody thought that it would go so fast’."
    assert "summary" not in article.review


def test_the_command_is_given_title_and_text_and_runs_in_the_sites_folder(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("import sys\nlines = sys.stdin.buffer.read().decode().split('\\n')\nprint(lines[0], '|', lines[2][:8])\n", encoding="utf-8")
    assert written(tmp_path, "exec(open('own.py').read())").summary == "The weir is repaired | The weir"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("It cost 1.3 million crowns.", "the text has no “1.3 million” (number)"),
        ("It was repaired on 3 May.", "the text has no “3 May” (date)"),
        ("Olga Silva found fish.", "the text has no “Olga” (name), no “Silva” (name)"),
        ("“Nobody hoped for it,” she said.", "the text has no “Nobody hoped for it,” (quotation)"),
        ("", "it is empty"),
        ("a " * 600, "it has 1,199 characters, and a summary at most 1,000"),
    ],
)
def test_what_the_text_lacks_is_refused_and_the_reason_told(tmp_path: Path, said: str, reason: str) -> None:
    article = written(tmp_path, say(said))
    assert article.summary == LEAD
    assert article.review["summary"] == f"what the summary command wrote was refused: {reason}"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('no key')", "it ended with status 1: no key"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\xfa')", "it is not UTF-8"),
        ("import time; time.sleep(60)", "it took longer than 1 seconds"),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])", "it took longer than 1 seconds"),
    ],
)
def test_a_command_that_fails(tmp_path: Path, program: str, reason: str) -> None:
    article = written(tmp_path, program, seconds=1)
    assert (article.summary, article.review["summary"]) == (LEAD, f"what the summary command wrote was refused: {reason}")


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "content/inbox").mkdir(parents=True)
    (tmp_path / "content/inbox/weir.txt").write_text(TEXT, encoding="utf-8")
    settings = config.loads("name: X\nsummary_command: /nowhere/at-all\n")
    (outcome,) = stage.ingest(tmp_path, settings, stage.Options(), NOW).written
    assert outcome.article.review["summary"].endswith("it cannot be run: No such file or directory")


def test_a_command_is_asked_once_for_each_text(tmp_path: Path) -> None:
    program = "open('asked', 'a').write('x'); print('The weir was repaired.')"
    written(tmp_path, program)
    for page in (tmp_path / "content/articles").rglob("*.md"):
        page.unlink()
    for record in (tmp_path / ".cache").glob("ingest*"):
        record.unlink()
    assert written(tmp_path, program).summary == "The weir was repaired."
    assert (tmp_path / "asked").read_text(encoding="utf-8") == "x"


def test_what_the_editor_wrote_and_what_is_too_short_is_left(tmp_path: Path) -> None:
    assert written(tmp_path, say("Never."), f"Summary: Mine.\n{TEXT}").summary == "Mine."
    short = "Title: Short\n\nA train line was opened by the mayor. It joins eleven towns and carries bicycles.\n"
    assert written(tmp_path / "other", say("Never."), short).summary.startswith("A train line")


def test_a_command_that_cannot_be_taken_apart_is_a_problem_of_the_settings() -> None:
    with pytest.raises(DigestError) as error:
        config.loads("name: X\nsummary_command: \"say 'x\"\n")
    assert str(error.value).startswith("site_config.yaml:2:18: the command cannot be read: No closing quotation")
