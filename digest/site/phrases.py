"""The program's words in templates: translated when a template is compiled, not when a page is rendered.

    {{ _('In this edition') }}   {{ _('Feed of %(topic)s', topic=page.title) }}   {% trans name=site.name %}…{% endtrans %}
    {{ ngettext('%(num)s article', '%(num)s articles', count) }}

These are Jinja's own i18n extension in its new style: a message is a format, and a per cent sign in it is doubled. But
a message is text and no HTML, since a catalogue is nobody's program: markup goes in as a value. A constant message
becomes a constant of the compiled template, with only its values left to fill in, and so does `site.name` and whatever else
of the site is text. So compiled templates depend on the interface and the site, and their cache's key must name both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, MutableMapping
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from digest.site.compiling import TemplateEnvironment
from digest.site.interface import Interface


class PhraseEnvironment(TemplateEnvironment):
    """An environment with the words of one interface in the templates."""

    def __init__(self, interface: Interface, **options: Any) -> None:
        super().__init__(extensions=["jinja2.ext.i18n"], **options)
        self.newstyle_gettext = True
        self.policies["ext.i18n.trimmed"] = True
        self._fold = _Fold(interface).visit
        self._parsed: dict[tuple[str, str | None], nodes.Template] = {}
        self.globals |= _functions(interface)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Join what all templates and one of them know; Jinja's own view of both is walked through for every page."""
        return {**self.globals, **(d or {})}

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """Parse a template, to look at it; where it is compiled after that, it need not be parsed again."""
        parsed = self._parsed[source, name] = super().parse(source, name, filename)
        return parsed

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if known := self._parsed.pop((source, name), None):
            return known
        parsed = super()._parse(source, name, filename)
        template: nodes.Template = self._fold(parsed)
        if not any(found.name == "site" and found.ctx != "load" for found in parsed.find_all(nodes.Name)):
            template = _FoldSite(self.globals.get("site")).visit(template)
        return template


_PLACE = re.compile(r"%\((\w+)\)s")


class _Fold(NodeTransformer):
    """Replaces calls with constant messages by what they come to: the pieces of the translation, and the values between them."""

    def __init__(self, interface: Interface) -> None:
        self._translate: dict[str, Callable[..., str]] = {"_": interface.gettext, "gettext": interface.gettext, "pgettext": interface.pgettext}

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja names it
        """Print the pieces one by one, as if the template had been written in that language."""
        printed: list[nodes.Expr] = []
        for child in node.nodes:
            if isinstance(child, nodes.CondExpr) and child.expr2 is None:
                child.expr2 = nodes.Const("", lineno=child.lineno, environment=child.environment)  # as it is printed
            printed += self._pieces(child) or [self.visit(child)]
        node.nodes = printed
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja names it
        """Join the pieces, where the message is not printed but handed on."""
        pieces = self._pieces(node)
        if not pieces:
            self.generic_visit(node)
            return node
        return pieces[0] if len(pieces) == 1 else nodes.Concat(pieces, lineno=node.lineno, environment=node.environment)

    def _pieces(self, node: nodes.Node) -> list[nodes.Expr]:
        """Take a message apart; nothing where it is no constant, or lacks a value: then it is a matter of rendering."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return []
        constants = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        translate = self._translate.get(node.node.name)
        if not translate or not constants or len(constants) < len(node.args):
            return []
        texts = _PLACE.split(translate(*constants))
        texts, names = texts[::2], texts[1::2]
        values = {pair.key: pair.value for pair in node.kwargs}
        if any("%" in text.replace("%%", "") for text in texts) or not values.keys() >= set(names):
            return []
        around = [nodes.Const(escape(text.replace("%%", "%")), lineno=node.lineno, environment=node.environment) for text in texts]
        pieces: list[nodes.Expr] = [around[0]]
        for name, text in zip(names, around[1:], strict=True):
            pieces += [self.visit(values[name]), text]
        return pieces


class _FoldSite(NodeTransformer):
    """Replaces what is asked of `site` by its value, where that is text, a number or a yes or no."""

    def __init__(self, site: object) -> None:
        self._site = site

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Expr:  # noqa: N802 - Jinja names it
        self.generic_visit(node)
        value = getattr(self._site, node.attr, None) if isinstance(node.node, nodes.Name) and node.node.name == "site" else None
        return nodes.Const(value, lineno=node.lineno, environment=node.environment) if isinstance(value, str | int) else node


def _functions(interface: Interface) -> dict[str, Any]:
    """Make the functions that translate while a page is rendered: plurals, and messages that are no constants."""

    def gettext(message: str, **values: Any) -> Markup:
        return escape(interface.gettext(message)) % values

    def pgettext(context: str, message: str, **values: Any) -> Markup:
        return escape(interface.pgettext(context, message)) % values

    kept = functools.lru_cache(maxsize=1 << 12)

    @kept
    def form(context: str, singular: str, plural: str, number: int) -> Markup:
        text = interface.npgettext(context, singular, plural, number) if context else interface.ngettext(singular, plural, number)
        return escape(text)

    @kept
    def counted(context: str, singular: str, plural: str, number: int) -> Markup:
        return form(context, singular, plural, number) % {"num": interface.number(number)}

    def npgettext(context: str, singular: str, plural: str, number: int, **values: Any) -> Markup:
        if not values:
            return counted(context, singular, plural, number)
        return form(context, singular, plural, number) % {"num": interface.number(number), **values}

    return {"_": gettext, "gettext": gettext, "pgettext": pgettext, "ngettext": functools.partial(npgettext, ""), "npgettext": npgettext}
