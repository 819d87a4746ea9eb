"""What is rendered and read without a parser equals what the parser makes: on given examples, and on generated ones."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest import content, markdown, plainyaml, prose, yamldoc

# Markdown


def by_parser(text: str) -> str:
    """Render as `digest.markdown` does where `prose` gives up, and before anything is sanitised."""
    html: str = markdown._parser(True).render(text, {"link": str})
    return html


ACCEPTED = {
    "a paragraph": "Shares of TSMC (台積電) rose 3.5% on Friday; AT&T's fell. “Why?” she asked.",
    "two lines": "One line\nand the next.",
    "emphasis": "It is *not* a **very long** time, (*yes*).",
    "a link": "See [the report](https://example.com/a/b_c-d?x=1,2) and [ours](/about/).",
    "code": "The tool `cargo fix` and `a_b < c & \"d\"` do it.",
    "headings": "# One\n\n## Two\n\n###### Six",
    "a list": "- one\n- two, with *stress*\n- `three`",
    "a numbered list": "1. one\n2. two",
    "two lists": "- one\n\n1. two\n\n* three",
    "a loose list": "- one\n- two\n\n- three\n\nText.\n\n- four",
    "a loose numbered list": "1. one\n\n2. two\n\n7. three",
    "a quote": "> A quoted line\n> and another.",
    "words with underscores": "the snake_case_name",
    "no words": "",
}

REFUSED = {
    "HTML": "a <b>b</b>",
    "an image": "![a](b.png)",
    "a reference": "[a]\n\n[a]: https://example.com",
    "an entity": "a &amp; b",
    "an escape": r"a \* b",
    "a hard break": "a  \nb",
    "a rule": "***",
    "a setext heading": "a\n===",
    "a table": "a | b\n--|--\n1 | 2",
    "indented code": "    a",
    "a fence": "```\na\n```",
    "a nested list": "- a\n  - b",
    "a numbered list that opens with two": "2. a",
    "an item of two lines": "- a\n  b\n\n- c",
    "a list in a paragraph": "a\n- b",
    "emphasis within a word": "a*b*c",
    "a title of a link": '[a](/b "c")',
    "strikethrough": "~~a~~",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_plain_prose_is_rendered_as_by_the_parser(text: str) -> None:
    assert prose.render(text, str) == by_parser(text)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_more_than_prose_is_left_to_the_parser(text: str) -> None:
    assert prose.render(text, str) is None


PIECES = st.sampled_from(
    ["a", "Word", "3", "1.", "- x", "* y", "#", "## h", "> q", "**b**", "*e*", "**", "*", "_", "a_b", "[t](https://x.com/a)", "[t](/a)", "[t]",
     "[t]: u", "![i](x)", "<b>", "&amp;", "&", "AT&T", "`c`", "`", "``", "`a b`", "\\*", "~~s~~", "|", "---", "===", "\n", "\n\n", "  ", "\t", '"q"',
     "“q”", "中文", "中**文**中", "!", "(x)", "***", "1) z", "2. k", "+ p", "é", "\u00a0", "\u3000", ":", "> ", "http://y.z", "[a](b c)",
     "[x](https://a.b/c_d)", "[*e*](/u)", "*a **b** c*", "a*", "*b", "$", "€*e*", "—**x**—", "#x", "x #", "\n- a\n- b", "\n1. a\n2. b", "\u2028",
     "\x0b", "\x1c", "\x1f", "\x0c", "\x01", "\x7f", "\0", "\r", "\x85", "[q](//h)", "[q](https://H.i)", "*`c`*", "`*a*`"]
)  # fmt: skip
MARKDOWN = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n"])), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs))
CHARACTERS = st.text(st.sampled_from("ab1 \n*_[]()<>#&!-+.`~|\"'\\:é中/"), max_size=30)


@settings(max_examples=1500, deadline=None)
@given(MARKDOWN | CHARACTERS)
def test_whatever_is_rendered_as_prose_equals_the_parsers_output(text: str) -> None:
    html = prose.render(text, str)
    assert html is None or html == by_parser(text)


@settings(max_examples=500, deadline=None)
@given(st.from_regex(r"(https?://[a-z0-9.:-]{1,12})?[/A-Za-z0-9.?=,;:@+!$#_%&-]{0,12}", fullmatch=True))
def test_an_address_stays_what_the_parser_makes_of_it(address: str) -> None:
    text = f"See [the report]({address}) there."
    html = prose.render(text, str)
    assert html is None or html == by_parser(text)


def test_the_examples_of_the_commonmark_specification(data: Path) -> None:
    specification = (data / "markdown/commonmark-spec.txt").read_text(encoding="utf-8")
    examples = re.findall(r"^`{32} example\n(.*?)\n?^\.\n(.*?)^`{32}$", specification, re.DOTALL | re.MULTILINE)
    assert len(examples) > 600
    rendered = 0
    for text, _ in examples:
        text = text.replace("→", "\t")
        html = prose.render(text, str)
        rendered += html is not None
        assert html is None or html == by_parser(text), text
    assert rendered >= 10


# YAML


def plain(node: yaml.Node | None) -> Any:
    """Give what a node holds as `plainyaml.read` does: text, `None` for nothing, lists and mappings."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.value in yamldoc.NULLS and not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return list(map(plain, node.value))
    return node and {key.value: plain(value) for key, value in node.value}


def by_pyyaml(text: str) -> Any:
    return plain(yaml.compose(text, Loader=yaml.CBaseLoader))


def test_front_matter_as_pages_have_it() -> None:
    text = """\
id: 5b8e1c9c-0f7e-5d0c-9d3b-6c1d2f1e9a77
# a comment
title: "A: title, with [brackets] # and more"
kicker: "The \\"quoted\\" one"
summary: 'Single quotes'
published: 2020-09-11T00:00:00+08:00
source: {name: Taipei Times, url: "https://example.com/a?b=c"}
topics: [us-china, "a, b", C]
names:
  - {name: ByteDance Ltd, also: 字節跳動}
  - Plain
draft:
review:
  title: "made from the first sentence"
  published:
empty: []
"""
    assert plainyaml.read(text) == by_pyyaml(text)


@pytest.mark.parametrize(
    "text",
    ["a: |\n  b", "a: b: c", "a: *b", "a: !t b", "a: b # c", "'a': b", "a:\n  b:\n    c: d", "a:\n  - b: c", "a:\n  b: c\n  - d", "- a", "a: [b", 'a: "b\\n"', "a: [{b: c}]", "a:\tb", "---", ""],
)
def test_front_matter_that_is_left_to_pyyaml(text: str) -> None:
    assert plainyaml.read(text) is None


VALUES = st.sampled_from(
    ["a", "a b", '"q: x # y"', "'it'", "''", '""', "[a, b]", "[a,b]", '["x, y", b c]', "[]", '{name: A, url: "h"}', "{name: A B}", "2020-01-01 10:00:00 -0400",
     "a: b", "a #c", "a:", "http://x.y/z", "~", "null", "*a", "&a b", "!t x", "|", ">", "- x", "@a", "%b", "`c", "中文", "中文：文", "a, b", "[a: b]", "[a]x",
     "{a: b, c}", '"a\\n"', "'a''b'", '"a', 'a "b" c', "a'b", "x:y", "x::y", "[a.b]", "[ a ]", "[a , b]", "{a: [b]}", "a\tb", "1_000", "_x", "a  b",
     "{a: b:c}", r'"a \"b\" c"', r'"\\"', r'"\\\""', r'"a\/b"', "'it''s'", "''''", r"""["a \"b\"", 'it''s']""", r"""{a: 'b''c', d: "e\\"}""",
     "[a-]", "[a b-]", "…", "“x”", "[“x”]", "a\u2028b", "a#b", "[a#b]", "a - b", "[a - b]", "[-a]", "{x: a.}", "?", "[x’]"]
)  # fmt: skip
LINES = st.one_of(
    st.builds("{}: {}".format, st.sampled_from(["title", "a", "b_c", "K1"]), VALUES),
    st.builds("  - {}".format, VALUES),
    st.builds("- {}".format, VALUES),
    st.builds("  {}: {}".format, st.sampled_from(["a", "zh-Hant", "null", "_b"]), VALUES),
    st.sampled_from(["names:", "x:", "  a:", " b: c", "  - a", " - c", "# c", " # d", "", "   ", "---", "...", "  more", "k : v", '"k": v', "  - a: b", "  k: v", "  -", "    - deep"]),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(LINES, max_size=6).map("\n".join))
def test_whatever_is_read_without_a_parser_is_what_pyyaml_reads(text: str) -> None:
    found = plainyaml.read(text)
    assert found is None or found == by_pyyaml(text)


FIELDS = st.sampled_from([
    "title", "id", "kicker", "summary", "published", "date", "Date", "updated", "lastmod", "added", "source", "source_url", "Source_Url", "topics", "tags",
    "categories", "authors", "author", "names", "rights", "story", "not_story", "truncated", "draft", "aliases", "corrections", "origin", "review", "image",
    "via", "also_at", "language", "lang", "slug", "layout", "titel", "sumary", "description",
])  # fmt: skip
GIVEN = st.sampled_from([
    "", "~", '""', "A", '"Two words"', "2024-03-01", "2024-03-01T10:00:00+08:00", "2024-13-01", "[]", "[a, b]", '["", ~]', "{name: A}", "{name: A, url: u}",
    "{name: A, also: 甲}", "{url: u, x: y}", "true", "false", "yes", "full", "excerpt", "{file: a, part: 2}", "{file: a, part: x}", "{title: why}",
    "{title: ~}", "{date: 2024-03-01, note: N}", "{url: u, alt: a}", "7", "\n  - a\n  - {name: B, also: 乙}", "\n  title: why\n  date: ~", "\n  name: A\n  url: u", "\n  zh-Hant: a\n  a:", "\n- {date: 2024-03-01, note: N}", "{name: A, name: B}",
])  # fmt: skip
HEADERS = st.lists(st.builds("{}: {}".format, FIELDS, GIVEN), max_size=5).map(lambda lines: "\n".join(["title: T", *lines]))


@settings(max_examples=1500, deadline=None)
@example("title: T\nsource_url: []", "a.md")
@given(HEADERS, st.sampled_from(["a.md", "2020/2020-09-11-a.md", "2020-13-11-a.markdown", ".md"]))
def test_a_page_read_without_a_parser_is_the_page_that_the_parser_reads(header: str, path: str) -> None:
    text = f"---\n{header}\n---\n\nBody.\n"
    quick = content._quickly(content._plain(text, path), text, path)
    assert quick is None or quick == content._loads(text, path)


@given(st.sampled_from(["a.md", "2020/09/a.md", "晶片.md"]) | st.text(st.characters(codec="utf-8")))
def test_an_id_made_from_a_path_is_that_of_rfc_4122(path: str) -> None:
    assert content._id_of(path) == str(uuid.uuid5(uuid.UUID(bytes=content._IDS), path))
