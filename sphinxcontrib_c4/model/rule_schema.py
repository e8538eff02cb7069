"""The schema of ``rules`` in ``landscape.yaml``: declared rules about dependencies.

A rule has exactly one of the keys in ``KINDS``. A selection is a name of an element, or ``tag:``, ``group:``,
``owner:`` or ``system:`` with a name; a list of them selects all of their elements.
"""

from __future__ import annotations

from sphinxcontrib_c4.model.rule_catalog import Severity
from sphinxcontrib_c4.model.schema_objects import Nested, SchemaObject, ShortForm, list_of, optional, required
from sphinxcontrib_c4.model.schema_types import FLAG, ID, LINE, NAME, Choice, List, OneOrMore

SELECTION = OneOrMore(NAME)

KINDS = ("layers", "forbidden", "allowed", "protected", "independent")
"""The keys of which each rule has exactly one."""

_REASON = "Why the architecture demands it; reports show it."


class LayerEntry(SchemaObject, noun="layer"):
    """A layer with a name or options."""

    name = optional(LINE, "", "The name in reports; by default, the members.", example="Storage")
    members = required(SELECTION, "Elements of the layer, everything inside them included.", example=["tag:storage"])
    independent = optional(FLAG, False, "true: its members must not depend on each other.")
    optional = optional(FLAG, False, "true: the layer may be empty.")


_ENDS = {
    "from": required(SELECTION, "Elements that depend on others.", example=["tag:frontend"]),
    "to": required(SELECTION, "Elements that they depend on.", example=["shop.db", "owner:Data team"]),
}


class DependencyEntry(SchemaObject, keys=_ENDS):
    """Dependencies: those of some elements on others."""


class ExceptionEntry(SchemaObject, keys=_ENDS, noun="exception"):
    """Dependencies that a rule ignores, and why."""

    reason = required(NAME, "Why they are accepted.", example="Moves to the API in May.")


class DeclaredRuleEntry(
    SchemaObject, noun="rule", keys={"except": list_of(Nested(ExceptionEntry), "Dependencies that the rule ignores.")}
):
    """A rule about dependencies, of exactly one kind: layers, forbidden, allowed, protected or independent."""

    id = required(ID, "Letters, digits, '_' and '-'.", example="shop-layers")
    reason = required(NAME, _REASON, example="The database must not know its callers.")
    severity = optional(Choice(*Severity), "error", "The severity of a violation.")
    layers = optional(
        List(ShortForm(SELECTION, Nested(LayerEntry))),
        (),
        "Layers from top to bottom; none may depend on one above it.",
        example=["shop.web", ["shop.api", "shop.jobs"], {"name": "Storage", "members": "tag:storage"}],
    )
    forbidden = optional(Nested(DependencyEntry), None, "Dependencies that must not exist.")
    allowed = optional(Nested(DependencyEntry), None, "'from' may depend on nothing but 'to', and on each other.")
    protected = optional(Nested(DependencyEntry), None, "Nothing but 'from' may depend on 'to'.")
    independent = optional(
        List(SELECTION), (), "None of these may depend on another one.", example=["shop", "billing", "owner:Data team"]
    )
    indirect = optional(FLAG, False, "true: chains through elements that the rule does not name are violations, too.")
    strict = optional(FLAG, False, "For layers. true: a layer may depend only on itself and the next one below.")
    exhaustive = optional(
        SELECTION, (), "For layers: elements whose containers must all be in one.", example=["system:shop"]
    )
    mode = optional(Choice("any", "sync"), "any", "sync: asynchronous dependencies are not violations.")
