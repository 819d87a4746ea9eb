"""XML as a tree, and the tree as bytes: whatever stands in it, the file is well-formed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_PLAIN = re.compile("[A-Za-z0-9/:._+-]+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def child(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    """Add an element with a text and attributes, without the characters that XML cannot hold."""
    element = ET.SubElement(parent, tag, {name: _NOT_XML.sub("", value) for name, value in attributes.items()})
    element.text = _NOT_XML.sub("", text) or None
    return element


def escaped(text: str) -> str:
    """Return text as it stands in an element, without the characters that XML cannot hold."""
    if _PLAIN.fullmatch(text):
        return text
    return _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def all_escaped(texts: Sequence[str]) -> Sequence[str]:
    """Escape many texts; that nothing is to be escaped in any of them is seen in one look."""
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable() and not any(sign in joined for sign in "&<>"):
        return texts
    return [escaped(text) for text in texts]


def document(root: ET.Element) -> bytes:
    """Write a tree as a file in UTF-8."""
    ET.indent(root, " ")
    return f"{DECLARATION}{ET.tostring(root, 'unicode')}\n".encode()  # the tree's own encoder takes each of its texts by itself
