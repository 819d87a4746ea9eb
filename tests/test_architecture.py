"""Law 1: arrows point down. Every import of the package is read, and the map in `digest/__init__.py` is held to it."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MakeSite

import digest

PACKAGE = Path(digest.__file__).parent

LEVELS = (
    ("later", "records", "rfc3339"),
    ("errors", "model"),
    ("yamldoc", "prose", "files", "workers", "progress", "figures"),
    ("plainyaml", "yamldump"),
    ("foreign",),
    ("config", "content", "markdown", "language", "beside", "outline", "faithful"),
    ("ingest", "site", "check", "review", "serve", "publish", "new"),
    ("cli",),
    ("__main__",),
)
"""From the bottom up. A module imports from the levels below its own; the two stages are one name each."""

LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}

LIBRARIES = {
    "babel": "digest.site.catalogues",
    "markdown_it": "digest.markdown",
    "nh3": "digest.markdown",
    "sentencex": "digest.language",
    "py3langid": "digest.language",
    "jinja2": "digest.site.render digest.site.phrases digest.site.compiling digest.site.compiled",
    "markupsafe": "digest.site.render digest.site.phrases digest.site.compiling digest.site.compiled",
    "chardet": "digest.ingest.charset",
    "ftfy": "digest.ingest.mojibake",
    "livereload": "digest.serve",
    "tornado": "digest.serve",
    "ghp_import": "digest.publish",
    "urllib3": "digest.ingest.web",
    "protego": "digest.ingest.fetch",
    "sklearn": "digest.ingest.learning",
    "feedparser": "digest.ingest.feed",
    "pagefind_bin": "digest.site.pagefind",
    "cbor2": "digest.site.pagefind",
    "PIL": "digest.site.cards",
    "lxml": "digest.ingest.html_tree",
}
"""Each library is known to one module, so that another can take its place; the templates' is to two."""


def modules() -> dict[str, ast.Module]:
    """Parse every module of the package, by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imports(tree: ast.AST) -> Iterator[str]:
    """Name each module that a tree imports, wherever in it; `from digest import x` is the module `digest.x`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in MODULES else str(node.module)


def part(module: str) -> str:
    """Name the part of the map that a module belongs to: its own name, or its stage's."""
    return module.partition(".")[2].partition(".")[0]


def own_imports(module: str) -> list[str]:
    return [name for name in imports(MODULES[module]) if name in MODULES and name not in ("digest", module)]


def called(module: str) -> set[str]:
    """Name the functions and methods that a module calls, without what they belong to."""
    calls = (node.func for node in ast.walk(MODULES[module]) if isinstance(node, ast.Call))
    return {getattr(function, "attr", getattr(function, "id", "")) for function in calls}


@pytest.mark.parametrize("module", [name for name in MODULES if name != "digest"])
def test_arrows_point_down(module: str) -> None:
    here = part(module)
    assert here in LEVEL, f"give {here} its level here, and its place on the map in digest/__init__.py"

    up_or_sideways = [name for name in own_imports(module) if part(name) != here and LEVEL.get(part(name), 0) >= LEVEL[here]]
    assert up_or_sideways == []


def test_the_map_itself_imports_nothing() -> None:
    assert list(imports(MODULES["digest"])) == []


def test_every_part_stands_on_the_map() -> None:
    assert {name for name in LEVEL if not name.startswith("_")} <= set((digest.__doc__ or "").split())


def test_there_is_no_cycle_inside_a_stage_either() -> None:
    graph = {module: own_imports(module) for module in MODULES}

    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(MODULES)


# Inside the stages


IO_OF_INGEST = {
    "digest.ingest",
    *(f"digest.ingest.{name}" for name in (
        "intake", "reading", "inbox", "shelf", "record", "memory", "kin", "teaching", "fetch", "summarise", "web",
    )),
}  # fmt: skip
AFTER_FORMATS = {f"digest.ingest.{name}" for name in ("normalize", "settle", "topics", "names", "duplicates", "stories", "traces")}


def formats() -> set[str]:
    from digest.ingest import FORMATS, Format

    return {f"digest.ingest.{reader.module}" for reader in FORMATS.values() if isinstance(reader, Format)} | {"digest.ingest.served"}


def test_a_format_knows_raw_the_stages_helpers_and_the_kernel() -> None:
    for module in sorted(formats()):
        below = set(own_imports(module))
        assert "digest.ingest.raw" in below
        assert not below & (IO_OF_INGEST | AFTER_FORMATS | formats()), f"{module} knows too much"


def test_only_the_doors_of_ingest_know_its_doors() -> None:
    for module in MODULES:
        if module.startswith("digest.ingest.") and module not in IO_OF_INGEST:
            assert not set(own_imports(module)) & IO_OF_INGEST, f"{module} is pure"


PURE = [
    *(f"digest.{name}" for name in ("records", "errors", "model", "yamldoc", "markdown", "prose", "language")),
    *(name for name in MODULES if name.startswith("digest.ingest.") and name not in IO_OF_INGEST),
    *(f"digest.site.{name}" for name in ("nouns", "rows", "packing", "indexes", "assemble", "editions", "stories", "pages", "feeds", "metadata")),
]


@pytest.mark.parametrize("module", PURE)
def test_what_is_pure_touches_neither_disk_nor_network(module: str) -> None:
    outside = {"os", "shutil", "subprocess", "socket", "tempfile", "urllib.request", "http.client", "io", "glob", "sys"}
    touching = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "stat", "iterdir", "rglob"}

    assert not outside & set(imports(MODULES[module]))
    assert not touching & called(module)


@pytest.mark.parametrize("module", [name for name in MODULES if name not in ("digest.cli", "digest.serve")])
def test_no_clock_and_no_chance_is_asked(module: str) -> None:
    """Law 3: `now` is an argument, and only the command line knows it (and the preview, which waits)."""
    assert not {"now", "utcnow", "today", "localtime", "getlocale"} & called(module)
    assert not {"time", "random", "locale", "secrets"} & set(imports(MODULES[module]))


@pytest.mark.parametrize("module", [name for name in MODULES if name != "digest.cli"])
def test_only_the_command_line_prints(module: str) -> None:
    names = {node.id for node in ast.walk(MODULES[module]) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(MODULES[module]) if isinstance(node, ast.Attribute)}

    assert not {"print", "input"} & names
    assert not {"stdout", "stderr"} & attributes or module in ("digest.publish", "digest.site.pagefind", "digest.site.fonts")  # they read what another program says


@pytest.mark.parametrize("module", list(MODULES))
def test_each_library_is_known_to_one_module(module: str) -> None:
    known = {name.split(".")[0] for name in imports(MODULES[module])}

    assert [name for name, owner in LIBRARIES.items() if name in known and module not in owner.split()] == []


# What an import costs


HEAVY = ("PIL", "babel", "cbor2", "chardet", "ftfy", "ghp_import", "jinja2", "livereload", "markdown_it", "nh3", "numpy", "py3langid", "sentencex", "sklearn", "tornado")


def heavy_after(program: str, *arguments: str) -> list[str]:
    """Run a program in a Python of its own, and say which heavy libraries it had to read."""
    asked = f"import sys\n{program}\nprint(*(name for name in {(*HEAVY, 'yaml')} if type(sys.modules.get(name)) is type(sys)), file=sys.stderr)"  # and not one that is read later
    run = subprocess.run([sys.executable, "-c", asked, *arguments], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return run.stderr.split()


def test_the_command_line_reads_no_heavy_library() -> None:
    assert [name for name in heavy_after("import digest.cli") if name != "yaml"] == []


def test_the_command_line_does_not_read_yaml_either() -> None:
    assert heavy_after("import digest.cli") == []


def test_the_site_reads_no_heavy_library_before_it_looks_at_what_stands() -> None:
    assert heavy_after("import digest.site") == []


def test_a_build_of_plain_text_reads_what_it_needs_and_no_more(site: MakeSite) -> None:
    """Law of speed: a rebuild must not pay for ingest, for the preview, nor for a Markdown parser that plain text does not need."""
    made = site("=== content/articles/2020/09/a.md\n---\ntitle: A\npublished: 2020-09-11\n---\n\nA paragraph.\n", minimal=True)

    assert heavy_after("from digest.cli import main\nmain(sys.argv[1:])", "build", "--root", str(made.root)) == ["jinja2", "yaml"]
    assert (made.root / "public/articles/2020/09/a/index.html").is_file()


def test_a_build_that_finds_nothing_changed_reads_not_even_the_settings(site: MakeSite) -> None:
    made = site("=== content/articles/2020/09/a.md\n---\ntitle: A\npublished: 2020-09-11\n---\n\nA paragraph.\n", minimal=True)
    made.build()

    program = "from digest.cli import main\nmain(sys.argv[1:])\nassert 'digest.config' not in sys.modules"
    assert heavy_after(program, "build", "--root", str(made.root)) == []


def test_a_build_of_one_edit_reads_no_yaml(site: MakeSite) -> None:
    made = site("=== content/articles/2020/09/a.md\n---\ntitle: A\npublished: 2020-09-11\n---\n\nA paragraph.\n", minimal=True)
    made.build()
    made.edit("content/articles/2020/09/a.md", "A paragraph.", "Another.")

    assert heavy_after("from digest.cli import main\nmain(sys.argv[1:])", "build", "--root", str(made.root)) == ["jinja2"]
    assert "Another." in made.text("articles/2020/09/a/index.html")
