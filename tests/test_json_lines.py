"""JSON of others → articles: records by many names, feeds, graphs; a broken record hinders no other."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import twins
from conftest import MakeSite
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError, Problem
from digest.ingest import json_lines, json_slices, reading
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


@pytest.mark.parametrize("holder", ["articles", "response"])
def test_an_object_around_a_list_of_any_size_passes_in_slices(site: MakeSite, monkeypatch: pytest.MonkeyPatch, holder: str) -> None:
    monkeypatch.setattr(reading, "SLICE", 300)
    monkeypatch.setattr(json_slices, "_BLOCK", 50)
    folder = site()
    records = [{"title": f'Bridge [{n}], {{so}} "called" ’', "text": "It, opened ]}.\\", "tags": ["a", {"b": [1]}], "date": "2026-03-09"} for n in range(40)]
    document = {"status": "ok", "articles": records, "more": [{"a": ["]"]}, {}]}
    folder.write("content/inbox/archive.json", "\ufeff" + json.dumps(document if holder == "articles" else {"n": [], holder: document}, indent=1, ensure_ascii=False))

    run = folder.run("ingest")

    assert (run.status, run.err, run.out.count("wrote ")) == (0, "", 40)
    assert folder.run("ingest").out == ""


def test_every_slice_knows_the_feed_that_its_items_are_of() -> None:
    items = [{"id": str(n), "content_text": f"Text {n}"} for n in range(9)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items, "title": "The Wire", "home_page_url": "https://wire.example/"}
    data = json.dumps(feed).encode()

    found = [one for part in sliced(data, 40) for one in json_lines.parse(part, "x.json")]

    assert len(list(sliced(data, 40))) > 3
    assert [(said(one, "id"), said(one, "source")) for one in found if isinstance(one, RawArticle)] == [([f"https://wire.example/#{n}"], ["The Wire"]) for n in range(9)]


def sliced(data: bytes, size: int) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    cut = json_slices.cut(stream, size, 10_000)
    if cut is None:
        yield data
        return
    bounds = [0, *cut.ends, len(data)]
    for start, end in itertools.pairwise(bounds):
        yield cut.whole(data[start:end], first=not start, last=end == len(data))


@given(JSON, st.sampled_from(["items", "data", "@graph", "else"]), st.integers(1, 60), st.integers(1, 40))
def test_an_object_is_cut_between_the_records_of_its_list_and_nowhere_else(record: Any, name: str, size: int, block: int) -> None:
    records = [{"a": ["x", "]"]}, record, {"b": '"}'}, record]
    whole = {"beside": record, name: records, "behind": record}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_slices, "_BLOCK", block)
        documents = [json.loads(part) for part in sliced(json.dumps(whole).encode(), size)]

    assert json.dumps([one for document in documents for one in document[name]]) == json.dumps(records)
    assert {json.dumps(document | {name: []}) for document in documents} == {json.dumps(whole | {name: []})}


@pytest.mark.parametrize(
    "document",
    [
        b'{"items": [{"a": 1}, {"a": 2}',
        b'{"items": [{"a": "\xe9"}, {"a": 2}]}',
        b'{"title": "One", "text": "It opened.", "items": [{"a": 1}, {"a": 2}]}',
        b'{"things": [{"a": 1}, {"a": 2}]}',
        b'{"items": [{"a": "long, long, long"}, {"a": 2}]}',
        b'"items"', b"[1, 2]", b"", b"{",
    ],
)  # fmt: skip
def test_what_cannot_be_cut_with_certainty_is_left_whole(document: bytes) -> None:
    assert json_slices.cut(io.BytesIO(document), 1, 15) is None


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
