"""The program's words in templates: translated when a template is compiled, not when a page is rendered.

    {{ _('In this edition') }}   {{ _('Feed of %(topic)s', topic=page.title) }}   {% trans name=site.name %}…{% endtrans %}
    {{ ngettext('%(num)s article', '%(num)s articles', count) }}

These are Jinja's own i18n extension in its new style: a message is a format, and a per cent sign in it is doubled. But
a message is text and no HTML, since a catalogue is nobody's program: markup goes in as a value. A constant message
becomes a constant of the compiled template, with only its values left to fill in. So compiled templates depend on the
interface, and their cache's key must name it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from digest.site.interface import Interface


class PhraseEnvironment(jinja2.Environment):
    """Jinja's environment, with the words of one interface in the templates."""

    def __init__(self, interface: Interface, **options: Any) -> None:
        super().__init__(extensions=["jinja2.ext.i18n"], **options)
        self.newstyle_gettext = True
        self.policies["ext.i18n.trimmed"] = True
        self._fold = _Fold(interface).visit
        self.globals |= _functions(interface)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template: nodes.Template = self._fold(super()._parse(source, name, filename))
        return template


class _Fold(NodeTransformer):
    """Replaces calls with constant messages by what they come to."""

    def __init__(self, interface: Interface) -> None:
        self._translate: dict[str, Callable[..., str]] = {"_": interface.gettext, "gettext": interface.gettext, "pgettext": interface.pgettext}

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja names it
        self.generic_visit(node)
        translate = self._translate.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        constants = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if not translate or not constants or len(constants) < len(node.args) or node.dyn_args or node.dyn_kwargs:
            return node
        text = escape(translate(*constants))
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno, environment=node.environment)
        values = [nodes.Pair(nodes.Const(pair.key), pair.value) for pair in node.kwargs]
        folded = nodes.Mod(nodes.Const(text), nodes.Dict(values))
        folded.set_lineno(node.lineno, override=True)
        folded.set_environment(self._environment(node))
        return folded

    @staticmethod
    def _environment(node: nodes.Node) -> jinja2.Environment:
        assert node.environment
        return node.environment


def _functions(interface: Interface) -> dict[str, Any]:
    """Make the functions that translate while a page is rendered: plurals, and messages that are no constants."""

    def gettext(message: str, **values: Any) -> Markup:
        return escape(interface.gettext(message)) % values

    def pgettext(context: str, message: str, **values: Any) -> Markup:
        return escape(interface.pgettext(context, message)) % values

    @functools.lru_cache(maxsize=1 << 12)
    def counted(context: str, singular: str, plural: str, number: int) -> Markup:
        text = interface.npgettext(context, singular, plural, number) if context else interface.ngettext(singular, plural, number)
        return escape(text)

    def npgettext(context: str, singular: str, plural: str, number: int, **values: Any) -> Markup:
        return counted(context, singular, plural, number) % {"num": interface.number(number), **values}

    return {"_": gettext, "gettext": gettext, "pgettext": pgettext, "ngettext": functools.partial(npgettext, ""), "npgettext": npgettext}
