"""YAML whose every value knows its line: what is read, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import math
import string
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Annotated, Any, Literal, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digest import rfc3339, yamldoc, yamldump
from digest.errors import DigestError
from digest.records import BESIDE
from digest.yamldoc import compose, decode

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
"""Any text that a file of UTF-8 can hold."""


class Part(NamedTuple):
    name: str
    size: int = 1


class Thing(NamedTuple):
    """A field of each type that settings and pages use."""

    title: str
    count: int = 0  # type: ignore[assignment]  # a method of tuples
    weight: float = 0.0
    draft: bool = False
    colour: Literal["red", "green"] = "red"
    when: dt.datetime | dt.date | None = None
    tags: tuple[str, ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    words: Mapping[str, float] = {}
    secret: Annotated[str, BESIDE] = ""


def read(text: str, *, lenient: bool = False) -> Thing:
    text = dedent(text).lstrip("\n")
    return decode(compose(text, "x.yaml"), Thing, "x.yaml", text=text, lenient=lenient)


def complaint(text: str, *, lenient: bool = False) -> str:
    with pytest.raises(DigestError) as caught:
        read(text, lenient=lenient)
    return str(caught.value)


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with libyaml and without, as on a machine that has no C compiler."""
    name = str(request.param)
    if not hasattr(yaml, name):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamldoc, "_base_loader", lambda: getattr(yaml, name))
    return name


# What is read


@pytest.mark.usefixtures("loader")
def test_every_type_of_field_is_read() -> None:
    assert read("""
        title: A
        count: 3
        weight: -1.5
        draft: true
        colour: green
        when: 2020-09-11T08:00:00+08:00
        tags: [a, "b: c", 中文]
        part: {name: P, size: 2}
        parts:
          - name: Q
          - R
        words: {chip: 2, potato chip: -4}
    """) == Thing(
        title="A",
        count=3,
        weight=-1.5,
        draft=True,
        colour="green",
        when=dt.datetime(2020, 9, 11, 8, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        tags=("a", "b: c", "中文"),
        part=Part(name="P", size=2),
        parts=(Part(name="Q"), Part(name="R")),
        words={"chip": 2.0, "potato chip": -4.0},
    )


def test_one_value_is_a_list_of_one_and_the_first_field_of_a_record() -> None:
    thing = read("{title: A, tags: one, part: P, parts: Q}")

    assert (thing.tags, thing.part, thing.parts) == (("one",), Part(name="P"), (Part(name="Q"),))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("written", ["no", "NO", "y", "on", "12:30", "2020", "2020-09-11", "1e5", "0x1f", "1_000", ".inf"])
def test_text_is_text_whatever_yaml_would_guess(written: str) -> None:
    assert read(f"title: {written}\ntags: [{written}]") == Thing(title=written, tags=(written,))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_the_default(nothing: str) -> None:
    names = ("count", "weight", "draft", "colour", "when", "tags", "part", "parts", "words")

    assert read("title: A\n" + "".join(f"{name}: {nothing}\n" for name in names)) == Thing(title="A")
    assert read(f"title: A\ntags:\n  - a\n  - {nothing}\n  - b\n").tags == ("a", "b")


@pytest.mark.usefixtures("loader")
def test_quotes_make_text_of_nothing() -> None:
    assert read('title: "null"\ntags: ["~", "", "no"]') == Thing(title="null", tags=("~", "", "no"))
    assert read('title: ""').title == ""
    assert read('{title: A, count: "", when: "", tags: "", part: "", colour: ""}') == Thing(title="A")


@pytest.mark.parametrize(("written", "value"), [("true", True), ("Yes", True), ("on", True), ("FALSE", False), ("no", False)])
def test_truth_has_its_yaml_spellings(written: str, value: bool) -> None:
    assert read(f"{{title: A, draft: {written}}}").draft is value


@pytest.mark.usefixtures("loader")
def test_an_anchor_is_read_where_its_alias_stands() -> None:
    assert read("title: &t A\ntags: [*t, b]\npart: &p {name: P}\nparts: [*p, *p]").parts == (Part(name="P"), Part(name="P"))
    assert complaint("title: A\ntags: &t [*t]") == (
        "x.yaml:2:7: a list stands where text is wanted\n    tags: &t [*t]\n          ^"
    )


def test_an_empty_document_lacks_what_is_required() -> None:
    assert complaint("") == "x.yaml:1:1: `title` is missing"
    assert complaint("# only a comment\n") == "x.yaml:1:1: `title` is missing\n    # only a comment\n    ^"


# What is refused


REFUSED = """
title: [a]
    x.yaml:1:8: a list stands where text is wanted
        title: [a]
               ^

title: {a: b}
    x.yaml:1:8: a group of “key: value” lines stands where text is wanted
        title: {a: b}
               ^

title: A\\ncount: many
    x.yaml:2:8: “many” is not a whole number
        count: many
               ^

title: A\\ncount: 1.5
    x.yaml:2:8: “1.5” is not a whole number
        count: 1.5
               ^

title: A\\nweight: heavy
    x.yaml:2:9: “heavy” is not a number
        weight: heavy
                ^

title: A\\nweight: nan
    x.yaml:2:9: “nan” is not a number
        weight: nan
                ^

title: A\\nweight: 1e999
    x.yaml:2:9: “1e999” is not a number
        weight: 1e999
                ^

title: A\\ndraft: maybe
    x.yaml:2:8: “maybe” is not `true` or `false`
        draft: maybe
               ^

title: A\\ncolour: gren
    x.yaml:2:9: “gren” is not one of `red`, `green`
        colour: gren
                ^
        did you mean `green`?

title: A\\nwhen: yesterday
    x.yaml:2:7: “yesterday” is not a day (2020-09-11) or an instant with its offset (2020-09-11T08:00:00+08:00)
        when: yesterday
              ^
        write the day as YYYY-MM-DD, or an instant as 2020-09-11T08:00:00+08:00

title: A\\ntags: [a, {b: c}]
    x.yaml:2:11: a group of “key: value” lines stands where text is wanted
        tags: [a, {b: c}]
                  ^

title: A\\npart: [P]
    x.yaml:2:7: a list stands where “key: value” lines are wanted
        part: [P]
              ^

title: A\\npart: {size: 2}
    x.yaml:2:7: `name` is missing
        part: {size: 2}
              ^

title: A\\npart: {name: P, colour: red}
    x.yaml:2:17: there is no key `colour`
        part: {name: P, colour: red}
                        ^
        known here: `name`, `size`

title: A\\nwords: [chip]
    x.yaml:2:8: a list stands where “key: value” lines are wanted
        words: [chip]
               ^

title: A\\nwords: {chip: 1, chip: 2}
    x.yaml:2:18: the key `chip` stands here twice
        words: {chip: 1, chip: 2}
                         ^
        keep one of the two

title: A\\nwords: {[a]: 1}
    x.yaml:2:9: a list stands where a key is wanted
        words: {[a]: 1}
                ^

title: A\\ntitle: B
    x.yaml:2:1: the key `title` stands here twice
        title: B
        ^
        keep one of the two

title:
    x.yaml:1:1: `title` is empty
        title:
        ^
        give `title` a value

title: A\\n? [a, b]\\n: c
    x.yaml:2:3: a list stands where a key is wanted
        ? [a, b]
          ^

title: A\\n? {a: b}\\n: c
    x.yaml:2:3: a group of “key: value” lines stands where a key is wanted
        ? {a: b}
          ^

title: A\\npart: &p {name: P}\\n<<: *p
    x.yaml:3:1: there is no key `<<`
        <<: *p
        ^
        known here: `title`, `count`, `weight`, `draft`, `colour`, `when`, `tags`, `part`, `parts`, `words`

title: !Alert storm
    x.yaml:1:8: `!Alert` is read as a tag of YAML
        title: !Alert storm
               ^
        a value that starts with ! wants quotes

just words
    x.yaml:1:1: “just words” stands where “key: value” lines are wanted
        just words
        ^

- a
    x.yaml:1:1: a list stands where “key: value” lines are wanted
        - a
        ^
"""


def cases(table: str) -> list[tuple[str, str]]:
    r"""Take apart a table of texts (`\n` is a line's end, `\t` a tab), each with its complaint below it, indented by four."""
    parts = (case.partition("\n") for case in table.strip("\n").split("\n\n"))
    return [(text.replace("\\n", "\n").replace("\\t", "\t"), dedent(wanted)) for text, _, wanted in parts]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "wanted"), cases(REFUSED))
def test_what_does_not_fit_is_refused_at_its_place(text: str, wanted: str) -> None:
    assert complaint(text) == wanted


def test_all_that_does_not_fit_is_told_at_once() -> None:
    assert complaint("""
        titel: A
        count: many
        parts:
          - {name: P, size: big}
          - {size: 1}
    """).splitlines() == [
        "x.yaml:1:1: there is no key `titel`",
        "    titel: A",
        "    ^",
        "    did you mean `title`?",
        "x.yaml:2:8: “many” is not a whole number",
        "    count: many",
        "           ^",
        "x.yaml:4:21: “big” is not a whole number",
        "      - {name: P, size: big}",
        "                        ^",
        "x.yaml:5:5: `name` is missing",
        "      - {size: 1}",
        "        ^",
        "x.yaml:1:1: `title` is missing",
        "    titel: A",
        "    ^",
    ]


def test_the_lenient_reader_lets_keys_pass_that_look_like_none_of_ours() -> None:
    assert read("title: A\nlayout: post\nimage: {path: x.png}", lenient=True) == Thing(title="A")
    assert read("subtitle: B\ntitle: A", lenient=True) == Thing(title="A")  # `title` is there: no slip of the pen
    assert read("title: A\nsecret: x", lenient=True) == Thing(title="A")  # not a key of the front matter
    assert complaint("title: A\ntagz: [a]", lenient=True) == (
        "x.yaml:2:1: there is no key `tagz`\n    tagz: [a]\n    ^\n    did you mean `tags`?"
    )


def test_a_long_value_is_cut_in_the_complaint() -> None:
    found = complaint(f"title: A\ncount: {'9x' * 200}")

    assert found == f"x.yaml:2:8: “{'9x' * 29}9…” is not a whole number"


@pytest.mark.parametrize(
    ("text", "line", "column", "caret"),
    [
        ("{title: 中文, count: x}", 1, 20, 21),
        ("{title: 🙂🙂, count: x}", 1, 20, 21),
        ("# 中文🙂\ntitle: A\ncount: x", 3, 8, 7),
        ("title: A\r\ncount: x\r\n", 2, 8, 7),
    ],
)
@pytest.mark.usefixtures("loader")
def test_places_count_characters_and_the_caret_counts_columns(text: str, line: int, column: int, caret: int) -> None:
    first, _, under = complaint(text).splitlines()

    assert first == f"x.yaml:{line}:{column}: “x” is not a whole number"
    assert under == " " * (4 + caret) + "^"


# What is no YAML


SYNTAX = """
title: A: b
    x.yaml:1:9: not YAML: mapping values are not allowed in this context
        title: A: b
                ^
        a value with a colon and a space in it wants quotes (`title: "A: b"`), and keys of one level begin in one column

title: A\\n summary: B
    x.yaml:2:9: not YAML: mapping values are not allowed in this context
         summary: B
                ^
        a value with a colon and a space in it wants quotes (`title: "A: b"`), and keys of one level begin in one column

title: @x
    x.yaml:1:8: not YAML: while scanning for the next token, found character that cannot start any token
        title: @x
               ^
        indent with spaces, not tabs; a value that starts with @, ` or % wants quotes

title: A\\n\\tid: x
    x.yaml:2:1: not YAML: while scanning a plain scalar, found a tab character that violates indentation
        ␉id: x
        ^
        indent with spaces, not tabs

title: A\\nnonsense\\nid: b
    x.yaml:3:1: not YAML: while scanning a simple key, could not find expected ':'
        id: b
        ^
        each line of front matter is `key: value`

title: 'it's'
    x.yaml:1:12: not YAML: while parsing a block mapping, did not find expected key
        title: 'it's'
                   ^
        a quote inside a quoted value is doubled ('it''s'), quotes go around all of a value, and keys or items of one level begin in one column

  title: A\\nid: b
    x.yaml:2:1: not YAML: did not find expected <document start>
        id: b
        ^
        all keys begin in the first column, and `: ` follows each

tags: - a
    x.yaml:1:7: not YAML: block sequence entries are not allowed in this context
        tags: - a
              ^
        each `- ` of a list stands on a line of its own; a value that starts with `- ` wants quotes

- a\\nb: c
    x.yaml:2:1: not YAML: while parsing a block collection, did not find expected '-' indicator
        b: c
        ^
        `- ` items and `key: value` lines do not mix

title: A\\ntags: [a, b
    x.yaml:2:7: not YAML: while parsing a flow sequence, did not find expected ',' or ']'
        tags: [a, b
              ^
        a bracket is never closed, or a value between brackets holds one or a `: ` and wants quotes

part: {name: a
    x.yaml:1:7: not YAML: while parsing a flow mapping, did not find expected ',' or '}'
        part: {name: a
              ^
        a bracket is never closed, or a value between brackets holds one or a `: ` and wants quotes

tags: [a,,b]
    x.yaml:1:10: not YAML: while parsing a flow node, did not find expected node content
        tags: [a,,b]
                 ^
        a bracket is never closed, or a comma has no value before it; a value that starts with one of them wants quotes

id: x\\ntitle: "A\\ntags: []
    x.yaml:2:8: not YAML: while scanning a quoted scalar, found unexpected end of stream
        title: "A
               ^
        a quote is never closed

title: "C:\\path"
    x.yaml:1:11: not YAML: while parsing a quoted scalar, found unknown escape character
        title: "C:\\path"
                  ^
        a backslash between double quotes is doubled; between single quotes it stays as it is

title: >x
    x.yaml:1:9: not YAML: while scanning a block scalar, did not find expected comment or line break
        title: >x
                ^
        a value that starts with > or | wants quotes

title: !<x
    x.yaml:1:8: not YAML: while scanning a tag, did not find the expected '>'
        title: !<x
               ^
        a value that starts with ! wants quotes

title: *b
    x.yaml:1:8: not YAML: found undefined alias
        title: *b
               ^
        a value that starts with * wants quotes

title: *b*
    x.yaml:1:10: not YAML: while scanning an alias, did not find expected alphabetic or numeric character
        title: *b*
                 ^
        a value that starts with * wants quotes

title: & b
    x.yaml:1:9: not YAML: while scanning an anchor, did not find expected alphabetic or numeric character
        title: & b
                ^
        a value that starts with & wants quotes

%x: y
    x.yaml:1:3: not YAML: while scanning a directive, found unexpected non-alphabetical character
        %x: y
          ^
        a line that starts with % wants quotes

title: A\\n---\\ntitle: B
    x.yaml:2:1: not YAML: expected a single document in the stream, but found another document
        ---
        ^
        a line of `---` begins a second document; delete it
"""


@pytest.mark.skipif(not hasattr(yaml, "CBaseLoader"), reason="the words are libyaml's, and PyYAML was built without it")
@pytest.mark.parametrize(("text", "wanted"), cases(SYNTAX))
def test_what_is_no_yaml_is_told_with_its_cure(text: str, wanted: str) -> None:
    assert complaint(text) == wanted


def test_every_cure_is_shown_by_a_case() -> None:
    assert {cure for _, cure in yamldoc._CURES} == {wanted.splitlines()[-1].strip() for _, wanted in cases(SYNTAX)}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", [text for text, _ in cases(SYNTAX)])
def test_it_has_a_place_without_libyaml_too(text: str) -> None:
    assert complaint(text).startswith("x.yaml:")


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("character", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff", "\ud800"])
def test_a_control_character_has_its_place_also_after_other_scripts(character: str) -> None:
    assert complaint(f"title: 中文🙂\ntags: [中🙂{character}]").splitlines()[0] == (
        f"x.yaml:2:10: the YAML holds a control character (U+{ord(character):04X})"
    )


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000, "? " * 10_000])
def test_deep_nesting_is_a_problem_and_no_crash(text: str) -> None:
    """The C loader calls itself for each level and would overrun its stack: no traceback, no Python any more."""
    assert "the YAML is nested more than 100 levels deep" in complaint(text)


def test_brackets_that_do_not_nest_are_no_nesting() -> None:
    assert len(read("title: A\ntags: [" + "'[', '{', " * 200 + "]").tags) == 400
    assert complaint("title: A\ntags: " + "[" * 99 + "]" * 99).startswith("x.yaml:2:8: a list stands")
    assert complaint("title: A\ntags: " + "[" * 101 + "]" * 101).startswith("x.yaml:2:106: the YAML is nested")


def test_huge_input_is_read_or_refused_in_a_moment() -> None:
    assert len(read(f"title: {'x' * 1_000_000}").title) == 1_000_000
    assert len(read("title: A\ntags:\n" + "  - x\n" * 20_000).tags) == 20_000
    assert len(complaint(f"? {'x' * 1_000_000}\n: A")) < 1000


def test_the_first_line_of_the_text_is_a_later_one_of_the_file() -> None:
    text = "title: A\ncount: x\n"
    with pytest.raises(DigestError, match=r"^x\.md:11:8: “x” is not a whole number\n    count: x\n           \^$"):
        decode(compose(text, "x.md", line=10), Thing, "x.md", text=text, line=10)
    with pytest.raises(DigestError, match=r"^x\.md:11:9: not YAML"):
        compose("title: A\ntitle: B: c", "x.md", line=10)
    with pytest.raises(DigestError, match=r"^x\.md:11:8: the YAML holds a control character"):
        compose("title: A\ntitle: \x01", "x.md", line=10)


# Places of values that were read


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("title",), "x.yaml:1:8"),
        (("parts", 1, "name"), "x.yaml:4:12"),
        (("parts", 1, "size"), "x.yaml:4:5"),  # not there: the nearest above
        (("parts", 7), "x.yaml:3:3"),
        (("parts", "name"), "x.yaml:3:3"),
        (("count",), "x.yaml"),
        ((), "x.yaml"),
    ],
)
def test_locate_finds_the_value_or_the_nearest_above_it(keys: tuple[str | int, ...], place: str) -> None:
    text = "title: A\nparts:\n  - {name: P, size: 2}\n  - {name: Q}\n"
    node = compose(text, "x.yaml")

    assert str(yamldoc.locate(node, keys, "odd", "", "x.yaml", text)).splitlines()[0] == f"{place}: odd"


# What is written


def written(value: str) -> Any:
    node = compose(yamldump.quote(value), "x.yaml")
    assert isinstance(node, yaml.ScalarNode)
    return node.value


@given(TEXT)
def test_any_text_comes_back_from_its_quoted_form(text: str) -> None:
    assert written(text) == text


@given(TEXT)
def test_other_readers_take_the_quoted_form_for_the_same_text(text: str) -> None:
    """Full YAML guesses types: what is written plain must be a string to it too."""
    assert yaml.load(yamldump.quote(text), Loader=yaml.SafeLoader) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Taipei Times", "Taipei Times"),
        ("us-china", "us-china"),
        ("ByteDance: a deal", '"ByteDance: a deal"'),
        ("字節跳動", "字節跳動"),
        ("𠮷野家 🙂", '"𠮷野家 🙂"'),
        ("no", '"no"'),
        ("Null", '"Null"'),
        ("", '""'),
        ("12:30", '"12:30"'),
        (" a", '" a"'),
        ('say "hi"\\', '"say \\"hi\\"\\\\"'),
        ("a\nb", '"a\\nb"'),
        ("\x85\u2028\ufeff\0", '"\\u0085\\u2028\\ufeff\\u0000"'),
    ],
)
def test_text_is_quoted_where_it_must_be(text: str, quoted: str) -> None:
    assert yamldump.quote(text) == quoted


def dumped(**fields: Any) -> str:
    return "\n".join(line for name, value in fields.items() for line in yamldump.dump_field(name, value))


def test_a_record_is_written_as_an_editor_would() -> None:
    assert dumped(
        title="A: b",
        draft=True,
        when=dt.date(2020, 9, 11),
        tags=("a", "b c", "d,e"),
        part=Part(name="P"),
        parts=(Part(name="P", size=2), Part(name="字")),
        empty=(),
        words={"title": "made from the first sentence", "a: b": "no"},
    ) == dedent("""\
        title: "A: b"
        draft: true
        when: 2020-09-11
        tags: [a, b c, "d,e"]
        part: {name: P}
        parts:
          - {name: P, size: 2}
          - {name: 字}
        empty: []
        words:
          title: made from the first sentence
          "a: b": "no\"""")


@given(st.dictionaries(TEXT, TEXT), st.lists(TEXT), st.lists(st.tuples(TEXT, st.integers())))
def test_any_field_comes_back(words: dict[str, str], tags: list[str], parts: list[tuple[str, int]]) -> None:
    class Record(NamedTuple):
        words: Mapping[str, str] = {}
        tags: tuple[str, ...] = ()
        parts: tuple[Part, ...] = ()

    record = Record(words=words, tags=tuple(tags), parts=tuple(Part(name=n, size=s) for n, s in parts))
    text = dumped(**{f: getattr(record, f) for f in ("words", "tags", "parts") if getattr(record, f)})

    assert decode(compose(text, "x"), Record, "x", text=text) == record


@pytest.mark.usefixtures("loader")
def test_a_key_longer_than_yaml_looks_ahead_comes_back() -> None:
    for key in ("k" * 2000, "鍵" * 1500, "\n" * 600):
        node = compose(dumped(words={key: "v", "b": "w"}), "x")
        assert isinstance(node, yaml.MappingNode)
        assert [k.value for k, _ in node.value[0][1].value] == [key, "b"]


# Days and instants


ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
WHEN = st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31)) | st.datetimes(
    dt.datetime(1000, 1, 1), dt.datetime(9998, 12, 31), timezones=ZONES  # noqa: DTZ001 - a zone is given
)


@given(WHEN)
def test_a_day_or_instant_comes_back_with_its_offset(when: dt.datetime | dt.date) -> None:
    back = rfc3339.parse(rfc3339.write(when))

    assert back == when
    assert type(back) is type(when)
    assert getattr(back, "tzinfo", None) == getattr(when, "tzinfo", None)


EAST, WEST = dt.timezone(dt.timedelta(hours=8)), dt.timezone(-dt.timedelta(hours=4))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2020-09-11", dt.date(2020, 9, 11)),
        (" 2020-09-11 ", dt.date(2020, 9, 11)),
        ("2020-9-1", dt.date(2020, 9, 1)),  # YAML 1.1 allows one digit, and only one day can be meant
        ("2020-02-29", dt.date(2020, 2, 29)),
        ("2020-09-11T08:00:00+08:00", dt.datetime(2020, 9, 11, 8, tzinfo=EAST)),
        ("2020-09-11t08:00z", dt.datetime(2020, 9, 11, 8, tzinfo=dt.UTC)),
        ("2020-09-11 14:00:00 -4", dt.datetime(2020, 9, 11, 14, tzinfo=WEST)),
        ("2020-09-11 14:00:00 -0400", dt.datetime(2020, 9, 11, 14, tzinfo=WEST)),
        ("2020-09-11 14:00 UTC", dt.datetime(2020, 9, 11, 14, tzinfo=dt.UTC)),
        ("2020-09-11T14:00:00-00:00", dt.datetime(2020, 9, 11, 14, tzinfo=dt.UTC)),
        ("2020-09-11T00:00:00.5Z", dt.datetime(2020, 9, 11, 0, 0, 0, 500_000, dt.UTC)),
        ("2020-09-11T00:00:00,123456789Z", dt.datetime(2020, 9, 11, 0, 0, 0, 123_456, dt.UTC)),
    ],
)
def test_the_spellings_of_a_day_and_an_instant(text: str, when: dt.datetime | dt.date) -> None:
    assert rfc3339.parse(text) == when
    assert getattr(rfc3339.parse(text), "tzinfo", None) == getattr(when, "tzinfo", None)


HOW = "write the day as YYYY-MM-DD, or an instant as 2020-09-11T08:00:00+08:00"
NO_SUCH = "there is no such day or time in the calendar"
OFFSET = "an offset has at most 23 hours and 59 minutes"
YEARS = "write a year from 1000 to 9998, which every time zone and every feed can show"


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("2025-02-30", NO_SUCH),
        ("2021-02-29", NO_SUCH),
        ("2020-13-01", NO_SUCH),
        ("2020-00-10", NO_SUCH),
        ("2020-09-11T24:00:00Z", NO_SUCH),
        ("2020-09-11T23:60Z", NO_SUCH),
        ("2020-06-30T23:59:60Z", NO_SUCH),
        ("2020-09-11 14:00", "the time has no offset: write 2020-09-11 14:00+08:00 with yours, or the day alone"),
        ("2020-09-11T14:00:00.0", "the time has no offset: write 2020-09-11T14:00:00.0+08:00 with yours, or the day alone"),
        ("2020-09-11T08:00+24:00", OFFSET),
        ("2020-09-11T08:00-99:00", OFFSET),
        ("2020-09-11T08:00+08:60", OFFSET),
        ("0000-01-01", YEARS),
        ("0001-01-01T00:00:00Z", YEARS),  # Hugo's way to say that there is no date
        ("9999-12-31", YEARS),
        ("yesterday", HOW),
        ("", HOW),
        ("2020", HOW),
        ("2020-09", HOW),
        ("20200911", HOW),
        ("11/09/2020", HOW),
        ("Sept. 11, 2020", HOW),
        ("2020-09-11T", HOW),
        ("2020-09-11T8Z", HOW),
        ("2020-09-11+08:00", HOW),
        ("2020-W37-5", HOW),
        ("２０２０-09-11", HOW),
        ("2020-09-11\n2020-09-12", HOW),
    ],
)
def test_what_is_no_day_and_no_instant_is_refused_with_a_cure(text: str, cure: str) -> None:
    with pytest.raises(ValueError) as caught:
        rfc3339.parse(text)
    assert str(caught.value) == cure


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    amsterdam = dt.timezone(dt.timedelta(minutes=19, seconds=32))

    assert rfc3339.write(dt.datetime(1930, 1, 1, 12, tzinfo=amsterdam)) == "1930-01-01T11:40:28Z"
    assert rfc3339.write(dt.datetime(2020, 9, 11, 8, tzinfo=EAST)) == "2020-09-11T08:00:00+08:00"
    assert rfc3339.write(dt.datetime(2020, 9, 11, 8, tzinfo=dt.UTC)) == "2020-09-11T08:00:00Z"
    assert rfc3339.write(dt.date(2020, 9, 11)) == "2020-09-11"


@given(TEXT | st.text(string.digits + "-T:+Z. "))
def test_any_text_is_a_day_an_instant_or_a_value_error(text: str) -> None:
    try:
        when = rfc3339.parse(text)
    except ValueError as error:
        assert str(error) in (HOW, NO_SUCH, OFFSET, YEARS) or str(error).startswith("the time has no offset")
    else:
        assert isinstance(when, dt.date)


# The schema, and other people's YAML


def test_the_schema_describes_each_type_of_field() -> None:
    part = {"type": "object", "properties": {"name": {"type": ["string", "number"]}, "size": {"type": "integer"}}, "additionalProperties": False}
    properties = yamldoc.schema(Thing)["properties"]

    assert properties == {
        "title": {"type": ["string", "number"]},
        "count": {"type": "integer"},
        "weight": {"type": "number"},
        "draft": {"type": "boolean"},
        "colour": {"enum": ["red", "green"]},
        "when": {"type": "string"},
        "tags": {"type": "array", "items": {"type": ["string", "number"]}},
        "part": part,
        "parts": {"type": "array", "items": part},
        "words": {"type": "object", "additionalProperties": {"type": "number"}},
    }


@given(TEXT)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    for lenient in (False, True):
        try:
            thing = read(text, lenient=lenient)
        except DigestError as error:
            assert all(p.place.file == "x.yaml" and p.place.line for p in error.problems)
        else:
            assert math.isfinite(thing.weight)


def test_the_yaml_test_suite_is_read_or_refused_with_a_place(data: Path) -> None:
    """yaml/yaml-test-suite: 402 texts made to break parsers; its pictures of blanks are put back."""
    blanks = str.maketrans({"␣": " ", "»": "\t", "—": None, "←": "\r", "⇔": "\ufeff", "↵": None, "∎": None})
    files = sorted((data / "yaml").glob("*.yaml"))
    texts = [case["yaml"] for file in files for case in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) if "yaml" in case]
    assert len(texts) > 300

    for text in texts:
        try:
            read(text.translate(blanks), lenient=True)
        except DigestError as error:
            assert all(p.place.line for p in error.problems)
