"""Names written all in capitals, with underscores for blanks: as a reader would write them.

Comes in: "KURDISTAN_WORKERS'_PARTY_(PKK)_". Goes out: names and acronyms. Must not know: codes, the list.
"""

from __future__ import annotations

import re

from dateline.resolve.actors.names import LONGEST_ACRONYM
from dateline.resolve.actors.registers.entry import country_of, mapping

SHORT_ACRONYM = 3  # letters; so short a word has other meanings too ("SAC", "MMC")
_BRACKETED = re.compile(r"^(?P<name>.*\w.*?)\s*\((?P<inside>[^()]*)\)$")
_PIECE = re.compile(r"[^\s\-/(]+")
_VOWEL = re.compile(r"[AEIOUYÀ-ÖÙ-Ý]")
_ACRONYM = re.compile(rf"[^\W\d_][\w.\-/]{{1,{LONGEST_ACRONYM + 2}}}")


def readable_names(raw: str) -> tuple[str, ...]:
    """The name, and the acronym that stands in brackets behind it; a country in brackets is left out.

    >>> readable_names("KURDISTAN_WORKERS'_PARTY_(PKK)_")
    ("Kurdistan Workers' Party", 'PKK')
    >>> readable_names("NATIONAL_LIBERATION_ARMY_(COLOMBIA)_"), readable_names("DEV_SOL_")
    (('National Liberation Army',), ('Dev Sol',))
    """
    text = " ".join(raw.replace("_", " ").split())
    match = _BRACKETED.match(text)
    if match is None:
        return (readable(text),) if text else ()
    name, inside = match["name"], match["inside"].strip()
    if country_of(inside.title()) and len(inside) > SHORT_ACRONYM:
        return (readable(name),)
    if inside.isupper() and _ACRONYM.fullmatch(inside):
        return (readable(name), inside)
    return (readable(text),)


def readable(text: str) -> str:
    """Capitals only where a name has them. A single short word stays as it is: it may be an acronym.

    >>> readable("ARMY OF THE PURE"), readable("AL-QASSAM BRIGADES"), readable("HAMAS"), readable("UN MISSION")
    ('Army of the Pure', 'Al-Qassam Brigades', 'HAMAS', 'UN Mission')
    """
    if not text.isupper() or (" " not in text and len(text) <= LONGEST_ACRONYM):
        return text
    first, *rest = text.split(" ")
    small = frozenset(mapping()["small_words"])
    return " ".join(
        [_cased(first), *(word.lower() if word.lower() in small else _cased(word) for word in rest)]
    )


def _cased(word: str) -> str:
    return _PIECE.sub(lambda piece: _piece(piece.group()), word)


def _piece(piece: str) -> str:
    letters = re.sub(r"\W", "", piece)
    if letters[:1].isdigit():
        return piece.lower()  # "20TH"
    acronym = letters in mapping()["capital_words"] or not _VOWEL.search(letters) or "." in piece[:-1]
    return piece if acronym else piece.capitalize()


def weak_if_short(name: str) -> str:
    """The alias, marked as weak ("JI?") when it is an acronym of two or three letters."""
    letters = re.sub(r"\W", "", name)
    return f"{name}?" if name.isupper() and len(letters) <= SHORT_ACRONYM and " " not in name else name
