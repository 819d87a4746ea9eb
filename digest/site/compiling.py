"""How templates become Python: plainer Python than Jinja's own, for all that is plain, which is nearly everything.

Jinja's code is ready for anything: what is printed may want a wrapper, an attribute may be an item, what is called may be a
macro that takes names it does not know, or ask for the context. Here an attribute is an attribute, a macro is a function, and
what is printed is joined, choices included::

    {{ day(teaser.published) }}                     →   day.direct(teaser.published)
    <b>{% if kicker %}{{ kicker }}{% endif %}</b>   →   ("<b>", escaped(kicker) if kicker else "", "</b>")

That gives what Jinja's code gives, or fails. Whoever renders by it has Jinja's own code at hand (`plain=False`), for
the templates that want more, and because it says what is wrong in Jinja's words.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef, find_undeclared
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE, VAR_LOAD_UNDEFINED
from jinja2.runtime import exported
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from digest.records import is_record
from digest.site import compiled
from digest.site.compiled import PARAMETER, PlainContext

FORM = "6"
"""Counted up where templates are to be compiled otherwise than before: kept ones are then of no use."""

_KNOWN = "PlainMacro, called, escaped, markup, printed, printing"
"""What the code of a template knows beside what Jinja's does."""


class NotPlainError(jinja2.TemplateError):
    """A template asks for what only Jinja's own code does."""


class _Joining(NodeTransformer):
    """Makes one output of neighbours, and of a choice between outputs a value, so that most is printed in one go."""

    def generic_visit(self, node: nodes.Node, *given: Any, **named: Any) -> nodes.Node:
        """Join the outputs of each part of a node."""
        super().generic_visit(node, *given, **named)
        for name in ("body", "else_"):
            part = getattr(node, name, None)
            if isinstance(part, list):
                setattr(node, name, self._joined(part))
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802 - as all below, named by Jinja
        """Choose a value, where all that there is to choose is printed."""
        branches, node.elif_ = [node, *node.elif_], []  # each of them is an `If`, too
        for branch in branches:
            self.generic_visit(branch)
        if not all(isinstance(part, nodes.Output) for branch in branches for part in branch.body + branch.else_):
            node.elif_ = branches[1:]
            return node
        chosen: nodes.Node = self._output(node.else_, node)
        for branch in reversed(branches):
            chosen = nodes.CondExpr(branch.test, self._output(branch.body, branch), chosen, lineno=branch.lineno, environment=branch.environment)
        return self._output([chosen], node)

    def _joined(self, part: list[nodes.Node]) -> list[nodes.Node]:
        joined: list[nodes.Node] = []
        for node in part:
            if isinstance(node, nodes.Output) and joined and isinstance(joined[-1], nodes.Output):
                joined[-1].nodes += node.nodes
            else:
                joined.append(node)
        return joined

    def _output(self, printed: Iterable[nodes.Node], at: nodes.Node) -> nodes.Output:
        return nodes.Output(list(printed), lineno=at.lineno, environment=at.environment)


class PlainCode(CodeGenerator):
    """Writes the Python of one template. Its functions give lists of texts, where those of Jinja's own code yield them."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write a function for the template and one for each of its blocks."""
        extends = node.find(nodes.Extends) is not None
        for part in node.find_all((nodes.Block, nodes.Macro)) if extends else [node]:  # what stands outside of them prints nothing
            _Joining().visit(part)
        if node.find(nodes.ImportedName):
            raise NotPlainError
        for block in node.find_all(nodes.Block):
            if block.name in self.blocks:
                self.fail(f"block {block.name!r} defined twice", block.lineno)
            self.blocks[block.name] = block
        self.writeline(f"from {compiled.__name__} import {_KNOWN}")
        self.writeline(f"from jinja2.runtime import {', '.join(sorted(exported))}")
        self.writeline(f"name = {self.name!r}")
        self.writeline("undefined, concat, cond_expr_undefined = environment.undefined, environment.concat, Undefined")
        self.pull_dependencies([*node.body, *(part for block in self.blocks.values() for part in block.body)])
        self._function("root", node, extends)
        for block in self.blocks.values():
            self._function(f"block_{block.name}", block)
        self.writeline(f"blocks = {{{', '.join(f'{name!r}: block_{name}' for name in self.blocks)}}}", extra=1)
        self.writeline("debug_info = ''")

    def _function(self, name: str, node: nodes.Template | nodes.Block, extends: bool = False) -> None:
        frame = Frame(nodes.EvalContext(self.environment, self.name))
        self.writeline(f"def {name}(context):", node, 1)
        self.indent()
        self.writeline("resolve = context.vars.get")
        undeclared = find_undeclared(node.body, ("self", "super"))
        if "self" in undeclared:
            self.writeline(f"{frame.symbols.declare_parameter('self')} = TemplateReference(context)")
        if isinstance(node, nodes.Block):
            frame.block_frame, frame.block = True, node.name
            if "super" in undeclared:
                self.writeline(f"{frame.symbols.declare_parameter('super')} = context.super({node.name!r}, {name})")
            self.writeline("_block_vars = {}")
        else:
            frame.toplevel = frame.rootlevel = True
            frame.require_output_check = extends
        frame.symbols.analyze_node(node)
        self.enter_frame(frame)
        self.buffer(frame)
        self.blockvisit(node.body, frame)
        self.leave_frame(frame, with_python_scope=True)
        self.writeline(f"return {frame.buffer}{' + parent_template.root_render_func(context)' if extends else ''}")
        self.outdent()

    def enter_frame(self, frame: Frame) -> None:
        """Look up the names of a frame."""
        if self.get_resolve_func() != "resolve":
            super().enter_frame(frame)
            return
        for target, (action, name) in frame.symbols.loads.items():
            if action == VAR_LOAD_RESOLVE:
                self.writeline(f"{target} = resolve({name!r}, missing)")
            elif action == VAR_LOAD_ALIAS:
                self.writeline(f"{target} = {name}")
            elif action == VAR_LOAD_UNDEFINED:
                self.writeline(f"{target} = missing")

    # --- other templates

    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> None:  # noqa: N802
        """Find the template that is extended, which must be certain."""
        if not frame.rootlevel or self.has_known_extends:
            raise NotPlainError
        super().visit_Extends(node, frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """Write what a block gives, in place."""
        if node.required:
            raise NotPlainError
        if not (frame.toplevel and self.has_known_extends):
            context = self.derive_context(frame) if node.scoped else self.get_context_ref()
            self.writeline(f"{frame.buffer} += context.blocks[{node.name!r}][0]({context})", node)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Write what another template gives."""
        self.writeline("try:" if node.ignore_missing else "if True:", node)
        self.indent()
        self.writeline("template = environment.get_or_select_template(")
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        self.outdent()
        if node.ignore_missing:
            self.writeline("except TemplateNotFound: pass")
        self.writeline("else:" if node.ignore_missing else "if True:")
        self.indent()
        self.writeline(f"{frame.buffer} += template.")
        if node.with_context:
            self.write(f"root_render_func(template.new_context(context.get_all(), True, {self.dump_local_context(frame)}))")
        else:
            self.write("_get_default_module()._body_stream")
        self.outdent()

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """Import another template; Jinja's code asks each time whether it would see other globals than this one, which none does."""
        if node.with_context:
            super()._import_common(node, frame)
        else:
            self.write("environment.get_template(")
            self.visit(node.template, frame)
            self.write(f", {self.name!r})._get_default_module()")

    # --- what is printed

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Write what is printed in one go; nothing is, outside of the blocks of a template that extends another."""
        if not (frame.require_output_check and self.has_known_extends) and (pieces := self._pieces(node.nodes, frame)):
            self.writeline(f"{frame.buffer} += (", node)
            self._list(pieces, frame)
            self.write(")")

    def _list(self, pieces: Iterable[str | nodes.Expr], frame: Frame) -> None:
        """Write what gives some texts, each with a comma."""
        for piece in pieces:
            if isinstance(piece, str):
                self.write(repr(piece))
            else:
                self._print(piece, frame)
            self.write(", ")

    def _join(self, printed: list[nodes.Expr], frame: Frame) -> None:
        """Write what gives all that is printed as one text."""
        pieces = self._pieces(printed, frame)
        if not pieces:
            self.write("''")
        elif len(pieces) > 1:
            self.write("concat((")
            self._list(pieces, frame)
            self.write("))")
        elif isinstance(pieces[0], str):
            self.write(repr(pieces[0]))
        else:
            self._print(pieces[0], frame)

    def _pieces(self, printed: Iterable[nodes.Expr], frame: Frame) -> list[str | nodes.Expr]:
        """Take apart what is printed; what is constant becomes text."""
        pieces: list[str | nodes.Expr] = []
        for piece in self._flat(printed, frame):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
        return pieces

    def _flat(self, printed: Iterable[nodes.Expr], frame: Frame) -> Iterator[str | nodes.Expr]:
        for node in printed:
            constant = self._constant(node, frame)
            if constant is not None:
                yield constant
            elif isinstance(node, nodes.Concat | nodes.Output):
                yield from self._flat(node.nodes, frame)
            elif isinstance(node, nodes.CondExpr) and node.expr2 is not None and (certain := self._certain(node.test, frame)) is not None:
                yield from self._flat([node.expr1 if certain else node.expr2], frame)
            else:
                yield node

    def _constant(self, node: nodes.Expr, frame: Frame) -> str | None:
        try:
            return str(escape(node.as_const(frame.eval_ctx)))
        except Exception:  # as Jinja does: whatever it is, it is told when the page is rendered
            return None

    def _certain(self, test: nodes.Expr, frame: Frame) -> bool | None:
        """Say how a test ends that is constant."""
        try:
            return bool(test.as_const(frame.eval_ctx))
        except Exception:  # as above
            return None

    def _print(self, node: nodes.Expr, frame: Frame) -> None:
        """Write what gives the text of a value, which is no constant, as it stands in a page."""
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            soft = frame.soft()
            self.write("(")
            self._join([node.expr1], soft)
            self.write(" if ")
            self.visit(node.test, soft)
            self.write(" else ")
            self._join([node.expr2], soft)
            self.write(")")
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            self._call_at_once(node, node.node, frame, "printing")
        else:
            self.write("(escaped(it) if (kind := type(it := ")
            self.visit(node, frame)
            self.write(")) is str else it if kind is Markup else printed(it))")

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:  # noqa: N802
        """Set a name to what is printed."""
        if node.filter is not None or not all(isinstance(part, nodes.Output) for part in node.body):
            super().visit_AssignBlock(node, frame)
            return
        self.push_assign_tracking()
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.newline(node)
        self.visit(node.target, frame)
        self.write(" = markup(")
        self._join([printed for part in node.body if isinstance(part, nodes.Output) for printed in part.nodes], inner)
        self.write(")")
        self.pop_assign_tracking(frame)
        self.leave_frame(inner)

    # --- attributes and items

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Take an attribute; blocks (`self.title`) are no attributes, no name in Python is that of a keyword, and a record hides some."""
        of = getattr(node.node, "name", "")
        if isinstance(node.node, nodes.Const) or keyword.iskeyword(node.attr) or of == "self" or (of != "loop" and _is_hidden(node.attr)):
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
        defaults = dict(zip(node.args[len(node.args) - len(node.defaults) :], node.defaults, strict=True))
        own = [f"{frame.symbols.ref(argument.name)}={self._default(defaults.get(argument))}" for argument in node.args]
        callers = ["*", f"{frame.symbols.declare_parameter('caller')}=undefined('No caller defined', name='caller')"] if special else []
        self.writeline(f"def macro({', '.join(own + callers)}):", node)
        self.indent()
        *before, last = node.body or [nodes.Output([])]
        at_once = isinstance(last, nodes.Output) and all(isinstance(part, nodes.Assign) for part in before)
        if not at_once:
            self.buffer(frame)
        self.enter_frame(frame)
        self.push_parameter_definitions(frame)
        for argument in node.args:
            parameter, default = frame.symbols.ref(argument.name), defaults.get(argument)
            if self._default(default) == "missing":
                self.writeline(f"if {parameter} is missing: {parameter} = ")
                if default is None:
                    self.write(f"undefined({f'parameter {argument.name!r} was not provided'!r}, name={argument.name!r})")
                else:
                    self.visit(default, frame)
            self.mark_parameter_stored(parameter)
        self.pop_parameter_definitions()
        if isinstance(last, nodes.Output) and at_once:
            self.blockvisit(before, frame)
            self.writeline("return ", last)
            self._join(last.nodes, frame)
        else:
            self.blockvisit(node.body, frame)
            self.return_buffer_contents(frame, force_unescaped=True)
        self.leave_frame(frame, with_python_scope=True)
        self.outdent()
        return frame, MacroRef(node)

    def _default(self, default: nodes.Expr | None) -> str:
        """Write what stands for an argument that is not given; where it is no constant, that is found out when the macro is called."""
        return repr(default.value) if isinstance(default, nodes.Const) else "missing"

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the macro that a function is made."""
        self.write("PlainMacro(macro)")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call a value for what it gives."""
        if isinstance(node.node, nodes.Name) and forward_caller:  # the only call that is no value: it is printed as it is
            self._call_at_once(node, node.node, frame, "called", forward_caller)
        elif isinstance(node.node, nodes.Name):
            self.write("called(")
            self.visit(node.node, frame)
            self.write(", context)")
            self._arguments(node, frame, PARAMETER)
        elif isinstance(node.node, nodes.Getattr) and not forward_caller:
            self.visit(node.node, frame)
            self._arguments(node, frame)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _call_at_once(self, node: nodes.Call, name: nodes.Name, frame: Frame, otherwise: str, forward_caller: bool = False) -> None:
        """Call for its text what has a name of its own: most often it is a macro, which needs no `otherwise` around it."""
        reference = frame.symbols.ref(name.name)
        self.write(f"({reference}.direct if type({reference}) is PlainMacro else {otherwise}(")
        self.visit(name, frame)
        self.write(", context))")
        self._arguments(node, frame, PARAMETER, forward_caller)

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


def _is_hidden(attribute: str) -> bool:
    """Whether a record has it because it is a tuple, or beneath an underscore: that is nothing for templates."""
    return attribute.startswith("_") or hasattr(tuple, attribute)


class TemplateEnvironment(jinja2.Environment):
    """Jinja's environment, whose templates do not change in its time; what it renders is escaped."""

    def __init__(self, *, plain: bool = True, **options: Any) -> None:
        """Compile to plain code, or to Jinja's own."""
        super().__init__(auto_reload=False, autoescape=True, **options)
        if plain:
            self.code_generator_class, self.context_class = PlainCode, PlainContext
        self._found: dict[tuple[Any, str | None], jinja2.Template] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give an attribute that a record does not hide."""
        return self.undefined(obj=obj, name=attribute) if _is_hidden(attribute) and is_record(type(obj)) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Give an item, and of a record an attribute."""
        return self.getattr(obj, argument) if isinstance(argument, str) and is_record(type(obj)) else super().getitem(obj, argument)

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """Load a template, each once: a page asks for some ten."""
        found = self._found.get((name, parent)) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None:
                self._found[name, parent] = found
        return found
