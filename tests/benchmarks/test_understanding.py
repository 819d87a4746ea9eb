"""The table of understanding: what its measures say of what they are given, and that it stands without data or with little."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from . import outlets, understanding
from .scores import Row, Score, f1, share


def test_the_same_text_scores_one_and_another_text_nothing() -> None:
    assert f1("The ferry leaves at noon today.", "the ferry leaves at noon today") == 1
    assert f1("The ferry leaves at noon.", "Nobody knows who was here.") == 0
    assert f1("", "") == 1
    assert f1("渡輪中午離開", "渡輪中午離開") == 1


def test_what_is_missing_and_what_is_too_much_both_cost() -> None:
    whole = "one two three four five six seven eight"

    assert f1("one two three four five six", whole) == pytest.approx(2 * 3 / (3 + 5))
    assert f1(f"{whole} nine ten", whole) == pytest.approx(2 * 5 / (7 + 5))


def test_a_share_of_nothing_is_nothing() -> None:
    assert share([True, False, False, True]) == 0.5
    assert share([]) == 0


def test_a_goal_is_reached_when_neither_it_nor_the_other_is_missed() -> None:
    row = Row(what="titles", against="the first heading", goal=0.9, measure=lambda data: None)
    lines = list(understanding.render([(row, Score(ours=0.95, against=0.7, of=1200)), (row, Score(ours=0.95, against=0.97, of=2))]))

    assert lines[2] == "| titles | 1,200 | 0.900 | 0.950 | 0.700 | the first heading | yes     |      |"
    assert lines[3].split(" | ")[6].strip() == "no"


def test_no_data_is_nothing_to_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert understanding.main(["--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("holds nothing that could be measured\n")


def test_one_saved_page_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "html-pages" / "ferry"
    folder.mkdir(parents=True)
    text = "<p>The ferry to the island sails again from Monday on, the harbour office says, after nine weeks in the yard.</p>"
    (folder / "source.html").write_text(f"<h1>The ferry sails again</h1>{text}", encoding="utf-8")
    (folder / "expected.html").write_text(text, encoding="utf-8")
    (folder / "expected-metadata.json").write_text(json.dumps({"title": "The ferry sails again"}), encoding="utf-8")

    assert understanding.main(["--data", str(tmp_path), "--only", "title"]) == 0
    assert "| saved pages: title, exact | 1  | 0.680 | 1.000 | 1.000 |" in capsys.readouterr().out


def test_posts_that_are_set_side_by_side_lie_far_apart_and_none_is_lost(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"20{number:02}-01-01-post.md").write_text(f"---\ntitle: Post {number}\n---\nText.\n", encoding="utf-8")
    posts = outlets._posts(tmp_path)
    mixed = outlets._mixed(posts)

    assert {post.id for post in mixed} == {post.id for post in posts}
    assert all(abs(int(one.id[2:4]) - int(next_.id[2:4])) > 30 for one, next_ in itertools.pairwise(mixed))
