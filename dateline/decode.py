"""Bytes in, text out: which encoding a file is in, and whether it is text at all.

Must not know: what the text is about, nor its format (but for the encoding that an HTML page declares).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
# The non-ASCII bytes of English text in Windows-1252: quotes, dashes, currency, accented letters.
_WESTERN = frozenset(
    b"\x80\x82\x84\x85\x8a\x8c\x91\x92\x93\x94\x95\x96\x97\x99\x9a\x9c\xa0\xa3\xa7\xa9\xae\xb0\xb7\xbd"
    + bytes(range(0xC0, 0xD7))
    + bytes(range(0xD8, 0xF7))
    + bytes(range(0xF8, 0xFE))
)
_SAMPLE = 200_000


class NotText(ValueError):
    """The bytes are no text; the message says what they look like."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`guessed`: no mark, declaration or strict UTF-8 says the encoding. `broken`: bytes read as U+FFFD."""

    text: str
    encoding: str
    guessed: bool = False
    broken: int = 0


def decode(data: bytes, *, charset: str | None = None, markup: bool = False) -> Decoded:
    """The text of `data`; line breaks are kept as they are, a byte order mark is not part of the text.

    `charset` is what the sender declared; `markup` also takes the declaration inside the first bytes.

    Raises NotText when the bytes are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotText(what)
    head = data[:_SAMPLE]
    if (wide := _wide_encoding(head)) is not None:
        return _lenient(data, wide)
    if b"\x00" in head or len(_CONTROL.findall(head)) > len(head) * 0.02:
        raise NotText("binary data")
    for declared in (charset, _declared(data) if markup else None):
        if declared is not None and (decoded := _strict(data, declared)) is not None:
            return decoded
    if (decoded := _strict(data, "utf-8")) is not None:
        return decoded
    nearly = data.decode("utf-8", errors="replace")
    broken = nearly.count("\ufffd")
    if sum(ord(c) > 127 for c in nearly[:_SAMPLE]) > 20 * broken:
        return Decoded(nearly, "utf-8", guessed=True, broken=broken)
    encoding = "cp1252" if _looks_western(data) else _detect(head)
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, guessed=True, broken=text.count("\ufffd"))


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, broken=text.count("\ufffd") - data.count("\ufffd".encode(encoding)))


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except (LookupError, UnicodeError):
        return None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:2048])
    return found[1].decode("ascii") if found else None


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a mark: mostly ASCII letters, so that every other byte is NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    if pairs < 4:
        return None
    if odd > 0.4 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def _looks_western(data: bytes) -> bool:
    high = [b for b in data[:_SAMPLE] if b > 0x7F]
    return len(high) < 0.2 * len(data[:_SAMPLE]) and all(b in _WESTERN for b in high)


def _detect(head: bytes) -> str:
    best = from_bytes(head).best()
    return best.encoding if best is not None else "cp1252"
