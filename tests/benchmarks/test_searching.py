"""The benchmark of the search measures what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import find_chromium

from digest.site import OUT

from . import search


@pytest.mark.browser
def test_a_first_query_sends_little(tmp_path: Path) -> None:
    root = search.searched(40, tmp_path)
    times = search.index(root)
    assert times.whole > 0 < times.one_edit

    first, *others = search.ask_all(root / OUT, search.queries(40), find_chromium() or "")
    assert "found" in first.told
    assert others[1].told == "Articles found: 1", "the words of a title"
    assert "No article" in others[-1].told
    for each in (first, *others):
        assert 50_000 < each.sent < search.LIMIT, each
