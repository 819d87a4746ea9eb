"""Verbs → functions. The only module that prints.

To add a verb: a function below that returns an exit status, and a line in `_VERBS`.

Exit status: 0 done, 1 problems in the user's files, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import digest
from digest.errors import DigestError, Problem, UsageError, did_you_mean, problem
from digest.progress import Bar, Progress

if TYPE_CHECKING:
    from digest.config import Config
    from digest.site import BuildReport, Settings

Arguments = argparse.Namespace
INBOX = "content/inbox"


class Verb(NamedTuple):
    """A verb of the command line."""

    run: Callable[[Arguments, Path], int]
    summary: str
    example: str
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the verb that the command line names; without one, take in what is new and build."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console that cannot show a letter
    arguments = sys.argv[1:] if arguments is None else arguments
    given = _parser(arguments).parse_args(arguments)
    folder = getattr(given, "root", ".")
    root = Path(folder).resolve()
    try:
        if not root.is_dir():
            raise UsageError(problem(folder, "there is no such folder", "`--root DIR` names the site's folder"))
        return _VERBS[given.verb or ""].run(given, root)
    except DigestError as error:
        _complain(error.problems)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130


def run() -> NoReturn:
    """Run `main` and end the process there: to give back a large archive piece by piece, as Python does at its end, takes as long as many a build."""
    status = main()
    with contextlib.suppress(OSError):  # nobody reads any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def _run(given: Arguments, root: Path) -> int:
    """Take in what is new, then build: also where a raw file was refused, which still counts in the status."""
    settings = _settings(given, root)
    status = _take_in(given, root, settings.config) if (root / INBOX).is_dir() else 0
    return max(status, _build_site(given, root, settings))


def _build(given: Arguments, root: Path) -> int:
    return _build_site(given, root, _settings(given, root))


def _build_site(given: Arguments, root: Path, settings: Settings) -> int:
    _report(given, _site(given, root, settings))
    return 0


def _site(given: Arguments, root: Path, settings: Settings, *, search: bool = True) -> BuildReport:
    from digest import site

    bar = _bar()
    options = site.BuildOptions(
        drafts=getattr(given, "drafts", False), clean=getattr(given, "clean", False), jobs=getattr(given, "jobs", 0), search=search, tell=bar
    )
    try:
        return site.build(root, settings, options)
    finally:
        bar.clear()


def _report(given: Arguments, report: BuildReport) -> None:
    from digest import site

    if getattr(given, "why", False):
        for path, reason in report.written:
            print(f"{site.OUT}/{path}: {reason.value}")
        for path in report.deleted:
            print(f"{site.OUT}/{path}: deleted")
        for year in report.indexed:
            print(f"{site.OUT}/search/{year}/: its articles changed")
    _complain(report.notices, kind="notice")
    _say(f"{_count(report.articles, 'article')}, {_count(report.total, 'file')}: "
         f"{len(report.written)} written, {len(report.deleted)} deleted, the rest as it was.")  # fmt: skip


def _ingest(given: Arguments, root: Path) -> int:
    return _take_in(given, root, _config(given, root))


def _take_in(given: Arguments, root: Path, config: Config) -> int:
    from digest import ingest, rfc3339

    if getattr(given, "json", False) and not given.dry_run:
        raise UsageError(problem("--json", "it tells what would be written", "write: build.py ingest --dry-run --json PATH"))
    try:
        date = rfc3339.parse(given.date) if getattr(given, "date", None) else None
    except ValueError as error:
        raise UsageError(problem("--date", f"“{given.date}” is no date", str(error))) from error
    options = ingest.Options(
        paths=tuple(Path(path) for path in getattr(given, "paths", ())),
        date=date,
        source=getattr(given, "source", ""),
        refresh=getattr(given, "refresh", False),
        dry_run=getattr(given, "dry_run", False),
        jobs=getattr(given, "jobs", 0),
    )
    status, bar = 0, _bar()
    for event in ingest.take_in(root, config, options, _now()):
        if isinstance(event, Progress):
            bar(event)
            continue
        bar.clear()
        if isinstance(event, ingest.Outcome) and getattr(given, "json", False):
            print(ingest.as_json(event))
        elif isinstance(event, ingest.Outcome):
            print(f"{'would write' if options.dry_run else 'wrote'} {event.path}")
            if getattr(given, "explain", False):
                print(ingest.explain(event))
        elif isinstance(event, ingest.Notice):
            _complain([event.problem], kind="notice")
        elif isinstance(event, ingest.Refused):
            _complain([event.problem])
            status = 1
    bar.clear()
    return status


def _fetch(given: Arguments, root: Path) -> int:
    """Ask the sources; one that gives nothing is told, and is no fault of the user's files."""
    from digest.ingest import fetch

    report = fetch.fetch(root, _config(given, root), _now(), time.sleep)
    for path in report.written:
        print(f"fetched {path}")
    _complain((*report.notices, *report.failed), kind="warning")
    _complain(report.wrong)
    failed = len(report.failed) + len(report.wrong)
    _say(f"{_count(report.asked, 'address')} asked: {len(report.written)} gave something new, {failed} failed.")
    return 1 if report.wrong or (failed and failed == report.asked) else 0


def _serve(given: Arguments, root: Path) -> int:
    from digest import serve
    from digest.beside import Beside

    given.drafts = True
    base_url: str = getattr(given, "base_url", "")
    address = ("--base-url", base_url) if base_url else ()
    indexing = Beside("--root", str(root), "build", "--drafts", *address)

    def rebuild() -> str:
        indexing.stop()
        settings = _settings(given, root)
        if (root / INBOX).is_dir():
            _take_in(given, root, settings.config)
        report = _site(given, root, settings, search=False)
        _report(given, report)
        if report.indexed:
            indexing.start()
        return settings.config.base_path

    with indexing:
        serve.serve(root, rebuild, _say, port=given.port)
    return 0


def _new(given: Arguments, root: Path) -> int:
    from digest import new, site

    config = _config(given, root)
    if given.edition:
        loaded = site.load(root, config)
        editions = {edition.name: edition for edition in loaded.days + loaded.weeks}
        if given.edition not in editions:
            raise DigestError(problem("--edition", f"no article stands in an edition {given.edition}", did_you_mean(given.edition, editions)))
        path = new.new_edition(root, given.edition, tuple(row.path for row in editions[given.edition].teasers.rows))
    elif given.title and given.title.strip():
        path = new.new_page(root, given.title, _now(), config)
    else:
        raise UsageError(problem("build.py new", "it wants a title", 'write: build.py new "The title"'))
    _say(f"wrote {path}")
    return 0


def _review(given: Arguments, root: Path) -> int:
    from digest import review

    if given.accept:
        for file in review.accept(root, given.accept, given.field):
            _say(f"settled {file}")
    items, problems = review.read(root)
    _complain(problems)
    _say(review.describe(items))
    return 1 if problems else 0


def _check(given: Arguments, root: Path) -> int:
    from digest import check, site

    found = check.check(root, _config(given, root), root / site.OUT, _now())
    _complain(found)
    _say(f"{_count(len(found), 'problem')}." if found else "Nothing is wrong.")
    return 1 if found else 0


def _publish(given: Arguments, root: Path) -> int:
    """Build without drafts, show what readers will see change, ask, push."""
    from digest import publish

    _build_site(given, root, _settings(given, root))
    changes = publish.compare(root, branch=given.branch, remote=given.remote)
    _say(publish.describe(changes))
    if given.dry_run or not changes:
        return 0
    if not given.yes and (not sys.stdin.isatty() or input(f"Push to {given.branch} of {given.remote}? [y/N] ").lower() != "y"):
        _say("Nothing was pushed; --yes pushes without asking.")
        return 0
    _say(f"pushed {publish.push(root, changes)}")
    return 0


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


# --- the command line


def _config(given: Arguments, root: Path) -> Config:
    from digest import config

    return config.load(root, getattr(given, "base_url", ""))


def _settings(given: Arguments, root: Path) -> Settings:
    from digest import site

    return site.Settings(root, getattr(given, "base_url", ""))


def _base_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base-url", metavar="URL", default=argparse.SUPPRESS, help="where the site will stand, instead of the config's base_url")


def _build_options(parser: argparse.ArgumentParser) -> None:
    _base_url(parser)
    parser.add_argument("--clean", action="store_true", help="forget what was built before, and make every file anew")
    parser.add_argument("--why", action="store_true", help="say of each file that is written why it had to be")
    parser.add_argument("--drafts", action="store_true", help="show drafts as well")
    _jobs(parser)


def _jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="how many processes do the work (default: one on each core)")


def _ingest_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="raw files or folders of them (default: content/inbox)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be written")
    parser.add_argument("--json", action="store_true", help="with --dry-run: one line of JSON for each article, with all that was found")
    parser.add_argument("--date", metavar="DAY", help="the day of publication of texts that do not name theirs")
    parser.add_argument("--source", metavar="NAME", default="", help="the outlet of texts that do not name theirs")
    parser.add_argument("--refresh", action="store_true", help="make pages anew whose raw file changed, unless they were edited")
    parser.add_argument("--explain", action="store_true", help="show which words decided on the topics, and where each value was found")
    _jobs(parser)


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", nargs="?", metavar="TITLE", help="the title of a new page, a draft")
    parser.add_argument("--edition", metavar="NAME", help="close the edition of a day or week: write the file that lists its articles")


def _review_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept", nargs="+", metavar="PATH", default=[], help="settle what is doubtful in these pages, as it stands")
    parser.add_argument("--field", action="append", metavar="NAME", default=[], help="settle this field alone; may be given again")


def _publish_options(parser: argparse.ArgumentParser) -> None:
    _base_url(parser)
    parser.add_argument("--branch", default="gh-pages", help="the branch that GitHub Pages shows (default: gh-pages)")
    parser.add_argument("--remote", default="origin", help="the remote to push to (default: origin)")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and push nothing")
    parser.add_argument("--yes", action="store_true", help="push without asking")


def _serve_options(parser: argparse.ArgumentParser) -> None:
    _base_url(parser)
    parser.add_argument("--port", type=int, default=8000, help="the port on 127.0.0.1 (default: 8000)")


_VERBS: Mapping[str, Verb] = {
    "": Verb(_run, "take in what is new in content/inbox, then build public/", "build.py"),
    "ingest": Verb(_ingest, "make page files from raw articles", "build.py ingest story.txt --date 2020-09-11", _ingest_options),
    "fetch": Verb(_fetch, "ask the feeds and addresses of the settings, and put what is new into content/inbox", "build.py fetch"),
    "build": Verb(_build, "make the site in public/ from the page files", "build.py build --why", _build_options),
    "serve": Verb(_serve, "build, watch, and show the site with live reload", "build.py serve --port 8000", _serve_options),
    "new": Verb(_new, "write an empty page, or the file that closes an edition", 'build.py new "The title"', _new_options),
    "review": Verb(_review, "show what is doubtful, most urgent first, and settle it", "build.py review --accept 2020/09/*", _review_options),
    "check": Verb(_check, "check links, headings, ids and feeds of the built site", "build.py check", _base_url),
    "publish": Verb(_publish, "show what readers will see change, then push public/ to a branch", "build.py publish --dry-run", _publish_options),
}


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser of these arguments. Where they name a verb and ask for no help, the others are left out: it takes time to make them."""
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", metavar="DIR", default=argparse.SUPPRESS, help="the site's folder (default: this one)")
    parser = argparse.ArgumentParser(
        prog="build.py", parents=[root], description="Make a news digest from raw articles. Without a verb: take in what is new, then build.",
        epilog="Example: python build.py serve. `build.py VERB --help` shows a verb's options.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"digest {digest.__version__}")
    _base_url(parser)
    parser.set_defaults(verb="")
    verbs = parser.add_subparsers(metavar="VERB", title="verbs")
    named = set() if {"-h", "--help"} & set(arguments) else _VERBS.keys() & set(arguments)
    for name, verb in _VERBS.items():
        if name and (name in named or not named):
            below = verbs.add_parser(name, parents=[root], help=verb.summary, description=f"{verb.summary.capitalize()}.", epilog=f"Example: python {verb.example}")
            below.set_defaults(verb=name)
            verb.options(below)
    return parser


# --- printing


def _count(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{'' if number == 1 else plural}"


def _bar() -> Bar:
    """Make what shows how far the work has come, on standard error."""
    return Bar(lambda text: print(text, end="", file=sys.stderr, flush=True), time.monotonic, sys.stderr.isatty())


def _say(text: str) -> None:
    print(text, flush=True)


def _complain(problems: Iterable[Problem], kind: str = "error") -> None:
    """Print problems on standard error, and as annotations where GitHub runs us."""
    for found in problems:
        print(found, file=sys.stderr)
        if os.environ.get("CI") == "true":
            place = found.place
            at = f"file={_annotation_property(place.file)}" + (f",line={place.line}" if place.line else "") + (f",col={place.column}" if place.column else "")
            print(f"::{kind} {at}::{_annotation(found)}")


def _annotation(found: Problem) -> str:
    text = f"{found.message}. {found.cure}" if found.cure else found.message
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _annotation_property(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
