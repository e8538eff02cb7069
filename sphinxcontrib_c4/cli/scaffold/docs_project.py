"""Existing documentation: its ``conf.py``, its root document and the markup of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinxcontrib_c4.cli.scaffold.conf_file import ConfFile, ConfFileError
from sphinxcontrib_c4.cli.scaffold.markup import MARKUPS, Markup

CONF = "conf.py"
_FOLDERS = ("", "source", "docs", "doc", "docs/source", "doc/source")
_MARKDOWN_PARSERS = ("myst_parser", "myst_nb")
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".myst")


@dataclass(frozen=True)
class DocsProject:
    """A folder with documentation; ``conf`` is None if its ``conf.py`` cannot be parsed, for the reason ``problem``."""

    folder: Path
    conf: ConfFile | None
    problem: str = ""

    @property
    def markup(self) -> Markup:
        """The markup of the root document, else that of most pages."""
        root = self.root_document
        if root is not None:
            return _markup_of(root.suffix)
        counts = [len(list(self.folder.glob(f"**/*.{name}"))) if self._reads(name) else -1 for name in MARKUPS]
        rst, markdown = counts
        return MARKUPS["md" if markdown > rst or (self._reads("md") and not rst) else "rst"]

    def _reads(self, name: str) -> bool:
        has_parser = self.conf is not None and not self.conf.strings.isdisjoint(_MARKDOWN_PARSERS)
        return name == "rst" or has_parser

    @property
    def suffix(self) -> str:
        """The suffix of pages in this markup."""
        markup, root = self.markup, self.root_document
        suffixes = [*([root.suffix] if root is not None else []), *self._source_suffixes()]
        return next((suffix for suffix in suffixes if _markup_of(suffix) is markup), markup.suffix)

    @property
    def root_document(self) -> Path | None:
        """The file of the root document, if it exists."""
        suffixes = (*self._source_suffixes(), ".rst", *_MARKDOWN_SUFFIXES)
        paths = (self.folder / f"{self.root_name}{suffix}" for suffix in suffixes)
        return next((path for path in paths if path.is_file()), None)

    @property
    def root_name(self) -> str:
        """The name of the root document, without a suffix."""
        values = self.conf.values if self.conf is not None else {}
        return str(values.get("root_doc", values.get("master_doc", "index"))).replace("\0", "")

    def _source_suffixes(self) -> tuple[str, ...]:
        value = self.conf.values.get("source_suffix", ()) if self.conf is not None else ()
        entries = [value] if isinstance(value, str) else value
        texts = map(str, entries) if isinstance(entries, dict | list | tuple) else ()
        return tuple(text for text in texts if "\0" not in text)

    @property
    def title(self) -> str:
        """The name of the project, or ``""``."""
        name = self.conf.values.get("project", "") if self.conf is not None else ""
        return " ".join(name.split()) if isinstance(name, str) else ""

    @property
    def model(self) -> str:
        """The path of the model that ``conf.py`` sets, or ``""``."""
        path = self.conf.values.get("c4_model", "") if self.conf is not None else ""
        return path if isinstance(path, str) and "\0" not in path else ""


def _markup_of(suffix: str) -> Markup:
    return MARKUPS["md" if suffix in _MARKDOWN_SUFFIXES else "rst"]


def find_project(folder: Path) -> DocsProject | None:
    """Return the documentation in ``folder`` or in one of its usual subfolders, or None."""
    for candidate in (folder / name for name in _FOLDERS):
        if (candidate / CONF).is_file():
            return read_project(candidate)
    return None


def enclosing_project(folder: Path) -> DocsProject | None:
    """Return the documentation that ``folder`` belongs to, or None."""
    return next((read_project(path) for path in _with_parents(folder) if (path / CONF).is_file()), None)


def _with_parents(folder: Path) -> Iterator[Path]:
    absolute = folder.absolute()
    yield from (absolute, *absolute.parents)


def read_project(folder: Path) -> DocsProject:
    """Return the documentation whose ``conf.py`` is in ``folder``."""
    try:
        return DocsProject(folder, ConfFile.of((folder / CONF).read_bytes()))
    except ConfFileError as error:
        return DocsProject(folder, None, str(error))
