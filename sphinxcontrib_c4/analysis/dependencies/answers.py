"""Answers: flows that respond to a flow in the other direction, such as webhooks and redirects of a browser.

A tag states that a flow is an answer. Words of a label only suggest it, in English.
"""

from __future__ import annotations

import re

from sphinxcontrib_c4.model import Flow

ANSWER_TAGS = frozenset(("browser-redirect", "callback", "redirect", "reply", "webhook"))
"""The tags of a flow that answers a flow in the other direction."""

_ANSWERS = re.compile(
    r"\b(call[- ]?backs?|redirects?|repl(y|ies)|web[- ]?hooks?)\b|^\W*(answers?|respon(se|d)s?|returns?|serves?)\b",
    re.IGNORECASE,
)


def is_answer(flow: Flow) -> bool:
    """Return whether a tag states that ``flow`` is an answer."""
    return not ANSWER_TAGS.isdisjoint(flow.tags)


def is_labelled_answer(flow: Flow) -> bool:
    """Return whether only the (English) label or the trigger of ``flow`` suggests that it is an answer."""
    return not is_answer(flow) and (suggests_answer(flow.label) or suggests_answer(flow.trigger))


def suggests_answer(text: str) -> bool:
    """Return whether an English text names a webhook, callback, redirect, reply or response."""
    return bool(_ANSWERS.search(text))
