"""Twin files of a format: a raw file, and beside it the pages that it becomes, `<name>.pages`.

The rights cut what others wrote; here they do not, so that the whole body is compared. `--update-golden` writes the
pages anew; the diff is the review.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from digest import config, content
from digest.ingest import normalize, record
from digest.ingest.raw import RawArticle, Remark

FORMATS = Path(__file__).parent / "formats"
CONFIG = config.loads('name: The Test\nid: the-test\nbase_url: https://example.org\nsources: [{name: "*", permission: "for this test"}]\n')
NOW = dt.datetime(2026, 3, 10, 8, 0, tzinfo=dt.UTC)


def inputs(folder: str) -> list[str]:
    """Name the raw files of a format; there must be some."""
    found = sorted(path.name for path in (FORMATS / folder).iterdir() if path.suffix != ".pages")
    assert found, f"tests/formats/{folder} is empty"
    return found


def pages(name: str, data: bytes, parse: Callable[[bytes, str], Iterable[object]]) -> str:
    """Give the pages of a raw file one below the other, each after a line that names it, and what there is to tell."""
    written = []
    for found in parse(data, name):
        if isinstance(found, RawArticle):
            article = normalize.normalize(found, file=name, sha256=record.digest_of(data), config=CONFIG, added=NOW)
            written.append(f"=== {article.path}\n{content.dumps(article)}")
        else:
            told = found.problem if isinstance(found, Remark) else found
            written.append(f"=== {'remark' if isinstance(found, Remark) else 'problem'}\n{told}\n")
    return "".join(written)


def compare(folder: str, name: str, parse: Callable[[bytes, str], Iterable[object]], request: pytest.FixtureRequest) -> None:
    """Hold the pages of a raw file against its twin."""
    file = FORMATS / folder / name
    twin = file.with_name(f"{name}.pages")
    found = pages(name, file.read_bytes(), parse)
    if request.config.getoption("--update-golden"):
        twin.write_text(found, encoding="utf-8", newline="\n")
    assert found == twin.read_text(encoding="utf-8")
