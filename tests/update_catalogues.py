"""The message list, and the catalogues brought up to it: `python -m tests.update_catalogues`.

It reads every `_("…")` of templates and modules, adds what a catalogue lacks with an empty translation, and takes out
what nobody asks for any more. A translator fills in what is empty; `tests/test_catalogues.py` says what that is.
For a new language make an empty file, `templates/locale/<language>.po`, and run it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).parents[1]
FOLDER = REPOSITORY / "templates" / "locale"

METHODS = [("templates/**.html", "jinja2"), ("digest/**.py", "python")]
"""Which files hold messages, and how they are found in them."""

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Phrase": None,
}


def messages() -> Catalog:
    """Extract every message of templates and modules."""
    catalog = Catalog()
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(REPOSITORY, METHODS, options, KEYWORDS, strip_comment_tags=True)
    for file, _, message, _, context in found:
        catalog.add(message, locations=[(Path(file).as_posix(), 0)], context=context)
    return catalog


def read(path: Path) -> Catalog:
    """Read a catalogue; a line that cannot be read is an error."""
    return read_po(io.BytesIO(path.read_bytes()), locale=path.stem.replace("-", "_"), abort_invalid=True)


def update(path: Path) -> None:
    """Bring one catalogue up to the message list."""
    catalog = read(path)
    catalog.update(messages(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, sort_output=True, width=0, include_lineno=False)
    path.write_bytes(_header(path.stem).encode() + body.getvalue())


def _header(language: str) -> str:
    plural = get_plural(str(Locale.parse(language, sep="-")))
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural.plural_forms}\\n"\n\n'
    )


if __name__ == "__main__":
    for each in sorted(FOLDER.glob("*.po")):
        update(each)
        empty = sum(not (m.string if isinstance(m.string, str) else all(m.string or ())) for m in read(each) if m.id)
        sys.stdout.write(f"{each.relative_to(REPOSITORY)}: {empty} to translate\n")
