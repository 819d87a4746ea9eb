"""JSON as the site holds it: compact, with letters as they are, and without what is empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

text: Callable[[str], str] = json.encoder.encode_basestring
"""Writes a text."""


class Written(str):
    """JSON that is written already: of pages there are many, and text is made of texts in a third of the time."""

    __slots__ = ()


def written(value: Any) -> str:
    """Write a value, which must not hold itself, without a space that it does not need."""
    return value if type(value) is Written else _encode(value)


def array(items: Iterable[str]) -> str:
    """Write some values that are written already as one."""
    return f"[{','.join(items)}]"


def compact(value: Any) -> bytes:
    """Write a value for a file of its own."""
    return written(value).encode()


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in values.items() if value}
