"""What the docs of other projects tell of: the objects of our domain in the inventories of intersphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.places import KINDS

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.domain import C4Domain
    from sphinxcontrib_c4.sphinx.places import Target


def known_elsewhere(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """The addresses of the elements that other projects document, by their kinds and names."""
    inventories = getattr(env, "intersphinx_inventory", None) or {}
    return {
        (objects.partition(":")[2], name): _address(item)
        for objects, items in inventories.items()
        if objects.startswith("c4:")
        for name, item in items.items()
    }


def found_elsewhere(domain: C4Domain, target: Target) -> Target | None:
    """``target`` as another project documents it, under its own name or an alias that the model gives it."""
    known = known_elsewhere(domain.env)
    if not known or target in known:
        return target if known else None
    model, (_, name) = domain.answers.model, target
    others = sorted(other for other, full in model.aliases.items() if full == name) if model else ()
    return next(((kind, other) for other in others for kind in KINDS if (kind, other) in known), None)


def _address(item: object) -> str:
    """The address in an entry of an inventory, which was a tuple before Sphinx 8.2."""
    uri: str = item[2] if isinstance(item, tuple) else item.uri  # type: ignore[attr-defined]
    return uri
