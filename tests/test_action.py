"""The GitHub Action and the workflows: what they use, what they may do, and what their steps do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from markdown_it import MarkdownIt

from errdocs.cli import main
from errdocs.diff import comment

ROOT = Path(__file__).parents[1]
ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RUNBOOKS = Path(__file__).parent / "scenarios" / "runbooks" / "data"
SITE = "https://errors.example/"
STEPS: dict[str, Any] = {
    step["id"]: step for step in yaml.safe_load(ACTION.read_text())["runs"]["steps"]
}
DEFAULTS = {
    name: str(given["default"])
    for name, given in yaml.safe_load(ACTION.read_text())["inputs"].items()
}
ERRDOCS = '#!/bin/sh\necho "$@" >> "$LOG"; cat "$SAYS" 2> /dev/null; exit "${CODE:-0}"\n'
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$*" in
  *--paginate*) jq -r "$5" "$COMMENTS" ;;
  *) cp "${7#body=@}" "$LOG.body" ;;
esac
exit "${GH_CODE:-0}"
"""


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS], ids=lambda file: file.name)
def test_what_is_used_is_pinned_by_its_hash_with_the_version_beside_it(file: Path) -> None:
    used = re.findall(r"\buses: (?!\./ )(.+)", file.read_text())
    assert used
    pinned = r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [name for name in used if not re.fullmatch(pinned, name)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_no_more_rights_than_it_needs(file: Path) -> None:
    workflow = yaml.load(file.read_text(), yaml.BaseLoader)
    assert "pull_request_target" not in workflow["on"]
    allowed = {"upstream.yml": {"issues"}}.get(file.name, set())
    written = {name for name, right in workflow["permissions"].items() if right != "read"}
    assert written == allowed
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if "actions/checkout" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_no_value_of_a_pull_request_is_pasted_into_a_script() -> None:
    assert [step for step in STEPS.values() if "${{" in step.get("run", "")] == []
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            scripts = [step.get("run", "") for step in job["steps"]]
            assert [script for script in scripts if "${{" in script] == [], file.name


def test_a_checker_of_workflows_finds_nothing() -> None:
    program = Path(sys.executable).with_name("zizmor")
    command = [program, "--offline", "--no-progress", ACTION, ROOT / ".github"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


class Job:
    """A job that runs steps of the action, with stand-ins for `errdocs` and `gh`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.temp = folder, folder / "temp"
        (self.temp / "errdocs" / "bin").mkdir(parents=True)
        (self.temp / "errdocs" / "sarif").mkdir()
        (folder / "bin").mkdir()
        self.program(self.temp / "errdocs" / "bin" / "errdocs", ERRDOCS)
        self.program(folder / "bin" / "gh", GH)
        self.comments: list[dict[str, Any]] = []

    @staticmethod
    def program(path: Path, text: str) -> None:
        """Write a program."""
        path.write_text(text)
        path.chmod(0o755)

    def run(self, step: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step with the inputs of the action, or values in their place."""
        environment = {
            name: DEFAULTS.get(name.lower(), "") for name in STEPS[step].get("env", ())
        } | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_REPOSITORY": "me/mine",
            "GITHUB_ACTION_PATH": str(ROOT),
            "LOG": str(self.folder / "log"),
            "SAYS": str(self.folder / "says"),
            "COMMENTS": str(self.folder / "comments"),
        }
        (self.folder / "comments").write_text(json.dumps(self.comments))
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[step]["run"]],
            env=environment | given,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, name: str) -> str:
        """Return what a file of the job holds; nothing where it is missing."""
        file = self.folder / name
        return file.read_text() if file.exists() else ""

    def propose(self, **given: str) -> subprocess.CompletedProcess[str]:
        """Run the step that comments, on a pull request that changes the reference."""
        about = {"NUMBER": "5", "FROM": "me/mine", "CODE": "1", "GH_TOKEN": "secret"}
        (self.folder / "says").write_text("### What this change does\n")
        done = self.run("comment", **about | given)
        assert done.returncode == 0, done.stderr
        return done


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_check_and_links_end_with_the_result_of_both(job: Job) -> None:
    assert job.run("check", CODE="1").returncode == 0
    assert job.read("output") == "problems=1\n"
    assert job.run("links", LINKS="a b\n\n-c\n", AGAINST="https://x/", SARIF="true").returncode == 0
    assert job.read("log").splitlines() == [
        "check --data data --docs docs --format github",
        *(
            f"check-links --data data --docs docs --against https://x/ --format {form} -- a b -c"
            for form in ("github", "sarif")
        ),
    ]
    assert (job.temp / "errdocs" / "sarif" / "links.sarif").exists()
    assert job.run("check", CODE="2").returncode == 2
    for found, code in (("", 0), ("0", 0), ("1", 1)):
        assert job.run("result", CHECK=found, LINKS="0").returncode == code


def test_no_line_that_errdocs_prints_for_people_is_a_command_of_the_workflow(job: Job) -> None:
    program = job.temp / "errdocs" / "bin" / "errdocs"
    job.program(program, '#!/bin/sh\necho "::stop-commands::x.md: skipped" >&2\nexit 1\n')
    for step in ("check", "links"):
        done = job.run(step, LINKS=".")
        assert done.stdout == "errdocs: ::stop-commands::x.md: skipped\n" and done.stderr == ""


def test_a_pull_request_gets_one_comment_that_is_brought_up_to_date(job: Job) -> None:
    job.propose()
    _, found, posted = job.read("log").splitlines()
    assert found.startswith("api --paginate repos/me/mine/issues/5/comments --jq ")
    assert posted.startswith("api --silent --method POST repos/me/mine/issues/5/comments --field ")
    body = job.read("log.body")
    assert re.fullmatch(r"<!-- errdocs \d+ -->\n### What this change does\n", body)
    assert job.read("summary") == body
    job.comments = [
        {"id": 6, "user": {"type": "User"}, "body": body},
        {"id": 7, "user": {"type": "Bot"}, "body": body},
        {"id": 8, "user": {"type": "Bot"}, "body": "another"},
    ]
    job.propose()
    patched = job.read("log").splitlines()[-1]
    assert patched.startswith("api --silent --method PATCH repos/me/mine/issues/comments/7 ")
    job.propose(DATA="other")  # another registry has a comment of its own
    assert " POST " in job.read("log").splitlines()[-1]


def test_a_change_that_leaves_the_reference_as_it_is_gets_no_comment(job: Job) -> None:
    job.propose(CODE="0")
    assert " POST " not in job.read("log")


def test_a_fork_gets_the_summary_and_no_comment(job: Job) -> None:
    done = job.propose(FROM="you/mine")
    assert "::notice::A pull request from a fork" in done.stdout
    assert "gh" not in job.read("log") and "api" not in job.read("log")
    assert "What this change does" in job.read("summary")


def test_what_keeps_a_comment_from_being_written_fails_nothing(job: Job) -> None:
    assert "::warning::The comment could not be written" in job.propose(GH_CODE="1").stdout
    assert "POST" not in job.read("log")
    assert "::notice::The reference could not be compared" in job.propose(CODE="2").stdout


def test_errdocs_never_sees_the_token(job: Job) -> None:
    program = job.temp / "errdocs" / "bin" / "errdocs"
    job.program(program, '#!/bin/sh\nenv > "$LOG.env"\n')
    job.propose()
    assert "LOG=" in job.read("log.env") and "secret" not in job.read("log.env")
    assert [step for step in STEPS if "GH_TOKEN" in STEPS[step].get("env", ())] == ["comment"]


def test_what_is_installed_is_the_pinned_version_with_its_locked_dependencies(job: Job) -> None:
    fake = job.folder / "bin" / "python"
    job.program(
        fake,
        f'#!/bin/sh\necho "$@" >> "$LOG"\nmkdir -p "$3/bin"; cp {fake} "$3/bin/python"\n',
    )
    done = job.run("install", PYTHON=str(fake))
    assert done.returncode == 0, done.stderr
    _, locked, own = job.read("log").splitlines()
    assert locked.endswith(f"--require-hashes --requirement {ROOT}/requirements.txt")
    assert own.endswith(f"--no-deps --no-build-isolation {ROOT}")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository of which the last commit changes the reference."""
    folder = tmp_path / "repository"
    shutil.copytree(RUNBOOKS, folder / "data")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]

    def git(*words: str) -> None:
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "before")
    file = folder / "data" / "errors" / "RateLimited.yml"
    file.write_text(re.sub(r"^title: .+", "title: '@all see #1 <b>'", file.read_text(), flags=re.M))
    (folder / "data" / "errors" / "Brand.New.yml").write_text(
        "code: Brand.New\ntitle: A new error\ncases:\n  - id: one\n    message: This is new.\n"
    )
    git("add", ".")
    git("commit", "--quiet", "--message", "after")
    return folder


def test_the_steps_work_with_errdocs_on_a_repository(job: Job, repository: Path) -> None:
    job.program(
        job.temp / "errdocs" / "bin" / "errdocs",
        f'#!/bin/sh\nexec {sys.executable} -m errdocs "$@"\n',
    )
    job.folder = repository
    given = {"ERRDOCS_SITE_URL": SITE, "PYTHONPATH": str(ROOT / "generator")}
    (repository / "a.md").write_text(f"{SITE}errors/rate_limited/")
    links = job.run("links", LINKS="a.md", **given)
    assert links.stdout.startswith("::error file=a.md,line=1,col=1,title=link-redirected::")
    where = {"PATH": f"{job.temp.parent / 'bin'}:{os.environ['PATH']}"}
    done = job.run("comment", NUMBER="5", FROM="me/mine", BASE="HEAD^1", **given, **where)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = job.read("log.body").splitlines()
    assert "| Added | 1 | 1 |" in lines and "- `Brand.New`: `A new error`" in lines
    assert f"- [`RateLimited`]({SITE}errors/RateLimited/): " in "\n".join(lines)


def commented(old: Path, new: Path, *options: str) -> str:
    words = ["diff", str(old), str(new), "--format", "comment", *options]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_comment_mentions_nobody_and_links_only_to_the_site(repository: Path) -> None:
    text = commented(RUNBOOKS, repository / "data", "--site", SITE)
    tokens = [
        token
        for block in MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        for token in block.children or ()
    ]
    plain = "".join(token.content for token in tokens if token.type == "text")
    assert "@" not in plain and "#" not in plain
    assert "@all see #1 <b>" in "".join(t.content for t in tokens if t.type == "code_inline")
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert links == [f"{SITE}errors/RateLimited/"]


def test_a_comment_is_short_enough_and_counts_what_it_leaves_out(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert commented(RUNBOOKS, RUNBOOKS) == f"{comment.NOTHING}\n"
    monkeypatch.setattr(comment, "LONGEST", 1_700)
    for number in range(400):
        (repository / "data" / "errors" / f"E{number}.yml").write_text(
            f"code: E{number}\ntitle: {'word ' * 400}end\ncases: [{{id: one, message: M{number}.}}]"
        )
    text = commented(RUNBOOKS, repository / "data")
    assert len(text) <= 1_700
    assert "| Added | 401 | 401 |" in text
    shown = len(re.findall("^- `E", text, re.MULTILINE)) + ("`Brand.New`" in text)
    assert f"- … and {401 - shown} more" in text
