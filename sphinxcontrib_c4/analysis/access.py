"""Access: what a flow does with the store or queue at one of its ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinxcontrib_c4.model import Flow

_WORD = re.compile(r"[a-z]+")
_WRITES = frozenset(
    "append archive cache delete enqueue export freeze index insert mark persist publish record register save store "
    "sync track update upload upsert write writes writing updates stores saves inserts records indexes".split()
)
_READS = frozenset(
    "browse fetch fetches get gets hydrate list load loads lookup look queries query read reads reading report "
    "retrieve retrieves search searches select".split()
)
_CONSUMES = frozenset(
    "consume consumes dequeue dequeues listen listens poll polls pop pops receive receives subscribe subscribes".split()
)


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
    reads, writes = not _READS.isdisjoint(words), not _WRITES.isdisjoint(words)
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
    consumes = not queue_is_target or not _CONSUMES.isdisjoint(_words(flow)[:1])
    return Access(reads=consumes, writes=not consumes)


def _said(flow: Flow) -> Access:
    return Access(reads=flow.access != "write", writes=flow.access != "read")


def _words(flow: Flow) -> list[str]:
    return _WORD.findall(flow.label.lower())
