"""The one door to the network: asks an address once, and gives what it answers.

    ask("https://example.org/feed.xml", {"If-None-Match": '"abc"'}, Door())
    → Answer(status=200, url="https://example.org/feed.xml", headers={"content-type": …}, body=b"…")

A host's name is resolved once, its addresses are checked, and the connection goes to an address that was checked: a
name that means another machine a moment later gains nothing. Each redirect is checked anew. Time, size (also once
unpacked) and redirects have limits. Proxies of the environment are not asked, for they would resolve names themselves.

urllib3 speaks HTTP over a socket that is ours, and unpacks no more than it is asked for.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import digest

AGENT = f"digest/{digest.__version__} (a news digest's feed reader; respects robots.txt)"
_SAFE = "/:@!$&'()*+,;=-._~?%"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PIECE = 1 << 16
_TRIES = 3
"""So many of a host's addresses are tried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Who may be asked, in whose name, and what an answer may cost."""

    agent: str = AGENT
    private_hosts: frozenset[str] = frozenset()
    """The hosts that may have a private, loopback or link-local address."""
    seconds: float = 30
    """For all of an answer, from the connection to its last byte."""
    bytes: int = 10_000_000
    """Of its body, unpacked."""
    redirects: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server answered. `url` is the address that answered, after redirects; names of headers are in small letters."""

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved: str = ""
    """Where every redirect said that it is for good: the address to ask from now on."""


class WebError(Exception):
    """Nothing came of it; the message says why, to a person."""


class ForbiddenError(WebError):
    """The address is none that may be asked."""


def ask(url: str, headers: Mapping[str, str], door: Door, permit: Callable[[str], None] = lambda url: None) -> Answer:
    """Ask an address with GET, and follow its redirects. Raises `WebError`.

    `permit` is given each address before it is asked, and raises `WebError` where it must not be.
    """
    moved, at = True, url
    for _ in range(door.redirects + 1):
        host_of(at)
        permit(at)
        answer = _ask_once(at, headers, door)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            return dataclasses.replace(answer, moved=at if moved and at != url else "")
        moved = moved and answer.status in (301, 308)
        try:
            at = urljoin(at, target)
        except ValueError as error:
            raise ForbiddenError(f"it redirects to “{target[:200]}”, which is no address") from error
    raise WebError(f"it redirects more than {door.redirects} times")


def host_of(url: str) -> str:
    """Give the host of an address that may be asked, with its port where that is not the usual one. Raises `ForbiddenError`."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise ForbiddenError(f"“{url[:200]}” is no address") from error
    if parts.scheme not in ("http", "https"):
        raise ForbiddenError(f"“{url[:200]}” is not asked: only http and https are")
    if not host:
        raise ForbiddenError(f"“{url[:200]}” names no host")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenError(f"“{host}” is not asked with a name and a password in the address")
    return host if port in (None, 80, 443) else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


# --- one request


def _ask_once(url: str, headers: Mapping[str, str], door: Door) -> Answer:
    from urllib3.exceptions import DecodeError, HTTPError

    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = quote(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", safe=_SAFE)
    given = {"User-Agent": door.agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*", "Connection": "close", **headers}
    watch = _Watch(door.seconds)
    try:
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        with watch, _connected(host, port, parts.scheme == "https", door, watch) as sock:
            status, found, body = _exchange(sock, host, port, target, given, door)
        if watch.rang:
            raise WebError("too late")  # a body of no stated length ends where the connection does
        return Answer(status=status, url=url, headers=found, body=body)
    except (WebError, HTTPError, HTTPException, OSError, ValueError) as error:
        if watch.rang:
            raise WebError(f"it gave no whole answer within {door.seconds:g} seconds") from error
        if isinstance(error, WebError):
            raise
        if isinstance(error, DecodeError):
            raise WebError("its body cannot be unpacked") from error
        raise WebError(_why(error)) from error


def _exchange(sock: socket.socket, host: str, port: int, target: str, headers: Mapping[str, str], door: Door) -> tuple[int, Mapping[str, str], bytes]:
    """Say what is asked over a connection, and give status, headers and body of the answer; the body of a good one only."""
    from urllib3.connection import HTTPConnection

    connection = HTTPConnection(host, port, timeout=door.seconds)
    connection.sock = sock
    usual = f"[{host}]" if ":" in host else host
    named = usual if port in (80, 443) else f"{usual}:{port}"
    connection.request("GET", target, headers={"Host": named, **headers}, preload_content=False, decode_content=True)
    response = connection.getresponse()
    try:
        found = {name.lower(): value for name, value in response.headers.items()}
        return response.status, found, _body(response, door.bytes) if response.status == 200 else b""
    finally:
        response.close()


def _body(response: Any, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in response.stream(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise WebError(f"it has more than {most / 1e6:g} MB")
    return b"".join(pieces)


def _why(error: Exception) -> str:
    """Word what went wrong on the way."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, ConnectionRefusedError):
        return "it refuses the connection"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be reached: {error.strerror}"
    return f"its answer breaks off or is no HTTP: {error}"[:300]


# --- the connection


class _Watch:
    """Shuts a connection when its time is up, however slowly bytes come in."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def over(self, sock: socket.socket) -> None:
        """Watch over this socket."""
        with self._lock:
            self._socket = sock
        if self.rang:
            raise WebError("too late")

    def _ring(self) -> None:
        with self._lock:
            self.rang = True
            if self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def _connected(host: str, port: int, tls: bool, door: Door, watch: _Watch) -> Iterator[socket.socket]:
    """Connect to an address of a host that was checked."""
    failed: OSError | None = None
    for family, address in _checked(host, port, host in door.private_hosts)[:_TRIES]:
        plain = socket.socket(family, socket.SOCK_STREAM)
        plain.settimeout(door.seconds / _TRIES)
        watch.over(plain)
        try:
            plain.connect(address)
        except OSError as error:
            plain.close()
            failed = error
            continue
        plain.settimeout(door.seconds)
        with plain:
            if not tls:
                yield plain
                return
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False) as sock:
                watch.over(sock)
                sock.do_handshake()
                yield sock
            return
    raise failed or WebError(f"the host {host} has no address")


def _checked(host: str, port: int, is_allowed: bool) -> list[tuple[int, Any]]:
    """Resolve a host, and give its addresses if every one of them may be asked. Raises `ForbiddenError`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise WebError(f"the host {host} is not known") from error
    addresses = list(dict.fromkeys((int(family), address) for family, _, _, _, address in found))
    for _, address in addresses:
        if not is_allowed and not _is_public(str(address[0])):
            raise ForbiddenError(f"the host {host} has the address {address[0]}, which is not public; `fetch.private_hosts` can allow it")
    return addresses


def _is_public(address: str) -> bool:
    """Whether an address is one of the Internet, and hides none that is not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()))
        if any(one is not None and not _is_public(str(one)) for one in inside):
            return False
        if ip.ipv4_mapped:
            return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
