"""What was measured, as a table against the goals. `ROWS` holds the goals; to have one more, add a line there."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import folders
from .race import FULL, SAME_WORK, Outcome, Run

START, END = "<!-- speed -->", "<!-- /speed -->"
"""What stands before and after the table in README.md."""

FULL_FACTOR = 1.6
"""How many times as long the full setting may take."""

_NAMES = {SAME_WORK: "same work", FULL: "full theme"}

Measured = tuple[float, str, str]
"""The figure to hold against the limit, and in words: ours, and what it is held against."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One goal: a limit for what a race came to."""

    what: str
    unit: str
    """What the limit counts: `of Hugo's`."""
    limits: Mapping[int, float]
    """By the number of articles from which a limit holds up to the next; below the first there is none."""
    measure: Callable[[Outcome], Measured | None]
    """`None`: it was not measured."""
    digits: int = 2
    exact: bool = False
    """A limit holds for its number of articles alone."""
    at_least: bool = False
    full: bool = False
    """The full setting has this goal as well, with `FULL_FACTOR` times the limit."""

    def limit(self, outcome: Outcome) -> float | None:
        """Find the limit that holds for a race."""
        sizes = [size for size in self.limits if size == outcome.articles or (size < outcome.articles and not self.exact)]
        factor = FULL_FACTOR if outcome.setting == FULL and "Hugo" in self.unit else 1.0
        return self.limits[max(sizes)] * factor if sizes else None


def _ratio(ours: Callable[[Run], float], other: Callable[[Run], float], name: str) -> Callable[[Outcome], Measured]:
    """Compare seconds of the same run, and take the median of all runs."""

    def measure(outcome: Outcome) -> Measured:
        ratio = statistics.median(ours(run) / other(run) for run in outcome.runs)
        return ratio, _seconds(map(ours, outcome.runs)), f"{name} {_seconds(map(other, outcome.runs))}"

    return measure


def _seconds(values: Iterable[float]) -> str:
    return f"{statistics.median(values):.2f} s"


def _hugo(run: Run) -> float:
    return run.hugo.wall


def _memory(outcome: Outcome) -> Measured | None:
    if not outcome.memory:
        return None
    ours, hugo = outcome.memory
    return ours / hugo, f"{ours / 2**20:,.0f} MiB", f"Hugo {hugo / 2**20:,.0f} MiB"


def _files_of_new(outcome: Outcome) -> Measured | None:
    if not outcome.allowed:
        return None
    more = outcome.written - outcome.allowed
    return len(more), f"{len(outcome.written)} files", f"law 5 lets {len(outcome.allowed)}"


def _ingest(outcome: Outcome) -> Measured | None:
    return (statistics.median(outcome.ingested), "", "") if outcome.ingested else None


def _stale(outcome: Outcome) -> Measured:
    return len(outcome.stale), f"{outcome.ours.files:,} files", "a clean build"


ROWS: Sequence[Row] = (
    Row(what="cold build, wall time", unit="of Hugo's", limits={0: 0.5}, full=True,
        measure=_ratio(lambda run: run.cold.wall, _hugo, "Hugo")),
    Row(what="cold build, CPU time", unit="of Hugo's", limits={0: 0.8}, full=True,
        measure=_ratio(lambda run: run.cold.cpu, lambda run: run.hugo.cpu, "Hugo")),
    Row(what="one article's body edited", unit="of Hugo's build", limits={10_000: 0.08, 100_000: 0.03}, exact=True, full=True, digits=3,
        measure=_ratio(lambda run: run.edit.wall, _hugo, "Hugo")),
    Row(what="one new article", unit="of Hugo's build", limits={10_000: 0.1, 100_000: 0.04}, exact=True, full=True, digits=3,
        measure=_ratio(lambda run: run.new.wall, _hugo, "Hugo")),
    Row(what="one new article, files beyond law 5", unit="", limits={0: 0}, digits=0, measure=_files_of_new),
    Row(what="nothing changed", unit="of Hugo's build", limits={10_000: 0.07, 100_000: 0.025}, exact=True, full=True, digits=3,
        measure=_ratio(lambda run: run.nothing.wall, _hugo, "Hugo")),
    Row(what="a fresh clone, the cache restored", unit="of our cold build", limits={0: 0.15}, full=True,
        measure=_ratio(lambda run: run.clone.wall, lambda run: run.cold.wall, "cold")),
    Row(what="peak memory of all processes", unit="of Hugo's", limits={100_000: 0.5}, measure=_memory),
    Row(what="cold build against `cp -r` of its output", unit="×", limits={0: 3}, digits=1,
        measure=_ratio(lambda run: run.cold.wall, lambda run: run.copy.wall, "cp")),
    Row(what="stale files", unit="", limits={0: 0}, digits=0, full=True, measure=_stale),
    Row(what="ingest of text dumps, pieces a second and core", unit="", limits={0: 1000}, digits=0, at_least=True, measure=_ingest),
)  # fmt: skip

GROWTH = Row(what="cold build of ten times the articles", unit="× the time", limits={0: 10.5}, digits=1, measure=lambda outcome: None)
"""Not of one race but of two."""


def render(outcomes: Sequence[Outcome], machine: str) -> str:
    """Word everything as Markdown."""
    rows: list[tuple[str, ...]] = [("", "articles", "goal", "measured", "ours", "against", "reached")]
    for outcome in outcomes:
        rows += [_cells(row, outcome, row.measure(outcome)) for row in ROWS if outcome.setting == SAME_WORK or row.full]
        smaller = next((o for o in outcomes if o.setting == outcome.setting and o.articles * 10 == outcome.articles), None)
        if smaller and outcome.setting == SAME_WORK:
            rows.append(_cells(GROWTH, outcome, _growth(smaller, outcome)))
    return "\n".join([*_markdown([row for row in rows if any(row[3:])]), "", *_notes(outcomes, machine)]) + "\n"


def _growth(smaller: Outcome, larger: Outcome) -> Measured:
    ours, other = (statistics.median(run.cold.wall for run in outcome.runs) for outcome in (larger, smaller))
    return ours / other, f"{ours:.2f} s", f"{smaller.articles:,}: {other:.2f} s"


def _cells(row: Row, outcome: Outcome, measured: Measured | None) -> tuple[str, ...]:
    """Word one row; what was not measured has nothing in its last four cells."""
    what = row.what if outcome.setting == SAME_WORK else f"{_NAMES[outcome.setting]}: {row.what}"
    if not measured:
        return what, f"{outcome.articles:,}", "", "", "", "", ""
    value, ours, against = measured
    limit, goal, reached = row.limit(outcome), "–", "–"
    if limit is not None:
        goal = f"{'≥' if row.at_least else '≤'} {limit:,.4g} {row.unit}".strip() if limit else "0"
        reached = "yes" if (value >= limit if row.at_least else value <= limit) else "no"
    return what, f"{outcome.articles:,}", goal, f"{value:,.{row.digits}f}", ours, against, reached


def _markdown(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    for line in lines:
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"


def _notes(outcomes: Sequence[Outcome], machine: str) -> Iterator[str]:
    runs = min(len(outcome.runs) for outcome in outcomes)
    foreign = max(getattr(run, step).foreign for outcome in outcomes for run in outcome.runs for step in ("hugo", "cold"))
    yield f"Measured on {machine}."
    yield f"Medians of {runs} runs in which the two sides take turns; a ratio is of one and the same run. Memory is PSS, sampled, in a"
    yield f"build of its own. While a cold build ran, others used at most {foreign:.0%} of the machine."
    yield ""
    for outcome in outcomes:
        made = ", ".join(f"{whose} {of.files:,} files with {of.size / 2**20:,.1f} MiB" for whose, of in (("ours", outcome.ours), ("Hugo's", outcome.hugo)))
        written = ": " + ", ".join(sorted(outcome.written)) if outcome.setting == SAME_WORK else ""
        yield f"* {outcome.articles:,} articles, {_NAMES[outcome.setting]}: {made}. A new article changes {len(outcome.written)} files{written}."
        yield from (f"  **Wrong:** {fault}." for fault in outcome.faults)


def machine(work: Path, hugo: str, digest: str) -> str:
    """Describe what was measured on, and what."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}"
    where = folders.file_system(work) or "an unknown file system"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {where}, {system}, Python {platform.python_version()}, Hugo {hugo}, digest {digest}"


def into_readme(readme: str, table: str) -> str:
    """Put the table between its two marks. Raises `ValueError` where they are not there."""
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"README.md has no line {START} with a line {END} below it")
    return f"{before}{START}\n\n{table}\n{END}{after}"
