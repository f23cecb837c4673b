"""A fragment of HTML (a feed's content) in, its plain text with paragraph breaks out."""

from __future__ import annotations

import re

from lxml import etree, html

_BLOCKS = frozenset(
    """address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li
    main ol p pre section table tr ul""".split()  # noqa: SIM905
)
_SILENT = frozenset(("script", "style", "noscript", "template"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def fragment_text(fragment: str) -> str:
    """The text of an HTML fragment: blocks become paragraphs, `<br>` a line break; entities are resolved.

    >>> fragment_text("<p>Rebels took <b>the town</b>.</p><p>Two died &amp; ten fled.</p>")
    'Rebels took the town.\\n\\nTwo died & ten fled.'
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    try:
        root = html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, ValueError):
        return fragment.strip()
    parts: list[str] = []
    silent = 0
    for step, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if step in ("comment", "pi"):
            parts.append(_fold(element.tail) if not silent else "")
            continue
        if step == "start":
            silent += element.tag in _SILENT
            parts.append("\n\n" if element.tag in _BLOCKS else "\n" if element.tag == "br" else "")
            parts.append(_fold(element.text) if not silent else "")
        else:
            silent -= element.tag in _SILENT
            parts.append("\n\n" if element.tag in _BLOCKS else "")
            parts.append(_fold(element.tail) if not silent else "")
    lines = re.sub(r" *\n *", "\n", "".join(parts))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _fold(text: str | None) -> str:
    return _BLANKS.sub(" ", text or "")
