"""How templates become Python: plainer Python than Jinja's own, for all that is plain, which is nearly everything.

Jinja's code is ready for anything: what is printed may want a wrapper, an attribute may be an item, what is called may be a
macro that takes names it does not know, or ask for the context. Here an attribute is an attribute, a macro is a function, and
what is printed is joined::

    {{ day(teaser.published) }}   →   day.direct(teaser.published)

That gives what Jinja's code gives, or fails. Whoever renders by it has Jinja's own code at hand (`plain=False`), for
the templates that want more, and because it says what is wrong in Jinja's words.
"""

from __future__ import annotations

import functools
import keyword
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2 import nodes, runtime
from jinja2.compiler import CodeGenerator, Frame, MacroRef, find_undeclared
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escaped  # makes no `Markup`, which takes three times as long
except ImportError:  # another version, or one without C
    escaped = escape

FORM = "2"
"""Counted up where templates are to be compiled otherwise than before: kept ones are then of no use."""

_markup: Callable[[str], Markup] = functools.partial(str.__new__, Markup)
"""`Markup` of text that is markup already, at a third of its price."""

_PARAMETER = "l_1_"
"""How Jinja's compiler calls the parameters of a macro, by their names, where it stands in no loop."""


class NotPlainError(jinja2.TemplateError):
    """A template asks for what only Jinja's own code does."""


class PlainMacro:
    """A macro of a template, or the block that calls one."""

    __slots__ = ("direct",)

    def __init__(self, direct: Callable[..., str]) -> None:
        self.direct = direct
        """Gives the text of its markup; the names of what it is given begin with `_PARAMETER`."""

    def __call__(self, *given: Any, **named: Any) -> Markup:
        """Call it from where nobody knows that it is a macro."""
        return _markup(self.direct(*given, **{_PARAMETER + name: value for name, value in named.items()}))

    def called(self, *given: Any, **named: Any) -> Markup:
        """Call it as `direct` is called."""
        return _markup(self.direct(*given, **named))


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
    return {name[len(_PARAMETER) :]: value for name, value in named.items()}


def printed(value: Any) -> str:
    """Return a value as it stands in a page; what is plain text needs only be `escaped`."""
    if isinstance(value, Markup):
        return value
    return str(value) if type(value) is int else escape(value)


_KNOWN = "PlainMacro, called, escaped, printing, printed"
"""What the code of a template knows beside what Jinja's does."""


class PlainCode(CodeGenerator):
    """Writes the Python of one template."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - as all below, named by Jinja
        """Import what the code needs."""
        self.writeline(f"from {__name__} import {_KNOWN}")
        super().visit_Template(node, frame)

    # --- what is printed

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Join what is printed in one go."""
        if frame.require_output_check:
            super().visit_Output(node, frame)
            return
        pieces = self._pieces(node.nodes, frame)
        if not pieces:
            return
        self.start_write(frame, node)
        self._join(pieces, frame)
        self.end_write(frame)

    def _join(self, pieces: list[str | nodes.Expr], frame: Frame) -> None:
        """Write what gives some texts as one."""
        many = len(pieces) > 1
        self.write("concat((" if many else "")
        for piece in pieces:
            if isinstance(piece, str):
                self.write(repr(piece))
            else:
                self._print(piece, frame)
            self.write(", " if many else "")
        self.write("))" if many else "")

    def _pieces(self, printed: list[nodes.Expr], frame: Frame) -> list[str | nodes.Expr]:
        """Take apart what is printed; what is constant becomes text."""
        pieces: list[str | nodes.Expr] = []
        for node in printed:
            constant = self._constant(node, frame)
            if constant == "":
                continue
            if constant is None:
                pieces += self._pieces(node.nodes, frame) if isinstance(node, nodes.Concat) else [node]
            elif pieces and isinstance(pieces[-1], str):
                pieces[-1] += constant
            else:
                pieces.append(constant)
        return pieces

    def _constant(self, node: nodes.Expr, frame: Frame) -> str | None:
        try:
            return str(escape(node.as_const(frame.eval_ctx)))
        except Exception:  # as Jinja does: whatever it is, it is told when the page is rendered
            return None

    def _print(self, node: nodes.Expr, frame: Frame) -> None:
        """Write what gives the text of a value, which is no constant, as it stands in a page."""
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            soft = frame.soft()
            self.write("(")
            self._print(node.expr1, soft)
            self.write(" if ")
            self.visit(node.test, soft)
            self.write(" else ")
            self._print(node.expr2, soft)
            self.write(")")
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            self._print_call(node, node.node, frame)
        elif (constant := self._constant(node, frame)) is not None:
            self.write(repr(constant))
        elif isinstance(node, nodes.Concat):
            self._join(self._pieces(node.nodes, frame), frame)
        else:
            self.write("(escaped(it) if type(it := ")
            self.visit(node, frame)
            self.write(") is str else printed(it))")

    # --- attributes and items

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Take an attribute; blocks (`self.title`) are no attributes, and no name in Python is that of a keyword."""
        if isinstance(node.node, nodes.Const) or keyword.iskeyword(node.attr) or getattr(node.node, "name", "") == "self":
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """Take an item."""
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    # --- macros

    def macro_body(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> tuple[Frame, MacroRef]:
        """Write the function of a macro, to be called as the template calls it."""
        special = find_undeclared(node.body, ("caller", "kwargs", "varargs")) - {argument.name for argument in node.args}
        if special - {"caller"}:
            raise NotPlainError
        frame = frame.inner()
        frame.require_output_check = False
        frame.symbols.analyze_node(node)
        own = [f"{frame.symbols.ref(argument.name)}=missing" for argument in node.args]
        callers = ["*", f"{frame.symbols.declare_parameter('caller')}=undefined('No caller defined', name='caller')"] if special else []
        self.writeline(f"def macro({', '.join(own + callers)}):", node)
        self.indent()
        whole = node.body[0] if len(node.body) == 1 else None
        if not isinstance(whole, nodes.Output):
            self.buffer(frame)
        self.enter_frame(frame)
        self.push_parameter_definitions(frame)
        for argument, default in zip(node.args, [*[None] * (len(node.args) - len(node.defaults)), *node.defaults], strict=True):
            parameter = frame.symbols.ref(argument.name)
            self.writeline(f"if {parameter} is missing: {parameter} = ")
            if default is None:
                self.write(f"undefined({f'parameter {argument.name!r} was not provided'!r}, name={argument.name!r})")
            else:
                self.visit(default, frame)
            self.mark_parameter_stored(parameter)
        self.pop_parameter_definitions()
        if isinstance(whole, nodes.Output):
            self.writeline("return ", whole)
            self._join(self._pieces(whole.nodes, frame) or [""], frame)
        else:
            self.blockvisit(node.body, frame)
            self.return_buffer_contents(frame, force_unescaped=True)
        self.leave_frame(frame, with_python_scope=True)
        self.outdent()
        return frame, MacroRef(node)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the macro that a function is made."""
        self.write("PlainMacro(macro)")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call a value for what it gives."""
        if isinstance(node.node, nodes.Name):
            self.write("called(")
            self.visit(node.node, frame)
            self.write(", context)")
            self._arguments(node, frame, _PARAMETER, forward_caller)
        elif isinstance(node.node, nodes.Getattr) and not forward_caller:
            self.visit(node.node, frame)
            self._arguments(node, frame)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _print_call(self, node: nodes.Call, name: nodes.Name, frame: Frame) -> None:
        """Print what has a name of its own and is called: most often it is a macro."""
        reference = frame.symbols.ref(name.name)
        self.write(f"({reference}.direct if type({reference}) is PlainMacro else printing(")
        self.visit(name, frame)
        self.write(", context))")
        self._arguments(node, frame, _PARAMETER)

    def _arguments(self, node: nodes.Call, frame: Frame, before_names: str = "", forward_caller: bool = False) -> None:
        if node.dyn_args or node.dyn_kwargs or any(keyword.iskeyword(before_names + named.key) for named in node.kwargs):
            raise NotPlainError
        self.write("(")
        for given in node.args:
            self.visit(given, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"{before_names}{named.key}=")
            self.visit(named.value, frame)
            self.write(", ")
        self.write(f"{before_names}caller=caller)" if forward_caller else ")")

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier, frame: Frame) -> None:  # noqa: N802
        """Leave to Jinja what is not to be escaped."""
        raise NotPlainError


class TemplateEnvironment(jinja2.Environment):
    """Jinja's environment, whose templates do not change in its time; what it renders is escaped."""

    def __init__(self, *, plain: bool = True, **options: Any) -> None:
        """Compile to plain code, or to Jinja's own."""
        super().__init__(auto_reload=False, autoescape=True, **options)
        if plain:
            self.code_generator_class = PlainCode
        self._found: dict[tuple[Any, str | None], jinja2.Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """Load a template, each once: a page asks for some ten."""
        found = self._found.get((name, parent)) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None:
                self._found[name, parent] = found
        return found
