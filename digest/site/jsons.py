"""JSON as the site holds it: compact, with letters as they are, and without what is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def compact(value: Any) -> bytes:
    """Write a value without a space that it does not need."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in values.items() if value}
