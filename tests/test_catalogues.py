"""No word of the interface is untranslatable: not in a template, not in a module, and no catalogue lacks one.

Of a template all that it may print is read, each of its branches, with a placeholder where something is filled in.
What is left of letters in text, and in the attributes that people read, came by no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Message
from jinja2 import nodes
from update_catalogues import FOLDER, REPOSITORY, messages, read

CATALOGUES = sorted(FOLDER.glob("*.po"))
MESSAGES = {(message.id, message.context) for message in messages() if message.id}


# Catalogues


def test_the_languages_of_the_interface() -> None:
    assert {"zh-Hant", "zh-Hans", "ja", "de", "es"} <= {path.stem for path in CATALOGUES}


def translated(message: Message) -> tuple[str, ...]:
    """Give each of a message's translations: one, or one for each form of the plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_complete_and_holds_nothing_else(path: Path) -> None:
    catalog = read(path)

    assert {(message.id, message.context) for message in catalog if message.id} == MESSAGES, "python -m tests.update_catalogues"
    for message in catalog:
        assert not message.fuzzy, message.id
        assert all(text.strip() for text in translated(message)), message.id
    assert list(catalog.check()) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    for message in read(path):
        original = message.id if isinstance(message.id, str) else message.id[1]
        for text in translated(message) if message.id else ():
            assert placeholders(text) == placeholders(original), text
            assert text.strip() == text, "space around a message belongs to the template"
            assert "%" not in re.sub(r"%\(\w+\)s|%%", "", text), text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_plural_has_as_many_forms_as_its_language(path: Path) -> None:
    catalog = read(path)
    plurals = [message for message in catalog if message.pluralizable]

    assert plurals
    assert {len(translated(message)) for message in plurals} == {catalog.num_plurals}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", text))


def test_a_message_is_text_and_no_html() -> None:
    assert [id_ for id_, _ in MESSAGES if re.search("[<>]|&[a-z]+;", str(id_))] == []


# Templates

SLOT = "\ue000"
"""Stands where a value is filled in: no letter, so that it counts as no word."""

TECHNICAL_FILTERS = {"href", "permalink", "iso", "csp_hash", "tojson"}
"""What these make of a text is not for people."""

READ_BY_PEOPLE = {
    "alt", "title", "placeholder", "label", "summary", "abbr",
    "aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "aria-braillelabel",
}  # fmt: skip
META_READ_BY_PEOPLE = {"description", "keywords", "application-name", "apple-mobile-web-app-title"}


def stream(node: nodes.Node) -> Iterator[str]:
    """Give all that a template may print, every branch in the order of the file."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            yield from stream(part) if isinstance(part, nodes.TemplateData) else printed(part)
    elif isinstance(node, nodes.Stmt | nodes.Template):
        for child in node.iter_child_nodes():
            yield from stream(child)


def printed(node: nodes.Node) -> Iterator[str]:
    """Give the constant texts that an expression may come to, and a slot for all else."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr | nodes.Concat | nodes.Add | nodes.And | nodes.Or):
        skipped = [node.test] if isinstance(node, nodes.CondExpr) else []
        for part in node.iter_child_nodes():
            yield from printed(part) if part not in skipped else ()
    elif isinstance(node, nodes.Filter) and node.name not in TECHNICAL_FILTERS and node.node is not None:
        yield from printed(node.node)
    else:
        yield SLOT


def elsewhere(node: nodes.Node) -> Iterator[str]:
    """Give the constants that stand in no message and are printed nowhere directly: values of variables, arguments."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext", "ngettext", "pgettext", "npgettext"):
        for keyword in node.kwargs:
            yield from elsewhere(keyword.value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from elsewhere(child)


ATTRIBUTE = re.compile(r'\s([a-z-]+)="[^"]*"')
"""An attribute where text is looked for: a part of a tag that a template puts together."""


class Words(HTMLParser):
    """Collects what people read in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._machine = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._machine = tag if tag in ("script", "style") else self._machine
        self.read += [value for name, value in values.items() if name in READ_BY_PEOPLE or name.startswith("data-")]
        about = values.get("name") or values.get("property") or ""
        if about in META_READ_BY_PEOPLE or about.endswith((":title", ":description", ":site_name", ":alt")):
            self.read.append(values.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        self._machine = "" if tag == self._machine else self._machine

    def handle_data(self, data: str) -> None:
        if not self._machine:
            self.read.append(ATTRIBUTE.sub(lambda match: match[0] if match[1] in READ_BY_PEOPLE else "", data))


def untranslatable(source: str) -> list[str]:
    """Give the words of a template that go through no catalogue."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    template = environment.parse(source)
    words = Words()
    words.feed("".join(stream(template)))
    words.close()
    sentences = [text for text in elsewhere(template) if re.search(r"[^\W\d_]{2} [^\W\d_]{2}|^[A-Z][a-z]{2}", text)]
    return sentences + [text.strip() for text in words.read if any(map(str.isalpha, text))]


TEMPLATES = sorted((REPOSITORY / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_word_of_its_own(path: Path) -> None:
    assert untranslatable(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Word</p>", ["Word"]),
        ('<nav aria-label="Word">{{ x }}</nav>', ["Word"]),
        ("<h{{ level }}{{ attributes }}>Word</h{{ level }}>", ["Word"]),
        ("{% if x %}<p>Word{% else %}<p>{{ _('Word') }}{% endif %}", ["Word"]),
        ("{% macro m() %}{{ 'word' if x else y }}{% endmacro %}", ["word"]),
        ("<p>{{ x or 'some' }}<p>{{ 'thing' ~ x }}<p>{{ 'else'|capitalize }}", ["some", "thing", "else"]),
        ('<meta property="og:title" content="Word">', ["Word"]),
        ('<button data-done="Word"></button>', ["Word"]),
        ("{% set x = 'Some words' %}{{ x }}", ["Some words"]),
        ("{% block title %}Word{% endblock %}", ["Word"]),
        ("<svg><title>Word</title></svg><noscript>Word</noscript>", ["Word", "Word"]),
        ("{{ _('Some words') }}{{ ngettext('%(num)s word', '%(num)s words', n) }}{% trans %}Some words{% endtrans %}", []),
        ("<a class='long{{ ' wide' if x }}' href='{{ '/topics/'|href }}'>{# Words #}{{ _('By %(name)s', name=x) }}</a>", []),
        ("{% macro m() %} lang=\"x\"{% endmacro %}", []),
        ("{% macro m() %} title=\"Word\"{% endmacro %}", ['title="Word"']),
        ("<script>let word = 1</script><meta name='viewport' content='width=device-width'>", []),
    ],
)  # fmt: skip
def test_what_the_test_above_sees(source: str, found: list[str]) -> None:
    assert [text.strip(SLOT) for text in untranslatable(source)] == found
