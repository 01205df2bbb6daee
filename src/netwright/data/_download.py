"""Fetching one file over https: its length and its SHA-256 are known before the first byte.

    address --read in pieces, hashed--> file --length, SHA-256--> kept, or removed and told why

What it refuses: plain http, other than from this machine itself; a redirect to another scheme;
more bytes than the catalogue says. Nothing is sent but the request. The standard library's own
client does the work, with the system's certificates and proxies.

A short text, such as the checksum that a hub states for a file, comes by ``fetch_text``.

Cost: one pass, 256 KiB of memory. A transfer that broke off is begun anew, not gone on with.
"""

import hashlib
import http.client
import ipaddress
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from netwright.data._catalogue import RemoteFile
from netwright.errors import DataError, SettingError, UnavailableError

Report = Callable[[str, int, int], None]
"""Told as a transfer goes on: the file's name, bytes so far, bytes in all."""

TIMEOUT = 30.0  # seconds without a byte
PIECE = 2**18
TEXT_LIMIT = 2**20  # bytes


def download(url: str, file: RemoteFile, target: Path, *, progress: Report | None = None) -> None:
    """Fetch one file and keep it only if it is the one that is meant.

    Args:
        url: where it lies: https, or http on this machine itself.
        file: its name, length and SHA-256.
        target: the file to be, in a folder that nobody else reads yet.
        progress: told after each piece.

    Raises:
        SettingError: if the address is not one of these.
        UnavailableError: if it cannot be fetched now.
        DataError: if what came is another file.
    """
    require_allowed(url)
    try:
        received, digest = _transfer(url, file, target, progress)
        _require_same(url, file, received, digest)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def fetch_text(url: str, *, limit: int = TEXT_LIMIT) -> str:
    """Fetch a short text that has no checksum of its own.

    Args:
        url: where it lies: https, or http on this machine itself.
        limit: bytes it may have.

    Returns:
        The text.

    Raises:
        SettingError: if the address is not one of these.
        UnavailableError: if it cannot be fetched now.
        DataError: if it is longer than ``limit``, or no UTF-8.
    """
    require_allowed(url)
    text = b""
    for piece in _pieces(url):
        text += piece
        if len(text) > limit:
            raise DataError(f"{url} must send at most {limit:,} bytes; got more")
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"{url} must send UTF-8 text; got {error}") from error


def require_allowed(url: str) -> None:
    """Make sure that an address is https, or http on this machine itself.

    Args:
        url: the address.

    Raises:
        SettingError: if it is not.
    """
    if not _allowed(url):
        raise SettingError("base_url", url, wanted="an https address, or http on this machine")


def _allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_same(url: str, file: RemoteFile, received: int, digest: str) -> None:
    if file.exact and received < file.bytes:
        raise UnavailableError(
            f"{url} must send {file.bytes:,} bytes; got {received:,} and then the end",
            hint="run the same command again",
        )
    if received > file.bytes or not digest.startswith(file.sha256):
        got = f"SHA-256 {digest}" if received <= file.bytes else f"more than {file.bytes:,} bytes"
        most, dots = ("", "") if file.exact else ("at most ", "...")
        raise DataError(
            f"{file.name} must be {most}{file.bytes:,} bytes with SHA-256 {file.sha256}{dots}; "
            f"got {got}",
            hint=f"nothing was kept: {url} now holds another file, or something in between "
            "changed it; fetch it from another place with base_url",
        )


def _transfer(url: str, file: RemoteFile, target: Path, progress: Report | None) -> tuple[int, str]:
    """The bytes received, at most a piece too many, and their SHA-256."""
    hashed, received = hashlib.sha256(), 0
    with target.open("wb") as kept:
        for piece in _pieces(url):
            received += len(piece)
            hashed.update(piece)
            kept.write(piece)
            if progress is not None:
                progress(file.name, min(received, file.bytes), file.bytes)
            if received > file.bytes:
                break
        kept.flush()
        os.fsync(kept.fileno())
    return received, hashed.hexdigest()


def _pieces(url: str) -> Iterator[bytes]:
    """What comes, piece by piece; errors of the network, and only they, are told here."""
    handlers: list[urllib.request.BaseHandler] = [_SameScheme()]
    if urlsplit(url).scheme == "http":
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(url, headers={"User-Agent": "netwright"})
    try:
        response = opener.open(request, timeout=TIMEOUT)
    except (http.client.HTTPException, OSError) as error:
        raise _unreachable(url, error) from error
    with response:
        while True:
            try:
                piece = response.read1(PIECE)
            except (http.client.HTTPException, OSError) as error:
                raise _unreachable(url, error) from error
            if not piece:
                return
            yield piece


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only where the first request would have been allowed to go too."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme != urlsplit(req.full_url).scheme or not _allowed(newurl):
            raise urllib.error.URLError(f"a redirect to {newurl}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _unreachable(url: str, error: Exception) -> UnavailableError:
    said = getattr(error, "reason", None) or error
    if isinstance(error, urllib.error.HTTPError):
        said = f"{error.code} {error.reason}"
        error.close()
    if isinstance(said, TimeoutError):
        said = f"no answer within {TIMEOUT:g} seconds"
    return UnavailableError(f"{url} must be reachable; got: {said or type(error).__name__}")
