"""Access: what a flow does with the store or queue at one of its ends."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whether something reads from a store or queue, writes to it, or both."""

    reads: bool
    writes: bool


def store_access(flow: Flow, *, store_is_target: bool) -> Access:
    """What ``flow`` does with a store.

    The model's ``access`` says it. Without that, words of the label do; without such words, the arrow
    does, since data moves along it.
    """
    if flow.access:
        return _said(flow)
    words = _words(flow)
    reads, writes = any(map(_READS.fullmatch, words)), any(map(_WRITES.fullmatch, words))
    if reads or writes:
        return Access(reads=reads, writes=writes)
    return Access(reads=not store_is_target, writes=store_is_target)


def queue_access(flow: Flow, *, queue_is_target: bool) -> Access:
    """Whether ``flow`` consumes from a queue (reads) or produces to it (writes).

    The model's ``access`` says it. Without that it is the arrow; but one that leads to the queue under
    a label that begins with ``consume``, ``poll`` or the like belongs to a consumer.
    """
    if flow.access:
        return _said(flow)
    consumes = not queue_is_target or any(map(_CONSUMES.fullmatch, _words(flow)[:1]))
    return Access(reads=consumes, writes=not consumes)


def _said(flow: Flow) -> Access:
    return Access(reads=flow.access != "write", writes=flow.access != "read")


def _words(flow: Flow) -> list[str]:
    return _WORD.findall(flow.label.lower())
