"""JSON as the site holds it: compact, with letters as they are, and without what is empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

written: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
"""Writes a value, which must not hold itself, without a space that it does not need."""


def compact(value: Any) -> bytes:
    """Write a value for a file of its own."""
    return written(value).encode()


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in values.items() if value}
