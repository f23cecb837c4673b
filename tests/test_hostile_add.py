"""Broken, odd and harmful inputs on their way into a database: each is told, and the others are added."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.model import Coding
from dateline.pipeline import Tools, add, code
from dateline.read import read
from dateline.store import Store
from tests.read.test_fetch import Site, loopback_is_public, site  # noqa: F401 (fixtures)

GOOD = "Gunmen killed two soldiers in Mosul on Friday, the army said.\n"
ARABIC = "قتل ثلاثة جنود في هجوم قرب المدينة يوم الجمعة، قال الجيش في بيان. وفر المهاجمون نحو الشمال.\n" * 3
MIXED = "\u202eشمال\u202c \u200fGunmen killed two soldiers in Mosul on Friday, the army said (قتل جنديان).\n"
# name -> bytes, the code of the problem that is expected, and whether a report comes of it all the same
HOSTILE: dict[str, tuple[bytes, str | None, bool]] = {
    "empty.txt": (b"", "empty", False),
    "blank.txt": (b" \r\n\t\n", "empty", False),
    "binary.txt": (bytes(range(256)) * 40, "not_text", False),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(500), "not_text", False),
    "latin.txt": (("Señor Muñoz died. " + GOOD).encode("cp1252"), "encoding_guessed", True),
    "arabic.txt": (ARABIC.encode(), "language_not_supported", True),
    "mixed.txt": (MIXED.encode(), None, True),
    "telex.txt": (GOOD.upper().encode(), None, True),
    "deep.html": (b"<html><body>" + b"<div>" * 60_000 + GOOD.encode(), None, False),
    "wide.html": (b"<html><body>" + b"<p>x</p>" * 200_000, None, False),
    "bomb.xml": (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
        )
        + b"]><rss><channel><item><title>&j;</title></item></channel></rss>",
        None,
        False,
    ),
    "broken.json": (b'{"doc": "x", "text": ', None, False),
    "zz-good.txt": (GOOD.encode(), None, True),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, (data, _, _) in HOSTILE.items():
        (made / name).write_bytes(data)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "test.sqlite")


def test_each_bad_input_is_told_and_the_others_are_added(folder: Path, store: Store, tools: Tools) -> None:
    done = add(read([str(folder)]), store, tools=tools)
    docs = {Path(coding.report.doc).name for coding in store.all_codings()}
    found = {name: {p.code for p in store.problems() if name in p.where} for name in HOSTILE}
    for name, (_, expected, is_read) in HOSTILE.items():
        assert (name in docs) == is_read, name
        assert expected is None or expected in found[name], (name, found[name])
        assert is_read or any(p.severity == "error" and name in p.where for p in store.problems()), name
    assert done.added == sum(is_read for _, _, is_read in HOSTILE.values())
    assert done.errors == len(HOSTILE) - done.added


@pytest.mark.parametrize("name", ["telex.txt", "mixed.txt", "latin.txt", "zz-good.txt"])
def test_same_event_is_coded_whatever_the_letters(name: str, folder: Path, tools: Tools) -> None:
    (coding,) = (c for c in code(read([str(folder / name)]), tools=tools) if isinstance(c, Coding))
    tolls = [(t.kind, t.low, t.high) for s in coding.statements for t in s.tolls]
    assert tolls == [("killed", 2, 2)]
    assert [s.place.name for s in coding.statements if s.place] == ["Mosul"]


@pytest.mark.usefixtures("loopback_is_public")
def test_page_that_leads_to_a_private_address_is_refused(
    site: Site,  # noqa: F811
    tmp_path: Path,
    store: Store,
    tools: Tools,
) -> None:
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    lure = site.redirect("/lure", "http://169.254.169.254/latest/meta-data/")
    done = add(read([lure, str(tmp_path / "good.txt")]), store, tools=tools)
    assert (done.added, done.errors) == (1, 1)
    (problem,) = (p for p in store.problems() if p.severity == "error")
    assert (problem.code, problem.where) == ("fetch_failed", lure)
    assert "169.254.169.254" in problem.message and "link-local" in problem.message
