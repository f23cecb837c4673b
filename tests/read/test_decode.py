"""From bytes to text: marks, declarations, guesses, and what is not text at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.decode import NotText, decode
from tests.read.inputs import BODY, codes, read_bytes

ACCENTED = (
    "Gunmen killed three soldiers near Maïné-Soroa – “the worst attack” this year, Niger’s army said.\n"
)
ARABIC = "قتل ثلاثة جنود في هجوم قرب المدينة يوم الجمعة، قال الجيش في بيان. وفر المهاجمون نحو الشمال.\n" * 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_decoded_from(tmp_path: Path, encoding: str) -> None:
    (report,), _ = read_bytes(tmp_path, "a.txt", ACCENTED.encode(encoding))
    assert report.body == ACCENTED


def test_guessed_encoding_is_told(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, "a.txt", ACCENTED.encode("cp1252"))
    assert codes(problems) == ["encoding_guessed"]
    assert "read as cp1252, which was guessed" in problems[0].message


def test_latin_letters_in_one_byte_are_read() -> None:
    assert decode("Señor Muñoz murió en Bogotá.".encode("latin-1")).text == "Señor Muñoz murió en Bogotá."


def test_arabic_in_one_byte_is_read() -> None:
    assert decode(ARABIC.encode("cp1256")).text == ARABIC


def test_wrong_declaration_gives_way_to_the_bytes() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body>{ACCENTED}</body></html>'
    assert ACCENTED in decode(page.encode("cp1252"), markup=True).text
    assert ACCENTED in decode(page.encode("utf-8"), charset="no-such-charset", markup=True).text


def test_declaration_of_the_page_is_used() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Армия сообщила</body></html>'
    assert "Армия сообщила" in decode(page.encode("cp1251"), markup=True).text


def test_broken_bytes_become_replacement_characters_and_are_counted(tmp_path: Path) -> None:
    data = (ACCENTED * 9).encode() + b"\xff\xfe and so on\n"
    (report,), problems = read_bytes(tmp_path, "a.txt", data)
    assert report.body.count("\ufffd") == 2
    assert codes(problems) == ["encoding_guessed"]
    assert "2 characters could not be read" in problems[0].message


def test_line_breaks_are_kept_as_they_are() -> None:
    assert decode(b"One.\r\nTwo.\rThree.\n").text == "One.\r\nTwo.\rThree.\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\x1f\x8b\x08rest", "a gzip archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"{\\rtf1 text}", "an RTF document"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(NotText, match=what):
        decode(data)
    reports, problems = read_bytes(tmp_path, "a.txt", data)
    assert reports == []
    assert codes(problems) == ["not_text"]
    assert what in problems[0].message and "Convert it" in problems[0].message


def test_right_to_left_text_keeps_its_offsets(tmp_path: Path) -> None:
    text = f"\u200fقال الجيش\u200e: {BODY} \u202bعاجل\u202c\n"
    (report,), problems = read_bytes(tmp_path, "a.txt", text.encode())
    assert report.text == text
    assert report.text[report.text.index(BODY) :].startswith(BODY)
    assert report.language == "en"
    assert problems == []


def test_report_in_another_script_is_kept_and_told(tmp_path: Path) -> None:
    (report,), problems = read_bytes(tmp_path, "a.txt", ARABIC.encode())
    assert (report.language, report.body) == ("ar", ARABIC)
    assert codes(problems) == ["language_not_supported"]
