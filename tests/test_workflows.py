"""The workflows: right by the public schema, least in their rights, and each `run:` step executed.

What is real: the shell and its flags, the text of each step, its `env:`, a copy of this repository, `build.py`,
and the order of the steps. What is a stub: `gh`, `git`, `apt-get`, `sudo`, `ruff`, `mypy`, and of Python `-m venv`,
`pip` and `-m pytest`: they would ask the network, or run these tests within themselves. A stub notes how it was
called, and fails where the test says so. Steps with `uses:` are GitHub's own, and are not executed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[1]
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))

EXPRESSIONS = {
    "steps.pages.outputs.base_url": "https://user.example/repo",
    "github.token": "a-token",
    "github.repository": "user/repo",
}
"""What the expressions in `env:` are worth on the runner of these tests."""

STUB = f"""#!/bin/sh
call="${{0##*/}} $*"
case "$call" in
"python build.py"* | "python -c"*) exec {sys.executable} "$@" ;;
esac
echo "$call" >> "$RECORD"
case "$call" in
$FAIL) exit 3 ;;
"python3 -m venv .venv") mkdir -p .venv/bin; for tool in python pip ruff mypy; do cp "$0" ".venv/bin/$tool"; done ;;
esac
"""


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; every scalar is text, so that `on` stays `on`."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


def run_steps() -> list[Any]:
    """Each `run:` step of each job, as parameters of a test."""
    return [
        pytest.param(step, id=f"{path.stem}-{job}-{number}")
        for path in WORKFLOWS
        for job, content in load(path)["jobs"].items()
        for number, step in enumerate(content["steps"], 1)
        if "run" in step
    ]


class Runner:
    """A copy of the repository, and a search path of stubs and of a few plain tools."""

    def __init__(self, folder: Path) -> None:
        self.copy = folder / "repository"
        self.stubs = folder / "stubs"
        self.record = folder / "record"
        passed_over = shutil.ignore_patterns(".git", ".venv", "public", "inbox", "__pycache__", ".*cache", ".hypothesis", "*.egg-info")
        shutil.copytree(REPOSITORY, self.copy, ignore=passed_over)
        self.stubs.mkdir()
        for tool in ("bash", "sh", "env", "dirname", "mkdir", "cp", "id", "cat", "uname"):
            (self.stubs / tool).symlink_to(str(shutil.which(tool)))
        for tool in ("python", "python3", "gh", "git", "apt-get", "chromium"):
            self.stub(tool)

    def stub(self, tool: str) -> None:
        (self.stubs / tool).write_text(STUB)
        (self.stubs / tool).chmod(0o755)

    def run(self, script: str, env: Mapping[str, str] = {}, *, fail: str = "nothing") -> tuple[int, list[str], str]:
        """Run a script as GitHub does where no `shell:` is named; return its status, the calls of stubs, its output."""
        (self.copy.parent / "step.sh").write_text(script)
        self.record.write_text("")
        fixed = {"PATH": str(self.stubs), "HOME": str(self.copy.parent), "LANG": "C.UTF-8", "CI": "true", "GITHUB_ACTIONS": "true"}
        done = subprocess.run(
            ["bash", "-e", str(self.copy.parent / "step.sh")],
            cwd=self.copy,
            env={**fixed, "RECORD": str(self.record), "FAIL": fail, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, self.record.read_text().splitlines(), done.stdout


def environment(step: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda match: EXPRESSIONS[match[1]], value) for name, value in step.get("env", {}).items()
    }


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


# As they are written


def schema_check(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_they_follow_the_public_schema(tmp_path: Path) -> None:
    assert len(WORKFLOWS) >= 2
    done = schema_check(*WORKFLOWS)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on:", "runs-in:"), encoding="utf-8")
    assert schema_check(wrong).returncode == 1, "the check itself can fail"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_job_has_the_rights_it_needs_and_a_limit_of_time(path: Path) -> None:
    expected = {
        "publish": {
            "fetch": {"contents": "write"},
            "build": {"contents": "read", "pages": "read"},
            "deploy": {"pages": "write", "id-token": "write"},
            "keepalive": {"actions": "write"},
        },
        "test": {"test": {"contents": "read"}},
    }
    workflow = load(path)
    jobs = workflow["jobs"]
    assert {name: job.get("permissions", workflow["permissions"]) for name, job in jobs.items()} == expected[path.stem]
    assert all("timeout-minutes" in job for job in jobs.values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_only_githubs_own_actions_run_and_nothing_is_expanded_into_a_shell(path: Path) -> None:
    steps = [step for job in load(path)["jobs"].values() for step in job["steps"]]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_publishing_happens_at_a_push_by_hand_and_every_day_and_one_at_a_time() -> None:
    workflow = load(REPOSITORY / ".github/workflows/publish.yml")
    assert workflow["on"].keys() == {"push", "workflow_dispatch", "schedule"}
    assert re.fullmatch(r"\d+ \d+ \* \* \*", workflow["on"]["schedule"][0]["cron"])
    assert workflow["concurrency"]["cancel-in-progress"] == "false"
    assert workflow["jobs"]["deploy"]["needs"] == "build"
    used = [step.get("uses", "").partition("@")[0] for step in workflow["jobs"]["build"]["steps"]]
    assert [name for name in used if name] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/cache",
        "actions/configure-pages",
        "actions/upload-pages-artifact",
    ]


# As they run


@pytest.mark.parametrize("step", run_steps())
def test_each_run_step_succeeds(runner: Runner, step: dict[str, Any]) -> None:
    status, _, said = runner.run(step["run"], environment(step))
    assert status == 0, said


def test_the_build_job_installs_pinned_packages_and_builds_for_where_the_site_will_stand(runner: Runner) -> None:
    install, build = [step for step in load(REPOSITORY / ".github/workflows/publish.yml")["jobs"]["build"]["steps"] if "run" in step]
    assert runner.run(install["run"], environment(install))[:2] == (0, ["python -m pip install --require-hashes -r requirements.txt"])
    status, calls, said = runner.run(build["run"], environment(build))
    assert (status, calls) == (0, []), said
    home = (runner.copy / "public/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://user.example/repo/">' in home
    assert 'href="/repo/' in home


def test_the_schedule_enables_the_very_workflow_that_it_stands_in(runner: Runner) -> None:
    path = REPOSITORY / ".github/workflows/publish.yml"
    job = load(path)["jobs"]["keepalive"]
    assert job["if"] == "github.event_name == 'schedule'"
    [step] = job["steps"]
    status, calls, _ = runner.run(step["run"], environment(step))
    assert (status, calls) == (0, [f"gh api --method PUT repos/user/repo/actions/workflows/{path.name}/enable"])


def fetch_steps() -> list[Any]:
    return [step for step in load(REPOSITORY / ".github/workflows/publish.yml")["jobs"]["fetch"]["steps"] if "run" in step]


def test_sources_are_asked_before_the_build_and_never_at_a_push() -> None:
    jobs = load(REPOSITORY / ".github/workflows/publish.yml")["jobs"]
    assert jobs["fetch"]["if"] == "github.event_name != 'push'"
    assert jobs["build"]["needs"] == "fetch"
    assert "!cancelled() && needs.fetch.result != 'failure'" in jobs["build"]["if"], "where fetch is skipped, the build is not"
    assert jobs["deploy"]["if"] == "!cancelled() && needs.build.result == 'success'"
    assert jobs["build"]["steps"][0]["with"]["ref"].startswith("${{ github.ref }}")
    [cache] = [step for step in jobs["fetch"]["steps"] if step.get("uses", "").startswith("actions/cache@")]
    assert cache["with"]["path"].split() == [".cache/fetch.json", ".cache/ingest.db"]


def test_a_source_that_fails_does_not_stop_the_morning(runner: Runner) -> None:
    _, ask, _ = fetch_steps()
    config = runner.copy / "site_config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("follow: []", "follow: [http://127.0.0.1:9/feed]"), encoding="utf-8")
    (runner.copy / "content/inbox").mkdir(parents=True, exist_ok=True)
    (runner.copy / "content/inbox/broken.json").write_text("{")

    status, _, said = runner.run(ask["run"])

    assert status == 0
    assert "not public" in said and "not JSON" in said, "but both are told"


def test_new_pages_are_committed_and_nothing_else(runner: Runner) -> None:
    _, _, commit = fetch_steps()
    assert runner.run(commit["run"])[:2] == (0, ["git add content/articles", "git diff --cached --quiet"])
    status, calls, _ = runner.run(commit["run"], fail="git diff*")
    assert status == 0
    assert calls[-3:] == ["git commit --quiet --message New articles", "git pull --quiet --rebase", "git push --quiet"]
    assert runner.run(commit["run"], fail="git [dp]*")[0] != 0, "what was not pushed must be asked for again"


CI = [
    "python3 -m venv .venv",
    "pip install --require-hashes -r requirements.txt",
    "pip install --require-hashes -r requirements-test.txt",
    "pip install --require-hashes -r requirements-benchmark.txt",
    "ruff check .",
    "mypy ",
    "python -m pytest",
]


def test_ci_runs_every_check_and_the_tests_last(runner: Runner) -> None:
    status, calls, said = runner.run(".ci/run")
    assert (status, calls) == (0, CI), said
    assert (runner.copy / "public/index.html").is_file(), "build.py ran between the two installs"


@pytest.mark.parametrize("call", CI)
def test_ci_fails_with_the_first_check_that_fails(runner: Runner, call: str) -> None:
    status, calls, _ = runner.run(".ci/run", fail=call)
    assert status != 0
    assert calls == CI[: CI.index(call) + 1]


def test_ci_fails_where_the_demo_does_not_build(runner: Runner) -> None:
    (runner.copy / "site_config.yaml").write_text("nonsense: 1\n")
    status, calls, said = runner.run(".ci/run")
    assert (status, calls) == (1, CI[:2])
    assert "nonsense" in said


def test_ci_installs_a_browser_where_there_is_none_and_no_other_machine_is_changed(runner: Runner) -> None:
    (runner.stubs / "chromium").unlink()
    (runner.stubs / "sudo").write_text('#!/bin/sh\nshift\nexec "$@"\n')
    (runner.stubs / "sudo").chmod(0o755)
    calls = runner.run(".ci/run")[1]
    assert calls == ["apt-get update -qq", "apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk", *CI]
    status, calls, _ = runner.run(".ci/run", fail="apt-get install*")
    assert (status, len(calls)) == (3, 2), "without a browser CI would skip what it must not"
    assert runner.run(".ci/run", {"CI": ""})[1] == [call for call in CI if "benchmark" not in call]


def test_ci_makes_a_skip_of_the_browser_tests_a_failure(runner: Runner) -> None:
    (runner.stubs / "python3").write_text('#!/bin/sh\necho "$DIGEST_REQUIRE" > required\nexit 1\n')
    runner.run(".ci/run")
    assert (runner.copy / "required").read_text() == "browser hugo\n"
    runner.run(".ci/run", {"CI": ""})
    assert (runner.copy / "required").read_text() == "\n"
