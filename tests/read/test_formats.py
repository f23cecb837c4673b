"""Each input format: what becomes title, text, date, outlet and address, and what is said of bad ones."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.read.inputs import BODY, codes, read_bytes, read_text

ROW = {
    "doc": "wau-1",
    "title": "Three soldiers killed",
    "published": "2021-03-06",
    "outlet": "Sample Wire",
    "url": "https://wire.example/1",
    "text": BODY,
}


# ---------------------------------------------------------------- plain text and Markdown


def test_plain_text_is_kept_character_by_character(tmp_path: Path) -> None:
    body = "  Two men died.\r\n\tNo more is known.  \r\n\r\n"
    (report,), problems = read_text(tmp_path, "a.txt", body)
    assert (report.doc, report.title, report.body) == ("a.txt", None, body)
    assert problems == []


def test_plain_text_takes_a_first_line_that_stands_alone_as_title(tmp_path: Path) -> None:
    (report,), _ = read_text(tmp_path, "a.txt", f"Three soldiers killed near Wau\n\n{BODY}")
    assert report.title == "Three soldiers killed near Wau"
    assert report.body == f"\n{BODY}"


@pytest.mark.parametrize("first", ["Two men died.", "By Ann Ade,", "WAU:", "Wau", "x " * 120])
def test_plain_text_takes_no_other_first_line_as_title(tmp_path: Path, first: str) -> None:
    (report,), _ = read_text(tmp_path, "a.txt", f"{first}\n\n{BODY}")
    assert report.title is None
    assert report.text == f"{first}\n\n{BODY}"


def test_markdown_heading_is_the_title_and_other_marks_stay(tmp_path: Path) -> None:
    (report,), _ = read_text(tmp_path, "a.md", f"# Three soldiers killed #\n\n{BODY} **Now.**\n## More\n")
    assert report.title == "Three soldiers killed"
    assert report.body == f"\n{BODY} **Now.**\n## More\n"


# ---------------------------------------------------------------- JSON


def test_json_object_is_a_report(tmp_path: Path) -> None:
    (report,), problems = read_text(tmp_path, "a.json", json.dumps(ROW))
    assert report.doc == "wau-1"
    assert report.text == f"{ROW['title']}\n{BODY}"
    assert (report.published, report.published_from) == (date(2021, 3, 6), "input")
    assert (report.outlet, report.url) == (ROW["outlet"], ROW["url"])
    assert problems == []


def test_json_list_and_lines_give_a_report_each(tmp_path: Path) -> None:
    rows = [{**ROW, "doc": None, "text": f"{BODY} {n}"} for n in range(3)]
    listed, _ = read_text(tmp_path, "a.json", json.dumps(rows))
    lined, _ = read_text(tmp_path, "b.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    assert [r.doc for r in listed] == ["a.json#1", "a.json#2", "a.json#3"]
    assert [r.doc for r in lined] == ["b.jsonl#1", "b.jsonl#2", "b.jsonl#3"]
    assert [r.body for r in listed] == [r.body for r in lined]


def test_json_lines_need_no_file_ending(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "dump", f"{json.dumps(ROW)}\n{json.dumps(ROW)}\n")
    assert len(reports) == 2
    assert problems == []


def test_json_line_that_is_broken_costs_that_line_only(tmp_path: Path) -> None:
    lines = [json.dumps(ROW), '{"text": "two', "[1, 2]", '{"body": 3}', json.dumps({**ROW, "doc": "last"})]
    reports, problems = read_text(tmp_path, "a.jsonl", "\n".join(lines))
    assert [r.doc for r in reports] == ["wau-1", "last"]
    assert codes(problems) == ["malformed_json", "not_a_report", "no_text"]
    assert "line 2, column 10" in problems[0].message
    assert "line 3" in problems[1].message and "a list" in problems[1].message
    assert "line 4" in problems[2].message and "the keys body" in problems[2].message


def test_json_error_names_line_and_column(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "a.json", '{\n "text": "x",\n "title": oops\n}')
    assert reports == []
    assert codes(problems) == ["malformed_json"]
    assert "line 3, column 11" in problems[0].message


@pytest.mark.parametrize(
    ("change", "code"),
    [({"text": " \n"}, "no_text"), ({"text": None}, "no_text"), ({"text": ["a"]}, "no_text")],
)
def test_json_report_without_text_is_a_problem(tmp_path: Path, change: dict[str, object], code: str) -> None:
    reports, problems = read_text(tmp_path, "a.json", json.dumps({**ROW, **change}))
    assert reports == []
    assert codes(problems) == [code]


def test_json_date_that_is_none_is_left_unknown_and_told(tmp_path: Path) -> None:
    (report,), problems = read_text(tmp_path, "a.json", json.dumps({**ROW, "published": "last spring"}))
    assert report.published is None
    assert codes(problems) == ["bad_date"]
    assert "'last spring'" in problems[0].message


def test_json_half_surrogate_and_nul_are_replaced_and_told(tmp_path: Path) -> None:
    (report,), problems = read_text(tmp_path, "a.json", '{"text": "Two \\ud83d men\\u0000 died in Wau."}')
    assert report.body == "Two \ufffd men\ufffd died in Wau."
    assert codes(problems) == ["bad_characters"]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_table_row_is_a_report(tmp_path: Path, name: str, mark: str) -> None:
    header = mark.join(["ID", "Headline", "Date", "Source", "Link", "Full Text"])
    row = mark.join(["7", "Raid", "2021-03-06", "Sample Wire", "https://w.example/1", f'"{BODY}\nEnd."'])
    (report,), problems = read_text(tmp_path, name, f"{header}\r\n{row}\r\n\r\n")
    assert (report.doc, report.title, report.outlet) == ("7", "Raid", "Sample Wire")
    assert report.published == date(2021, 3, 6)
    assert report.body == f"{BODY}\nEnd."
    assert problems == []


def test_table_without_a_text_column_says_what_it_found_and_looked_for(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "a.csv", "when,who\n2021,army\n")
    assert reports == []
    assert codes(problems) == ["no_text_column"]
    assert "'when', 'who'" in problems[0].message and "article_text" in problems[0].message


def test_table_row_of_another_width_costs_that_row_only(tmp_path: Path) -> None:
    text = f"doc,text\n1,{BODY.replace(',', '')}\n2,a,b\n3,Two men died in Wau.\n"
    reports, problems = read_text(tmp_path, "a.csv", text)
    assert [r.doc for r in reports] == ["1", "3"]
    assert codes(problems) == ["malformed_row"]
    assert "line 3: found 3 fields, expected 2" in problems[0].message


def test_table_with_an_open_quotation_keeps_the_rows_before(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "a.csv", 'doc,text\n1,Two men died.\n2,"Three men\n3,x\n')
    assert [r.doc for r in reports] == ["1"]
    assert codes(problems) == ["malformed_table"]
    assert "line 3" in problems[0].message


# ---------------------------------------------------------------- feeds

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Sample Wire</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>Raid {n}</title><link>https://w.example/{n}</link>"
    "<pubDate>Sat, 06 Mar 2021 10:00:00 GMT</pubDate>"
    "<description>&lt;p&gt;Two men died in &lt;b&gt;Wau&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;{n} fled.&lt;/p&gt;"
    "</description></item>"
)


def test_feed_entry_is_a_report(tmp_path: Path) -> None:
    (report,), problems = read_text(tmp_path, "feed.xml", RSS.format(items=ITEM.format(n=5)))
    assert (report.title, report.outlet, report.url) == ("Raid 5", "Sample Wire", "https://w.example/5")
    assert (report.published, report.published_from) == (date(2021, 3, 6), "metadata")
    assert report.body == "Two men died in Wau.\n\n5 fled."
    assert problems == []


def test_atom_entry_takes_the_content_before_the_summary(tmp_path: Path) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Sample Post</title><entry><id>tag:1</id>'
        "<title>Raid</title><updated>2021-03-06T01:00:00Z</updated><summary>Short.</summary>"
        '<content type="html">&lt;p&gt;Two men died in Wau.&lt;/p&gt;</content></entry></feed>'
    )
    (report,), _ = read_text(tmp_path, "a.atom", feed)
    assert (report.doc, report.body, report.published) == ("tag:1", "Two men died in Wau.", date(2021, 3, 6))


def test_feed_of_a_thousand_entries_is_read_whole(tmp_path: Path) -> None:
    items = "".join(ITEM.format(n=n) for n in range(1000))
    reports, problems = read_text(tmp_path, "feed.rss", RSS.format(items=items))
    assert [r.title for r in reports] == [f"Raid {n}" for n in range(1000)]
    assert problems == []


def test_feed_cut_short_keeps_what_could_be_read_and_says_so(tmp_path: Path) -> None:
    whole = RSS.format(items="".join(ITEM.format(n=n) for n in range(4)))
    reports, problems = read_text(tmp_path, "feed.rss", whole[: whole.rindex("<description>")])
    assert [r.title for r in reports][:3] == ["Raid 0", "Raid 1", "Raid 2"]
    assert "malformed_feed" in codes(problems)


def test_feed_without_entries_is_a_problem(tmp_path: Path) -> None:
    reports, problems = read_text(tmp_path, "feed.rss", RSS.format(items=""))
    assert reports == []
    assert codes(problems) == ["empty_feed"]


# ---------------------------------------------------------------- web pages

PAGE = """<!doctype html><html><head><title>Three soldiers killed - Sample Wire</title>
<meta property="og:title" content="Three soldiers killed near Wau">
<meta property="og:site_name" content="Sample Wire">
<meta property="article:published_time" content="2021-03-06T08:00:00Z">
<link rel="canonical" href="https://wire.example/wau"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Three soldiers killed near Wau</h1>
<p>{body}</p><p>{body}</p><p>It was the third attack.</p></article>
<footer>All pages of this site</footer></body></html>"""


def test_page_gives_its_article_and_metadata(tmp_path: Path) -> None:
    (report,), problems = read_text(tmp_path, "page.html", PAGE.format(body=BODY))
    assert report.title == "Three soldiers killed near Wau"
    assert (report.outlet, report.url) == ("Sample Wire", "https://wire.example/wau")
    assert (report.published, report.published_from) == (date(2021, 3, 6), "metadata")
    assert BODY in report.body and "It was the third attack." in report.body
    assert "Home" not in report.body and "All pages" not in report.body
    assert problems == []


def test_page_without_an_article_is_a_problem(tmp_path: Path) -> None:
    page = "<!doctype html><html><body><div id=app></div><script>run()</script></body></html>"
    reports, problems = read_text(tmp_path, "page.html", page)
    assert reports == []
    assert codes(problems) == ["no_text"]
    assert "a script fills in" in problems[0].message


def test_page_is_known_by_its_content_whatever_its_ending(tmp_path: Path) -> None:
    (report,), _ = read_text(tmp_path, "page.txt", PAGE.format(body=BODY))
    assert report.outlet == "Sample Wire"


# ---------------------------------------------------------------- nothing, and no text


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\x00\x00"])
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.csv", "a.html", "a.rss", "a.md"])
def test_empty_file_is_one_problem(tmp_path: Path, name: str, data: bytes) -> None:
    reports, problems = read_bytes(tmp_path, name, data)
    assert reports == []
    assert codes(problems) == ["empty"]
