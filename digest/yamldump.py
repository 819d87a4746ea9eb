"""Records as YAML that people read and write: one field a line, quotes only where they are needed.

    dump_field("source", Source(name="BBC", url="https://bbc.com"))  →  ['source: {name: BBC, url: "https://bbc.com"}']

What is written here, `yamldoc` and `plainyaml` read back as it was. Our own writer, because libyaml's escapes every
character beyond the basic plane, rare Chinese names among them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, cast

from digest import rfc3339
from digest.records import fields_of, is_record
from digest.yamldoc import BOOLS, NULLS


def dump_field(name: str, value: Any) -> list[str]:
    """Write one field of a record as the lines of its YAML; a list of records has a line for each."""
    if isinstance(value, str):
        return [f"{name}: {quote(value)}"]  # as most are
    if isinstance(value, Mapping):
        return [f"{name}:", *(f"  {_key(k)}: {quote(v)}" for k, v in value.items())]
    if isinstance(value, tuple) and value and is_record(type(value[0])):
        return [f"{name}:", *(f"  - {_flow(item)}" for item in value)]
    return [f"{name}: {_flow(value)}"]


def _key(text: str) -> str:
    """Write the key of a line; one of more than 1024 characters must say that it is a key (YAML 1.1 section 7.3.2)."""
    written = quote(text)
    return written if len(written) <= 1000 else f"? {written}\n  "


def _flow(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return rfc3339.write(value)
    if is_record(kind := cast("Any", type(value))):
        pairs = ((f.name, item, f.default) for f, item in zip(fields_of(kind), value, strict=False))
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item, default in pairs if item != default) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return quote(value) if isinstance(value, str) else str(value)


_PLAIN = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+)*")
"""Words of any script that begin with a letter."""
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def quote(text: str) -> str:
    """Write text as a YAML scalar: plain where no reader could take it for anything else, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_PLAIN:
        return text
    quoted = _AS_JSON(text)
    return quoted if text.isprintable() else _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", quoted)


_NOT_PLAIN = {*NULLS, *BOOLS, "y", "n"}
