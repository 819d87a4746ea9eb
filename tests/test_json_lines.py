"""JSON of others → articles: records by many names, feeds, graphs; a broken record hinders no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
import twins
from conftest import MakeSite
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError, Problem
from digest.ingest import json_lines, reading
from digest.ingest.raw import RawArticle


def only(record: Any, name: str = "x.json") -> RawArticle:
    (found,) = json_lines.parse(json.dumps(record).encode(), name)
    assert isinstance(found, RawArticle)
    return found


def said(article: RawArticle, field: str) -> list[str]:
    return [one.value for one in article.evidence.get(field, ())]


@pytest.mark.parametrize("name", twins.inputs("json_lines"))
def test_twins(name: str, request: pytest.FixtureRequest) -> None:
    twins.compare("json_lines", name, json_lines.parse, request)


@pytest.mark.parametrize("key", ["title", "headline", "Title", "head_line", "dc:title"])
def test_a_key_is_known_in_any_spelling(key: str) -> None:
    assert said(only({key: "A bridge", "text": "It opened."}), "title") == ["A bridge"]


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (1773046800, "2026-03-09T09:00:00+00:00"),
        (1773046800000, "2026-03-09T09:00:00+00:00"),
        ("1773046800", "2026-03-09T09:00:00+00:00"),
        (20260309, "20260309"),
        ("2026-03-09", "2026-03-09"),
        ({"@value": "2026-03-09", "value": "2026-03-09"}, "2026-03-09"),
    ],
)
def test_a_moment_may_be_a_number(value: Any, instant: str) -> None:
    assert said(only({"title": "A", "date": value}), "published") == [instant]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Mara Lindqvist", ["Mara Lindqvist"]),
        (["Mara Lindqvist", "Jon Abara"], ["Mara Lindqvist", "Jon Abara"]),
        ([{"name": "Mara Lindqvist"}, {"name": None}], ["Mara Lindqvist"]),
        ({"@type": "Person", "name": "Jon Abara"}, ["Jon Abara"]),
        (None, []),
        (True, []),
    ],
)
def test_authors_stand_in_many_ways(value: Any, names: list[str]) -> None:
    assert said(only({"title": "A", "author": value}), "authors") == names


def test_a_text_may_be_plain_html_or_markdown() -> None:
    assert only({"text": "One *star*.\nTwo."}).text == "One \\*star\\*.\n\nTwo."
    assert only({"text": "<p>One <b>star</b>.</p>"}).text == "One **star**."
    assert only({"body_markdown": "One **star**."}).text == "One **star**."


def test_a_relative_address_starts_where_the_file_was_served() -> None:
    (found,) = json_lines.parse(b'[{"title": "A", "url": "/a"}]', "x.json", address="https://served.example/feed.json")

    assert isinstance(found, RawArticle)
    assert said(found, "url") == ["https://served.example/a"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "x.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
        (b"<html>", "x.json:1:1: not JSON: Expecting value"),
        (b"[" * 100_000, "x.json: the JSON is nested too deep"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(DigestError) as error:
        list(json_lines.parse(data, "x.json"))

    assert str(error.value) == message


@pytest.mark.parametrize("document", [{}, {"a": 1}, 1, "text", None, {"data": {"data": {"data": {"data": {"data": {}}}}}}])
def test_a_document_without_an_article_is_a_problem(document: Any) -> None:
    (found,) = json_lines.parse(json.dumps(document).encode(), "x.json")

    assert isinstance(found, Problem)
    assert found.message == "the record holds neither a title nor a text"


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "text", "url", "date", "author", "image", "@graph", "@type", "@id", "items", "data", "tags", "id", "version"]), inner, max_size=4))


@given(JSON)
def test_no_json_whatever_leaves_a_traceback(document: Any) -> None:
    for found in json_lines.parse(json.dumps(document).encode(), "x.json"):
        assert isinstance(found, RawArticle | Problem)


# ---------------------------------------------------------------- Archives


def test_the_records_of_an_archive_pass_one_by_one() -> None:
    lines = json_lines.parse(b'{"title": "One"}\n{"title": "Two"}\n{"title": "Three"}\n', "x.jsonl")

    first = next(lines)
    assert isinstance(first, RawArticle) and said(first, "title") == ["One"]


def test_a_broken_line_of_an_archive_is_told_with_its_number_and_the_rest_is_taken(site: MakeSite) -> None:
    folder = site()
    record = {"text": "The bridge opened on Monday, and the first to cross it were the children of the school by the river. " * 30, "date": "2026-03-09"}
    lines = [json.dumps({"title": f"Bridge number {n}", "url": f"https://e.example/{n}", **record}) for n in range(900)]
    lines[700] = lines[700][:-5]
    folder.write("content/inbox/archive.jsonl", "\n".join(lines))

    run = folder.run("ingest")

    assert run.status == 1
    assert run.out.count("wrote ") == 899
    assert run.err.count("not JSON") == 1 and "content/inbox/archive.jsonl:701:" in run.err


def test_a_list_of_any_size_passes_in_slices(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SLICE", 300)
    folder = site()
    records = [{"title": f'Bridge [{n}], {{so}} "called"', "text": "It, opened ]}.", "tags": ["a", {"b": [1]}], "date": "2026-03-09"} for n in range(40)]
    folder.write("content/inbox/archive.json", "\ufeff" + json.dumps(records, indent=1))

    run = folder.run("ingest")

    assert (run.status, run.err, run.out.count("wrote ")) == (0, "", 40)
    assert folder.run("ingest").out == ""


@given(JSON.filter(lambda one: not isinstance(one, str)), st.integers(1, 60))
def test_a_list_is_cut_between_its_records_and_nowhere_else(record: Any, length: int) -> None:
    data = json.dumps([record, {"a": ["x", "]"]}, record]).encode()

    cut = reading._in_array(data[:length], 0)

    assert cut == 0 or isinstance(json.loads(data[:cut].decode()[:-1] + "]"), list)


def test_a_list_that_breaks_off_gives_what_stands_before() -> None:
    found = list(json_lines.parse(b'[{"title": "One"},\n{"title": "Tw', "x.json"))

    assert [said(one, "title") for one in found if isinstance(one, RawArticle)] == [["One"]]
    assert [str(one) for one in found if isinstance(one, Problem)] == ["x.json:2:11: not JSON: Unterminated string starting at"]


def test_a_line_may_hold_a_graph() -> None:
    graph = {"@graph": [{"@type": "Person", "@id": "#m", "name": "Mara Lindqvist"}, {"@type": "NewsArticle", "headline": "Bridge", "author": {"@id": "#m"}}]}

    article = only(graph, "x.jsonl")

    assert (said(article, "title"), said(article, "authors")) == (["Bridge"], ["Mara Lindqvist"])


def test_a_record_says_in_its_page_which_line_it_was(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/archive.jsonl", '\n{"title": "Bridge", "text": "It opened.", "date": "2026-03-09"}\n')

    folder.run("ingest")

    assert "origin: {file: archive.jsonl, part: 2" in (folder.root / "content/articles/2026/03/bridge.md").read_text(encoding="utf-8").replace('"', "")
