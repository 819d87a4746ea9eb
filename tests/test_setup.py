"""Setting up: pins with hashes that name no host, and one truth in README.md, `.ci/run` and `pyproject.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[1]
BUILD = "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.txt && .venv/bin/python build.py"
TEST = "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-test.txt && .venv/bin/python -m pytest"
PINNED = ("requirements.txt", "requirements-test.txt", "requirements-benchmark.txt")


def pins(name: str) -> dict[str, frozenset[str]]:
    """Read a requirements file: each pin with its marker → its hashes."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.strip().startswith("#")]
    found = {}
    for line in lines:
        pin, *hashes = re.split(r"\s+--hash=", line.strip())
        found[pin] = frozenset(hashes)
    return found


def readme_commands() -> list[str]:
    """Find the two command lines in the code blocks of README.md, or what they are to be before there is one."""
    readme = REPOSITORY / "README.md"
    if not readme.exists():
        return [BUILD, TEST]
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [re.sub(r"\s+", " ", line) for line in lines if "--require-hashes" in line]


def ci_lines() -> list[str]:
    return (REPOSITORY / ".ci/run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", PINNED)
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    found = pins(name)
    assert len(found) > 10
    for pin, hashes in found.items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", pin), pin
        assert hashes, f"{pin} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), pin


@pytest.mark.parametrize("name", PINNED)
def test_no_host_no_index_and_no_path_of_a_machine_is_named(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert not re.search(r"http|file:|//|/home|/tmp|@ ", text)
    options = [line for line in text.splitlines() if line.strip().startswith("-") and not line.strip().startswith("--hash=")]
    assert options == []


@pytest.mark.parametrize("name", PINNED)
def test_the_head_of_the_file_says_how_to_refresh_it(name: str) -> None:
    assert f"-o {name} pyproject.toml" in (REPOSITORY / name).read_text(encoding="utf-8").splitlines()[1]


def test_what_builds_is_what_is_tested() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-test.txt").items() <= pins("requirements-benchmark.txt").items()


@pytest.mark.parametrize(("extra", "name"), [("", "requirements.txt"), ("test", "requirements-test.txt"), ("benchmark", "requirements-benchmark.txt")])
def test_every_declared_dependency_is_pinned_to_a_version_that_it_allows(extra: str, name: str) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else [])]
    pinned: dict[str, list[str]] = {}
    for pin in pins(name):
        requirement = Requirement(pin)
        pinned.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier).removeprefix("=="))
    for each in map(Requirement, declared):
        versions = pinned.get(canonicalize_name(each.name))
        assert versions, f"{each.name} is declared and not pinned: refresh {name}"
        assert all(each.specifier.contains(version) for version in versions), f"{each} is pinned to {versions}"


def test_the_readme_has_one_line_that_builds_and_one_that_tests() -> None:
    assert readme_commands() == [BUILD, TEST]


def test_ci_runs_the_links_of_both_lines_in_their_order() -> None:
    build, test = (line.split(" && ") for line in readme_commands())
    assert build[0] == test[0], "CI makes one environment for both"
    links = [*build, *test[1:]]
    assert [line for line in ci_lines() if line in links] == links


def test_ci_stops_at_the_first_failure_and_ends_with_the_tests() -> None:
    lines = ci_lines()
    assert "set -euo pipefail" in lines
    assert lines.index(".venv/bin/ruff check .") < lines.index(".venv/bin/mypy") < lines.index(".venv/bin/python -m pytest")
    assert lines[-1] == ".venv/bin/python -m pytest"


def test_ci_can_be_executed() -> None:
    assert os.access(REPOSITORY / ".ci/run", os.X_OK)
