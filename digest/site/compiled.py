"""What the Python of a template stands on (`compiling` writes it): its macros, how values are printed, and what it looks names up in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from jinja2 import Environment, Template, nodes, runtime
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escaped  # makes no `Markup`, which takes three times as long
except ImportError:  # another version, or one without C
    escaped = escape

markup: Callable[[str], Markup] = functools.partial(str.__new__, Markup)
"""`Markup` of text that is markup already, at a third of its price."""

PARAMETER = "l_1_"
"""How Jinja's compiler calls the parameters of a macro, by their names, where it stands in no loop."""


class PlainMacro:
    """A macro of a template, or the block that calls one."""

    __slots__ = ("direct",)

    def __init__(self, direct: Callable[..., str]) -> None:
        self.direct = direct
        """Gives the text of its markup; the names of what it is given begin with `PARAMETER`."""

    def __call__(self, *given: Any, **named: Any) -> Markup:
        """Call it from where nobody knows that it is a macro."""
        return markup(self.direct(*given, **{PARAMETER + name: value for name, value in named.items()}))

    def called(self, *given: Any, **named: Any) -> Markup:
        """Call it as `direct` is called."""
        return markup(self.direct(*given, **named))


def called(what: Any, context: runtime.Context) -> Callable[..., Any]:
    """Return what calls a value of a template as macros are called."""
    if type(what) is PlainMacro:
        return what.called
    return lambda *given, **named: context.call(what, *given, **_names(named))


def printing(what: Any, context: runtime.Context) -> Callable[..., str]:
    """Return what calls a value of a template, which is no macro, as macros are called, and gives what is to be printed."""
    return lambda *given, **named: printed(context.call(what, *given, **_names(named)))


def _names(named: Mapping[str, Any]) -> dict[str, Any]:
    """Give names as the template does."""
    return {name[len(PARAMETER) :]: value for name, value in named.items()}


def printed(value: Any) -> str:
    """Return a value as it stands in a page; what is plain text needs only be `escaped`."""
    if isinstance(value, Markup):
        return value
    return str(value) if type(value) is int else escape(value)


class PlainContext(runtime.Context):
    """What a template looks names up in: one mapping, which Jinja keeps as two."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], name: str | None, blocks: Mapping[str, Any], globals: MutableMapping[str, Any] | None = None
    ) -> None:
        """Hold the names of a page, and be as `Context` for the rest; no template looks at `globals`."""
        self.vars = self.parent = parent
        self.environment, self.name = environment, name
        self.eval_ctx = _eval_context(environment)
        self.exported_vars: set[str] = set()
        self.globals_keys: set[str] = set()
        self.blocks = {block: [given] for block, given in blocks.items()}

    def get_all(self) -> dict[str, Any]:
        """Give all names to another template, which may set some of its own."""
        return dict(self.parent)


@functools.lru_cache(maxsize=4)
def _eval_context(environment: Environment) -> nodes.EvalContext:
    """Return what says that a template is escaped, which all are."""
    return nodes.EvalContext(environment)


def text_of(template: Template, given: Mapping[str, Any]) -> str:
    """Render a template."""
    context = PlainContext(template.environment, {**template.globals, **given}, template.name, template.blocks)
    return "".join(template.root_render_func(context))
