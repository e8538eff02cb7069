"""Sites for the browser, and the server of their files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

THEMES = {
    "alabaster": "alabaster",
    "furo": "furo",
    "pydata": "pydata_sphinx_theme",
    "book": "sphinx_book_theme",
    "rtd": "sphinx_rtd_theme",
}
DARK_THEMES = ("furo", "pydata", "book")
#: Other themes, which state the colour scheme of a page in other ways.
OTHER_THEMES = ("shibuya", "sphinx_nefertiti", "sphinxawesome_theme")


def build(source: Path, output: Path) -> Path:
    """Build ``source`` as HTML into ``output`` with warnings as errors."""
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-b", "html"]
    doctrees = output.with_name(f"{output.name}-doctrees")
    options = ["-d", str(doctrees)]
    result = subprocess.run([*command, *options, str(source), str(output)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{source} does not build:\n{result.stderr[:2000]}"
    return output


def drawn_pages(folder: Path) -> list[Path]:
    """Return the pages of a site that show a diagram."""
    pages = [path for path in sorted(folder.rglob("*.html")) if "c4-diagram" in path.read_text(encoding="utf-8")]
    assert pages, f"no page of {folder} shows a diagram"
    return pages


class _Handler(SimpleHTTPRequestHandler):
    """A handler that serves the files of the site that the host of a request names, without a log."""

    protocol_version = "HTTP/1.1"  # keeps connections
    disable_nagle_algorithm = True
    server: SiteServer

    def do_GET(self) -> None:
        self.directory, self.policy = self.server.sites[self.headers["Host"].partition(":")[0]]
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=86400")
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class SiteServer(ThreadingHTTPServer):
    """A server of folders on the loopback interface.

    Each folder has a host name of its own, so that no two share the storage or the cache of the browser. Files stay in
    that cache, because all pages of a theme need the same ones.
    """

    request_queue_size = 128  # the default of 5 is less than the connections that a browser opens at once

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sites: dict[str, tuple[str, str]] = {}

    def publish(self, folder: Path, *, policy: str = "") -> str:
        """Serve ``folder``, under a Content-Security-Policy if one is given; the address has no slash at its end."""
        host = f"site-{len(self.sites)}.localhost"
        self.sites[host] = str(folder), policy
        return f"http://{host}:{self.server_port}"


@contextmanager
def site_server() -> Iterator[SiteServer]:
    """Run a server of folders in the background."""
    with SiteServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
