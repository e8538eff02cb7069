"""The resolver of declared rules: from the entries of a file to rules whose selections name existing elements.

Faults are reported with the path of a value, such as ``(0, "layers", 2)`` for the third layer of the first rule, so
that the source may be a YAML file or a property of a workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sphinxcontrib_c4.model.declared_rules import DeclaredRule, ElementSelection, Layer, RuleException, RuleKind
from sphinxcontrib_c4.model.elements import Element
from sphinxcontrib_c4.model.faults import Position, quoted
from sphinxcontrib_c4.model.kinds import Kind
from sphinxcontrib_c4.model.names import (
    STAND_IN,
    AmbiguousNameError,
    UnknownNameError,
    lineage,
    listed,
    nearest,
    resolve,
    suggestion,
)
from sphinxcontrib_c4.model.rule_catalog import Severity
from sphinxcontrib_c4.model.rule_schema import KINDS, DeclaredRuleEntry, DependencyEntry, ExceptionEntry, LayerEntry

RulePath = tuple[str | int, ...]
"""The keys and indices that lead from the list of rules to a value."""

_MAX_VALUES = 6
_EXAMPLE = "'forbidden: {from: …, to: …}'"
_SELECTORS = ("element", "group", "owner", "system", "tag")
_OPTIONS = {"strict": RuleKind.LAYERS, "exhaustive": RuleKind.LAYERS}
_EXHAUSTIVE: RulePath = ("exhaustive",)
_INDIRECT_KINDS = (RuleKind.LAYERS, RuleKind.FORBIDDEN, RuleKind.INDEPENDENT)


class RuleSource(NamedTuple):
    """The surroundings of the entries: the model, and how to look up names, find positions and report faults.

    ``full`` replaces alternative ids in a name, ``is_broken`` states that a name may mean a faulty element.
    """

    elements: Mapping[str, Element]
    groups: Mapping[str, tuple[str, ...]]
    full: Callable[[str], str]
    is_broken: Callable[[str], bool]
    position: Callable[[RulePath], Position]
    fault: Callable[[RulePath, str, str], None]


def resolve_rules(source: RuleSource, entries: Iterable[DeclaredRuleEntry]) -> tuple[DeclaredRule, ...]:
    """Return the rules of ``entries``; report faulty ones."""
    rules: dict[str, DeclaredRule] = {}
    for number, entry in enumerate(entries):
        if entry.id in rules:
            source.fault((number, "id"), f"the rule {quoted(entry.id)} occurs twice", "give one of the two another id")
        rule = _RuleResolver(source, entry, number).rule()
        if rule is not None:
            rules.setdefault(entry.id, rule)
    return tuple(rules.values())


class _RuleResolver:
    """Resolves one entry."""

    def __init__(self, source: RuleSource, entry: DeclaredRuleEntry, number: int) -> None:
        self._source = source
        self._entry = entry
        self._number = number
        self._selector = _Selector(source)

    def rule(self) -> DeclaredRule | None:
        """Return the rule, or None if it has no kind."""
        kind = self._kind()
        if kind is None:
            return None
        self._check_options(kind)
        entry = self._entry
        ends: DependencyEntry | None = getattr(entry, kind.value) if kind not in _PART_KINDS else None
        first, second = self._ends((kind.value,), ends) if ends else (ElementSelection(), ElementSelection())
        return DeclaredRule(
            id=entry.id,
            kind=kind,
            reason=entry.reason,
            position=self._source.position((self._number,)),
            severity=Severity(entry.severity),
            parts=self._parts(kind),
            source=first,
            target=second,
            indirect=entry.indirect,
            strict=entry.strict,
            sync_only=entry.mode == "sync",
            exhaustive=self._selection(_EXHAUSTIVE, entry.exhaustive),
            exceptions=tuple(self._exceptions()),
        )

    def _fault(self, path: RulePath, message: str, hint: str) -> None:
        self._source.fault((self._number, *path), message, hint)

    def _kind(self) -> RuleKind | None:
        """Return the kind; report a rule without one, or with several."""
        kinds = [RuleKind(key) for key in KINDS if getattr(self._entry, key)]
        label = "this rule" if STAND_IN in self._entry.id else f"the rule {quoted(self._entry.id)}"
        if not kinds:
            self._fault((), f"{label} has no kind", f"add one of the keys {listed(KINDS, 'or')}, such as {_EXAMPLE}")
        elif len(kinds) > 1:
            self._fault((kinds[1].value,), f"{label} has {len(kinds)} kinds", "write a rule for each of them")
        return kinds[0] if kinds else None

    def _check_options(self, kind: RuleKind) -> None:
        for key, needed in _OPTIONS.items():
            if getattr(self._entry, key) and kind is not needed:
                self._fault((key,), f"{quoted(key)} has no effect on a rule of the kind {quoted(kind)}", "delete it")
        if self._entry.indirect and kind not in _INDIRECT_KINDS:
            hint = f"delete it; only {listed(_INDIRECT_KINDS, 'and')} can forbid chains"
            self._fault(("indirect",), f"'indirect' has no effect on a rule of the kind {quoted(kind)}", hint)

    # --- Parts ---

    def _parts(self, kind: RuleKind) -> tuple[Layer, ...]:
        if kind not in _PART_KINDS:
            return ()
        values = self._entry.layers if kind is RuleKind.LAYERS else self._entry.independent
        parts = tuple(self._part((kind.value, index), value) for index, value in enumerate(values))
        if len(parts) < 2:
            self._fault((kind.value,), f"{quoted(kind)} has only one member", "add another one")
        self._check_overlaps(kind, parts)
        return parts

    def _part(self, path: RulePath, value: tuple[str, ...] | LayerEntry) -> Layer:
        if not isinstance(value, LayerEntry):
            selection = self._selection(path, value)
            return Layer(name=str(selection), selection=selection)
        selection = self._selection((*path, "members"), value.members, may_be_empty=value.optional)
        name = value.name or str(selection)
        return Layer(name=name, selection=selection, independent=value.independent, optional=value.optional)

    def _check_overlaps(self, kind: RuleKind, parts: Sequence[Layer]) -> None:
        """Report each part with elements of an earlier one."""
        owners: dict[str, Layer] = {}
        for index, part in enumerate(parts):
            shared = [name for name in part.selection.members if name in owners]
            if shared:
                first = min(shared, key=lambda name: (name.count("."), shared.index(name)))
                noun = "layer" if kind is RuleKind.LAYERS else "member"
                message = f"{quoted(first)} is already in the {noun} {quoted(owners[first].name)}"
                self._fault((kind.value, index), message, f"keep it in one {noun}")
            owners |= {name: part for name in part.selection.members if name not in owners}

    # --- Ends and exceptions ---

    def _exceptions(self) -> Iterator[RuleException]:
        entries: tuple[ExceptionEntry, ...] = getattr(self._entry, "except")
        for index, entry in enumerate(entries):
            first, second = self._ends(("except", index), entry)
            position = self._source.position((self._number, "except", index))
            yield RuleException(source=first, target=second, reason=entry.reason, position=position)

    def _ends(
        self, path: RulePath, entry: DependencyEntry | ExceptionEntry
    ) -> tuple[ElementSelection, ElementSelection]:
        first, second = (self._selection((*path, key), getattr(entry, key)) for key in ("from", "to"))
        return first, second

    def _selection(self, path: RulePath, texts: Sequence[str], *, may_be_empty: bool = False) -> ElementSelection:
        """Return the elements that ``texts`` select; report unknown names unless the selection may be empty."""
        if not texts and not may_be_empty and path != _EXHAUSTIVE:
            self._fault(path, "this selection is empty", "name an element, or delete the entry")
        full_texts: list[str] = []
        members: dict[str, None] = {}
        for index, text in enumerate(texts):
            try:
                full, names = self._selector.select(text)
            except _SelectionError as error:
                if not may_be_empty or error.is_ambiguous:
                    self._fault((*path, index), error.message, error.hint)
                full, names = text, ()
            full_texts.append(full)
            members |= dict.fromkeys(names)
        return ElementSelection(tuple(full_texts), tuple(sorted(members)))


_PART_KINDS = (RuleKind.LAYERS, RuleKind.INDEPENDENT)


class _SelectionError(Exception):
    """A text selects nothing, or cannot be understood if it ``is_ambiguous``."""

    def __init__(self, message: str, hint: str, *, is_ambiguous: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.is_ambiguous = is_ambiguous


class _Selector:
    """Selects elements by a text: an element, or a selector such as ``tag`` and a name."""

    def __init__(self, source: RuleSource) -> None:
        self._source = source

    def select(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return ``text`` with a full name, and the elements that it selects.

        Raises:
            _SelectionError: it selects none.
        """
        selector, colon, name = text.partition(":")
        selector, name = selector.strip(), name.strip()
        if not colon:
            return self._elements(text, self._source.elements)
        match selector:
            case "element":
                return self._elements(name, self._source.elements)
            case "system":
                full, names = self._elements(name, self._systems())
                return f"system:{full}", names
            case "tag" | "owner" | "group":
                return f"{selector}:{name}", self._by_value(selector, name)
        near = suggestion(nearest(selector, {word: word for word in _SELECTORS}, count=1))
        hint = (
            near or f"write the name of an element, or {listed([f'{word}:' for word in _SELECTORS], 'or')} and a name"
        )
        raise _SelectionError(f"{quoted(text)} cannot start with {quoted(f'{selector}:')}", hint, is_ambiguous=True)

    def _systems(self) -> list[str]:
        return [name for name, element in self._source.elements.items() if element.kind is Kind.SYSTEM]

    def _elements(self, name: str, candidates: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """Return the full name of an element, and the names of everything inside it."""
        try:
            full = resolve(self._source.full(name), candidates)
        except UnknownNameError as error:
            if self._source.is_broken(name):
                return name, ()
            hint = suggestion(error.nearest) or "name an element that a model file lists"
            raise _SelectionError(f"nothing in the model is named {quoted(name)}", hint) from None
        except AmbiguousNameError as error:
            message = f"{quoted(name)} can mean {listed(error.matches, 'or')}"
            raise _SelectionError(message, "write the full name", is_ambiguous=True) from None
        return full, self._inside({full})

    def _inside(self, roots: set[str]) -> tuple[str, ...]:
        return tuple(name for name in self._source.elements if not roots.isdisjoint(lineage(name)))

    def _by_value(self, selector: str, name: str) -> tuple[str, ...]:
        """Return the elements with a tag, an owner or a group."""
        by_value = {"tag": self._tags, "owner": self._owners, "group": self._groups}[selector]()
        if name in by_value:
            return by_value[name]
        near = suggestion(f"{selector}:{value}" for value in nearest(name, {value: value for value in by_value}))
        noun = {"tag": "has the tag", "owner": "has the owner", "group": "is in the group"}[selector]
        values = listed([f"{selector}:{value}" for value in sorted(by_value)[:_MAX_VALUES]], "or") if by_value else ""
        hint = near or (f"choose {values}" if values else f"give elements this {selector}, or delete the selection")
        raise _SelectionError(f"no element {noun} {quoted(name)}", hint)

    def _tags(self) -> dict[str, tuple[str, ...]]:
        roots: dict[str, set[str]] = {}
        for name, element in self._source.elements.items():
            for tag in element.tags:
                roots.setdefault(tag, set()).add(name)
        return {tag: self._inside(names) for tag, names in roots.items()}

    def _owners(self) -> dict[str, tuple[str, ...]]:
        """Return owner -> elements; an element without an owner belongs to that of the element around it."""
        owner_of: dict[str, str] = {}
        for name, element in self._source.elements.items():
            owner_of[name] = element.owner or owner_of.get(element.parent, "")
        owners = {owner: "" for owner in owner_of.values() if owner}
        return {owner: tuple(name for name in owner_of if owner_of[name] == owner) for owner in owners}

    def _groups(self) -> dict[str, tuple[str, ...]]:
        """Return title -> elements of the groups of the landscape, and of those into which views fold systems."""
        roots = {title: set(names) for title, names in self._source.groups.items()}
        for name, element in self._source.elements.items():
            if element.group:
                roots.setdefault(element.group, set()).add(name)
        return {title: self._inside(names) for title, names in roots.items()}
