"""What is published with the code: generated pages are current, links lead somewhere, nothing local leaks."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dateline

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
# Folders of one machine, and hosts of package registries: neither belongs in anything that is published.
LOCAL = re.compile(
    r"(?<![\w.:/~-])/(?:work|root|opt|home/\w+|Users/\w+)/\w"
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
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


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
