"""Reading: a workspace of Structurizr as a model, with its views by their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.model import Element, Fault, Kind, Model, ModelError, ModelFile, Position, Scenario
from sphinxcontrib_c4.structurizr.reader.deployment import deployment_views
from sphinxcontrib_c4.structurizr.reader.elements import (
    SHAPES,
    Interpretation,
    interpreted,
    landscape_groups,
    original_prose,
    slug,
)
from sphinxcontrib_c4.structurizr.reader.json_object import Node
from sphinxcontrib_c4.structurizr.reader.json_source import JsonText
from sphinxcontrib_c4.structurizr.reader.stored_properties import analysis, decoded, ingestion
from sphinxcontrib_c4.structurizr.reader.unmapped import Leftover, Leftovers
from sphinxcontrib_c4.structurizr.reader.views import Showing, Shown
from sphinxcontrib_c4.structurizr.reader.workspace_index import Census
from sphinxcontrib_c4.views import View

_PROPERTIES = frozenset(
    {"c4.model", "c4.description", "c4.primary_system", "c4.groups", "c4.analysis", "c4.ingestion", "c4.scenarios"}
)
# The scope and the kind of a model follow from what is in it.
_KEYS = frozenset(
    {"id", "name", "description", "properties", "model", "views", "lastModifiedDate", "lastModifiedAgent", "revision"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A model with the views that its author has made of it.

    ``views`` maps keys to views, dynamic and deployment ones included. ``unmapped`` names what the source says and a
    model has no place for, each thing once. A model that comes from model files has neither.
    """

    model: Model
    views: Mapping[str, View] = field(default_factory=dict)
    unmapped: tuple[Leftover, ...] = ()


def load(path: Path) -> Model:
    """The model in the workspace at ``path``; raises what :func:`read` raises."""
    return read(path).model


def read(path: Path) -> Workspace:
    """The workspace in the JSON file ``path``.

    Raises:
        model.ModelError: something is wrong; it holds all faults, each with its place in the file and its JSON path.
    """
    data = _bytes(path)
    source = JsonText(path.as_posix(), _text(path, data))
    if source.faults:
        raise ModelError(source.faults)
    if not isinstance(source.root, dict) or not isinstance(source.root.get("model"), dict):
        source.fault((), 'this is not a workspace: it has no "model"', "name a workspace.json of Structurizr")
        raise ModelError(source.faults)
    leftovers = Leftovers()
    found = _workspace(Node(source, leftovers, (), source.root), path, sha256(data).hexdigest())
    if source.faults:
        raise ModelError(source.faults)
    return found


def read_json(path: Path) -> dict[str, Any]:
    """The workspace in ``path`` just as it is written, after the same checks; raises what :func:`read` raises."""
    read(path)
    root = JsonText(path.as_posix(), _text(path, _bytes(path))).root
    return dict(root)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _one(path, f"this file cannot be read: {reason}", "check the path of the workspace") from None


def _text(path: Path, data: bytes) -> str:
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"this file is not UTF-8: byte {error.start} is 0x{data[error.start]:02X}"
        raise _one(path, message, "save it in the encoding UTF-8") from None


def _one(path: Path, message: str, hint: str) -> ModelError:
    return ModelError([Fault(Position(path.as_posix(), 1, 1), message, "", hint)])


def _workspace(node: Node, path: Path, digest: str) -> Workspace:
    node.expect(_KEYS | {"configuration"}, "the workspace")
    node.node("configuration").expect({"scope"}, "the configuration")
    told = node.properties(_PROPERTIES, "the workspace")
    inner, views = node.node("model"), node.node("views")
    inner.expect({"people", "softwareSystems", "customElements", "deploymentNodes", "properties"}, "the model")
    inner.properties((), "the model")
    configuration = views.node("configuration")
    configuration.expect({"styles"}, "the configuration of views")
    if "c4.model" not in told:
        _note_looks(configuration.node("styles"))
    census = Census.of(inner)
    found = interpreted(census, configuration.node("styles"))
    name = told.get("c4.model") or slug(node.text("name")) or "landscape"
    showing = Showing(census, found, model=name)
    shown = [*showing.views(views), *deployment_views(views, census, found, showing)]
    return Workspace(
        model=_model(node, told, found, shown, name=name, file=(path, digest)),
        views={each.key: each.view for each in shown},
        unmapped=node.leftovers.all(),
    )


def _note_looks(styles: Node) -> None:
    """Styles give databases and queues their shapes; the rest of a look is the drawing's here."""
    for key in ("elements", "relationships"):
        for style in styles.nodes(key):
            known = {"tag", "shape"} if style.text("shape") in SHAPES else {"tag"}
            if style.value.keys() - known:
                style.leave(f"style of the tag {style.text('tag')!r}")


def _model(
    node: Node,
    told: Mapping[str, str],
    found: Interpretation,
    shown: list[Shown],
    *,
    name: str,
    file: tuple[Path, str],
) -> Model:
    elements = {element.name: element for element in found.elements.values()}
    primary = told.get("c4.primary_system", "") if "c4.model" in told else _primary_system(elements)
    if primary and primary not in elements:
        node.fault(f'the property "c4.primary_system" names {primary!r}, which is not in the model', "take it away")
    title, description = node.text("name"), original_prose(told.get("c4.description"), node.text("description"))
    path, digest = file
    return Model(
        name=name,
        title=title or "System landscape",
        description=description,
        primary_system=primary,
        elements=elements,
        flows=tuple(found.flows.values()),
        scenarios=(*_scenarios(shown), *_unseen(node, told)),
        ingestion=ingestion(node, told),
        groups=landscape_groups(found, node, told),
        analysis=analysis(node, told),
        files=(ModelFile(path=path.name, digest=digest, title=title, description=description, primary_system=primary),),
    )


def _primary_system(elements: Mapping[str, Element]) -> str:
    """The only system that is told of from inside, or ``""``."""
    detailed = {element.parent for element in elements.values() if element.kind is Kind.CONTAINER}
    return detailed.pop() if len(detailed) == 1 else ""


def _scenarios(shown: list[Shown]) -> Iterator[Scenario]:
    return (each.scenario for each in shown if each.scenario is not None)


def _unseen(node: Node, told: Mapping[str, str]) -> Iterator[Scenario]:
    """The scenarios without steps, which we wrote into a property."""
    kept = decoded(node, "c4.scenarios", told["c4.scenarios"]) if "c4.scenarios" in told else []
    for entry in kept or ():
        try:
            yield Scenario(
                name=str(entry["name"]),
                title=str(entry["title"]),
                position=node.position,
                system=str(entry.get("system", "")),
                description=str(entry.get("description", "")),
            )
        except (TypeError, KeyError, AttributeError):
            node.fault("the property 'c4.scenarios' is broken", "take it away, and export the model anew")
