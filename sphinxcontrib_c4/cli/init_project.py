"""The work of the command ``init``: write the files, then edit existing ones or show how to."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import NamedTuple

from sphinxcontrib_c4.cli.console import EXIT_OK, UsageError, write_text
from sphinxcontrib_c4.cli.scaffold import (
    CONF,
    INDEX,
    MARKUPS,
    ConfFileError,
    DocsProject,
    Markup,
    NewFiles,
    add_entry,
    conf_text,
    difference,
    find_project,
    is_stub,
    model_text,
    page_stubs,
    root_text,
    stub_texts,
    system_id,
)
from sphinxcontrib_c4.cli.schema import SCHEMA_FILE, schema_text
from sphinxcontrib_c4.model import control_character
from sphinxcontrib_c4.model_source import load_any

_MODEL = "model"
_PAGE_FOLDERS = ("architecture", "c4-architecture")
_NEW_FOLDER = Path("docs")


class _Pages(NamedTuple):
    """Where pages are written, and in which markup."""

    folder: Path
    markup: Markup
    suffix: str

    @property
    def entry(self) -> str:
        """The index in a table of contents of the root document."""
        return f"{self.folder.name}/{INDEX}"


def init_project(options: argparse.Namespace) -> int:
    """Write the files that ``options`` ask for and return the exit status."""
    project = find_project(options.folder or Path())
    files = NewFiles()
    if project is None:
        _start(options, files)
    else:
        _extend(project, options, files)
    return EXIT_OK


# --- New documentation ---


def _start(options: argparse.Namespace, files: NewFiles) -> None:
    folder = options.folder or _NEW_FOLDER
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    markup = MARKUPS[options.format or "rst"]
    pages = _Pages(_free_folder(folder), markup, markup.suffix)
    name = _system_name(options.name, _folder_name(folder))
    files.add(folder / CONF, conf_text(name, markup))
    files.add(folder / f"{INDEX}{markup.suffix}", root_text(name, pages.entry, markup))
    model = _write_model(folder / _MODEL, name, files)
    _write_pages(model, pages, files)
    _write_next_steps(folder, model, pages, needs=" (requires myst-parser)" if markup is MARKUPS["md"] else "")


def _folder_name(folder: Path) -> str:
    """Return the name of the folder that contains the documentation."""
    absolute = folder.absolute()
    return (absolute.parent if absolute.name in ("docs", "doc") else absolute).name


def _system_name(*candidates: str) -> str:
    """Return the first of ``candidates`` with text in it, without characters that a model must not contain."""
    texts = ("".join(" " if control_character(char) else char for char in name).split() for name in candidates)
    return next((" ".join(words) for words in texts if words), "My system")


# --- Existing documentation ---


def _extend(project: DocsProject, options: argparse.Namespace, files: NewFiles) -> None:
    markup = MARKUPS[options.format] if options.format else project.markup
    suffix = project.suffix if markup is project.markup else markup.suffix
    pages = _Pages(_free_folder(project.folder), markup, suffix)
    name = _system_name(options.name, project.title, _folder_name(project.folder))
    model = _write_model(_without_parents(project.folder / (project.model or _MODEL)), name, files)
    _write_pages(model, pages, files)
    if project.root_document is None:
        files.add(project.folder / f"{project.root_name}{suffix}", root_text(name, pages.entry, markup))
    _edit_conf(project, files, is_edited=options.edit)
    _edit_contents(project, pages.entry, files, is_edited=options.edit)
    _write_next_steps(project.folder, model, pages)


def _without_parents(path: Path) -> Path:
    """Return ``path`` without ``..``, unless that is another path because of a symbolic link."""
    plain = Path(os.path.normpath(path))
    return plain if plain.resolve() == path.resolve() else path


def _edit_conf(project: DocsProject, files: NewFiles, *, is_edited: bool) -> None:
    path = project.folder / CONF
    try:
        if project.conf is None:
            raise ConfFileError(project.problem)
        edited = project.conf.with_extension(model=_MODEL)
    except ConfFileError as error:
        lines = f'add "sphinxcontrib_c4" to its extensions, and this line:\n\nc4_model = "{_MODEL}"'
        write_text(f"\n{path.as_posix()} is not edited, because {error}; {lines}\n")
        return
    _edit(path, project.conf.text, edited.text, edited.to_bytes(), files, is_edited=is_edited)


def _edit_contents(project: DocsProject, entry: str, files: NewFiles, *, is_edited: bool) -> None:
    path = project.root_document
    if path is None:
        write_text(f"\nAdd {entry} to a table of contents.\n")
        return
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    entry = entry if path.parent == project.folder else f"/{entry}"
    edited = add_entry(text, entry, project.markup)
    _edit(path, text, edited, edited.encode("utf-8", "surrogateescape"), files, is_edited=is_edited)


def _edit(path: Path, before: str, after: str, data: bytes, files: NewFiles, *, is_edited: bool) -> None:
    """Write the edited file or, without ``is_edited``, only the difference."""
    if before == after:
        return
    if not is_edited:
        write_text(f"\nChange {path.as_posix()} like this, or run the command again with --edit:\n\n")
    write_text(difference(path, before, after))
    if is_edited:
        files.replace(path, data)


# --- Both ---


def _write_model(path: Path, name: str, files: NewFiles) -> Path:
    """Write a first model to ``path``, a folder or a YAML file, unless there is a model, and return its path."""
    is_file = path.suffix in (".yaml", ".yml", ".json")
    if path.exists() and (path.is_file() or any(path.glob("*.y*ml"))):
        write_text(f"exists   {path.as_posix()}\n")
    elif path.suffix != ".json":
        folder, file = (path.parent, path.name) if is_file else (path, f"{system_id(name)}.yaml")
        files.add(folder / SCHEMA_FILE, schema_text("model"))
        files.add(folder / file, model_text(name, schema=SCHEMA_FILE))
    return path


def _free_folder(docs: Path) -> Path:
    """Return the first of the usual folders for pages whose index does not exist, or is a stub."""
    folders = [docs / name for name in _PAGE_FOLDERS]
    return next((folder for folder in folders if all(map(is_stub, folder.glob(f"{INDEX}.*")))), folders[-1])


def _write_pages(model: Path, pages: _Pages, files: NewFiles) -> None:
    for path, text in stub_texts(page_stubs(load_any(model)), pages.markup, suffix=pages.suffix).items():
        files.add(pages.folder / path, text)


def _write_next_steps(docs: Path, model: Path, pages: _Pages, *, needs: str = "") -> None:
    write_text(
        f"\nEdit the model in {model.as_posix()}, and build the pages{needs}:\n\n"
        f"  python -m sphinx {docs.as_posix()} build/html\n\n"
        "When the model has new systems or scenarios, write their pages:\n\n"
        f"  sphinx-c4 pages {model.as_posix()} --output {pages.folder.as_posix()}\n"
    )
