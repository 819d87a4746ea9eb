"""What a record is made of, as its type tells it: a record's type hints are the schema of its document.

    class Source(NamedTuple):
        name: str
        url: Annotated[str, "its home page"] = ""
        path: Annotated[str, BESIDE] = ""

Records are named tuples: to make the class of one takes a fifth of the time that a data class takes, and a build loads
forty of them. What remembers a thing that it worked out, and what has a `count` or an `index`, as tuples do, is a data class.
"""

from __future__ import annotations

import functools
import typing
from typing import Any, NamedTuple

BESIDE = object()
"""Marks a field that does not stand in the document."""

REQUIRED = object()
"""The default of a field that has none."""


class Field(NamedTuple):
    """One field of a record that stands in its document."""

    name: str
    hint: Any
    default: Any
    doc: str
    """What it is for, where the type says it."""


def is_record(hint: Any) -> bool:
    """Whether a type is one of a record."""
    return isinstance(hint, type) and hasattr(hint, "_fields")


@functools.cache
def fields_of(kind: Any) -> tuple[Field, ...]:
    """Return the fields of a record that stand in its document."""
    hints = typing.get_type_hints(kind, include_extras=True)
    found = ((name, hint, getattr(hint, "__metadata__", ("",))[0]) for name, hint in hints.items())
    return tuple(
        Field(name, hint.__origin__ if told else hint, kind._field_defaults.get(name, REQUIRED), told)
        for name, hint, told in found if told is not BESIDE
    )  # fmt: skip
