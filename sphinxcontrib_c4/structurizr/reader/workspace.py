"""A Structurizr workspace as a model, with its views by their keys."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.model import (
    LANDSCAPE_TITLE,
    Element,
    Fault,
    IngestionSource,
    Kind,
    Mode,
    Model,
    ModelError,
    ModelFile,
    Position,
    Scenario,
)
from sphinxcontrib_c4.structurizr.reader.analysis_settings import read_analysis_settings, read_declared_rules
from sphinxcontrib_c4.structurizr.reader.deployment import read_deployment
from sphinxcontrib_c4.structurizr.reader.deployment_views import read_deployment_views
from sphinxcontrib_c4.structurizr.reader.elements import (
    SHAPES_BY_NAME,
    ModelParts,
    original_description,
    read_groups,
    read_model_parts,
    slug,
)
from sphinxcontrib_c4.structurizr.reader.implied import report_implied
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.json_source import JsonSource
from sphinxcontrib_c4.structurizr.reader.settings import MODEL_PROPERTIES, read_settings
from sphinxcontrib_c4.structurizr.reader.stored_properties import StoredProperties
from sphinxcontrib_c4.structurizr.reader.unmapped import UnmappedItem, UnmappedItems
from sphinxcontrib_c4.structurizr.reader.views import ParsedView, ViewReader
from sphinxcontrib_c4.structurizr.reader.workspace_index import WorkspaceIndex
from sphinxcontrib_c4.views import View

_PROPERTIES = frozenset(
    {
        "c4.model",
        "c4.description",
        "c4.primary_system",
        "c4.groups",
        "c4.analysis",
        "c4.rules",
        "c4.ingestion",
        "c4.scenarios",
    }
)
# The content of the model determines its scope and kind.
_KEYS = frozenset(
    {"id", "name", "description", "properties", "model", "views", "documentation"}
    | {"lastModifiedDate", "lastModifiedAgent", "revision"}
)
_MODEL_KEYS = frozenset({"people", "softwareSystems", "customElements", "deploymentNodes", "properties"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A model with the views that its author has defined.

    ``views`` maps keys to views, dynamic and deployment views included. ``unmapped`` lists data that the model has no
    place for, ``presentation`` what only changes the appearance in Structurizr. ``undrawn_views`` maps the keys of
    views that cannot be drawn to the reason. A model that comes from model files has none of them.
    """

    model: Model
    views: Mapping[str, View] = field(default_factory=dict)
    unmapped: tuple[UnmappedItem, ...] = ()
    presentation: UnmappedItem | None = None
    undrawn_views: Mapping[str, str] = field(default_factory=dict)


_JSON_EXPORT = "sphinxcontrib-c4"
"""The value of the key ``format`` in an export in the format json."""


def read_workspace(
    path: Path, *, default_mode: Mode = Mode.UNKNOWN, compiled: bytes | None = None, name: str = ""
) -> Workspace:
    """Read the workspace in the JSON file ``path``, or in the JSON that ``path`` was ``compiled`` to.

    ``default_mode`` is the mode of a relationship without an interaction style and a tag that states it; ``name`` is
    the path in positions, by default that of the file.

    Raises:
        ModelError: the workspace is invalid; the exception holds all faults with their places and JSON paths.
    """
    data = _read_bytes(path) if compiled is None else compiled
    source = JsonSource(name or path.as_posix(), _decode(path, data))
    if source.faults:
        raise ModelError(source.faults)
    if isinstance(source.root, dict) and "ciphertext" in source.root:
        hint = "save it without encryption on the client"
        source.fault(("ciphertext",), "the workspace is encrypted, so it cannot be read", hint)
        raise ModelError(source.faults)
    if not isinstance(source.root, dict) or not isinstance(source.root.get("model"), dict):
        source.fault((), 'not a workspace: "model" is missing', "name a workspace.json of Structurizr")
        raise ModelError(source.faults)
    if source.root.get("format") == _JSON_EXPORT:
        hint = "export the model with '--format structurizr', or name the model itself"
        source.fault(("format",), "not a workspace: an export in the format json, which cannot be read back", hint)
        raise ModelError(source.faults)
    root = JsonObject(source, UnmappedItems(), (), source.root)
    workspace = _read_root(root, path, sha256(data).hexdigest(), default_mode)
    if source.faults:
        raise ModelError(source.faults)
    return workspace


def read_workspace_json(path: Path) -> dict[str, Any]:
    """Return the JSON value of a workspace, after the checks of ``read_workspace``, which raise the same exceptions."""
    read_workspace(path)
    return dict(JsonSource(path.as_posix(), _decode(path, _read_bytes(path))).root)


def _read_bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device may never end
            raise _file_error(path, "not a regular file", "name a workspace.json of Structurizr")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _file_error(path, f"cannot read this file: {reason}", "check the path of the workspace") from None


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start} is 0x{data[error.start]:02X}"
        raise _file_error(path, message, "save the file in the encoding UTF-8") from None


def _file_error(path: Path, message: str, hint: str) -> ModelError:
    return ModelError([Fault(Position(path.as_posix(), 1, 1), message, "", hint)])


def _read_root(root: JsonObject, path: Path, digest: str, default_mode: Mode) -> Workspace:
    model, views = root.object("model"), root.object("views")
    root.check_keys(_KEYS | {"configuration"}, "the workspace")
    root.object("configuration").check_keys({"scope"}, "the configuration")
    views.object("configuration").check_keys({"styles", "properties"}, "the configuration of views")
    properties = StoredProperties.read(root, _PROPERTIES, "the workspace")
    model.check_keys(_MODEL_KEYS, "the model")
    separator = model.properties(MODEL_PROPERTIES, "the model").get("structurizr.groupSeparator", "")
    styles = _read_styles(views, properties)
    index = WorkspaceIndex.build(model)
    parts = read_model_parts(index, styles, default_mode=default_mode, group_separator=separator)
    name = properties.text("c4.model") or slug(root.text("name")) or "landscape"
    reader = ViewReader(index, parts, model_name=name)
    model_views = reader.read_views(views)
    deployment = read_deployment(index, parts)
    deployment_views, scopes = read_deployment_views(views, index, parts, deployment, reader)
    filtered_views = reader.read_filtered_views(views)
    scopes |= {item.key: scopes[item.base] for item in filtered_views if item.base in scopes}
    report_implied(index, reader.described_ids)
    parsed_views = [*model_views, *deployment_views, *filtered_views]
    result = _model(root, properties, parts, parsed_views, name=name, file=(path, digest))
    settings = read_settings(root, result, index, parts, reserved=_PROPERTIES, view_properties=reader.view_properties)
    return Workspace(
        model=replace(result, deployment=replace(deployment, scopes=scopes), workspace_settings=settings),
        views={item.key: item.view for item in parsed_views},
        unmapped=root.unmapped.sorted(),
        presentation=root.unmapped.presentation(),
        undrawn_views=reader.undrawn_views,
    )


def _read_styles(views: JsonObject, properties: StoredProperties) -> JsonObject:
    """Return the styles; report that an author has some that do more than give a database or queue its shape."""
    styles = views.object("configuration").object("styles")
    for key in ("elements", "relationships") if "c4.model" not in properties else ():
        for style in styles.objects(key):
            mapped_keys = {"tag", "shape"} if style.text("shape") in SHAPES_BY_NAME else {"tag"}
            if style.value.keys() - mapped_keys:
                style.add_presentation("styles")
    return styles


def _model(
    root: JsonObject,
    properties: StoredProperties,
    parts: ModelParts,
    parsed_views: Sequence[ParsedView],
    *,
    name: str,
    file: tuple[Path, str],
) -> Model:
    elements = {element.name: element for element in parts.elements.values()}
    primary_system = _primary_system(properties, elements)
    scenarios = [item.scenario for item in parsed_views if item.scenario is not None]
    title = root.text("name")
    description = original_description(properties.texts.get("c4.description"), root.text("description"))
    path, digest = file
    model_file = ModelFile(
        path=path.name, digest=digest, title=title, description=description, primary_system=primary_system
    )
    groups = read_groups(parts, properties)
    return Model(
        name=name,
        title=title or LANDSCAPE_TITLE,
        description=description,
        primary_system=primary_system,
        elements=elements,
        flows=tuple(parts.flows.values()),
        scenarios=(*scenarios, *_empty_scenarios(properties, elements, {scenario.name for scenario in scenarios})),
        ingestion=_ingestion(properties, elements),
        groups=groups,
        group_separator=parts.group_separator,
        analysis=read_analysis_settings(properties, elements, {flow.name for flow in parts.flows.values()}),
        rules=read_declared_rules(properties, elements, groups),
        files=(model_file,),
    )


def _primary_system(properties: StoredProperties, elements: Mapping[str, Element]) -> str:
    """Return the stored primary system, or else the only system that has containers, or ``""``."""
    if "c4.model" not in properties:
        systems = {element.parent for element in elements.values() if element.kind is Kind.CONTAINER}
        return systems.pop() if len(systems) == 1 else ""
    name = properties.text("c4.primary_system")
    if name and name not in elements:
        properties.fault("c4.primary_system", f"{name!r} is not an element of the model")
    return name


def _ingestion(properties: StoredProperties, elements: Mapping[str, Element]) -> tuple[IngestionSource, ...]:
    sources = properties.ingestion()
    for source in sources:
        if source.system and source.system not in elements:
            properties.fault("c4.ingestion", f"{source.system!r} is not an element of the model")
    return sources


def _empty_scenarios(
    properties: StoredProperties, elements: Mapping[str, Element], names: set[str]
) -> Iterator[Scenario]:
    """Yield the scenarios without steps, which an export stores in a property."""
    for record in properties.text_records("c4.scenarios", ("name", "title"), ("system", "description")):
        name, system = record["name"], record.get("system", "")
        if name in names:
            properties.fault("c4.scenarios", f"duplicate scenario {name!r}")
        if system and system not in elements:
            properties.fault("c4.scenarios", f"{system!r} is not an element of the model")
        names.add(name)
        yield Scenario(
            name=name,
            title=record["title"],
            position=properties.owner.position,
            system=system,
            description=record.get("description", ""),
        )
