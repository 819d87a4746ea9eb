r"""YAML whose every value knows its line.

`compose` reads text into PyYAML's node tree, where each node carries its mark; `decode` turns the tree
into a record by the record's own type hints (`records`) and reports all that does not fit, each with its
place::

    class Source(NamedTuple):
        name: str
        url: str = ""

    node = compose("name: BBC\nurl: https://bbc.com\n", "x.yaml")
    decode(node, Source, "x.yaml")

A scalar's type is the field's, never YAML's guess: `no`, `12:30` and `2020` are text where text is wanted.
A scalar where a list is wanted is a list of one; where a record is wanted, it is the record's first field.
To accept another type of field, add it to `_decoder` and to `schema`.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import operator
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from digest import later, rfc3339
from digest.errors import DigestError, Problem, did_you_mean, problem
from digest.records import REQUIRED, fields_of, is_record

if TYPE_CHECKING:
    import yaml

    Node = yaml.Node
    _Report = Callable[[Node, str, str], None]
    _Decoder = Callable[[Node, _Report], Any]
else:
    yaml = later.read("yaml")  # of an edit nothing needs it: `plainyaml` reads the page, and the settings are known

T = typing.TypeVar("T")


def _base_loader() -> Any:
    """Return what reads structure only and guesses no types; the C one is six times as fast."""
    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}

_CURES = (
    ("mapping values are not allowed", "a value with a colon and a space in it wants quotes (`title: \"A: b\"`), and keys of one level begin in one column"),
    ("that cannot start any token", "indent with spaces, not tabs; a value that starts with @, ` or % wants quotes"),
    ("tab character", "indent with spaces, not tabs"),
    ("could not find expected ':'", "each line of front matter is `key: value`"),
    ("did not find expected key", "a quote inside a quoted value is doubled ('it''s'), quotes go around all of a value, and keys or items of one level begin in one column"),
    ("expected <document start>", "all keys begin in the first column, and `: ` follows each"),
    ("sequence entries are not allowed", "each `- ` of a list stands on a line of its own; a value that starts with `- ` wants quotes"),
    ("did not find expected '-' indicator", "`- ` items and `key: value` lines do not mix"),
    ("did not find expected ','", "a bracket is never closed, or a value between brackets holds one or a `: ` and wants quotes"),
    ("did not find expected node content", "a bracket is never closed, or a comma has no value before it; a value that starts with one of them wants quotes"),
    ("found unexpected end of stream", "a quote is never closed"),
    ("unknown escape character", "a backslash between double quotes is doubled; between single quotes it stays as it is"),
    ("while scanning a block scalar", "a value that starts with > or | wants quotes"),
    ("while scanning a tag", "a value that starts with ! wants quotes"),
    ("found undefined alias", "a value that starts with * wants quotes"),
    ("while scanning an alias", "a value that starts with * wants quotes"),
    ("while scanning an anchor", "a value that starts with & wants quotes"),
    ("while scanning a directive", "a line that starts with % wants quotes"),
    ("expected a single document", "a line of `---` begins a second document; delete it"),
)
"""What PyYAML and libyaml say, and what the editor can do about it."""

_MAX_DEPTH = 100
"""Levels of nesting that are read; the C loader calls itself for each, and overruns its stack at some tens of thousands."""

_INDENTED = re.compile(rf"^[ \t?:-]{{{_MAX_DEPTH}}}", re.MULTILINE)

_CONTROL = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What YAML does not allow in a text, YAML 1.1 section 5.1. It takes long to compile."""


def compose(text: str, file: str, line: int = 1) -> Node | None:
    """Read one YAML document into its node tree; `None` where it is empty.

    `line` is the line of the file that `text` starts on. Raises `DigestError` at the place of the first fault.
    """
    if match := re.search(_CONTROL, text):
        at, column = text.count("\n", 0, match.start()), match.start() - text.rfind("\n", 0, match.start())
        message, cure = f"the YAML holds a control character (U+{ord(match[0]):04X})", "delete the character that cannot be seen"
        raise DigestError(problem(file, message, cure, line=line + at, column=column, excerpt=_line(text, at)))
    try:
        if deep := _too_deep(text):
            message, cure = f"the YAML is nested more than {_MAX_DEPTH} levels deep", "close the brackets"
            raise DigestError(problem(file, message, cure, line=line + deep.line, column=deep.column + 1))
        return yaml.compose(text, Loader=_base_loader())
    except yaml.MarkedYAMLError as error:
        raise DigestError(_syntax_problem(error, text, file, line)) from error


def _too_deep(text: str) -> Any:
    """Find the place where the nesting passes what is read; a text that deep has as many brackets, or a line indented as far."""
    if text.count("[") + text.count("{") <= _MAX_DEPTH and not _INDENTED.search(text):
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_base_loader()):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            return event.start_mark
    return None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str, line: int) -> Problem:
    wording = ", ".join(part for part in (error.context, error.problem) if part)
    cure = next((cure for sign, cure in _CURES if sign in wording), "")
    marks = [(mark.line, mark.column) for mark in (error.problem_mark, error.context_mark) if mark]
    whole = text.rstrip()
    end = (whole.count("\n"), len(whole) - whole.rfind("\n") - 1)
    at = next((mark for mark in marks if mark < end), end)  # what is never closed is missed at the end; tell where it began
    excerpt = _line(text, at[0])
    return problem(file, f"not YAML: {wording}", cure, line=line + at[0], column=at[1] + 1, excerpt=excerpt)


def _line(text: str, index: int) -> str:
    lines = text.splitlines()
    return lines[index] if index < len(lines) and len(lines[index]) <= 200 else ""


def decode(
    node: Node | None,
    type_: type[T],
    file: str,
    *,
    text: str = "",
    line: int = 1,
    lenient: bool = False,
    given: Mapping[str, Any] | None = None,
) -> T:
    """Make a `type_` (a record) from a node tree, or raise `DigestError` with all that does not fit.

    `lenient` lets keys pass that `type_` lacks unless they look like a misspelt key of it. `text` is what
    `compose` read; it gives the complaints the line that they speak of. `given` are values of fields that do not
    stand in the document.
    """
    problems: list[Problem] = []

    def report(at: Node, message: str, cure: str) -> None:
        mark = at.start_mark
        problems.append(
            problem(file, message, cure, line=line + mark.line, column=mark.column + 1, excerpt=_line(text, mark.line))
        )

    if node is None:
        start = yaml.Mark("", 0, 0, 0, None, 0)
        node = yaml.MappingNode("tag:yaml.org,2002:map", [], start, start)
    if isinstance(node, yaml.MappingNode):
        value = _record(cast("Any", type_), lenient)(node, report, given or {})
    else:
        report(node, f"{_kind(node)} stands where “key: value” lines are wanted", "")
    if problems:
        raise DigestError(*problems)
    return cast("T", value)


def locate(
    node: Node | None, keys: tuple[str | int, ...], message: str, cure: str, file: str, text: str, line: int = 1
) -> Problem:
    """Make a problem at the value that `keys` lead to, or at the nearest value above it that is there."""
    at = node
    for key in keys:
        if isinstance(at, yaml.MappingNode):
            below = next((value for k, value in at.value if k.value == key), None)
        elif isinstance(at, yaml.SequenceNode) and isinstance(key, int):
            below = at.value[key] if key < len(at.value) else None
        else:
            below = None
        if below is None:
            break
        at = below
    if at is None or at is node:
        return problem(file, message, cure)
    mark = at.start_mark
    return problem(file, message, cure, line=line + mark.line, column=mark.column + 1, excerpt=_line(text, mark.line))


@functools.cache
def _record(type_: Any, lenient: bool) -> Callable[..., Any]:
    fields = fields_of(type_)
    hints = {f.name: f.hint for f in fields}
    decoders = {name: _decoder(hint) for name, hint in hints.items()}
    required = [f.name for f in fields if f.default is REQUIRED]
    first = fields[0].name

    def read(node: Node, report: _Report, beside: Mapping[str, Any] = types.MappingProxyType({})) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value:
            pairs = [(yaml.ScalarNode(node.tag, first, node.start_mark, node.end_mark), node)]
        elif isinstance(node, yaml.MappingNode):
            pairs = node.value
        else:
            return report(node, f"{_kind(node)} stands where “key: value” lines are wanted", "")
        values: dict[str, Any] = {}
        given = {key.value for key, _ in pairs if isinstance(key, yaml.ScalarNode)}
        for key, value in pairs:
            name = key.value
            if not isinstance(key, yaml.ScalarNode):
                report(key, f"{_kind(key)} stands where a key is wanted", "")
            elif name in values:
                report(key, f"the key `{name}` stands here twice", "keep one of the two")
            elif name not in decoders:
                near = did_you_mean(name, decoders.keys() - given)
                if near or not lenient or name == "<<":
                    known = "known here: " + ", ".join(f"`{known}`" for known in decoders)
                    report(key, f"there is no key `{_short(name)}`", near or known)
            elif value.tag.startswith("!"):
                report(value, f"`{value.tag}` is read as a tag of YAML", "a value that starts with ! wants quotes")
            elif not is_empty(value, hints[name]):
                values[name] = decoders[name](value, report)
            elif name in required:
                report(key, f"`{name}` is empty", f"give `{name}` a value")
        missing = [name for name in required if name not in given]
        if missing:
            wanted = " and ".join(f"`{name}`" for name in missing)
            return report(node, f"{wanted} {'is' if len(missing) == 1 else 'are'} missing", "")
        return type_(**values, **beside) if all(name in values for name in required) else None

    return read


def scalar(at: Node, text: str) -> yaml.ScalarNode:
    """Make a node of a text that stands for what stands at another."""
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, at.start_mark, at.end_mark)


def mapping(at: Node, pairs: list[tuple[Node, Node]]) -> yaml.MappingNode:
    """Make a node of pairs in the place of another."""
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, at.start_mark, at.end_mark)


def is_empty(value: Node, hint: Any = None) -> bool:
    """Whether a value stands for none: nothing at all, a plain `null` or `~`, or `""` where that can mean nothing else."""
    if not isinstance(value, yaml.ScalarNode):
        return False
    return (value.value in NULLS and not value.style) or (not value.value and hint is not str)


@functools.cache
def _decoder(hint: Any) -> _Decoder:
    """Make the reader of one type of field, once for each type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == dt.datetime | dt.date:
        return _scalar(rfc3339.parse, "a day (2020-09-11) or an instant with its offset (2020-09-11T08:00:00+08:00)")
    if origin in (typing.Union, types.UnionType):
        return _decoder(_without_none(arguments))
    if origin is tuple:
        return _tuple(_decoder(arguments[0]))
    if origin in (dict, Mapping):
        return _mapping(_decoder(arguments[1]))
    if origin is Literal:
        return _scalar(functools.partial(_choice, arguments), "one of " + ", ".join(f"`{a}`" for a in arguments))
    if is_record(hint):
        return _record(hint, False)
    return _scalar(SCALARS[hint], _WANTED[hint])


def _without_none(arguments: tuple[Any, ...]) -> Any:
    return functools.reduce(operator.or_, (a for a in arguments if a is not type(None)))


def _parse_bool(text: str) -> bool:
    return BOOLS[text.lower()]


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _choice(options: tuple[str, ...], text: str) -> str:
    if text not in options:
        raise ValueError(did_you_mean(text, options))
    return text


_WANTED: dict[type, str] = {str: "text", bool: "`true` or `false`", int: "a whole number", float: "a number"}

SCALARS: dict[type, Callable[[str], Any]] = {str: str, bool: _parse_bool, int: int, float: _parse_float}
"""How the text of a value becomes one of a field's type; what does not fit raises `ValueError` or `KeyError`."""


def _scalar(parse: Callable[[str], Any], wanted: str) -> _Decoder:
    def read(node: Node, report: _Report) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return report(node, f"{_kind(node)} stands where {wanted} is wanted", "")
        try:
            return parse(node.value)
        except (ValueError, KeyError) as error:
            detail = str(error) if isinstance(error, ValueError) and parse not in (int, _parse_float) else ""
            return report(node, f"“{_short(node.value)}” is not {wanted}", detail)

    return read


def _tuple(item: _Decoder) -> _Decoder:
    def read(node: Node, report: _Report) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return tuple(item(child, report) for child in node.value if not is_empty(child, str))
        return (item(node, report),)

    return read


def _mapping(item: _Decoder) -> _Decoder:
    def read(node: Node, report: _Report) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return report(node, f"{_kind(node)} stands where “key: value” lines are wanted", "")
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                report(key, f"{_kind(key)} stands where a key is wanted", "")
            elif key.value in values:
                report(key, f"the key `{key.value}` stands here twice", "keep one of the two")
            else:
                values[key.value] = item(value, report)
        return values

    return read


def _kind(node: Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"“{_short(node.value)}”" if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a group of “key: value” lines"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def schema(type_: Any) -> dict[str, Any]:
    """Describe a type of `decode` as JSON Schema (draft 7), by which editors complete a YAML file."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if type_ == dt.datetime | dt.date:
        return {"type": "string"}
    if origin in (typing.Union, types.UnionType):
        return schema(_without_none(arguments))
    if origin is tuple:
        return {"type": "array", "items": schema(arguments[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema(arguments[1])}
    if origin is Literal:
        return {"enum": list(arguments)}
    if not is_record(type_):
        return {"type": {str: ["string", "number"], bool: "boolean", int: "integer", float: "number"}[type_]}
    properties = {f.name: schema(f.hint) | ({"description": f.doc} if f.doc else {}) for f in fields_of(type_)}
    return {"type": "object", "properties": properties, "additionalProperties": False}
