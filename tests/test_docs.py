"""What is published with the code: generated pages are current, links lead somewhere, nothing local leaks."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dateline
from docs.generate import SESSION

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
# Folders of one machine, and hosts of package registries: neither belongs in anything that is published.
LOCAL = re.compile(
    r"(?<![\w.:/~-])/(?:work|root|opt|home/\w+|Users/\w+)/[\w.]"
    r"|(?:pypi|pythonhosted|npmjs|registry\.\w+|deb\.debian)\.(?:org|com|net)"
    r"|--(?:index-url|extra-index-url|find-links)[ =]\S",
)


def committed_files() -> list[Path]:
    """What git tracks, or (in an unpacked archive) what lies in the folders that we publish."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    folders = ("dateline", "docs", "examples", "tests", "bench", "training", "requirements")
    return [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]


def local_names(text: str) -> list[str]:
    return [match[0] for match in LOCAL.finditer(text)]


def modules() -> list[str]:
    """Every module of the package that has an example to run."""
    names = ["dateline", *(module.name for module in pkgutil.walk_packages(dateline.__path__, "dateline."))]
    specs = [spec for name in names if (spec := importlib.util.find_spec(name)) and spec.origin]
    return [spec.name for spec in specs if ">>> " in Path(str(spec.origin)).read_text(encoding="utf-8")]


def test_no_committed_file_names_this_machine_or_a_registry() -> None:
    found = {}
    for file in committed_files():
        if file == Path(__file__):
            continue  # holds the patterns themselves
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # binary
        if names := local_names(text):
            found[str(file.relative_to(ROOT))] = names[:3]
    assert found == {}


@pytest.mark.parametrize(
    "text", ["see /work/main/x", "in /root/.cache", "--find-links /opt/wheels", "https://pypi.org/x"]
)
def test_a_local_name_is_found(text: str) -> None:
    assert local_names(text)


@pytest.mark.parametrize(
    "text", ["the path a/work/b", "https://daily.example/opt/x", "root/work", "either/or"]
)
def test_other_words_are_no_local_names(text: str) -> None:
    assert not local_names(text)


def test_generated_pages_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


def shell_lines(page: Path) -> list[str]:
    """The commands of a page: the lines of its blocks marked `sh`."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_the_tutorial_s_commands_run_in_order(tmp_path: Path) -> None:
    lines = [line for line in shell_lines(ROOT / "docs" / "tutorial.md") if not line.startswith("make ")]
    assert len([line for line in lines if "dateline" in line]) >= 8
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("DATELINE_DB", None)
    done = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {file.name for file in tmp_path.iterdir()}
    assert {"coded.jsonl", "dateline.sqlite", "events.csv", "syria.geojson"} <= made


def test_the_tutorial_s_python_runs() -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        example = doctest.DocTestParser().get_doctest(block, {}, "tutorial", "tutorial.md", 0)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_readme_s_sessions_show_the_commands_that_made_them() -> None:
    """Their output is made by `python -m docs.generate --sessions`; tests/cli holds what it may rely on."""
    sessions = list(SESSION.finditer((ROOT / "README.md").read_text(encoding="utf-8")))
    assert sessions
    for session in sessions:
        made = [command.strip() for command in session["commands"].split(";")]
        shown = re.findall(r"^\$ dateline (.*)$", session[0], re.MULTILINE)
        assert len(shown) == len(made)
        for typed, command in zip(shown, made, strict=True):
            assert typed.startswith(command.split("{")[0])


@pytest.mark.parametrize("module", modules())
def test_examples_in_docstrings_run(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.failed == 0


def test_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert dateline.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_locks_are_hashed_and_pinned() -> None:
    for name in ("run.lock", "dev.lock"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert packages and all("==" in line and line.endswith("\\") for line in packages)
