"""A text with stretches all in capitals in, the same text with the case a reader would expect out.

The language model reads names and sentences by their capitals; in telex copy and in some headlines these tell
nothing. Every character keeps its place, so that offsets are those of the report. Must not know: what the
words mean, nor any list of names but the one it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from spacy.language import Language

_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?!\w)")
_BRACKETED = re.compile(r"[\[(]\s*([^\W\d_]{2,8})\s*[\])]")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:][\"”'’)\]]*\s+|\n[ \t]*\r?\n\s*)[\"“‘'(\[]*(?=[^\W\d_])")
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b(?:mr|mrs|ms|dr|st|gen|col|lt|sgt|capt|cpl|maj|jr|sr|no|vs))\.\s+\Z"
)
_MONTH = re.compile(
    r"(?:(?<=\d )|(?<=\d\d-))(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|march|august)\b"
    r"|\b(?:january|february|april|june|july|september|october|november|december)\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|march|august)(?=\.? \d)"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
)
_AFTER_COUNTRY = ("NN", "JJ", "VBZ")  # tags of the word after the "US" that is a country
_LEAST_WORDS, _LEAST_LETTERS = 4, 16
_LONGEST_ACRONYM = 6
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
# Words that open names of places, and small words inside names: "San Luis de la Reina".
_OPENERS = frozenset(
    "san santa santo sao saint puerto villa ciudad nueva nuevo monte port fort mount lake".split()  # noqa: SIM905
)
_PARTICLES = frozenset("de del la las los el y da do dos das du des e bin ibn von van der den".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Names:
    """Known names as they are written: lower-cased words -> the words with their capitals.

    >>> names = Names.of(["Syrian Democratic Forces", "FARC", "Chad", "the army"])
    >>> names.words[("chad",)], names.longest, ("the", "army") in names.words
    (('Chad',), 3, False)
    """

    words: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Names without a capital are descriptions and are left out."""
        split = [tuple(_WORD.findall(name)) for name in names]
        kept = {
            tuple(w.lower() for w in words): words for words in split if any(w[0].isupper() for w in words)
        }
        return cls(kept, max(map(len, kept), default=0))


NO_NAMES = Names()


def truecase(text: str, model: Language, names: Names = NO_NAMES) -> str:
    """The text with its stretches of capitals in sentence case; of the same length, and the same elsewhere.

    `model` supplies its tagger's view of the words in small letters and its tables of common words.
    """
    stretches = list(find_stretches(text, model))
    if not stretches:
        return text
    acronyms = _acronyms(text, stretches, model)
    pieces, reached = [], 0
    for start, end in stretches:
        opens = not text[:start].strip() or text[:start].rstrip(" \t\"“‘'([")[-1:] in "\n.!?:"
        pieces += [text[reached:start], _recase(text[start:end], opens, model, names, acronyms)]
        reached = end
    return "".join([*pieces, text[reached:]])


def find_stretches(text: str, model: Language) -> Iterator[tuple[int, int]]:
    """Runs of at least four words all in capitals, one at least a common word (no list of names)."""
    run: list[re.Match[str]] = []
    for word in [*_RUN.finditer(text), None]:
        if word is not None and word[0].isupper():
            run.append(word)
            continue
        while run and len(run[-1][0]) == 1:  # the "A" or "I" that begins the next sentence
            run.pop()
        if _is_shouted(run, model):
            yield run[0].start(), run[-1].end()
        run = []


def _is_shouted(run: list[re.Match[str]], model: Language) -> bool:
    words = [word[0] for word in run if len(word[0]) > 1]
    return (
        len(words) >= _LEAST_WORDS
        and sum(map(len, words)) >= _LEAST_LETTERS
        and any(len(word) > 2 and is_common(word.lower(), model) for word in words)
    )


def _recase(text: str, opens: bool, model: Language, names: Names, acronyms: frozenset[str]) -> str:
    """Names first: as known, by their form, as the tagger sees them; then the sentences' first letters."""
    low = lower(text)
    words = list(_WORD.finditer(low))
    shown = _known(words, model, names)
    for dotted in _DOTTED.finditer(text):
        shown |= {at: text[at] for at in range(*dotted.span()) if text[at].isalpha()}
    for found in _MONTH.finditer(low):
        shown[found.start()] = capitalise(found[0])
    for word in words:
        if word.start() not in shown and (cased := _by_itself(low, word, model, acronyms)) is not None:
            shown[word.start()] = cased
    tags = _tag(_put(low, shown), model)
    for word in words:
        proper = tags.get(word.start(), "").startswith("NNP")
        if proper and word.start() not in shown and word[0] not in model.Defaults.stop_words:
            shown[word.start()] = capitalise(word[0])
    for word, following in pairwise(words):
        if not low[word.end() : following.start()].isspace():
            continue
        if word[0] in _OPENERS and following.start() in shown:
            shown[word.start()] = capitalise(word[0])
        if word[0] == "us" and tags.get(following.start(), "").startswith(_AFTER_COUNTRY):
            shown[word.start()] = "US"
    shown |= {at: lower(w) for at, w in shown.items() if _is_inner_particle(low, at, w, shown)}
    for found in _SENTENCE_START.finditer(low):
        at = found.end()
        first = _WORD.match(low, at)
        if first is not None and at not in shown and _is_start(low, at, opens):
            shown[at] = capitalise(first[0])
    return _put(low, shown)


def _is_start(low: str, at: int, opens: bool) -> bool:
    before = low[:at]
    return not _ABBREVIATED.search(before) if before.strip() else opens


def _known(words: list[re.Match[str]], model: Language, names: Names) -> dict[int, str]:
    """The known names in the text, the longest at each place."""
    shown: dict[int, str] = {}
    spelled = [word[0] for word in words]
    at = 0
    while at < len(words):
        for length in range(min(names.longest, len(words) - at), 0, -1):
            cased = names.words.get(tuple(spelled[at : at + length]))
            if cased is not None and (length > 1 or not _is_rather_common(cased[0], model)):
                shown |= {w.start(): c for w, c in zip(words[at : at + length], cased, strict=True)}
                at += length
                break
        else:
            at += 1
    return shown


def _is_rather_common(name: str, model: Language) -> bool:
    """A name of one word that in a text of capitals is more likely the common word: "IS", "ARM"."""
    small = lower(name)
    return small in model.Defaults.stop_words or (
        name.isupper() and len(name) < 4 and is_common(small, model)
    )


def _by_itself(low: str, word: re.Match[str], model: Language, acronyms: frozenset[str]) -> str | None:
    """The case that a word has wherever it stands: "I", acronyms, words that are no English words."""
    spelled = word[0]
    before, after = low[max(0, word.start() - 1) : word.start()], low[word.end() : word.end() + 1]
    if spelled == "i" and before not in "'’":
        return "I"
    if spelled == "us" and (after in ("-", "–") or re.search(r"\bthe\s+\Z", low[: word.start()])):
        return "US"
    if len(spelled) == 1 or spelled in model.Defaults.stop_words:
        return None
    if spelled in acronyms:
        return upper(spelled)
    if before in ("'", "’") or (after in ("'", "’") and low[word.end() + 1 : word.end() + 2] == "t"):
        return None  # "didn't", "people's"
    return None if is_common(spelled, model) else capitalise(spelled)


def _acronyms(text: str, stretches: list[tuple[int, int]], model: Language) -> frozenset[str]:
    """The text's acronyms: by their form, or since they stand in brackets after what they abbreviate."""
    found = set()
    for start, end in stretches:
        short = {w[0] for w in _WORD.finditer(text, start, end) if 2 <= len(w[0]) <= _LONGEST_ACRONYM}
        found |= {lower(word) for word in short if is_acronym(word, model)}
        for bracketed in _BRACKETED.finditer(text, max(0, start - 1), end + 1):
            if _abbreviates(lower(bracketed[1]), lower(text[start : bracketed.start()])):
                found.add(lower(bracketed[1]))
    return frozenset(found)


def _abbreviates(acronym: str, before: str) -> bool:
    """The letters are, in order, initials of the last words before it, the first of them of the first word.

    >>> _abbreviates("ln", "the liberation of nations"), _abbreviates("feliu", "text manuel")
    (True, False)
    """
    initials = [word[0][0] for word in _WORD.finditer(before)][-2 * len(acronym) :]
    for start, initial in enumerate(initials):
        rest = iter(initials[start:])
        if initial == acronym[0] and sum(letter in rest for letter in acronym) >= max(2, len(acronym) - 1):
            return True
    return False


def is_acronym(word: str, model: Language) -> bool:
    """A short word without a vowel, or one that the model knows in capitals and not as a name."""
    small = lower(word)
    if small in model.Defaults.stop_words or small in _TITLES:
        return False
    tables = _Tables.of(model)
    if word in tables.acronyms:
        return small not in tables.no_nouns
    return not _VOWEL.search(word) and not is_common(small, model)


_TITLES = frozenset("mr mrs ms dr st col lt sgt capt cpl jr sr km kg hrs".split())  # noqa: SIM905


def _tag(text: str, model: Language) -> dict[int, str]:
    """The tagger's part of speech for every word, by where the word starts."""
    with model.select_pipes(enable=["tok2vec", "tagger"]):
        doc = model(text)
    return {word.start() + token.idx: token.tag_ for token in doc for word in _WORD.finditer(token.text)}


def know_words(model: Language) -> None:
    """Take over what the model knows of words before it reads: its list grows with every text."""
    _Tables.of(model)


def _is_inner_particle(low: str, at: int, word: str, shown: Mapping[int, str]) -> bool:
    if lower(word) not in _PARTICLES:
        return False
    before = re.search(r"([^\W\d_]+) \Z", low[:at])
    return before is not None and before.start() in shown


def is_common(word: str, model: Language) -> bool:
    """An English word (in small letters) or an inflected form of one, by the model's own tables."""
    return word in model.Defaults.stop_words or _common(word, _Tables.of(model))


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """Base forms, irregular forms and endings of the model's lemmatizer (made from WordNet)."""

    words: frozenset[str]
    no_nouns: frozenset[str]  # adjectives, adverbs and verbs
    acronyms: frozenset[str]  # short, and known in capitals only
    endings: tuple[tuple[str, str], ...]

    @staticmethod
    @lru_cache(maxsize=2)
    def of(model: Language) -> _Tables:
        lookups = model.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        index, irregular, rules = (lookups.get_table(f"lemma_{name}") for name in ("index", "exc", "rules"))
        words = {word for table in (index, irregular) for kind in table for word in table[kind]}
        no_nouns = {word for kind in ("adj", "adv", "verb") for word in index[kind]}
        endings = dict.fromkeys((old, new) for kind in rules for old, new in rules[kind])
        strings = model.vocab.strings
        acronyms = {w for w in strings if w.isupper() and len(w) <= 5 and capitalise(lower(w)) not in strings}
        return _Tables(frozenset(words), frozenset(no_nouns), frozenset(acronyms), tuple(endings))


@lru_cache(maxsize=50_000)
def _common(word: str, tables: _Tables) -> bool:
    def known(form: str) -> bool:
        return form in tables.words or any(
            form.endswith(old) and form[: len(form) - len(old)] + new in tables.words
            for old, new in tables.endings
        )

    if known(word):
        return True
    # Compounds of two: "airstrikes", "gunbattle".
    return any(known(word[:cut]) and known(word[cut:]) for cut in range(3, len(word) - 3))


def lower(text: str) -> str:
    """Small letters; a letter whose small form is longer ("İ") stays.

    >>> lower("İZMİR") == "İzmİr"
    True
    """
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def upper(text: str) -> str:
    return "".join(big if len(big := c.upper()) == 1 else c for c in text)


def capitalise(word: str) -> str:
    return upper(word[:1]) + lower(word[1:])


def _put(text: str, shown: Mapping[int, str]) -> str:
    """The text with the words of `shown` at their places."""
    letters = list(text)
    for at, word in shown.items():
        letters[at : at + len(word)] = word
    return "".join(letters)
