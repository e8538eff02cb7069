"""The YAML composer: from the events of PyYAML's parser (libyaml's if present) to a document with positions.

PyYAML's own composer is not used: it recurses, discards duplicate keys and expands aliases without limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from sphinxcontrib_c4.model.document import At, Document, Entries, Items
from sphinxcontrib_c4.model.faults import control_character, describe_character, quoted
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.scalars import parse_plain, unfold
from sphinxcontrib_c4.model.syntax import syntax_fault

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFLICT = re.compile(r"^>{7} ", re.MULTILINE)
_DSL = re.compile(r'\s*workspace(?:[ \t]+(?:"[^"\n]*"|\w+))*[ \t]*\{[ \t]*$', re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#(?=\w)")
_BARE_COLON = re.compile(r"([A-Za-z_]+):(\s?)(?=[^\s/])")
_PLAIN_TAGS = frozenset((None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))
_PROSE = frozenset(("name", "title", "label", "description", "data", "trigger"))
_NO_KEY = yaml.ScalarEvent(None, None, (True, False), "")
"""The event of a key that is not a scalar."""

_BEGIN = "write the model, or delete the file"
_DEPTH = 40
_ALIASED = 20_000


def read_document(path: str, text: str) -> Document:
    """Read ``text`` as one YAML document; errors are recorded in the ``faults`` of the result.

    ``path`` is the name of the file in positions. The root is ``None`` if nothing could be read.
    """
    document = Document(path, text)
    if illegal := list(_ILLEGAL.finditer(text)):
        _fault_illegal(document, illegal)
    elif conflicts := _merge_conflicts(text):
        for start, end in conflicts:
            hint = "keep one version and delete the other, with the lines of the markers"
            document.fault(document.at(start), f"unresolved merge conflict in lines {start} to {end}", hint)
    elif _DSL.match(text):
        hint = "convert it with 'structurizr export -workspace FILE -format json', and name the workspace.json"
        document.fault(0, "this is a workspace in Structurizr's DSL, not a model in YAML", hint)
    elif not text.strip():
        document.fault(0, "the file is empty", _BEGIN)
    else:
        _Composer(document).run()
    return document


def _merge_conflicts(text: str) -> list[tuple[int, int]]:
    """Return the first and last line of each conflict that a version control system has marked."""
    conflicts, start = [], 0
    if not _CONFLICT.search(text):
        return []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("<<<<<<< ") and not start:
            start = number
        elif line.startswith(">>>>>>> ") and start:
            conflicts.append((start, number))
            start = 0
    return conflicts


def _fault_illegal(document: Document, matches: list[re.Match[str]]) -> None:
    more = f" (and {len(matches) - 1} more in this file)" if len(matches) > 1 else ""
    first = matches[0]
    message = f"the control character U+{ord(first[0]):04X} is not allowed in a model file{more}"
    document.fault(first.start(), message, "delete it")


def _events(text: str) -> Iterator[Any]:
    """Yield the events of all documents in ``text``, without the start and end of the stream."""
    loader = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(text)
    try:
        next_event: Callable[[], Any] = loader.get_event
        next_event()
        while not isinstance(event := next_event(), yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


@dataclass(eq=False, repr=False, slots=True)
class _Frame:
    """An open collection: its anchor, and the key whose value comes next.

    ``key_fault`` is the fault of that key, unless a comma split it off a text. ``last_key`` and
    ``last_event`` belong to the previous value, and ``pieces`` are keys that a comma may have split off it.
    """

    value: Entries | Items
    anchor: str | None
    key: str | None = None
    key_event: Any = None
    key_fault: tuple[At, str, str] | None = None
    last_key: str = ""
    last_event: Any = None
    pieces: list[Any] = field(default_factory=list)


class _AbortError(Exception):
    """The rest of the document cannot be read."""


class _Composer:
    """Composes the values of one document from parser events, without recursion."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._frames: list[_Frame] = []
        self._anchors: dict[str, Any] = {}
        self._documents = 0
        self._aliased = 0
        self._is_cut = False

    def run(self) -> None:
        """Read all events up to the first syntax error."""
        try:
            self._compose()
        except yaml.YAMLError as error:
            self._fault_syntax(error)
            self._document.root = None
        except _AbortError:
            self._document.root = None
        if self._document.root is None and not self._document.faults:
            self._document.fault(0, "the file contains only comments", _BEGIN)

    def _compose(self) -> None:
        """Handle all events; nearly all are scalars, so these come first."""
        handlers = {
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }
        for event in _events(self._document.text):
            if event.__class__ is yaml.ScalarEvent:
                self._scalar(event)
            elif handler := handlers.get(event.__class__):
                handler(event)

    def _fault_syntax(self, error: yaml.YAMLError) -> None:
        """Report a syntax error, unless its line, or braces before it, already have a fault."""
        fault = syntax_fault(self._document, error)
        if not self._is_cut and all(fault.position.line != earlier.position.line for earlier in self._document.faults):
            self._document.faults.append(fault)

    def _begin(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._document.fault(
                _at(event), "a second YAML document begins here", "use one file for each document: delete the '---'"
            )
            raise _AbortError

    def _scalar(self, event: Any) -> None:
        index, value = event.start_mark.index, event.value
        if event.tag is not None:
            self._check_tag(event)
        if event.implicit[0]:
            value = parse_plain(value)
            if value.__class__ is not str:
                self._document.spellings[index] = event.value
        elif "\n" in value and event.style != "|":
            value = unfold(value)
        if event.anchor:
            self._anchors[event.anchor] = value
        self._add(value, event, index)

    def _open(self, event: Any) -> None:
        self._check_tag(event)
        if len(self._frames) >= _DEPTH:
            self._document.fault(_at(event), f"values are nested more than {_DEPTH} deep here", "remove levels")
            raise _AbortError
        position = _at(event)
        mapping = event.__class__ is yaml.MappingStartEvent
        self._frames.append(
            _Frame(Entries(position, flow=bool(event.flow_style)) if mapping else Items(position), event.anchor)
        )
        if event.anchor:
            self._anchors[event.anchor] = self._frames[-1]

    def _close(self, _event: Any) -> None:
        frame = self._frames.pop()
        if frame.pieces:
            self._fault_pieces(frame)
        if frame.anchor:
            self._anchors[frame.anchor] = frame.value
        self._add(frame.value, None, frame.value.at)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            hint = suggestion(nearest(event.anchor, {name: name for name in self._anchors}))
            hint = hint or "text that starts with '*' must be put in quotes"
            self._document.fault(_at(event), f"the anchor '&{event.anchor}' is not defined before this alias", hint)
            raise _AbortError
        value = self._anchors[event.anchor]
        if isinstance(value, _Frame):
            self._document.fault(_at(event), f"the value '&{event.anchor}' contains itself", "delete this alias")
            raise _AbortError
        self._aliased += _count_values(value)
        if self._aliased > _ALIASED:
            message = f"the aliases of this file expand to more than {_ALIASED} values"
            self._document.fault(_at(event), message, "write the values out")
            raise _AbortError
        self._add(value, event, _at(event))

    def _add(self, value: Any, event: Any, at: At) -> None:
        """Add a value to the innermost open collection, or store it as the key of the next value."""
        if not self._frames:
            self._document.root = value
            return
        frame = self._frames[-1]
        into = frame.value
        if isinstance(into, Items):
            into.append(value)
            into.items_at.append(at)
        elif frame.key_event is not None:
            self._add_value(frame, into, value, event, at)
        else:
            frame.key_event = event or _NO_KEY
            if value.__class__ is str and value != "<<" and value not in into.keys_at and value.isprintable():
                frame.key = value
                into.keys_at[value] = at
            else:
                frame.key = self._unusual_key(frame, into, value, event, at)

    def _unusual_key(self, frame: _Frame, entries: Entries, value: Any, event: Any, at: At) -> str | None:
        """Report a key that cannot be used and return None, or return a key that can, such as ``<<`` in quotes."""
        if value.__class__ is not str:
            spelling = self._document.spellings.get(at, "")
            message = f"a key must be text, and {quoted(spelling)} is not" if spelling else "a key must be text"
            frame.key_fault = (at, message, "put the key in quotes" if spelling else "give the key a name")
        elif value == "<<" and _is_plain(event):
            self._document.fault(at, "merge keys ('<<') are not supported", "write the keys out")
            entries.partial = True
        elif value in entries.keys_at:
            first = self._document.position(entries.keys_at[value]).line
            message = f"the key {quoted(value)} occurs twice in one mapping, first in line {first}"
            self._document.fault(at, message, "delete one of them")
        else:
            entries.keys_at[value] = at
            if control := control_character(value):
                self._document.fault(at, f"a key contains the control character U+{ord(control):04X}", "delete it")
            return str(value)
        return None

    def _add_value(self, frame: _Frame, entries: Entries, value: Any, event: Any, at: At) -> None:
        key, key_event = frame.key, frame.key_event
        frame.key_event = None
        if value is None and entries.flow and self._is_piece(event, key_event):
            frame.key_fault = None
            frame.pieces.append(key_event)
            entries.keys_at.pop(key or "", None)
            return
        if frame.key_fault:
            self._document.fault(*frame.key_fault)
            frame.key_fault = None
        if frame.pieces:
            self._fault_pieces(frame)
        frame.last_key = key or ""
        frame.last_event = event
        if key is not None:
            entries.values_at[key] = at
            if value is not None:
                entries[key] = value
            if key in _PROSE and value.__class__ is str and _is_plain(event):
                self._check_comment(event, is_cut=entries.flow)

    def _fault_pieces(self, frame: _Frame) -> None:
        """Report the text that a comma split off a value, as in ``{ data: a, b }``."""
        pieces, frame.pieces = frame.pieces, []
        first, text, start = pieces[0], self._document.text, _start(frame.last_event)
        if isinstance(frame.value, Entries):
            frame.value.partial = True
        if match := _BARE_COLON.match(first.value):
            self._fault_colon(_at(first), match)
            return
        message = f"a comma split this value: {quoted(first.value)} is read as a key of its own"
        hint = "put the value in quotes"
        if frame.last_key and start >= 0:
            raw_text = text[start : pieces[-1].end_mark.index]
            if '"' not in raw_text and "\\" not in raw_text and len(raw_text) < 80:
                hint = f'put the value in quotes: {frame.last_key}: "{" ".join(raw_text.split())}"'
        self._document.fault(_at(first), message, hint)

    def _fault_colon(self, at: At, match: re.Match[str]) -> None:
        """Report a colon that does not end a key, because YAML does not see a space after it."""
        word, wrong = match[1], match[2]
        if wrong:
            message = (
                f"the character after {quoted(word + ':')} is {describe_character(wrong)}, which is not a space in YAML"
            )
        else:
            message = f"a space is missing after {quoted(word + ':')}"
        self._document.fault(at + match.end(1) + 1, message, f"write '{word}: …'")

    def _is_piece(self, event: Any, key_event: Any) -> bool:
        """Return whether a key without a value in ``{…}`` has no colon either."""
        end: Any = key_event.end_mark if isinstance(key_event, yaml.ScalarEvent) else None
        return end is not None and ":" not in self._document.text[end.index : event.start_mark.index]

    def _check_comment(self, event: Any, *, is_cut: bool) -> None:
        text, end = self._document.text, event.end_mark.index
        if text.startswith((" ", "\t"), end) and (match := _COMMENT.match(text, end)):
            message = "the text ends here, since ' #' begins a comment"
            hint = "put the whole text in quotes, or write '# ' with a space if you mean a comment"
            self._document.fault(match.end() - 1, message, hint)
            self._is_cut = self._is_cut or is_cut

    def _check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._document.fault(_at(event), f"the tag {quoted(tag)} is not supported", "delete the tag")


def _count_values(value: Any) -> int:
    """Return the number of keys and values in ``value``, itself included; counting stops above the allowed number."""
    count, pending = 0, [value]
    while pending and count <= _ALIASED:
        part = pending.pop()
        count += 1
        if isinstance(part, Entries):
            count += len(part.keys_at)
            pending += part.values()
        elif isinstance(part, Items):
            pending += part
    return count


def _at(event: Any) -> At:
    return int(event.start_mark.index)


def _start(event: object) -> int:
    """Return the index of the first character of a scalar, or -1 for other events."""
    mark: Any = event.start_mark if isinstance(event, yaml.ScalarEvent) else None
    return -1 if mark is None else int(mark.index)


def _is_plain(event: Any) -> bool:
    """Return whether an event is a scalar without quotes, ``|``, ``>`` or tag."""
    return isinstance(event, yaml.ScalarEvent) and bool(event.implicit[0])
