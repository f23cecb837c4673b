"""A web address in, its bytes out, from public addresses only and within limits.

The machine that reads reports often stands inside a network that its feeds should not reach: every hop's
name is resolved here, refused unless public, and the connection is made to the very address that was checked,
so that a name cannot mean another machine a moment later. Must not know: what the bytes mean.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message

import httpx

from dateline.errors import FetchError
from dateline.read.inputs import ReadLimits

_TYPES = (
    "text/",
    "application/json",
    "application/jsonl",
    "application/x-ndjson",
    "application/xhtml+xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
)
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/*, application/json"
)
_AGENT = "dateline (reads news reports)"
# IPv6 ranges that carry an IPv4 address: 6to4, NAT64; mapped and Teredo addresses have their own attributes.
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back from the last hop. `content_type` is lower case, without parameters."""

    url: str
    data: bytes
    content_type: str | None
    charset: str | None


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses that the system gives for a host name, decimal or hexadecimal hosts included."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str, *, limits: ReadLimits, allow_private: bool = False, resolve: Resolve = resolve_host
) -> Fetched:
    """Read one http or https address, following redirects.

    Raises FetchError: not http(s), a private address, too large, too slow, too many redirects, no text, an
    error status or no answer.
    """
    box: list[Fetched | FetchError] = []
    client = httpx.Client(trust_env=False, verify=True, follow_redirects=False)
    deadline = time.monotonic() + limits.total_seconds

    def work() -> None:
        try:
            page = _follow(
                client, url, limits=limits, allow_private=allow_private, resolve=resolve, deadline=deadline
            )
            box.append(page)
        except FetchError as error:
            box.append(error)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            box.append(
                FetchError(f"{url} could not be read: {_plain(error)}. Check the address, or try later.")
            )

    # In a thread of its own: no name server, and no server that sends a byte a second, outlasts the limit.
    worker = threading.Thread(target=work, name="dateline-fetch", daemon=True)
    worker.start()
    worker.join(limits.total_seconds)
    client.close()
    if not box:
        raise FetchError(
            f"{url} was not read within {limits.total_seconds:g} seconds. "
            "Try later, or save the page and read the file."
        )
    if isinstance(box[0], FetchError):
        raise box[0]
    return box[0]


def _follow(
    client: httpx.Client,
    url: str,
    *,
    limits: ReadLimits,
    allow_private: bool,
    resolve: Resolve,
    deadline: float,
) -> Fetched:
    here = _parse(url)
    for _ in range(limits.redirects + 1):
        addresses = _checked_addresses(here, allow_private, resolve)
        response = _send(client, here, addresses, limits)
        try:
            if response.has_redirect_location:
                here = _parse(str(here.join(response.headers["location"])))
                continue
            if response.status_code != 200:
                raise FetchError(
                    f"{here} answered {response.status_code} {response.reason_phrase}, expected 200 OK. "
                    "Check the address; a page behind a login or a block must be saved and read as a file."
                )
            kind, charset = _content_type(response)
            return Fetched(str(here), _body(response, here, limits, deadline), kind, charset)
        finally:
            response.close()
    raise FetchError(
        f"{url} redirects more than {limits.redirects} times. Give the address it should end at."
    )


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{url} is not a web address ({error}). Expected http:// or https://.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchError(
            f"{url}: only http:// and https:// addresses are read, found {parsed.scheme or 'none'!r}."
        )
    if parsed.userinfo:
        raise FetchError(
            f"the address on {parsed.host} holds a user name or password, which would be stored. "
            "Save the page and read the file."
        )
    return parsed


def _checked_addresses(url: httpx.URL, allow_private: bool, resolve: Resolve) -> list[str]:
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = resolve(url.host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"{url}: the host {url.host!r} is not known ({error}). Check the address."
        ) from error
    if not allow_private:
        for text in found:
            if (what := refused_because(ipaddress.ip_address(text.partition("%")[0]))) is not None:
                raise FetchError(
                    f"{url} was not read: {url.host!r} is {text}, {what}. Only public addresses are read; "
                    "pass allow_private to read from your own network."
                )
    return found


def refused_because(address: Address) -> str | None:
    """Why an address is not on the public internet; None when it is.

    >>> refused_because(ipaddress.ip_address("::ffff:10.0.0.1"))
    'a private address'
    >>> refused_because(ipaddress.ip_address("93.184.216.34")) is None
    True
    """
    inner = _embedded(address)
    if inner is not None:
        return refused_because(inner)
    if address.is_unspecified:
        return "the unspecified address"
    if address.is_loopback:
        return "a loopback address"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return "a site-local address"
    if address.is_private:
        return "a private address"
    if address.is_reserved or not address.is_global:
        return "a reserved address"
    return None


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    return address.teredo[1] if address.teredo is not None else None


def _send(client: httpx.Client, url: httpx.URL, addresses: list[str], limits: ReadLimits) -> httpx.Response:
    """Ask the checked addresses in turn; the name goes into the Host header and the TLS handshake."""
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    last: httpx.ConnectError | httpx.ConnectTimeout | None = None
    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": _AGENT,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip",
            },
            timeout=timeout,
            extensions={"sni_hostname": url.host},
        )
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            last = error
    raise FetchError(
        f"{url}: no connection to {url.host} ({_plain(last) if last else 'it has no address'}). "
        "Check the address, or try later."
    )


def _content_type(response: httpx.Response) -> tuple[str | None, str | None]:
    header = response.headers.get("content-type")
    if not header:
        return None, None
    message = Message()
    message["content-type"] = header
    kind = message.get_content_type()
    if not kind.startswith(_TYPES):
        raise FetchError(
            f"{response.url} is {kind}, not a page, feed, table or text. Convert it and read the file."
        )
    return kind, message.get_content_charset()


def _body(response: httpx.Response, url: httpx.URL, limits: ReadLimits, deadline: float) -> bytes:
    """The body, decompressed here so that a small answer cannot unfold past the limit."""
    too_large = FetchError(
        f"{url} is larger than {limits.fetch_bytes:,} bytes. Save it and read the file, or raise the limit."
    )
    if int(response.headers.get("content-length") or 0) > limits.fetch_bytes:
        raise too_large
    data = bytearray()
    for piece in _pieces(response, url, limits.fetch_bytes):
        data += piece
        if len(data) > limits.fetch_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise FetchError(f"{url} was not read within {limits.total_seconds:g} seconds. Try later.")
    return bytes(data)


def _pieces(response: httpx.Response, url: httpx.URL, most: int) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(
            f"{url} is packed as {coding!r}, which was not asked for. Save the page and read the file."
        )
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    for raw in response.iter_raw():
        try:
            yield unpack.decompress(raw, most + 1)
        except zlib.error as error:
            raise FetchError(f"{url} is packed wrongly ({error}). Try later, or save the page.") from error


def _plain(error: Exception) -> str:
    return str(error) or type(error).__name__
