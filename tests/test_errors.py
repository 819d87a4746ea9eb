"""How a complaint looks: its place, its line with a caret under the fault, and its cure."""

from __future__ import annotations

import pytest

from digest.errors import DigestError, Place, Problem, UsageError, did_you_mean, problem


def test_a_problem_shows_its_place_its_line_a_caret_and_the_cure() -> None:
    found = problem(
        "content/articles/2020/09/x.md",
        "“2025-02-30” is no day of the calendar",
        "write the day as YYYY-MM-DD",
        line=5,
        column=12,
        excerpt="published: 2025-02-30",
    )

    assert str(found) == (
        "content/articles/2020/09/x.md:5:12: “2025-02-30” is no day of the calendar\n"
        "    published: 2025-02-30\n"
        "               ^\n"
        "    write the day as YYYY-MM-DD"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert str(problem("x.md", "the file is empty")) == "x.md: the file is empty"
    assert str(problem("x.md", "not UTF-8", line=3)) == "x.md:3: not UTF-8"
    assert str(problem("x.md", "odd", line=3, excerpt="a line")) == "x.md:3: odd\n    a line"
    assert str(Place("x.md", 3, 7)) == "x.md:3:7"


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("plain: ", 7),
        ("中文: ", 6),  # two columns of the terminal each
        ("ＡＢ: ", 6),
        ("🙂: ", 4),
        ("e\u0301: ", 3),  # a combining accent takes none
        ("\u200b: ", 2),
        ("a\t: ", 4),  # a tab is shown as a picture, one column wide
        ("", 0),
    ],
)
def test_the_caret_stands_below_the_fault_in_any_script(before: str, columns: int) -> None:
    found = problem("x.md", "odd", line=1, column=len(before) + 1, excerpt=f"{before}fault")

    caret = str(found).splitlines()[2]
    assert caret == "    " + " " * columns + "^"


def test_a_file_cannot_move_the_cursor_or_start_a_line_of_its_own() -> None:
    """A newline in a message would let a page speak to GitHub in `::` commands, and ESC to the terminal."""
    found = problem("x.md", "“a\n::stop-commands::x\x1b[2J\x9b”", "\u2028cure\r", line=1, excerpt="\ttab\x7f")

    assert str(found) == "x.md:1: “a␊::stop-commands::x␛[2J\ufffd”\n    ␉tab\ufffd\n    \ufffdcure␍"


def test_an_error_carries_all_its_problems() -> None:
    error = DigestError(problem("b.md", "one"), problem("a.md", "two", "cure"))

    assert str(error) == "b.md: one\na.md: two\n    cure"
    assert sorted(error.problems) == [problem("a.md", "two", "cure"), problem("b.md", "one")]
    assert isinstance(UsageError(), DigestError)


def test_problems_sort_by_file_then_line_then_column() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 3), ("a", 9, 2), ("a", 0, 0)]
    found = [Problem(Place(*place), "odd") for place in places]

    assert [(p.place.file, p.place.line, p.place.column) for p in sorted(found)] == sorted(places)


@pytest.mark.parametrize(
    ("word", "known", "answer"),
    [
        ("titel", ["title", "topics"], "did you mean `title`?"),
        ("TITLE", ["title"], "did you mean `title`?"),
        ("semiconductor", ["semiconductors", "space"], "did you mean `semiconductors`?"),
        ("weather", ["title", "topics"], ""),
        ("", ["title"], ""),
        ("x", [], ""),
    ],
)
def test_a_near_word_is_offered(word: str, known: list[str], answer: str) -> None:
    assert did_you_mean(word, known) == answer


def test_the_word_that_is_offered_does_not_hang_on_the_order_of_a_set() -> None:
    assert {did_you_mean("us_china", words) for words in (["US-China", "us-china"], ["us-china", "US-China"])} == {
        "did you mean `us-china`?"
    }
