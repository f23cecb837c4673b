"""Web pages: title, date, outlet and address from their metadata, the text without the page around it.

trafilatura finds the text. Pages built to exhaust a reader are refused before it sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from dateline.model import Problem, Report
from dateline.read.inputs import Input, ReadLimits, build_report, problem

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")
# Elements that hold nothing, or that a parser closes by itself.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr
    p li td tr th option dt dd""".split()  # noqa: SIM905
)
_HUGE_VALUE = re.compile(r"""=\s*(?:"[^"]{20000,}"|'[^']{20000,}')""")
_DATE_LIMITS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def read_html(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """The page's one report."""
    if (bomb := _too_much(text, limits)) is not None:
        yield problem(
            "page_too_complex",
            f"{given.where}: the page {bomb}. Expected an article's page. "
            "Save its text as a .txt file to read it.",
            given.where,
        )
        return
    import trafilatura  # slow to import, and most runs read no page
    from trafilatura.settings import Document

    # Pictures written into attributes ("data:" addresses) are dead weight for the parser.
    page = trafilatura.bare_extraction(
        _HUGE_VALUE.sub('=""', text),
        url=given.url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=dict(_DATE_LIMITS),
    )
    if not isinstance(page, Document) or not page.text or not page.text.strip():
        yield problem(
            "no_text",
            f"{given.where}: no article text was found in the page. Expected paragraphs; pages "
            "that a script fills in hold none. Save the text as a .txt file to read it.",
            given.where,
        )
        return
    address = page.url or given.url
    yield from build_report(
        given.name,
        where=given.where,
        title=page.title,
        body=_without_title(page.text, page.title),
        published=page.date,
        published_from="metadata",
        outlet=page.sitename if page.sitename and page.sitename != _host(address) else None,
        url=address,
        limits=limits,
    )


def _without_title(text: str, title: str | None) -> str:
    """The extractor may give the headline as the first line too."""
    first, _, rest = text.partition("\n")
    return rest if title and first.strip() == title.strip() and rest.strip() else text


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None


def _too_much(text: str, limits: ReadLimits) -> str | None:
    """What makes the page too costly: its size, the number of its elements or how deep they nest."""
    if len(text) > limits.page_bytes:
        return f"has {len(text):,} characters; at most {limits.page_bytes:,} are read"
    depth = deepest = elements = 0
    for tag in _TAG.finditer(text):
        if tag["close"]:
            depth = max(0, depth - (tag["name"].lower() not in _FLAT))
            continue
        elements += 1
        if tag["name"].lower() not in _FLAT:
            depth += 1
            deepest = max(deepest, depth)
    if elements > limits.page_elements:
        return f"has {elements:,} elements; at most {limits.page_elements:,} are read"
    if deepest > limits.page_depth:
        return f"nests its elements {deepest:,} deep; at most {limits.page_depth:,} are read"
    return None
