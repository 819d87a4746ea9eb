"""Which templates a template names, kept from run to run: to find out, all of them must be parsed, which takes a tenth of a second.

References(path).of(source, find)   →   ["base.html", "partials/words.html", …]
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from digest.files import write_whole
from digest.site.cache import fingerprint


class References:
    """Which templates each one names, by the fingerprint of its text: to find out, it must be parsed."""

    def __init__(self, path: Path | None) -> None:
        """Read what was found out before, where `path` leads to it."""
        self._path, self._new = path, False
        self._known: dict[str, list[str | None]] = {}
        if path and path.is_file():
            with contextlib.suppress(ValueError):
                self._known = json.loads(path.read_bytes())

    def of(self, source: str, find: Callable[[], Iterable[str | None]]) -> list[str | None]:
        """Name them; `None` is one whose name is worked out when a page is rendered."""
        text = fingerprint(source.encode())
        if text not in self._known:
            self._known[text] = list(find())
            self._new = True
        return self._known[text]

    def keep(self) -> None:
        """Write down what is new."""
        if self._path and self._new:
            write_whole(self._path, json.dumps(self._known).encode())
            self._new = False
