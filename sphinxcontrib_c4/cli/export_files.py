"""The work of the command ``export``: choose the views, write the files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from sphinxcontrib_c4 import exports
from sphinxcontrib_c4.cli.console import (
    EXIT_OK,
    SAME_FILE,
    STANDARD_OUTPUT,
    WORKSPACE_FORMAT,
    UsageError,
    warn_unmapped,
    write_error,
    write_file_or_output,
)
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.drawing import Scheme
from sphinxcontrib_c4.exports import PictureError, PictureFormat, draw_pictures, find_view
from sphinxcontrib_c4.model import NameLookupError
from sphinxcontrib_c4.model_source import read_any
from sphinxcontrib_c4.structurizr import (
    LayoutError,
    Workspace,
    build_workspace,
    is_absolute_url,
    merge_positions,
    read_workspace_json,
    safe_key,
    select_views,
    unwritable_views,
    view_keys,
    workspace_to_json,
)
from sphinxcontrib_c4.views import Selection, View, nonempty_views


def export(options: argparse.Namespace) -> int:
    """Write the files that ``options`` ask for and return the exit status."""
    _check_options(options)
    with progress("reading the model"):
        source = read_any(options.model)
    for path, data in _files(options, source):
        write_file_or_output(path, data)
    warn_unmapped(source)
    return EXIT_OK


def _files(options: argparse.Namespace, source: Workspace) -> Iterator[tuple[Path, bytes]]:
    """Yield the paths to write, with their content."""
    if options.format in tuple(PictureFormat):
        yield from _pictures(options, source)
        return
    texts = _workspace_text(options, source) if options.format == WORKSPACE_FORMAT else _texts(options, source)
    for path, text in texts:
        yield path, text.encode("utf-8", "backslashreplace")


def _check_options(options: argparse.Namespace) -> None:
    if options.format != WORKSPACE_FORMAT and (options.merge or options.base_url):
        raise UsageError("--merge and --base-url require --format structurizr")
    if options.format == WORKSPACE_FORMAT and options.view:
        raise UsageError("--view does not apply to --format structurizr: a workspace contains all views")
    if options.merge == SAME_FILE and options.output == STANDARD_OUTPUT:
        raise UsageError("--merge requires a FILE if --output is not given")
    if options.base_url and not is_absolute_url(options.base_url):
        raise UsageError(f"--base-url {options.base_url!r} is not an absolute http or https address")


def _workspace_text(options: argparse.Namespace, source: Workspace) -> Iterator[tuple[Path, str]]:
    path = options.output / "workspace.json" if _is_folder(options.output) else options.output
    old = path if options.merge == SAME_FILE else options.merge
    previous = read_workspace_json(old) if old and (options.merge != SAME_FILE or old.exists()) else None
    try:
        with progress("laying out the views"):
            workspace = build_workspace(source.model, base_url=options.base_url, views=source.views)
    except LayoutError as error:
        raise UsageError(str(error)) from error
    yield path, workspace_to_json(merge_positions(workspace, previous) if previous else workspace)
    _warn_unwritten(unwritable_views(source.model, source.views))


def _warn_unwritten(keys: Sequence[str]) -> None:
    """Write the keys of views that cannot be exported to standard error."""
    if keys:
        write_error(f"sphinx-c4: {_unwritten_message(keys)}")


def _unwritten_message(keys: Sequence[str]) -> str:
    return f"views not written, because Structurizr does not allow their elements in them: {', '.join(keys)}"


def _texts(options: argparse.Namespace, source: Workspace) -> Iterator[tuple[Path, str]]:
    """Yield the paths to write, with their content."""
    form = exports.FORMATS[options.format]
    views = _views(options, source, folds_groups=form.folds_groups)
    if not _is_folder(options.output):
        yield options.output, form.write(source.model, list(views.values()), list(views))
    elif form.includes_model:
        yield options.output / f"model{form.suffix}", form.write(source.model, list(views.values()), list(views))
    else:
        for key, view in views.items():
            yield options.output / f"{key}{form.suffix}", form.write(source.model, [view], [key])


def _pictures(options: argparse.Namespace, source: Workspace) -> Iterator[tuple[Path, bytes]]:
    """Yield a picture of each view; only one can go to a file or to standard output."""
    form = PictureFormat(options.format)
    views = _views(options, source, folds_groups=True)
    if len(views) != 1 and not _is_folder(options.output):
        raise UsageError(f"--format {form} writes one file per view: add --output FOLDER, or name one view with --view")
    try:
        with progress("drawing the views"):
            pictures = list(draw_pictures(source.model, views, form, Scheme(options.scheme)))
        for name, data in pictures:
            yield options.output / name if _is_folder(options.output) else options.output, data
    except PictureError as error:
        raise UsageError(str(error)) from error


def _views(options: argparse.Namespace, source: Workspace, *, folds_groups: bool) -> dict[str, View]:
    """Return the views to write by file name; those of a workspace are named by their keys."""
    selection = Selection(fold_groups=folds_groups)
    if not options.view and source.views and folds_groups:
        return {safe_key(key): view for key, view in source.views.items()}
    authored_views = {name: source.views[name] for name in options.view if name in source.views}
    if not folds_groups and (missing := unwritable_views(source.model, authored_views)):
        raise UsageError(_unwritten_message(missing))
    if not options.view and source.views:
        views = nonempty_views(source.model, selection)
        _warn_unwritten(unwritable_views(source.model, source.views))
        return {keyed.key: keyed.view for keyed in select_views(source.model, views, source.views)}
    views = _find_views(options.view, source, selection) if options.view else nonempty_views(source.model, selection)
    return _by_file_name(authored_views, views)


def _by_file_name(authored_views: dict[str, View], views: Sequence[View]) -> dict[str, View]:
    """Return views of a workspace by their keys and ``views`` of the model by theirs, each name once."""
    files = {safe_key(name): view for name, view in authored_views.items()}
    keys = view_keys(views)
    for view in views:
        key = keys[view.name]
        files[safe_key(view.name, always_hash=True) if key in files else key] = view
    return files


def _find_views(names: Sequence[str], source: Workspace, selection: Selection) -> tuple[View, ...]:
    """Return the views of the model with these names, each once; report all unknown names together."""
    views: dict[str, View] = {}
    errors = []
    for name in names:
        if name in source.views:
            continue
        try:
            view = find_view(source.model, name, selection)
            views[view.name] = view
        except NameLookupError as error:
            errors.append(str(error))
    if errors:
        raise UsageError("\n".join(errors))
    return tuple(views.values())


def _is_folder(path: Path) -> bool:
    return path != STANDARD_OUTPUT and path.is_dir()
