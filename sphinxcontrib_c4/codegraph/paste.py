"""YAML to paste into a model file: a flow for a candidate, or its rejection, in the author's style.

The style is that of the last flow in the file: block or flow mappings, indentation, the order of keys,
and which optional keys there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium
from sphinxcontrib_c4.codegraph.graph_file import is_declared_in
from sphinxcontrib_c4.codegraph.yaml_text import block_lines, flow
from sphinxcontrib_c4.model import At, Document, Entries, Items, Model, ModelError, read_yaml

_ORDER = ("id", "source", "target", "label", "sync", "protocol", "data", "trigger", "tags", "provenance")
_NEEDED = frozenset(("id", "source", "target", "label", "provenance"))


class Snippet(NamedTuple):
    """Text to insert below ``section`` of a file, after the line ``after`` (0 if the section is new)."""

    path: str
    section: str
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class AuthorStyle:
    """How an author writes the items of a list.

    ``indent`` is the number of spaces before ``-``. ``is_flow`` tells ``- { id: a }`` from lines of their
    own, and ``is_padded`` whether there are spaces inside of braces. ``keys`` are the keys in their order.
    """

    indent: int = 2
    is_flow: bool = False
    is_padded: bool = True
    keys: tuple[str, ...] = _ORDER
    nested_flow: bool = True

    def item(self, values: Mapping[str, Any]) -> str:
        """Return an item of a list, with the keys in the author's order."""
        space = " " * self.indent
        if self.is_flow:
            return f"{space}- {self._braces(flow(values))}\n"
        lines = []
        for key, value in values.items():
            if self.nested_flow and isinstance(value, Mapping | list | tuple):
                lines.append(f"{key}: {self._braces(flow(value))}")
            else:
                lines += block_lines({key: value})
        rest = "".join(f"{space}  {line}\n" for line in lines[1:])
        return f"{space}- {lines[0]}\n{rest}"

    def _braces(self, text: str) -> str:
        return text if self.is_padded else text.replace("{ ", "{").replace(" }", "}")


class SnippetWriter:
    """Writes snippets for the files of one model."""

    def __init__(self, model: Model, path: Path) -> None:
        """Take the model and the path that it was read from."""
        self._model = model
        self._folder = path if path.is_dir() else path.parent
        self._owners = {file.primary_system: file.path for file in model.files if file.primary_system}
        self._first = model.files[0].path
        self._flow_names = {flow.name for flow in model.flows}
        self._element_names = {*model.elements, *model.aliases}
        self._documents: dict[str, Document | None] = {}
        self._sections: dict[tuple[str, str], tuple[AuthorStyle, int]] = {}

    def flow(self, candidate: Candidate) -> tuple[Snippet, ...]:
        """Return what makes ``candidate`` a flow: the flow, and before it a system that no file lists yet."""
        name = self._file(candidate)
        style, last_line = self._section(name, "flows")
        values = self._flow_values(candidate, name)
        fields = {key: values[key] for key in _arrange(style.keys, values)}
        systems = [self._system(name, end) for end in (candidate.source, candidate.target) if not end.is_in_model]
        return (*systems, Snippet(name, "flows", last_line, style.item(fields)))

    def rejection(self, candidate: Candidate) -> Snippet:
        """Return what rejects ``candidate``, with a reason to fill in."""
        name = self._file(candidate)
        section = "rejected_candidates"
        style, last_line = self._section(name, section)
        values = {
            "source": self._local_name(candidate.source, name),
            "target": self._local_name(candidate.target, name),
            "reason": "; ".join(candidate.phantom) or "the reason why this is not a flow",
            "evidence": candidate.fingerprint,
        }
        return Snippet(name, section, last_line, style.item(values))

    def _file(self, candidate: Candidate) -> str:
        """Return the model file that is about the caller, else the callee, else the one that lists either."""
        for end in (candidate.source, candidate.target):
            if end.system in self._owners:
                return self._owners[end.system]
        for end in (candidate.source, candidate.target):
            if end.is_in_model:
                element = self._model.elements[end.name]
                return next((file.path for file in self._model.files if is_declared_in(element, file)), self._first)
        return self._first

    def _section(self, name: str, section: str) -> tuple[AuthorStyle, int]:
        """Return the style and the last line of a section of a file, where all of its snippets are added."""
        if (name, section) not in self._sections:
            document = self._document(name)
            self._sections[name, section] = author_style(document, section), _last_line(document, section)
        return self._sections[name, section]

    def _document(self, name: str) -> Document | None:
        if name not in self._documents:
            try:
                self._documents[name] = read_yaml(self._folder / name)
            except ModelError:
                self._documents[name] = None
        return self._documents[name]

    def _local_name(self, end: CandidateEnd, file: str) -> str:
        """Return the name of an end as the file would write it: its own containers without their system."""
        if not end.is_in_model or "." not in end.name:
            return end.name
        short = end.name.rsplit(".", 1)[1]
        is_own = self._owners.get(end.system) == file
        return short if is_own and short not in self._element_names else end.name

    def _flow_values(self, candidate: Candidate, file: str) -> dict[str, Any]:
        source, target = self._local_name(candidate.source, file), self._local_name(candidate.target, file)
        is_endpoint = candidate.kind == "endpoint"
        values: dict[str, Any] = {
            "id": self._unused_id(f"{source.replace('.', '-')}-{target.replace('.', '-')}", file),
            "source": source,
            "target": target,
            "label": _label(candidate),
            "sync": True if is_endpoint else None,
            "protocol": "HTTPS" if is_endpoint else "",
            "data": ", ".join(candidate.keys[:3]),
            "trigger": "on request" if is_endpoint else "",
            "tags": ["cross-service"],
            "provenance": _provenance(candidate),
        }
        return {key: value for key, value in values.items() if value not in ("", None)}

    def _unused_id(self, name: str, file: str) -> str:
        primary = next(each.primary_system for each in self._model.files if each.path == file)
        names_in_use = self._flow_names
        prefix = f"{primary}." if primary else ""
        spellings = (name if number == 1 else f"{name}-{number}" for number in range(1, len(names_in_use) + 2))
        return next(spelling for spelling in spellings if f"{prefix}{spelling}" not in names_in_use)

    def _system(self, name: str, end: CandidateEnd) -> Snippet:
        style, last_line = self._section(name, "systems")
        values = {"id": end.name, "name": end.title or end.name, "kind": "external", "repo": end.repo}
        item = style.item({key: value for key, value in values.items() if value})
        return Snippet(name, "systems", last_line, item)


def _label(candidate: Candidate) -> str:
    if not candidate.keys:
        return "calls"
    rest = candidate.key_count - 1
    return f"calls {candidate.keys[0]}{f' and {rest} more' if rest else ''}"


def _provenance(candidate: Candidate) -> dict[str, Any]:
    place = candidate.places[0] if candidate.places else None
    values: dict[str, Any] = {
        "derived_from": "graph" if Medium.CODE in candidate.confirmed_by else "traffic",
        "contract_kind": candidate.kind if place else "",
        "contract_key": ", ".join(candidate.keys[:3]),
        "repo": place.repo if place else "",
        "path": place.path if place else "",
        "line": (place.line or None) if place else None,
    }
    return {key: value for key, value in values.items() if value}


def _arrange(order: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """Return the keys of a flow in the author's order; optional keys that the author does not use are left out."""
    own_keys = [key for key in order if key in values]
    missing = [key for key in _ORDER if key in values and key in _NEEDED and key not in own_keys]
    return own_keys + missing


# --- The author's style ---


def author_style(document: Document | None, section: str) -> AuthorStyle:
    """Return how the items of ``section`` are written; the style of flows where it has none."""
    items = _items(document, section) or _items(document, "flows") or _items(document, "systems")
    if document is None or not items:
        return AuthorStyle()
    last, at = items[-1], items.items_at[-1]
    flows = _items(document, "flows")
    line = document.line(document.position(at).line)
    return AuthorStyle(
        indent=len(line) - len(line.lstrip()),
        is_flow=last.flow,
        is_padded=not last.flow or document.text.startswith("{ ", at),
        keys=tuple(_order_of(flows)) if flows else _ORDER,
        nested_flow=_has_nested_flow(document, items),
    )


def _items(document: Document | None, section: str) -> Items | None:
    root = document.root if document is not None else None
    items = root.get(section) if isinstance(root, Entries) else None
    if isinstance(items, Items) and items and all(isinstance(item, Entries) for item in items):
        return items
    return None


def _in_order(item: Entries) -> list[str]:
    return sorted(item.keys_at, key=lambda key: item.keys_at[key])


def _order_of(items: Iterable[Entries]) -> Iterator[str]:
    """Yield all keys of ``items``: in the order of the last one, each other one after its neighbour elsewhere."""
    order: list[str] = []
    for item in reversed(list(items)):
        position = 0
        for key in _in_order(item):
            if key in order:
                position = order.index(key) + 1
            else:
                order.insert(position, key)
                position += 1
    return iter(order)


def _has_nested_flow(document: Document, items: Iterable[Entries]) -> bool:
    """Return whether nested values stand on one line; they do unless an item shows otherwise."""
    for item in items:
        for key in ("tags", "provenance"):
            if isinstance(item.get(key), Entries | Items):
                return document.text[item.values_at[key]] in "[{"
    return True


def _last_line(document: Document | None, section: str) -> int:
    """Return the last line of a section, or 0 if the file has none."""
    items = _items(document, section)
    if document is None or items is None:
        return 0
    last = document.position(max(_all_places(items))).line
    lines = document.text.splitlines()
    first_of_item = document.line(document.position(items.items_at[-1]).line)
    indent = len(first_of_item) - len(first_of_item.lstrip())
    while last < len(lines) and lines[last].strip() and len(lines[last]) - len(lines[last].lstrip()) > indent:
        last += 1
    return last


def _all_places(value: Any) -> Iterator[At]:
    if isinstance(value, Entries):
        yield value.at
        yield from value.values_at.values()
        for item in value.values():
            yield from _all_places(item)
    elif isinstance(value, Items):
        yield from value.items_at
        for item in value:
            yield from _all_places(item)
