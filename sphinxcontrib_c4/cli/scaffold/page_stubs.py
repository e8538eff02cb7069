"""Page stubs for a model: for each own system its context, containers, components, flows and dependencies.

A stub names its subject and leaves the content to directives, so it stays correct when the model changes. Tables of
contents list folders by pattern, so that they include stubs that are written later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sphinxcontrib_c4.cli.scaffold.markup import Markup
from sphinxcontrib_c4.model import Element, Model, Scenario, system_of
from sphinxcontrib_c4.views import ViewKind, subjects

MARKER = "Written by sphinx-c4 pages, which does not replace this file unless --force is given."
INDEX = "index"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Directive:
    """A directive of a stub."""

    name: str
    argument: str = ""
    options: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageStub:
    """A page: its ``path`` without a suffix, its title, and blocks, each a directive or the title of a section."""

    path: str
    title: str
    blocks: tuple[Directive | str, ...]

    def text(self, markup: Markup, *, marker: str = MARKER) -> str:
        """Return the text of the page."""
        return markup.page(
            [markup.comment(marker), markup.title(self.title), *(_block(b, markup) for b in self.blocks)]
        )


def _block(block: Directive | str, markup: Markup) -> str:
    if isinstance(block, str):
        return markup.title(block, level=2)
    return markup.directive(block.name, block.argument, options=dict(block.options), lines=block.lines)


def page_stubs(model: Model, *, title: str = "Architecture") -> tuple[PageStub, ...]:
    """Return the stubs of all pages, first the index, then those of each own system in the order of the model."""
    systems = [model.elements[name] for name in subjects(model, ViewKind.CONTEXT)]
    scenarios: dict[str, list[Scenario]] = {}
    for scenario in model.scenarios:
        scenarios.setdefault(scenario.system, []).append(scenario)
    unowned = tuple(_flow_stub(scenario) for scenario in scenarios.get("", ()))
    patterns = (*(["*/index"] if systems else []), *(["flow-*"] if unowned else []))
    stubs = [_landscape_stub(model, title, patterns), *unowned]
    divided_systems = frozenset(subjects(model, ViewKind.CONTAINER))
    divided_containers: dict[str, list[str]] = {}
    for container in subjects(model, ViewKind.COMPONENT):
        divided_containers.setdefault(system_of(container), []).append(container)
    for system in systems:
        parts = divided_containers.get(system.name, ())
        own_scenarios = scenarios.get(system.name, ())
        stubs += _system_stubs(model, system, parts, own_scenarios, is_divided=system.name in divided_systems)
    return tuple(stubs)


def _landscape_stub(model: Model, title: str, patterns: Sequence[str]) -> PageStub:
    description = (Directive("c4-description", model.name),) if model.description else ()
    contents = (_contents(patterns, depth="2"),) if patterns else ()
    matrix = ("Dependencies", Directive("c4-dependency-matrix"))
    return PageStub(INDEX, title, (*description, Directive("c4-landscape"), *contents, *matrix))


def _contents(patterns: Sequence[str], *, depth: str = "1") -> Directive:
    return Directive("toctree", options=(("maxdepth", depth), ("glob", "")), lines=tuple(patterns))


def _system_stubs(
    model: Model, system: Element, containers: Iterable[str], scenarios: Iterable[Scenario], *, is_divided: bool
) -> Iterator[PageStub]:
    """Yield the pages of a system, which is divided if it has containers; ``containers`` are those with components."""
    folder, name = file_name(system.name), system.name
    yield PageStub(
        f"{folder}/{INDEX}",
        system.title,
        (
            Directive("c4-description", name),
            Directive("c4-context", name),
            Directive("c4-elements", name, options=(("kind", "person, system"),)),
            _contents(["*"]),
        ),
    )
    if is_divided:
        table = Directive("c4-elements", name, options=(("kind", "container"),))
        yield PageStub(f"{folder}/containers", "Containers", (Directive("c4-container", name), table))
    yield from (_container_stub(model, folder, container) for container in containers)
    yield from (_flow_stub(scenario, f"{folder}/") for scenario in scenarios)
    yield _dependencies_stub(model, folder, name)


def _container_stub(model: Model, folder: str, container: str) -> PageStub:
    return PageStub(
        f"{folder}/containers-{file_name(container)}",
        f"Components of {model.elements[container].title}",
        (
            Directive("c4-description", container),
            Directive("c4-component", container),
            Directive("c4-elements", container, options=(("kind", "component"),)),
        ),
    )


def _flow_stub(scenario: Scenario, folder: str = "") -> PageStub:
    blocks = (Directive("c4-description", scenario.name), Directive("c4-flow", scenario.name))
    return PageStub(f"{folder}flow-{file_name(scenario.name)}", scenario.title, blocks)


def _dependencies_stub(model: Model, folder: str, name: str) -> PageStub:
    ingestion: tuple[Directive | str, ...] = ("Data sources", Directive("c4-ingestion", name))
    return PageStub(
        f"{folder}/dependencies",
        "Dependencies",
        (
            "Cycles",
            Directive("c4-cycle-report", name),
            "Fragile links",
            Directive("c4-fragile", name),
            "Metrics",
            Directive("c4-metrics", name),
            *(ingestion if any(source.system == name for source in model.ingestion) else ()),
        ),
    )


def file_name(name: str) -> str:
    """Return the last part of a full name as a part of a file name."""
    return _UNSAFE.sub("-", name.rsplit(".", 1)[-1])


def is_stub(path: Path) -> bool:
    """Return whether the file at ``path`` was written as a stub; its content may have been changed."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return MARKER.encode() in file.readline()
    except OSError:
        return False


def stub_texts(stubs: Sequence[PageStub], markup: Markup, *, suffix: str) -> Mapping[str, str]:
    """Return the text of each stub by its path with ``suffix``; of equal paths, the first one."""
    texts: dict[str, str] = {}
    for stub in stubs:
        texts.setdefault(f"{stub.path}{suffix}", stub.text(markup))
    return texts
