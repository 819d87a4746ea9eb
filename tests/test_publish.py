"""Publishing to a branch: what readers will see, and pushes to real repositories, none of them forced."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from digest import publish
from digest.errors import DigestError
from digest.publish import Changes

SITE = {
    ".nojekyll": "",
    "index.html": "<p>home",
    "404.html": "<p>lost",
    "articles/2024/01/one/index.html": "<p>one",
    "topics/晶片/index.html": "<p>chips",
    "a photo.jpg": "\x00\x01",
}


def atom(**entries: str) -> str:
    body = "".join(f"<entry><id>urn:uuid:{key}</id><title>{title}</title></entry>" for key, title in entries.items())
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>{body}</feed>'


def redirect(target: str) -> str:
    return f'<!doctype html><meta http-equiv="refresh" content="0; url={target}"><link rel="canonical" href="{target}">'


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C")
    for name in ("GIT_DIR", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone with a built site, on its branch `main`, and its bare remote beside it."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    root = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "clone")
    git(root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(root, "config", "user.name", "Ed")
    git(root, "config", "user.email", "ed@example.org")
    git(root, "commit", "--quiet", "--allow-empty", "--message=sources")
    write(root, SITE)
    return root


def write(root: Path, site: dict[str, str]) -> None:
    for name, text in site.items():
        path = root / "public" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def publish_site(root: Path) -> Changes:
    changes = publish.compare(root)
    publish.push(root, changes)
    return changes


def published(root: Path, branch: str = "gh-pages") -> dict[str, str]:
    """Read the files of the remote's branch from a new clone of it."""
    folder = root.parent / "read"
    git(root.parent, "clone", "--quiet", "--branch", branch, "remote.git", "read")
    found = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts}
    shutil.rmtree(folder)
    return found


def refusal(root: Path, **options: str) -> str:
    with pytest.raises(DigestError) as caught:
        publish.compare(root, **options)
    return str(caught.value)


# What readers will see


def test_the_first_publishing_makes_the_branch_with_the_files_of_public(root: Path) -> None:
    changes = publish_site(root)
    assert (changes.tip, changes.new, changes.changed, changes.gone) == ("", tuple(sorted(SITE)), (), ())
    assert published(root) == SITE


def test_the_same_site_again_is_no_change_and_needs_no_push(root: Path) -> None:
    publish_site(root)
    changes = publish.compare(root)
    assert not changes
    assert publish.describe(changes) == "`gh-pages` of origin holds this site already: there is nothing to publish."


def test_comparing_tells_what_is_new_changed_gone_and_redirected(root: Path) -> None:
    write(root, {"old/index.html": "<p>old", "was/index.html": redirect("/x/"), "feed.xml": atom(a="A", b="B")})
    publish_site(root)
    (root / "public/articles/2024/01/one/index.html").unlink()
    write(
        root,
        {
            "index.html": "<p>new home",
            "articles/2024/02/two/index.html": "<p>two",
            "old/index.html": redirect("/repo/articles/2024/02/two/"),
            "was/index.html": redirect("/y/"),
            "feed.xml": atom(c="C & D".replace("&", "&amp;"), a="A, retitled"),
        },
    )
    changes = publish.compare(root)
    assert changes.new == ("articles/2024/02/two/index.html",)
    assert changes.changed == ("feed.xml", "index.html", "was/index.html")
    assert changes.gone == ("articles/2024/01/one/index.html",)
    assert changes.redirected == (("old/index.html", "/repo/articles/2024/02/two/"),)
    assert (changes.entries, changes.known_entries, changes.lost_entries) == (("C & D",), 1, 1)
    assert publish.describe(changes) == (
        "What readers will find on `gh-pages` of origin:\n"
        "  new: 1\n"
        "    /articles/2024/02/two/\n"
        "  changed: 3\n"
        "    /feed.xml\n"
        "    /\n"
        "    /was/\n"
        "  redirected: 1\n"
        "    /old/ → /repo/articles/2024/02/two/\n"
        "  gone, with nothing in its place: 1\n"
        "    /articles/2024/01/one/\n"
        "  shown as new by feed.xml: 1\n"
        "    C & D"
    )


def test_comparing_alone_changes_nothing_on_the_remote_or_the_local_branches(root: Path) -> None:
    publish_site(root)
    write(root, {"index.html": "other"})
    before = git(root, "for-each-ref"), git(root, "ls-remote", "origin"), git(root, "status", "--porcelain")
    publish.compare(root)
    assert (git(root, "for-each-ref"), git(root, "ls-remote", "origin"), git(root, "status", "--porcelain")) == before


def test_a_long_list_is_cut_and_counted() -> None:
    changes = Changes(remote="origin", branch="gh-pages", tip="1", new=tuple(f"{n}/index.html" for n in range(1234)))
    lines = publish.describe(changes).splitlines()
    assert (lines[1], lines[2], lines[-1], len(lines)) == ("  new: 1,234", "    /0/", "    … and 1,224 more", 13)


def test_it_warns_before_every_subscriber_sees_the_archive_as_new(root: Path) -> None:
    write(root, {"feed.xml": atom(a="A", b="B")})
    publish_site(root)
    write(root, {"feed.xml": atom(c="A", d="B")})
    assert "Beware: no entry of the feed is one that readers have." in publish.describe(publish.compare(root))


def test_it_warns_before_the_sites_own_domain_is_lost(root: Path) -> None:
    write(root, {"CNAME": "news.example.org\n"})
    publish_site(root)
    (root / "public/CNAME").unlink()
    assert "Beware: the CNAME file goes" in publish.describe(publish.compare(root))


@pytest.mark.parametrize("broken", ["", "<feed", "no feed at all"])
def test_a_feed_that_cannot_be_read_counts_as_empty(root: Path, broken: str) -> None:
    write(root, {"feed.xml": broken})
    publish_site(root)
    write(root, {"feed.xml": atom(a="A")})
    changes = publish.compare(root)
    assert (changes.entries, changes.known_entries, changes.lost_entries) == (("A",), 0, 0)


def test_the_ids_of_blobs_are_gits_also_where_git_uses_sha256(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", "remote2.git")
    other = tmp_path / "clone2"
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "clone2")
    git(other, "remote", "add", "origin", str(tmp_path / "remote2.git"))
    git(other, "config", "user.name", "Ed")
    git(other, "config", "user.email", "ed@example.org")
    write(other, SITE)
    publish_site(other)
    assert not publish.compare(other)


# On top, never by force


def test_what_others_put_on_the_branch_stays_in_its_history(root: Path, tmp_path: Path) -> None:
    publish_site(root)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "remote.git", "other")
    (tmp_path / "other/theirs.txt").write_text("theirs")
    git(tmp_path / "other", "add", ".")
    git(tmp_path / "other", "-c", "user.name=O", "-c", "user.email=o@example.org", "commit", "--quiet", "--message=theirs")
    git(tmp_path / "other", "push", "--quiet")
    changes = publish.compare(root)
    assert changes.gone == ("theirs.txt",)
    commit = publish.push(root, changes, "Morning edition")
    theirs = git(tmp_path / "other", "rev-parse", "HEAD")
    assert git(root, "log", "-1", "--format=%P %s %cn", commit) == f"{theirs} Morning edition Ed"
    assert published(root) == SITE


def test_a_push_that_another_one_overtook_is_rejected_and_leaves_everything_as_it_was(root: Path, tmp_path: Path) -> None:
    publish_site(root)
    write(root, {"index.html": "ours"})
    changes = publish.compare(root)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "remote.git", "other")
    git(tmp_path / "other", "-c", "user.name=O", "-c", "user.email=o@example.org", "commit", "--quiet", "--allow-empty", "--message=x")
    git(tmp_path / "other", "push", "--quiet")
    before = git(root, "for-each-ref")
    with pytest.raises(DigestError) as caught:
        publish.push(root, changes)
    assert str(caught.value) == (
        "git: [rejected]        gh-pages -> gh-pages (fetch first)\n    if somebody else has published meanwhile, run this again"
    )
    assert git(root, "for-each-ref") == before
    publish_site(root)
    assert published(root)["index.html"] == "ours"


def test_a_first_push_that_the_remote_declines_leaves_no_local_branch(root: Path, tmp_path: Path) -> None:
    hook = tmp_path / "remote.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(DigestError, match=r"\[remote rejected\] gh-pages -> gh-pages \(pre-receive hook declined\)"):
        publish_site(root)
    assert "gh-pages" not in git(root, "for-each-ref")
    hook.unlink()
    publish_site(root)


def test_a_file_that_git_cannot_take_in_is_a_plain_complaint(root: Path) -> None:
    write(root, {'"odd".txt': "x"})
    with pytest.raises(DigestError, match="could not take in the files of public/"):
        publish_site(root)
    assert "gh-pages" not in git(root, "for-each-ref")


def test_a_branch_that_was_deleted_on_the_remote_to_shed_its_history_starts_anew(root: Path) -> None:
    publish_site(root)
    git(root, "push", "--quiet", "origin", ":gh-pages")
    git(root, "branch", "--quiet", "-D", "gh-pages")
    git(root, "update-ref", "refs/remotes/origin/gh-pages", git(root, "rev-parse", "main"))
    changes = publish_site(root)
    assert changes.tip == ""
    assert git(root, "rev-list", "--count", "gh-pages") == "1"


def test_another_branch_and_remote_and_a_site_in_a_subfolder(root: Path) -> None:
    git(root, "remote", "rename", "origin", "web")
    below = root / "sites/one"
    write(below, SITE)
    changes = publish.compare(below, branch="pages", remote="web")
    publish.push(below, changes)
    assert published(root, "pages") == SITE


# What stands in the way


def test_no_built_site(root: Path) -> None:
    (root / "public/index.html").unlink()
    assert refusal(root) == "public: there is no built site\n    run `python build.py` first"


def test_no_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert refusal(root) == "git: there is no such program here\n    install it, or publish by GitHub Actions"


def test_no_repository(tmp_path: Path) -> None:
    write(tmp_path / "plain", SITE)
    assert refusal(tmp_path / "plain") == (
        "git: not a git repository (or any of the parent directories): .git\n    run this in a clone of your repository"
    )


def test_no_remote(root: Path) -> None:
    assert refusal(root, remote="orign") == "git: there is no remote `orign`\n    did you mean `origin`?"
    git(root, "remote", "remove", "origin")
    assert refusal(root) == "git: there is no remote `origin`\n    add it: git remote add origin ADDRESS"


def test_a_remote_that_cannot_be_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "remote.git").rename(tmp_path / "moved.git")
    said = refusal(root)
    assert said.startswith(f"git: '{tmp_path}/remote.git' does not appear to be a git repository\n    look whether its address is right")


def test_a_name_that_no_branch_can_have(root: Path) -> None:
    assert refusal(root, branch="--force").startswith("git: '--force' is not a valid branch name\n")


def test_a_branch_that_somebody_works_on_is_not_replaced_by_the_site(root: Path, tmp_path: Path) -> None:
    assert "`main` is checked out: the site would take the place of its files" in refusal(root, branch="main")
    git(root, "worktree", "add", "--quiet", "-b", "gh-pages", str(tmp_path / "worktree"))
    assert "`gh-pages` is checked out" in refusal(root)


def test_commits_of_a_local_branch_that_the_remote_lacks_are_not_dropped(root: Path) -> None:
    git(root, "branch", "gh-pages", "main")
    said = refusal(root)
    assert said.startswith("git: your local branch `gh-pages` holds commits that origin has not\n    push them, or delete it")
    git(root, "branch", "--quiet", "-D", "gh-pages")
    publish_site(root)
    git(root, "update-ref", "refs/heads/gh-pages", git(root, "rev-parse", "main"))
    assert "holds commits that origin has not" in refusal(root)


@pytest.mark.parametrize("key", ["user.name", "user.email"])
def test_git_does_not_know_who_publishes(root: Path, key: str) -> None:
    git(root, "config", "--unset", key)
    with pytest.raises(DigestError) as caught:
        publish_site(root)
    assert str(caught.value) == f'git: `{key}` is not set, and a commit needs it\n    git config {key} "…"'
