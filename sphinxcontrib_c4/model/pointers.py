"""Pointers: what files and ``landscape.yaml`` say of elements that other files may list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.names import nearest, suggestion

if TYPE_CHECKING:
    from sphinxcontrib_c4.model.landscape import Composition


def check_aliases(whole: Composition) -> None:
    """Report aliases that stand for a container that does not exist, or hide containers."""
    known, document = whole.identities, whole.reading.landscape_document
    for alias, target in whole.reading.landscape.aliases.items():
        full = known.canonical.get(alias, "")
        if document is not None and "." in full and full not in whole.elements and not whole.reading.is_broken(full):
            names = {name: element.title for name, element in whole.elements.items() if "." in name}
            message = f"the alias {quoted(alias)} stands for {quoted(target)}, which is not in the model"
            hint = suggestion(nearest(full, names)) or "name a container that a model file lists"
            document.fault(document.root["aliases"].values_at[alias], message, hint)
            whole.reading.broken.update((alias, full.rsplit(".", 1)[-1]))
    for declared in known.declarations:
        full = known.canonical[declared.id]
        if "." in full and declared.system is not None and declared.system.containers:
            message = f"{quoted(declared.id)} is an alias of the container {quoted(full)} and cannot have containers"
            declared.file.document.fault(declared.tree.keys_at["containers"], message, "take the alias away")


def add_api_containers(whole: Composition) -> None:
    """Give each system the container that its file names for the flows that name only the system."""
    for file in whole.reading.files:
        named, system = file.entry.meta.api_container, whole.primary[file.name]
        if not named or not system:
            continue
        full = named if named.startswith(f"{system}.") else f"{system}.{named}"
        inside = {e.name: e.title for e in whole.elements.values() if e.parent == system}
        if full in inside:
            element = whole.elements[system]
            whole.elements[system] = replace(element, api_container=element.api_container or full)
        elif not whole.reading.is_broken(full):
            at = file.document.root["meta"].values_at["api_container"]
            near = tuple(name.rsplit(".", 1)[-1] for name in nearest(named, inside))
            message = f"the system {quoted(system)} has no container {quoted(named)}"
            file.document.fault(at, message, suggestion(near) or "list it under 'containers:' of the system")
