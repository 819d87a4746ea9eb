"""Publishing to a branch: first what readers will see, then the push. For those who do not deploy by Actions.

`compare` fetches the branch and sets its tree against `public/`; `describe` words the result; `push` puts the
site on top of the branch by ghp-import. Nothing is ever forced, no branch that somebody works on is touched, and
a push that fails leaves the repository as it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

import ghp_import

from digest.errors import DigestError, did_you_mean, problem

OUT = "public"
BRANCH, REMOTE = "gh-pages", "origin"
SHOWN = 10
"""How many lines of a list `describe` shows."""

_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What publishing would change on a branch. Paths are below `public/`, with `/`, sorted; true where there is any."""

    remote: str
    branch: str
    tip: str
    """The commit that the site was compared with; empty where the remote has no such branch yet."""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Without those in `redirected`."""
    gone: tuple[str, ...] = ()
    redirected: tuple[tuple[str, str], ...] = ()
    """Pages that become a redirect, and where each leads."""
    entries: tuple[str, ...] = ()
    """Titles of the entries of feed.xml that readers' programs will show as new, in the feed's order."""
    known_entries: int = 0
    """How many entries of feed.xml readers have already."""
    lost_entries: int = 0
    """How many entries that the branch's feed.xml holds are in ours no more."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.redirected)


def compare(root: Path, *, branch: str = BRANCH, remote: str = REMOTE) -> Changes:
    """Fetch the branch and say what publishing `root/public` would change on it.

    Raises `DigestError` where nothing is built, git or the remote cannot be asked, or the branch is not ours to write.
    """
    if not (root / OUT / "index.html").is_file():
        raise DigestError(problem(OUT, "there is no built site", "run `python build.py` first"))
    tip = _fetch(root, remote, branch)
    ours = _blobs(root / OUT, _git(root, "rev-parse", "--show-object-format").decode().strip())
    theirs = _tree(root, tip) if tip else {}
    changed = [path for path in sorted(ours.keys() & theirs.keys()) if ours[path] != theirs[path]]
    moved: dict[str, str] = {}
    for path in changed:
        target = _redirect(root / OUT / path)
        if target and not _leads_to(_git(root, "cat-file", "blob", theirs[path])):
            moved[path] = target
    feed = root / OUT / "feed.xml"
    now = _entries(feed.read_bytes()) if feed.is_file() else {}
    before = _entries(_git(root, "cat-file", "blob", theirs["feed.xml"])) if "feed.xml" in theirs else {}
    return Changes(
        remote=remote,
        branch=branch,
        tip=tip,
        new=tuple(sorted(ours.keys() - theirs.keys())),
        changed=tuple(path for path in changed if path not in moved),
        gone=tuple(sorted(theirs.keys() - ours.keys())),
        redirected=tuple(moved.items()),
        entries=tuple(title for key, title in now.items() if key not in before),
        known_entries=len(now.keys() & before.keys()),
        lost_entries=len(before.keys() - now.keys()),
    )


def push(root: Path, changes: Changes, message: str = "Publish the site") -> str:
    """Put `root/public` on top of the branch that `compare` found, push it, and return the new commit's id.

    Raises `DigestError` when git refuses; the local branch is then what it was.
    """
    for variable, key in (("GIT_COMMITTER_NAME", "user.name"), ("GIT_COMMITTER_EMAIL", "user.email")):
        if not os.environ.get(variable) and not _ask(root, "config", key):
            _complain(f"`{key}` is not set, and a commit needs it", f'git config {key} "…"')
    ref = f"refs/heads/{changes.branch}"
    before = _ask(root, "rev-parse", "--verify", "--quiet", ref)
    try:
        _commit(root, changes, message)
        _git(root, "push", changes.remote, f"{ref}:{ref}", cure="if somebody else has published meanwhile, run this again")
    except DigestError:
        _git(root, "update-ref", *((ref, before) if before else ("-d", ref)))
        raise
    return _ask(root, "rev-parse", ref)


def describe(changes: Changes) -> str:
    """Word what readers will see, for a person to read before the push."""
    where = f"`{changes.branch}` of {changes.remote}"
    if not changes:
        return f"{where} holds this site already: there is nothing to publish."
    lines = [f"What readers will find on {where}:" if changes.tip else f"{where} does not exist yet, and will be made:"]
    lines += _listed("new", [_address(path) for path in changes.new])
    lines += _listed("changed", [_address(path) for path in changes.changed])
    lines += _listed("redirected", [f"{_address(path)} → {target}" for path, target in changes.redirected])
    lines += _listed("gone, with nothing in its place", [_address(path) for path in changes.gone])
    lines += _listed("shown as new by feed.xml", changes.entries)
    if changes.lost_entries and changes.entries and not changes.known_entries:
        lines.append("Beware: no entry of the feed is one that readers have. If their ids changed, all will be seen as new.")
    if "CNAME" in changes.gone:
        lines.append("Beware: the CNAME file goes, and with it the site's own domain. Set `cname:` in site_config.yaml to keep it.")
    return "\n".join(lines)


def _listed(what: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"  {what}: {len(items):,}"
        yield from (f"    {item}" for item in items[:SHOWN])
        if len(items) > SHOWN:
            yield f"    … and {len(items) - SHOWN:,} more"


def _address(path: str) -> str:
    return "/" + (path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path)


# --- the site


def _blobs(folder: Path, algorithm: str) -> dict[str, str]:
    """Compute the id that git gives to each file, by its path."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = Path(at, name)
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = hashlib.new(algorithm, b"blob %d\0" % len(data) + data).hexdigest()
    return found


def _redirect(path: Path) -> str:
    """Where a page of ours leads; empty for one that is to be read, and for what is no page."""
    return _leads_to(path.read_bytes()) if path.suffix == ".html" else ""


_REFRESH = re.compile(rb"<meta\b(?=[^>]*http-equiv=[\"']?refresh\b)[^>]*\burl=([^\"'>\s]+)", re.IGNORECASE)


def _leads_to(page: bytes) -> str:
    match = _REFRESH.search(page)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def _entries(atom: bytes) -> Mapping[str, str]:
    """Parse the entries of an Atom feed: id → title, in order. What is no feed has none."""
    try:
        feed = ElementTree.fromstring(atom)
    except ElementTree.ParseError:
        return {}
    return {entry.findtext(f"{_ATOM}id", ""): entry.findtext(f"{_ATOM}title", "") for entry in feed.iter(f"{_ATOM}entry")}


# --- git


def _fetch(root: Path, remote: str, branch: str) -> str:
    """Fetch the branch and return its commit, or nothing where the remote has none. Refuses a branch that is not ours to write."""
    if _git(root, "rev-parse", "--is-inside-work-tree", cure="run this in a clone of your repository").strip() != b"true":
        _complain("this is no working tree of a repository", "run this in a clone of your repository")
    remotes = _ask(root, "remote").split()
    if remote not in remotes:
        _complain(f"there is no remote `{remote}`", did_you_mean(remote, remotes) or f"add it: git remote add {remote} ADDRESS")
    _git(root, "check-ref-format", "--branch", branch, cure="name the branch as gh-pages")
    ref, tracking = f"refs/heads/{branch}", f"refs/remotes/{remote}/{branch}"
    if f"branch {ref}" in _ask(root, "worktree", "list", "--porcelain").splitlines():
        _complain(f"`{branch}` is checked out: the site would take the place of its files", "publish to another branch, or check out another")
    cure = "look whether its address is right, and you may read it: git remote --verbose"
    if _git(root, "ls-remote", remote, ref, cure=cure).strip():
        _git(root, "fetch", "--quiet", "--no-tags", remote, f"+{ref}:{tracking}", cure=cure)
    else:
        _git(root, "update-ref", "-d", tracking)  # ghp-import would build on what the remote no longer has
    tip = _ask(root, "rev-parse", "--verify", "--quiet", tracking)
    mine = _ask(root, "rev-parse", "--verify", "--quiet", ref)
    if mine and (not tip or _ask(root, "merge-base", mine, tip) != mine):
        cure = f"push them, or delete it if they are of no use: git branch -D {branch}"
        _complain(f"your local branch `{branch}` holds commits that {remote} has not", cure)
    return tip


def _tree(root: Path, commit: str) -> dict[str, str]:
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
    rows = (row.split("\t", 1) for row in listed.split("\0") if row)
    return {path: info.split()[2] for info, path in rows}


def _commit(root: Path, changes: Changes, message: str) -> None:
    with contextlib.chdir(root):  # ghp-import asks git in the current folder
        try:
            ghp_import.ghp_import(str(root / OUT), remote=changes.remote, branch=changes.branch, mesg=message)
        except ghp_import.GhpError as error:
            raise DigestError(problem("git", str(error.message))) from error
        except TypeError as error:  # ghp-import 2.1.0 stumbles so over its own message that git fast-import failed
            raise DigestError(problem("git", "could not take in the files of public/", "git's own words stand above")) from error


def _git(root: Path, *arguments: str, cure: str = "") -> bytes:
    """Run git in `root` and return what it printed. Raises `DigestError` with what it complained of."""
    done = _run(root, arguments)
    if done.returncode:
        _complain(_gist(done.stderr.decode("utf-8", "replace")) or f"git {arguments[0]} failed", cure)
    return done.stdout


def _gist(said: str) -> str:
    """Find the line that says what went wrong: a rejected ref, else the fatal one, else the last that is no hint."""
    lines = [line.strip() for line in said.splitlines()]
    lines = [line for line in lines if line and not line.startswith("hint:")]
    for mark in ("! ", "fatal: "):
        for line in lines:
            if line.startswith(mark):
                return line.removeprefix(mark)
    return lines[-1] if lines else ""


def _ask(root: Path, *arguments: str) -> str:
    """Run git in `root` and return what it printed, which is nothing where it has no answer."""
    done = _run(root, arguments)
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()


def _run(root: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise DigestError(problem("git", "there is no such program here", "install it, or publish by GitHub Actions")) from error


def _complain(message: str, cure: str) -> NoReturn:
    raise DigestError(problem("git", message, cure))
