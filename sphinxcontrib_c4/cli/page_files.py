"""The work of the command ``pages``: choose the markup, write the stubs, report those without a subject."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from sphinxcontrib_c4.cli.console import EXIT_OK, UsageError, write_error
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.cli.scaffold import MARKUPS, NewFiles, enclosing_project, is_stub, page_stubs, stub_texts
from sphinxcontrib_c4.model_source import load_any


def write_pages(options: argparse.Namespace) -> int:
    """Write the stubs that ``options`` ask for and return the exit status."""
    folder: Path = options.output
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    with progress("reading the model"):
        model = load_any(options.model)
    project = enclosing_project(folder)
    markup = MARKUPS[options.format] if options.format else project.markup if project else MARKUPS["rst"]
    suffix = project.suffix if project and project.markup is markup else markup.suffix
    files = NewFiles(is_dry=options.dry_run, is_forced=options.force)
    texts = stub_texts(page_stubs(model, title=options.title), markup, suffix=suffix)
    for path, text in texts.items():
        files.add(folder / path, text)
    _report_obsolete(folder, texts, suffix)
    return EXIT_OK


def _report_obsolete(folder: Path, paths: Iterable[str], suffix: str) -> None:
    """Write the stubs in ``folder`` that are not among ``paths`` to standard error.

    Stubs are in the folder or in the subfolder of their system. Deeper folders are not searched, because the folder may
    be a whole disk.
    """
    current = {folder / path for path in paths}
    for path in sorted((*folder.glob(f"*{suffix}"), *folder.glob(f"*/*{suffix}"))):
        if path not in current and is_stub(path):
            write_error(f"sphinx-c4: {path.as_posix()}: its subject is not in the model; delete the file")
