"""How templates become Python: as Jinja does it, but for what pages do most, printing values and calling macros.

A page of the theme prints a hundred values and calls fifty macros. What is printed is only ever joined, so nothing is gained
by making `Markup` of each (`printed`); and a macro that is called by its name can be given its arguments at once (`Macro.direct`).
Both do what Jinja's own code does, and leave to it whatever is not plain: `caller`, `varargs`, `{% autoescape false %}`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jinja2
from jinja2 import nodes, runtime
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing
from markupsafe import Markup, escape

FORM = "1"
"""Counted up where templates are to be compiled otherwise than before: kept ones are then of no use."""

_markup = functools.partial(str.__new__, Markup)
"""`Markup` of text that is markup already, at a third of its price."""


class TemplateCode(CodeGenerator):
    """Writes the Python of one template."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _escapes(frame) and finalize.src is None:
            self.write("environment.printed(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the macro that a function is made."""
        names = tuple(argument.name for argument in macro_ref.node.args)
        catches = macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller
        self.write(f"environment.macro(macro, {getattr(macro_ref.node, 'name', None)!r}, {names!r}, {catches!r}, context.eval_ctx.autoescape)")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja names it
        """Call what has a name of its own as what it is; most often it is a macro."""
        if forward_caller or not isinstance(node.node, nodes.Name) or not _escapes(frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.called(")
        self.visit(node.node, frame)
        self.write(")(context")
        self.signature(node, frame)
        self.write(")")


def _escapes(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile)


class Macro(runtime.Macro):
    """A macro that can also be called without a look at who calls it."""

    direct: Callable[..., Markup]
    """Called with the context of the caller, which it does not need, and the arguments."""

    def __init__(self, environment: jinja2.Environment, function: Callable[..., str], name: str, arguments: Any, catches: tuple[bool, bool, bool], autoescape: bool) -> None:
        super().__init__(environment, function, name, arguments, *catches, autoescape)
        plain = autoescape and not any(catches[:2]) and not self.explicit_caller
        self.direct = self._direct(function, environment.undefined("No caller defined", name="caller")) if plain else self._handed_on

    def _handed_on(self, context: runtime.Context, *given: Any, **named: Any) -> Any:
        return context.call(self, *given, **named)

    def _direct(self, function: Callable[..., str], nobody: jinja2.Undefined) -> Callable[..., Markup]:
        names, count = tuple(self.arguments), len(self.arguments)
        last = (nobody,) if self.caller else ()
        lacking = [(missing,) * (count - given) + last for given in range(count + 1)]

        def direct(context: runtime.Context, *given: Any, **named: Any) -> Any:
            if len(given) > count or (named and not named.keys() <= set(names[len(given) :])):
                return context.call(self, *given, **named)  # it says what is wrong
            if named:
                given += tuple([named.get(name, missing) for name in names[len(given) :]])
            return _markup(function(*given, *lacking[len(given)]))

        return direct


class TemplateEnvironment(jinja2.Environment):
    """Jinja's environment, with what the code of its templates asks for. Templates do not change in its time."""

    code_generator_class = TemplateCode

    def __init__(self, **options: Any) -> None:
        super().__init__(auto_reload=False, **options)
        self._found: dict[tuple[Any, str | None], jinja2.Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """Load a template, each once: a page asks for some ten."""
        found = self._found.get((name, parent)) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None:
                self._found[name, parent] = found
        return found

    def macro(self, *described: Any) -> Macro:
        """Make a macro of a function of a template."""
        return Macro(self, *described)

    @staticmethod
    def called(what: Any) -> Callable[..., Any]:
        """Return what calls a value of a template, when it is given the context and the arguments."""
        return what.direct if type(what) is Macro else functools.partial(_call, what)

    @staticmethod
    def printed(value: Any) -> str:
        """Return a value as it stands in a page."""
        if type(value) is Markup:
            return value
        if type(value) is str and not ("&" in value or "'" in value or '"' in value or "<" in value or ">" in value):
            return value
        return escape(value)


def _call(what: Any, context: runtime.Context, *given: Any, **named: Any) -> Any:
    return context.call(what, *given, **named)
