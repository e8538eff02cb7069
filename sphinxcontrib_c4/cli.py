"""The command ``sphinx-c4``: what the extension knows, without Sphinx.

It exits with 0 where all is well, 1 where the model is not, and 2 where it was called wrongly. Each
subcommand is one function that takes the parsed arguments and returns that number, and one that
adds its parser.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.model import ModelError, NameFault
from sphinxcontrib_c4.source import is_workspace, load_any, read_any

if TYPE_CHECKING:
    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.exports import Format
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.structurizr import Workspace
    from sphinxcontrib_c4.views import Selection, View

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

OK, FAULTY, MISUSED = 0, 1, 2


class Misuse(Exception):
    """The command was called in a way that cannot work; ``str()`` says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments``, those of the process unless given; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ModelError as error:
        print(error, file=sys.stderr)
        return FAULTY
    except Misuse as error:
        print(f"sphinx-c4: error: {error}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        # Whoever read the output has gone; without this, the interpreter complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULTY
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sphinx-c4", description="Work with a C4 model without Sphinx.")
    parser.add_argument("--version", action="version", version=f"sphinx-c4 {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_export(commands)
    _add_analysis(commands, "cycles", _cycles, "find cycles of dependencies")
    _add_analysis(commands, "lint", _lint, "find cycles and fragile linkages")
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model", metavar="MODEL", type=Path, help="a model file, a folder of them, or a workspace.json of Structurizr"
    )


def _say(text: str) -> None:
    """Write ``text`` to standard output in UTF-8, whatever a terminal or pipe says of itself."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


# --- check ---


def _add_check(commands: Commands) -> None:
    parser = commands.add_parser("check", help="tell what is wrong with a model", description=_check.__doc__)
    _add_model(parser)
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    """Tell all that is wrong with a model, or what there is in it."""
    if not is_workspace(options.model):
        _say(f"{_summary(load_any(options.model))}\n")
        return OK
    workspace = read_any(options.model)
    _say(f"{_summary(workspace.model)}\n")
    _warn_unmapped(workspace)
    return OK


def _summary(model: Model) -> str:
    """``World: 2 people, 3 systems, 5 containers, 0 components, 9 flows, 1 scenario``."""
    kinds = Counter(element.kind.value for element in model.elements.values())
    counts = [
        *((kinds[one], one, many) for one, many in _PLURALS.items()),
        (len(model.flows), "flow", "flows"),
        (len(model.scenarios), "scenario", "scenarios"),
    ]
    told = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts)
    return f"{model.title}: {told}"


_PLURALS = {"person": "people", "system": "systems", "container": "containers", "component": "components"}


def _warn_unmapped(workspace: Workspace) -> None:
    """Name once what a workspace says and a model has no place for."""
    if workspace.unmapped:
        rows = "".join(f"\n  {what}" for what in workspace.unmapped)
        print(f"sphinx-c4: not taken over from the workspace:{rows}", file=sys.stderr)


# --- cycles and lint ---


def _add_analysis(commands: Commands, name: str, run: Callable[[argparse.Namespace], int], summary: str) -> None:
    from sphinxcontrib_c4.analysis.command import add_options

    parser = commands.add_parser(name, help=summary, description=run.__doc__)
    _add_model(parser)
    add_options(parser, rules=run is _lint)
    parser.set_defaults(run=run)


def _cycles(options: argparse.Namespace) -> int:
    """Find cycles of dependencies, tell how sure they are and where to cut them."""
    return _tell(options, _report(options).only_cycles())


def _lint(options: argparse.Namespace) -> int:
    """Find cycles of dependencies and fragile linkages, and tell what to do about them."""
    return _tell(options, _report(options))


def _report(options: argparse.Namespace) -> Report:
    from sphinxcontrib_c4.analysis import SettingFault, today
    from sphinxcontrib_c4.analysis.command import report_of

    try:
        return report_of(options, load_any(options.model), today=today())
    except (NameFault, SettingFault) as fault:
        raise Misuse(str(fault)) from fault


def _tell(options: argparse.Namespace, report: Report) -> int:
    from sphinxcontrib_c4.analysis import failures
    from sphinxcontrib_c4.analysis.command import written

    width = min(shutil.get_terminal_size().columns, 100)
    _say(written(options, report, width=width, root=Path.cwd().as_posix()))
    if options.format == "baseline":
        return OK
    return FAULTY if failures(report, options.fail_on) else OK


# --- export ---

_WORKSPACE = "structurizr"
FORMATS = (_WORKSPACE, "c4plantuml", "mermaid", "dot", "structurizr-dsl", "json")
"""What ``export`` writes; all but the first are those of ``exports``, which are imported when one is written."""

_STANDARD_OUTPUT = Path("-")
_SAME = Path()


def _add_export(commands: Commands) -> None:
    parser = commands.add_parser("export", help="write a model for another tool", description=_export.__doc__)
    _add_model(parser)
    parser.add_argument("--format", required=True, choices=FORMATS, help="the language to write in")
    parser.add_argument(
        "--output", metavar="PATH", type=Path, default=_STANDARD_OUTPUT, help="a file, or a folder for a file per view"
    )
    parser.add_argument(
        "--view", metavar="NAME", action="append", default=[], help="a view such as container:shop; may be repeated"
    )
    parser.add_argument(
        "--merge",
        metavar="FILE",
        type=Path,
        nargs="?",
        const=_SAME,
        help="keep what was moved in this workspace (of the format structurizr; without FILE, in the output itself)",
    )
    parser.add_argument("--base-url", metavar="URL", default="", help="what addresses in the model are relative to")
    parser.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    """Write a model in another tool's language, to standard output unless a path is given."""
    _check_options(options)
    workspace = read_any(options.model)
    texts = _workspace_text(options, workspace) if options.format == _WORKSPACE else _texts(options, workspace)
    for path, text in texts:
        _write(path, text)
    _warn_unmapped(workspace)
    return OK


def _check_options(options: argparse.Namespace) -> None:
    from sphinxcontrib_c4.structurizr import is_absolute

    if options.format != _WORKSPACE and (options.merge or options.base_url):
        raise Misuse("--merge and --base-url are for --format structurizr only")
    if options.format == _WORKSPACE and options.view:
        raise Misuse("a workspace holds all views; leave --view out")
    if options.merge == _SAME and options.output == _STANDARD_OUTPUT:
        raise Misuse("--merge needs a FILE where there is no --output")
    if options.base_url and not is_absolute(options.base_url):
        raise Misuse(f"--base-url {options.base_url!r} is not an absolute http or https address")


def _workspace_text(options: argparse.Namespace, source: Workspace) -> Iterator[tuple[Path, str]]:
    from sphinxcontrib_c4.structurizr import LayoutError, merge, read_json, text_of, unwritten, workspace

    path = options.output / "workspace.json" if _is_folder(options.output) else options.output
    old = path if options.merge == _SAME else options.merge
    kept = read_json(old) if old and (options.merge != _SAME or old.exists()) else None
    try:
        made = workspace(source.model, base_url=options.base_url, views=source.views)
    except LayoutError as error:
        raise Misuse(str(error)) from error
    yield path, text_of(merge(made, kept) if kept else made)
    _warn_unwritten(unwritten(source.model, source.views))


def _warn_unwritten(keys: Sequence[str]) -> None:
    """Name the views that show what is not in the model."""
    if keys:
        print(f"sphinx-c4: not written, as they show what is not in the model: {', '.join(keys)}", file=sys.stderr)


def _texts(options: argparse.Namespace, workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """The paths to write, and what to write there."""
    from sphinxcontrib_c4.exports import FORMATS

    form = FORMATS[options.format]
    views = _views(options, workspace, form)
    if not _is_folder(options.output):
        yield options.output, form.write(workspace.model, list(views.values()), list(views))
    elif form.whole:
        yield options.output / f"model{form.suffix}", form.write(workspace.model, list(views.values()), list(views))
    else:
        for key, view in views.items():
            yield options.output / f"{key}{form.suffix}", form.write(workspace.model, [view], [key])


def _views(options: argparse.Namespace, workspace: Workspace, form: Format) -> dict[str, View]:
    """The views to write by what their files are called; those of a workspace go by their keys."""
    from sphinxcontrib_c4.exports import all_views
    from sphinxcontrib_c4.structurizr import chosen_views, safe_key, unwritten, view_keys
    from sphinxcontrib_c4.views import Selection

    selection = Selection(fold_groups=form.folds)
    if not options.view and workspace.views and form.folds:
        return {safe_key(key): view for key, view in workspace.views.items()}
    named = {name: workspace.views[name] for name in options.view if name in workspace.views}
    if not form.folds and (missing := unwritten(workspace.model, named)):
        raise Misuse(f"not written, as they show what is not in the model: {', '.join(missing)}")
    if not options.view and workspace.views:
        made = all_views(workspace.model, selection)
        _warn_unwritten(unwritten(workspace.model, workspace.views))
        return {each.key: each.view for each in chosen_views(workspace.model, made, workspace.views)}
    views = _chosen(options.view, workspace, selection) if options.view else all_views(workspace.model, selection)
    found = {safe_key(name): view for name, view in named.items()}
    keys = view_keys(views)
    for view in views:
        key = keys[view.name]
        found[safe_key(view.name, whole=True) if key in found else key] = view
    return found


def _chosen(names: Sequence[str], workspace: Workspace, selection: Selection) -> tuple[View, ...]:
    """The views of the model with these names, each once; all unknown names are told at once."""
    from sphinxcontrib_c4.exports import chosen_view

    found: dict[str, View] = {}
    faults = []
    for name in names:
        if name in workspace.views:
            continue
        try:
            view = chosen_view(workspace.model, name, selection)
            found[view.name] = view
        except NameFault as fault:
            faults.append(str(fault))
    if faults:
        raise Misuse("\n".join(faults))
    return tuple(found.values())


def _is_folder(path: Path) -> bool:
    return path != _STANDARD_OUTPUT and path.is_dir()


def _write(path: Path, text: str) -> None:
    from sphinxcontrib_c4.structurizr import write_text

    if path == _STANDARD_OUTPUT:
        _say(text)
        return
    try:
        write_text(path, text)
    except OSError as error:
        raise Misuse(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error


if __name__ == "__main__":
    sys.exit(main())
