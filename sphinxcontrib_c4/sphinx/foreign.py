"""What the docs of other projects tell of: the objects of our domain in the inventories of intersphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def known_elsewhere(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """The addresses of the elements that other projects document, by their kinds and names."""
    inventories = getattr(env, "intersphinx_inventory", None) or {}
    return {
        (objects.partition(":")[2], name): _address(item)
        for objects, items in inventories.items()
        if objects.startswith("c4:")
        for name, item in items.items()
    }


def _address(item: object) -> str:
    """The address in an entry of an inventory, which was a tuple before Sphinx 8.2."""
    uri: str = item[2] if isinstance(item, tuple) else item.uri  # type: ignore[attr-defined]
    return uri
