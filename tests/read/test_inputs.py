"""Files, folders, patterns, standard input: what is read, in which order; a bad one costs itself only."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.read import ReadLimits, read
from tests.read.inputs import BODY, codes, split


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """b.txt, sub/a.txt, a hidden file and a hidden folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/a.txt", ".hidden.txt", ".git/config.txt"):
        (tmp_path / name).write_text(f"{BODY} {name}", encoding="utf-8")
    return tmp_path


def docs(*inputs: object) -> list[str]:
    return [report.doc for report in split(read(map(str, inputs)))[0]]


def test_folder_is_read_with_its_folders_in_the_order_of_names(folder: Path) -> None:
    assert docs(folder) == ["b.txt", "sub/a.txt"]


def test_hidden_file_is_read_when_it_is_named(folder: Path) -> None:
    assert docs(folder / ".hidden.txt") == [".hidden.txt"]


@pytest.mark.parametrize(
    ("pattern", "found"), [("*.txt", ["b.txt"]), ("**/*.txt", ["b.txt", "a.txt"]), ("s*", ["a.txt"])]
)
def test_pattern_names_files(folder: Path, pattern: str, found: list[str]) -> None:
    assert docs(folder / pattern) == found


def test_inputs_are_read_in_the_order_given(folder: Path) -> None:
    assert docs(folder / "sub", folder / "b.txt") == ["a.txt", "b.txt"]


def test_bad_input_costs_itself_only(folder: Path) -> None:
    given = [folder / "b.txt", folder / "nowhere.txt", folder / "*.pdf", "\0bad", folder / "sub"]
    reports, problems = split(read(map(str, given), published=date(2021, 3, 6)))
    assert [r.doc for r in reports] == ["b.txt", "a.txt"]
    assert codes(problems) == ["not_found", "not_found", "not_found"]
    assert all(p.severity == "error" and p.where for p in problems)


def test_folder_without_files_is_a_problem(tmp_path: Path) -> None:
    assert codes(split(read([str(tmp_path)]))[1]) == ["empty"]


def test_folder_in_a_circle_of_links_is_read_once(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    assert docs(folder) == ["b.txt", "sub/a.txt"]


def test_link_to_itself_or_to_nothing_is_a_problem(folder: Path) -> None:
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "gone.txt").symlink_to(folder / "deleted.txt")
    reports, problems = split(read([str(folder)], published=date(2021, 3, 6)))
    assert [r.doc for r in reports] == ["b.txt", "sub/a.txt"]
    assert codes(problems) == ["not_a_file", "not_a_file"]
    assert "broken link" in problems[0].message


def test_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reports, problems = split(read([str(folder)], published=date(2021, 3, 6)))
    assert len(reports) == 2
    assert codes(problems) == ["not_a_file"]


def test_file_that_may_not_be_opened_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may open everything, so the refusal is made here.
    opened = Path.open

    def refuse(path: Path, *args: object, **options: object) -> object:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    reports, problems = split(read([str(folder)], published=date(2021, 3, 6)))
    assert [r.doc for r in reports] == ["sub/a.txt"]
    assert codes(problems) == ["no_permission"]
    assert "Check its permissions" in problems[0].message


def test_file_past_the_limit_is_a_problem_and_not_read_whole(folder: Path) -> None:
    limits = ReadLimits(document_bytes=50, collection_bytes=200)
    (folder / "big.txt").write_bytes(b"x" * 1000)
    reports, problems = split(read([str(folder)], limits=limits))
    assert reports == []
    assert codes(problems) == ["too_large"] * 3
    assert "1,000 bytes; at most 200 are read" in problems[1].message


def test_standard_input_is_read_as_any_file() -> None:
    line = b'{"doc": "x", "text": "Two men died in Wau.", "published": "2021-03-06"}\n'
    reports, problems = split(read(["-"], stdin=io.BytesIO(line * 2)))
    assert [r.doc for r in reports] == ["x", "x"]
    assert problems == []


def test_standard_input_that_was_not_given_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"stdin=sys\.stdin\.buffer"):
        list(read(["-"]))


def test_reading_is_lazy(folder: Path) -> None:
    stream = read([str(folder / "b.txt"), str(folder / "later.txt")], published=date(2021, 3, 6))
    assert next(stream).doc == "b.txt"  # type: ignore[union-attr]
    (folder / "later.txt").write_text(BODY, encoding="utf-8")
    assert [getattr(item, "doc", None) for item in stream] == ["later.txt"]


def test_given_day_and_outlet_fill_what_the_input_lacks(folder: Path) -> None:
    text = '{"text": "Two men died in Wau.", "published": "2020-01-02", "outlet": "Own"}'
    (folder / "own.json").write_text(text, encoding="utf-8")
    given = {"published": date(2021, 3, 6), "outlet": "Sample Wire"}
    inputs = [str(folder / "b.txt"), str(folder / "own.json")]
    reports, _ = split(read(inputs, published=date(2021, 3, 6), outlet="Sample Wire"))
    assert (reports[0].published, reports[0].outlet) == (given["published"], given["outlet"])
    assert (reports[1].published, reports[1].outlet) == (date(2020, 1, 2), "Own")


def test_same_item_from_another_path_is_the_same_report(folder: Path) -> None:
    text = (folder / "b.txt").read_bytes()
    (folder / "sub" / "copy.txt").write_bytes(text)
    reports, _ = split(read([str(folder)]))
    ids = {r.doc: r.id for r in reports}
    assert ids["b.txt"] == ids["sub/copy.txt"] != ids["sub/a.txt"]
