"""An article's front matter as plain values that `marshal` knows, in the order of its fields, and back.

What stands for each type is told once, by the type's hint; a field that is text, a number or a list of texts stands for
itself. A field that is added to the model needs nothing here, unless its type is of a new sort: then a line in `_codec`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from digest import rfc3339
from digest.model import Article, When
from digest.records import fields_of, is_record

Values = tuple[Any, ...]


class _Codec(NamedTuple):
    """How values of one type are turned into plain ones, and back."""

    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


def pack(article: Article) -> Values:
    """Turn the front matter of an article into plain values."""
    values = list(article[: len(FIELDS)])
    for at, codec in _CODED:
        if values[at]:
            values[at] = codec.pack(values[at])
    return tuple(values)


def unpack(values: Values, path: str) -> Article:
    """Turn plain values into an article without its body."""
    given = list(values)
    for at, codec in _CODED:
        if given[at]:
            given[at] = codec.unpack(given[at])
    return Article._make((*given, "", path))


def _codec(hint: Any) -> _Codec | None:
    """Make the codec of a type; `None` where its values are plain."""
    arguments = tuple(argument for argument in typing.get_args(hint) if argument is not types.NoneType)
    if hint == When or set(arguments) == set(typing.get_args(When)):
        return _Codec(rfc3339.write, rfc3339.parse)
    if typing.get_origin(hint) is tuple:
        return _each(_codec(arguments[0]))
    if is_record(hint):
        return _record(hint)
    if isinstance(typing.get_origin(hint), type) and issubclass(typing.get_origin(hint), Mapping):
        return _Codec(dict, dict)
    return _codec(arguments[0]) if isinstance(hint, types.UnionType) and len(arguments) == 1 else None


def _each(item: _Codec | None) -> _Codec | None:
    return item and _Codec(lambda values: tuple(map(item.pack, values)), lambda values: tuple(map(item.unpack, values)))


def _record(kind: Any) -> _Codec:
    coded = _coded(kind)

    def pack(record: Any) -> Values:
        values = list(record)
        for at, codec in coded:
            values[at] = codec.pack(values[at])
        return tuple(values)

    def unpack(values: Values) -> Any:
        given = list(values)
        for at, codec in coded:
            given[at] = codec.unpack(given[at])
        return kind(*given)

    return _Codec(pack, unpack)


def _coded(kind: Any) -> Sequence[tuple[int, _Codec]]:
    """Say which fields of a record need a codec, by their place."""
    codecs = [_codec(field.hint) for field in fields_of(kind)]
    return [(at, codec) for at, codec in enumerate(codecs) if codec]


FIELDS = tuple(field.name for field in fields_of(Article))
_CODED = _coded(Article)
