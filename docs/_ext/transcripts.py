"""Pages whose code blocks are files and commands, which are written and run in an empty folder, in their order.

The caption of a block decides its use:

- ``docs/conf.py``: the block is the complete file,
- ``docs/conf.py, at the end``: it is added to the file,
- ``docs/conf.py, below ``LINE````: it is inserted below the only line that contains LINE,
- ``docs/conf.py, from ``LINE`` to the end``: it replaces this line and all lines below.

In the language ``diff``, lines with a minus sign are replaced by those with a plus sign.

Blocks in the language ``console`` contain commands and their output, in which ``...`` stands for any lines. Commands of
this project and of Sphinx are executed, and git; installations and servers are not. Pictures in ``images/tutorial`` are
exported from the model at their place in the page. ``python docs/_ext/transcripts.py`` updates outputs and pictures;
``--hosting FOLDER`` writes the files whose names begin with a dot, so that linters can check them.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent.parent
TUTORIAL = "tutorial.rst"
#: Pages that continue in the folder of the tutorial.
CONTINUATIONS = (
    "howto/accept-findings",
    "howto/cycles",
    "howto/declare-rules",
    "howto/editors",
    "howto/outages",
    "howto/pictures",
    "howto/several-teams",
    "howto/trace-data",
    "howto/wide-drawings",
)
#: Pages that begin in an empty folder.
SEPARATE = ("howto/add-to-a-site", "howto/model-a-system", "quickstart")
ELISION = "..."
_BLOCK = re.compile(
    r"^(?P<indent> *)\.\. (?P<name>code-block|figure):: ?(?P<argument>.*)\n(?P<options>(?:(?P=indent)   :.*\n)*)"
    r"(?P<body>(?:\n|(?P=indent)   .*\n)*)",
    re.MULTILINE,
)
_CAPTION = re.compile(
    r"^(?P<path>[\w./-]*\w\.\w+)(?:, (?P<place>at the end|(?P<verb>below|from) ``(?P<line>.+)``(?: to the end)?))?$"
)
_COMMAND = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n?", re.MULTILINE)
#: Commands that change the machine, serve until they are stopped, fail on purpose, or need an optional package.
_NOT_RUN = re.compile(r"python -m (?:pip|venv|http.server) |source |mkdir |cd |git diff |.*--format (?:png|pdf)\b")
_GIT = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "Author", "EMAIL": "author@example.org", "DATE": "2026-01-01T00:00:00Z"}.items()
}


@dataclass(frozen=True)
class Block:
    """A code block or a figure of a page; ``start`` and ``end`` are the offsets of its content."""

    name: str
    argument: str
    caption: str
    text: str
    indent: str
    start: int
    end: int

    @property
    def path(self) -> str:
        """The path of the file that the block is about, or ``""``."""
        match = _CAPTION.match(self.caption)
        return match["path"] if match else ""


def blocks(page: str) -> Iterator[Block]:
    """Yield the code blocks and figures of a page in reStructuredText."""
    for match in _BLOCK.finditer(page):
        options = dict(re.findall(r":([\w-]+): ?(.*)", match["options"]))
        indent = match["indent"] + " " * 3
        body = "\n".join(line.removeprefix(indent) for line in match["body"].splitlines()).strip("\n")
        yield Block(
            match["name"],
            match["argument"],
            options.get("caption", ""),
            f"{body}\n" if body else "",
            indent,
            *match.span("body"),
        )


def write_block(block: Block, folder: Path) -> None:
    """Write the file of a block, or change it as the block states."""
    match = _CAPTION.match(block.caption)
    assert match, block.caption
    path = folder / match["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_new_content(block, match, path), "utf-8")


def _new_content(block: Block, match: re.Match[str], path: Path) -> str:
    if block.argument == "diff":
        return _apply_difference(path.read_text("utf-8"), block.text)
    if not match["place"]:
        return block.text
    text = path.read_text("utf-8")
    if match["place"] == "at the end":
        return f"{text}\n{block.text}"
    (line,) = (line for line in text.splitlines(keepends=True) if match["line"] in line)
    start = text.index(line)
    return text[:start] + (line + block.text + text[start + len(line) :] if match["verb"] == "below" else block.text)


def _apply_difference(text: str, difference: str) -> str:
    """Return ``text`` with the old lines of a difference, which must occur once, replaced by the new ones."""
    lines = difference.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
    if text.count(old) != 1:
        raise ValueError(f"the file contains these lines {text.count(old)} times, not once:\n{old}")
    return text.replace(old, new)


def play(page: str, folder: Path, picture_folder: Path) -> tuple[str, dict[Path, bytes]]:
    """Write the files of a page into ``folder`` and run its commands there.

    Return the page with the actual output of its commands, and the content of its pictures.
    """
    result, drawings, end = [], {}, 0
    for block in blocks(page):
        if block.name == "figure":
            drawings[picture_folder / Path(block.argument).name] = _draw(Path(block.argument).stem, folder)
        elif block.argument == "console":
            result += [page[end : block.start], _run_commands(block, folder)]
            end = block.end
        elif block.path:
            write_block(block, folder)
    return "".join([*result, page[end:]]), drawings


def _run_commands(block: Block, folder: Path) -> str:
    """Return the body of a console block with the output of its commands."""
    parts = []
    matches = [*_COMMAND.finditer(block.text)]
    ends = [*(match.start() for match in matches[1:]), len(block.text)]
    for match, end in zip(matches, ends, strict=True):
        command, quotation = match["command"], block.text[match.end() : end]
        if not _NOT_RUN.match(command):
            actual = run(command.replace("\\\n", " "), folder)
            quotation = quotation if matches_output(quotation, actual) else actual
        parts.append(f"$ {command}\n{quotation}")
    return "\n" + textwrap.indent("".join(parts), block.indent) + "\n"


def matches_output(quotation: str, output: str) -> bool:
    """Check whether a quotation, in which ``...`` stands for any lines, matches an output."""
    parts = [re.escape(part) for part in re.split(rf"^{re.escape(ELISION)}\n", quotation, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), output) is not None


def run(command: str, folder: Path) -> str:
    """Run a command in ``folder``, and return its output without spaces at the ends of lines."""
    words, target = shlex.split(command), ""
    if ">" in words:
        words, target = words[: words.index(">")], words[-1]
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with chdir(folder), redirect_stdout(stream), redirect_stderr(stream):
        _program(words)
    text = stream.buffer.getvalue().decode()
    output = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip("\n")
    output = f"{output}\n" if output else ""
    if not target:
        return output
    (folder / target).write_text(output, "utf-8")
    return ""


def _program(words: list[str]) -> None:
    match words:
        case ["sphinx-c4", *arguments]:
            _sphinx_c4(arguments)
        case ["python", "-m", "sphinx", *arguments] | ["sphinx-build", *arguments]:
            _sphinx(arguments)
        case ["rm", *paths]:
            for path in paths:
                Path(path).unlink()
        case ["git", *_]:
            environment = {**os.environ, **_GIT, "GIT_CONFIG_GLOBAL": os.devnull}
            print(subprocess.check_output(words, text=True, env=environment, stderr=subprocess.STDOUT), end="")
        case _:
            raise ValueError(f"unknown command: {shlex.join(words)}")


def _sphinx_c4(arguments: list[str]) -> None:
    from sphinxcontrib_c4.cli import main

    with suppress(SystemExit):
        main(arguments)


def _sphinx(arguments: list[str]) -> None:
    """Build pages, and print the messages of Sphinx with relative paths."""
    from sphinx.cmd.build import main
    from sphinx.util.console import strip_colors

    stream = io.StringIO()
    with redirect_stdout(stream), redirect_stderr(stream):
        main(["--no-color", "-D", "show_warning_types=1", *arguments])
    print(strip_colors(stream.getvalue()).replace(f"{Path.cwd()}/", ""), end="")


def _draw(name: str, folder: Path) -> bytes:
    with tempfile.TemporaryDirectory() as target, redirect_stdout(io.TextIOWrapper(io.BytesIO())), chdir(folder):
        _sphinx_c4(["export", "docs/model", "--format", "svg", "--scheme", "auto", "--output", f"{target}/"])
        return Path(target, f"{name}.svg").read_bytes()


def replay_pages() -> dict[Path, bytes]:
    """Return the content that all pages and their pictures must have."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder, "shop")
        shop.mkdir()
        files = _replay_page(DOCS / TUTORIAL, shop)
        for name in (*CONTINUATIONS, *SEPARATE):
            copy = Path(folder, name)
            if name in CONTINUATIONS:
                shutil.copytree(shop, copy)
            copy.mkdir(parents=True, exist_ok=True)
            files |= _replay_page(DOCS / f"{name}.rst", copy)
    return files


def _replay_page(page: Path, folder: Path) -> dict[Path, bytes]:
    text, pictures = play(page.read_text("utf-8"), folder, DOCS / "images" / "tutorial")
    return {page: text.encode(), **pictures}


def hosting_files() -> dict[Path, str]:
    """Return the files in all pages that hosting services read, by paths that begin with the name of their page."""
    files = {}
    for page in sorted(DOCS.rglob("*.rst")):
        code_blocks = (block for block in blocks(page.read_text("utf-8")) if block.name == "code-block")
        files |= {Path(page.stem, block.path): block.text for block in code_blocks if block.path.startswith(".")}
    return files


def main(arguments: list[str]) -> None:
    """Update outputs and pictures or, with ``--hosting FOLDER``, write the files for hosting services."""
    if arguments[:1] == ["--hosting"]:
        files = {Path(arguments[1], path): text.encode() for path, text in hosting_files().items()}
    else:
        sys.path.insert(0, str(DOCS.parent))
        files = replay_pages()
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1:])
