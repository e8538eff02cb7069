"""Sites that are built for the browser, and the servers that show them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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
#: Further themes, which state the scheme of a page in other ways.
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
    """The pages of a built site that show a diagram."""
    found = [path for path in sorted(folder.rglob("*.html")) if "c4-diagram" in path.read_text(encoding="utf-8")]
    assert found, f"no page of {folder} shows a diagram"
    return found


class _Handler(SimpleHTTPRequestHandler):
    """Serves files in silence, under a Content-Security-Policy where one is given."""

    policy: str

    def __init__(self, *args: object, policy: str, **kwargs: object) -> None:
        self.policy = policy
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path, *, policy: str = "") -> Iterator[str]:
    """Serve ``folder`` on the loopback interface; the address, without a slash at its end."""
    handler = partial(_Handler, directory=str(folder), policy=policy)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
