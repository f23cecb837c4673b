"""Keys under which spellings of one place name meet: as written, without articles and joins, consonants only.

Comes in: a name. Goes out: its keys. Must not know: places, texts.
"""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

ARTICLES = frozenset({
    "al", "el", "ar", "as", "ash", "at", "az", "an", "ad", "adh", "ath", "ez", "er", "es", "ed", "en", "esh",
    "et", "eth", "ul", "ur", "us", "ud", "uz",
})  # fmt: skip
ARABIC = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD",
    "SO",
    "SY", "TN", "YE",
})  # fmt: skip
OTHER_SCRIPTS = ARABIC | {  # countries whose names reach English through transliteration
    "AF", "AM", "BD", "BG", "BY", "CN", "ER", "ET", "GE", "GR", "IL", "IN", "IR", "JP", "KG", "KH", "KP",
    "KR",
    "KZ", "LA", "LK", "MK", "MM", "MN", "NP", "PK", "RU", "TH", "TJ", "UA",
}  # fmt: skip
_LETTERS = str.maketrans({
    "ı": "i", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ə": "a", "þ": "th",
    "’": "", "‘": "", "'": "", "ʼ": "", "ʿ": "", "ʾ": "", "ʻ": "", "`": "", "´": "", "′": "", "ʹ": "",
})  # fmt: skip
_OTHER = re.compile(r"[^a-z0-9]+")
_DOUBLE = re.compile(r"(.)\1+")
_SOUNDS = (
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"),
    ("ph", "f"), ("dj", "j"), ("zh", "j"), ("ck", "k"), ("q", "k"), ("c", "k"), ("p", "b"), ("v", "w"),
)  # fmt: skip
_WEAK = frozenset("aeiouywh")
SHORTEST_SKELETON = 3


def plain(name: str) -> str:
    """Folded case, accents and apostrophes; hyphens and other marks become blanks. "" for another script.

    >>> plain("Al Ḩasakah"), plain("A'zaz"), plain("Deir ez-Zor")
    ('al hasakah', 'azaz', 'deir ez zor')
    """
    name = name.casefold().translate(_LETTERS)
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in name if not unicodedata.combining(c)).translate(_LETTERS)
        if sum(c.isalpha() and not c.isascii() for c in name) > 0:
            return ""
    return _OTHER.sub(" ", name).strip()


def joined(plain_name: str) -> str:
    """The plain form without Arabic articles, written as one word.

    >>> joined("al hasakah"), joined("deir ez zor"), joined("el al")
    ('hasakah', 'deirzor', 'elal')
    """
    words = plain_name.split()
    kept = [w for w in words if w not in ARTICLES] if len(words) > 1 else words
    return "".join(kept or words)


def skeleton(joined_name: str) -> str:
    """The consonants as they sound, for transliterations; "" when too little is left to tell names apart.

    >>> skeleton("qamishli") == skeleton("kamishlo"), skeleton("homs"), skeleton("ayn")
    (True, 'hms', '')
    """
    name = joined_name
    for sound, letter in _SOUNDS:
        name = name.replace(sound, letter)
    name = _DOUBLE.sub(r"\1", name)
    bones = name[:1] + "".join(c for c in name[1:] if c not in _WEAK)
    return bones if len(bones) >= SHORTEST_SKELETON else ""


def keyed(name: str) -> tuple[str, str] | None:
    """How the index files a name: its key, and its plain form or "" where that is the same; None: no name.

    >>> keyed("al-Hol"), keyed("Homs"), keyed("حمص")
    (('hol', 'al hol'), ('homs', ''), None)
    """
    spelled = plain(name)
    key = joined(spelled)
    return (key, "" if spelled == key else spelled) if len(key) >= 2 else None


def place_id(ref: str) -> int:
    """The number of a place that GeoNames lacks, from its published id: always below zero."""
    return -crc32(ref.encode())
