"""Fetching pages, against a server on the loopback address only: what is refused, cut off, and told."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dateline.errors import FetchError
from dateline.read import ReadLimits, read
from dateline.read import fetch as fetching
from dateline.read.fetch import Fetched, fetch, refused_because, resolve_host
from tests.read.inputs import BODY, codes, split

LIMITS = ReadLimits(fetch_bytes=100_000, connect_seconds=2, read_seconds=1, total_seconds=2, redirects=3)
PAGE = f"<!doctype html><html><body><article><h1>Raid</h1><p>{BODY}</p><p>{BODY}</p></article></body></html>"


@dataclass
class Site:
    """A web site under test: what each path answers, and what it was asked."""

    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, Host header
    port: int = 0

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes, **headers: str) -> str:
        """Answer `path` with 200 and `body`; underscores in header names stand for hyphens."""
        self.answers[path] = lambda handler: send(handler, 200, body, **headers)
        return self.address(path)

    def redirect(self, path: str, target: str) -> str:
        self.answers[path] = lambda handler: send(handler, 302, b"", Location=target)
        return self.address(path)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers["Host"]))
            try:
                site.answers[self.path](self)
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1, and no other address, pass for a public one."""

    def check(address: fetching.Address) -> str | None:
        return None if address == ipaddress.ip_address("127.0.0.1") else refused_because(address)

    monkeypatch.setattr(fetching, "refused_because", check)


def get(url: str, **options: object) -> Fetched:
    return fetch(url, limits=LIMITS, allow_private=True, **options)  # type: ignore[arg-type]


# ---------------------------------------------------------------- what is read


def test_page_is_fetched_with_its_type_and_charset(site: Site) -> None:
    url = site.serve("/a", PAGE.encode(), Content_Type="Text/HTML; Charset=UTF-8")
    assert get(url) == Fetched(url, PAGE.encode(), "text/html", "utf-8")


def test_packed_page_is_unpacked(site: Site) -> None:
    packed = gzip.compress(PAGE.encode())
    assert get(site.serve("/a", packed, Content_Encoding="gzip")).data == PAGE.encode()


def test_redirects_are_followed_to_the_last_address(site: Site) -> None:
    site.redirect("/a", "b")
    site.redirect("/b", site.address("/c"))
    site.serve("/c", b"x")
    assert get(site.address("/a")).url == site.address("/c")


def test_page_becomes_a_report_that_knows_its_address(site: Site) -> None:
    site.redirect("/short", "/2021/03/06/raid")
    site.serve("/2021/03/06/raid", PAGE.encode())
    (report,), problems = split(read([site.address("/short")], allow_private=True, limits=LIMITS))
    assert (report.doc, report.url) == (site.address("/short"), site.address("/2021/03/06/raid"))
    assert str(report.published) == "2021-03-06"
    assert BODY in report.body
    assert problems == []


def test_address_that_fails_costs_itself_only(site: Site) -> None:
    site.serve("/good", PAGE.encode())
    given = [site.address("/good"), "ftp://host.example/x", site.address("/good")]
    reports, problems = split(read(given, allow_private=True, limits=LIMITS))
    assert len(reports) == 2
    assert [c for c in codes(problems) if c != "no_date"] == ["fetch_failed"]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.3.4", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "reserved"),
        ("0.0.0.0", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "private"),
        ("240.0.0.1", "private"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1", "link-local"),
        ("fec0::1", "site-local"),
        ("fd00::1", "private"),
        ("ff02::1", "multicast"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:169.254.169.254", "link-local"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b:1::1", "reserved"),
        ("2002:7f00:1::", "loopback"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "a"),
    ],
)
def test_address_that_is_not_public_is_refused(address: str, what: str) -> None:
    reason = refused_because(ipaddress.ip_address(address))
    assert reason is not None
    assert what in reason


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::8.8.8.8"]
)
def test_public_address_is_not_refused(address: str) -> None:
    assert refused_because(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:127.0.0.1]"],
)
def test_own_machine_is_refused_however_it_is_written(site: Site, host: str) -> None:
    with pytest.raises(FetchError, match=r"Only public addresses are read|is not known|is not a web address"):
        fetch(site.address("/", host), limits=LIMITS)
    assert site.asked == []


def test_name_that_means_a_private_address_is_refused() -> None:
    with pytest.raises(FetchError, match=r"'intranet\.example' is 10\.1\.2\.3, a private address"):
        fetch("http://intranet.example/x", limits=LIMITS, resolve=lambda host, port: ["10.1.2.3"])


def test_name_with_one_private_address_among_public_ones_is_refused() -> None:
    addresses = ["93.184.216.34", "192.168.0.1"]
    with pytest.raises(FetchError, match="a private address"):
        fetch("http://mixed.example/x", limits=LIMITS, resolve=lambda host, port: addresses)


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://127.0.0.2/",
        "//192.168.0.1/x",
    ],
)
@pytest.mark.usefixtures("loopback_is_public")
def test_redirect_to_a_private_address_is_refused(site: Site, target: str) -> None:
    with pytest.raises(FetchError, match="Only public addresses are read"):
        fetch(site.redirect("/a", target), limits=LIMITS)
    assert [path for path, _ in site.asked] == ["/a"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "data:,x"]
)
def test_redirect_to_another_scheme_is_refused(site: Site, target: str) -> None:
    with pytest.raises(FetchError, match=r"only http:// and https:// addresses are read|Check the address"):
        get(site.redirect("/a", target))


@pytest.mark.usefixtures("loopback_is_public")
def test_name_is_resolved_once_and_the_checked_address_is_asked(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.serve("/a", b"x")
    url = site.address("/a", "rebinds.example")
    assert fetch(url, limits=LIMITS, resolve=lambda host, port: next(answers)).data == b"x"
    assert site.asked == [("/a", f"rebinds.example:{site.port}")]
    with pytest.raises(FetchError, match="a private address"):
        fetch(url, limits=LIMITS, resolve=lambda host, port: next(answers))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://host.example/a", "only http:// and https://"),
        ("file:///etc/passwd", "only http:// and https://"),
        ("http://", "only http:// and https://"),
        ("http://host.example:port/", "is not a web address"),
        ("http://user:secret@host.example/", "holds a user name or password"),
        ("http://no-such-host.invalid/", "is not known"),
    ],
)
def test_address_that_is_none_is_an_error(url: str, message: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match=message) as caught:
        fetch(url, limits=LIMITS, resolve=resolve)
    assert "secret" not in str(caught.value)


def test_host_without_an_address_is_an_error() -> None:
    with pytest.raises(FetchError, match="it has no address"):
        fetch("http://empty.example/", limits=LIMITS, resolve=lambda host, port: [])


def test_next_address_is_asked_when_one_does_not_answer(site: Site) -> None:
    site.serve("/a", b"x")
    addresses = ["127.0.0.77", "127.0.0.1"]
    assert get(site.address("/a", "two.example"), resolve=lambda host, port: addresses).data == b"x"


# ---------------------------------------------------------------- what is cut off


def test_page_larger_than_it_may_be_is_not_read(site: Site) -> None:
    with pytest.raises(FetchError, match="larger than 100,000 bytes"):
        get(site.serve("/a", b"x" * 100_001))


def test_page_that_hides_its_size_is_cut_off(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 10_000)

    site.answers["/a"] = endless
    with pytest.raises(FetchError, match="larger than 100,000 bytes"):
        get(site.address("/a"))


def test_packed_page_that_unfolds_past_the_limit_is_cut_off(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(FetchError, match="larger than 100,000 bytes"):
        get(site.serve("/a", bomb, Content_Encoding="gzip"))


@pytest.mark.parametrize(
    ("body", "coding", "message"), [(b"not packed", "gzip", "packed wrongly"), (b"x", "br", "packed as 'br'")]
)
def test_page_packed_otherwise_than_told_is_an_error(
    site: Site, body: bytes, coding: str, message: str
) -> None:
    with pytest.raises(FetchError, match=message):
        get(site.serve("/a", body, Content_Encoding=coding))


def test_page_that_trickles_is_given_up_in_time(site: Site) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    site.answers["/a"] = trickle
    start = time.monotonic()
    with pytest.raises(FetchError, match="was not read within 2 seconds"):
        get(site.address("/a"))
    assert time.monotonic() - start < 4


def test_server_that_says_nothing_is_given_up_in_time(site: Site) -> None:
    site.answers["/a"] = lambda handler: time.sleep(5)
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"could not be read|was not read within"):
        get(site.address("/a"))
    assert time.monotonic() - start < 4


def test_name_server_that_says_nothing_is_given_up_in_time() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(3)
        return []

    start = time.monotonic()
    with pytest.raises(FetchError, match="was not read within 2 seconds"):
        fetch("http://slow.example/", limits=LIMITS, resolve=resolve)
    assert time.monotonic() - start < 3


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    with pytest.raises(FetchError, match="redirects more than 3 times"):
        get(site.address("/a"))


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (404, {}, "answered 404 Not Found, expected 200 OK"),
        (403, {}, "behind a login or a block must be saved"),
        (302, {}, "answered 302"),
        (304, {}, "answered 304"),
        (302, {"Location": "http://[bad"}, "Check the address"),
        (200, {"Content_Type": "application/pdf"}, "is application/pdf, not a page"),
        (200, {"Content_Type": "image/png"}, "is image/png"),
    ],
)
def test_answer_that_is_no_page_is_an_error(
    site: Site, status: int, headers: dict[str, str], message: str
) -> None:
    site.answers["/a"] = lambda handler: send(handler, status, b"", **headers)
    with pytest.raises(FetchError, match=message):
        get(site.address("/a"))


def test_answer_that_breaks_off_is_an_error(site: Site) -> None:
    with pytest.raises(FetchError, match="could not be read"):
        get(site.serve("/a", b"half", Content_Length="1000"))


def test_system_resolves_the_own_machine() -> None:
    assert resolve_host("127.0.0.1", 80) == ["127.0.0.1"]
