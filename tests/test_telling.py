"""`ingest --dry-run --json`: what a script learns of each article that would be made."""

from __future__ import annotations

import json
from typing import Any

from conftest import MakeSite, SiteFolder

RAIN = """Title: Rain fills the reservoirs
Source: The Daily Example
URL: https://example.org/rain
Date: 2020-09-11

Rain has *filled* the reservoirs (水庫) of the north, the bureau said on Friday.

More of it is to come this week, and the farmers are glad of every drop that falls on their fields.
"""
SITE = f"""
=== site_config.yaml
name: X
id: x
excerpt_words: 12
topics:
  - {{slug: weather, name: Weather, words: {{rain: 3}}}}
=== content/inbox/rain.txt
{RAIN}
"""

KEYS = [
    "path", "raw", "id", "title", "kicker", "summary", "published", "updated", "added", "source", "also_at", "via", "authors",
    "language", "translations", "topics", "names", "rights", "image", "story", "not_story", "truncated", "draft", "aliases", "corrections",
    "origin", "review", "slug", "body", "evidence", "proposals",
]  # fmt: skip


def told(site: SiteFolder, *arguments: str) -> list[dict[str, Any]]:
    run = site.run("ingest", "--dry-run", "--json", *arguments)
    assert (run.status, run.err) == (0, "")
    return [json.loads(line) for line in run.out.splitlines()]


def test_a_line_has_every_field_its_evidence_and_the_whole_text(site: MakeSite) -> None:
    made = site(SITE, minimal=True)
    before = sorted(made.root.rglob("*"))
    (line,) = told(made)
    assert sorted(made.root.rglob("*")) == before
    assert list(line) == KEYS
    assert (line["path"], line["raw"]) == ("content/articles/2020/09/rain-fills-the-reservoirs.md", "content/inbox/rain.txt")
    assert (line["title"], line["published"], line["updated"]) == ("Rain fills the reservoirs", "2020-09-11", None)
    assert line["source"] == {"name": "The Daily Example", "url": "https://example.org/rain"}
    assert (line["rights"], line["topics"], line["review"]) == ("excerpt", ["weather"], {})
    assert line["body"].endswith("every drop that falls on their fields.")
    assert "Rain has \\*filled\\* the reservoirs (水庫)" in line["body"]
    assert line["evidence"] == {
        "title": {"value": "Rain fills the reservoirs", "where": "the line `Title:`", "sure": 1.0},
        "published": {"value": "2020-09-11", "where": "the line `Date:`", "sure": 1.0},
        "source": {"value": "The Daily Example", "where": "the line `Source:`", "sure": 1.0},
        "topics": {"value": "weather", "where": "words of the settings: rain", "sure": 0.7},
    }
    (proposal,) = line["proposals"]
    assert (proposal["topic"], proposal["taken"]) == ("weather", True)
    assert proposal["hits"][0] == {"word": "rain", "count": 1, "where": "title", "weight": 9.0}


def test_a_file_anywhere_can_be_named(site: MakeSite) -> None:
    made = site(SITE, minimal=True)
    made.write("else.txt", "A text that stands elsewhere, without anything that says where it came from, and it is short.\n")
    (line,) = told(made, str(made.root / "else.txt"))
    assert line["source"] is None
    assert set(line["review"]) == {"title", "published"}


def test_json_is_for_dry_runs(site: MakeSite) -> None:
    run = site(SITE, minimal=True).run("ingest", "--json")
    assert (run.status, run.out) == (2, "")
    assert run.err == "--json: it tells what would be written\n    write: build.py ingest --dry-run --json PATH\n"
