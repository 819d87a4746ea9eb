"""The YAML that front matter is written in, read without a parser; the same nodes as PyYAML's.

Nearly every page file holds one `key: value` a line, each value a bare word, a text in quotes, or a short list or
record in brackets. `compose` knows these shapes and no more, and returns `None` at the first sign of anything
else; `digest.yamldoc` then asks PyYAML. The nodes carry no places: where something is wrong with a value, the
text is read again by PyYAML, which knows them. The tests hold the two equal on generated texts. It takes a
fifth of the time.
"""

from __future__ import annotations

import re

import yaml

_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_FLOW_WORD = r"[^\W_](?:[\w +&/.@’-]*[\w.’])?"
_FLOW_ITEM = rf"(?:{_QUOTED}|{_FLOW_WORD}(?=[,\]}}]))"
_LIST = rf"\[(?:{_FLOW_ITEM}(?:, ?{_FLOW_ITEM})*)?\]"
_RECORD = rf"\{{\w+: {_FLOW_ITEM}(?:, \w+: {_FLOW_ITEM})*\}}"
_WORD = r"[^\W_](?:[^\n#:]|:(?=[^\s:#]))*(?<!\s)"
_VALUE = rf"(?:(?P<quoted>{_QUOTED})|(?P<word>{_WORD})|(?P<list>{_LIST})|(?P<record>{_RECORD}))"

_KEY_LINE = re.compile(rf"(?P<key>[A-Za-z_][A-Za-z0-9_]*):(?: {_VALUE})?")
_ITEM_LINE = re.compile(rf" *- {_VALUE}")
_ITEM = re.compile(_FLOW_ITEM)
_PAIR = re.compile(rf"(\w+): ({_FLOW_ITEM})")

_ODD = re.compile("[\t\r\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Tabs, and what YAML 1.1 takes for a line break, a byte-order mark or no character at all."""

_NOWHERE = yaml.Mark("", 0, 0, 0, None, 0)
_STR, _SEQ, _MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"


def compose(text: str) -> yaml.MappingNode | None:
    """Read front matter that is plain `key: value` lines; `None` where it is more than that, or may be."""
    if _ODD.search(text):
        return None
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    items: list[yaml.Node] | None = None
    indent = -1
    for line in text.split("\n"):
        if not line or line[0] == "#":
            continue
        if line[0] in " -":
            match = _ITEM_LINE.fullmatch(line)
            if items is None or not match or indent not in (-1, line.index("-")):
                return None
            if not items:
                pairs[-1] = (pairs[-1][0], yaml.SequenceNode(_SEQ, items, _NOWHERE, _NOWHERE))
            indent = line.index("-")
            items.append(_value(match))
            continue
        match = _KEY_LINE.fullmatch(line)
        if not match:
            return None
        pairs.append((_scalar(match["key"]), _value(match)))
        items, indent = ([], -1) if match.lastgroup == "key" else (None, -1)
    return yaml.MappingNode(_MAP, pairs, _NOWHERE, _NOWHERE) if pairs else None


def _value(match: re.Match[str]) -> yaml.Node:
    kind = match.lastgroup
    if kind == "list":
        return yaml.SequenceNode(_SEQ, [_flow(item) for item in _ITEM.findall(match["list"])], _NOWHERE, _NOWHERE)
    if kind == "record":
        pairs = [(_scalar(key), _flow(value)) for key, value in _PAIR.findall(match["record"])]
        return yaml.MappingNode(_MAP, pairs, _NOWHERE, _NOWHERE)
    return _flow(match[kind]) if kind == "quoted" else _scalar(match["word"] if kind == "word" else "")


def _flow(text: str) -> yaml.ScalarNode:
    if text[0] in "\"'":
        return yaml.ScalarNode(_STR, text[1:-1], _NOWHERE, _NOWHERE, style=text[0])
    return _scalar(text)


def _scalar(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_STR, text, _NOWHERE, _NOWHERE)
