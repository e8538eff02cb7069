"""The access of a flow to the store or queue at one of its ends: reading, writing, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinxcontrib_c4.model import Flow

_WORD = re.compile(r"[a-z]+")
_WRITES = re.compile(
    r"append|archive|cache|delete|enqueue|export|freeze|index(es)?|inserts?|mark|persists?|publish(es)?|records?"
    r"|register|saves?|stores?|sync|track|updates?|upload|upsert|writ(es?|ing)"
)
_READS = re.compile(
    r"browse|fetch(es)?|gets?|hydrate|list|loads?|look|lookup|quer(y|ies)|read(s|ing)?|report|retrieves?"
    r"|search(es)?|selects?"
)
_CONSUMES = re.compile(r"(consume|dequeue|listen|poll|pop|receive|subscribe)s?")
_PULLS = re.compile(
    r"(download|fetch|get|import|load|look|lookup|poll|pull|query|read|refresh|retrieve|search)(s|es)?|queries"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whether an element reads from a store or queue, writes to it, or both."""

    reads: bool
    writes: bool


def store_access(flow: Flow, *, store_is_target: bool) -> Access:
    """Return the access of ``flow`` to a store.

    The key ``access`` decides. Without it, verbs in the label decide; without such verbs, the
    direction of the arrow, since data moves along it.
    """
    if flow.access:
        return _declared_access(flow)
    words = _words(flow)
    reads, writes = any(map(_READS.fullmatch, words)), any(map(_WRITES.fullmatch, words))
    if reads or writes:
        return Access(reads=reads, writes=writes)
    return Access(reads=not store_is_target, writes=store_is_target)


def is_labelled_access(flow: Flow) -> bool:
    """Return whether verbs of the (English) label decide whether a flow reads or writes a store."""
    return not flow.access and any(_READS.fullmatch(word) or _WRITES.fullmatch(word) for word in _words(flow))


def queue_access(flow: Flow, *, queue_is_target: bool) -> Access:
    """Return whether ``flow`` consumes from a queue (reads) or produces to it (writes).

    The key ``access`` decides. Without it, the direction of the arrow decides, except that a flow to
    the queue whose label starts with ``consume``, ``poll`` or a similar verb belongs to a consumer.
    """
    if flow.access:
        return _declared_access(flow)
    consumes = not queue_is_target or is_labelled_consumer(flow)
    return Access(reads=consumes, writes=not consumes)


def is_labelled_consumer(flow: Flow) -> bool:
    """Return whether only the (English) label of a flow to a queue states that it consumes from the queue."""
    return not flow.access and any(map(_CONSUMES.fullmatch, _words(flow)[:1]))


def is_labelled_pull(flow: Flow) -> bool:
    """Return whether only the (English) label of a flow states that its source pulls data out of its target."""
    return flow.initiator != flow.target and any(map(_PULLS.fullmatch, _words(flow)[:1]))


def _declared_access(flow: Flow) -> Access:
    return Access(reads=flow.access != "write", writes=flow.access != "read")


def _words(flow: Flow) -> list[str]:
    return _WORD.findall(flow.label.lower())
