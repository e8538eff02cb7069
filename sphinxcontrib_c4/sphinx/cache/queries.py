"""Answers: what directives ask of the model, so that later builds can ask again.

A question is a tuple of strings, a topic and its arguments, which the environment keeps beside the
digest of the answer. A document is out of date when one of its questions has another answer. That
there was none is an answer, too: a page that names what does not exist is read again on the day that
it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.cache.store import imprint
from sphinxcontrib_c4.sphinx.logging import Unanswered, WarningType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.model import KeptSources, Leftover
    from sphinxcontrib_c4.views import View


T = TypeVar("T")

Question = tuple[str, ...]

_NO_MODEL = "there is no model: let c4_model in conf.py name a file or a folder"


class Answers:
    """The answers of one model under one configuration, each worked out once."""

    def __init__(self, sources: KeptSources | None) -> None:
        """Answer from ``sources``, or of every question that there is no model."""
        self._sources = sources
        self._answers: dict[Question, object] = {}
        self._digests: dict[Question, str] = {}

    @property
    def model(self) -> Model | None:
        """The model, where there is one."""
        return self._sources.get().model if self._sources else None

    @property
    def views(self) -> Mapping[str, View]:
        """The views of a workspace that is the model, by their keys."""
        return self._sources.get().views if self._sources else {}

    def leftovers(self, *, again: bool) -> tuple[Leftover, ...]:
        """What was not taken over from a workspace, if that was read just now, or ``again`` at any time."""
        return self._sources.leftovers(again=again) if self._sources else ()

    @property
    def imprint(self) -> str:
        """Another one when any answer may be another one."""
        return imprint(__version__, self._sources.imprint if self._sources else "")

    def ask(self, topic: Callable[..., T], *arguments: str) -> T:
        """What ``topic``, one of ``topics.TOPICS``, answers to ``arguments``. Raises ``Unanswered``."""
        question = (topic.__name__, *arguments)
        if question not in self._answers:
            self._answers[question] = self._answered(topic, *arguments)
        answer = self._answers[question]
        if isinstance(answer, Unanswered):
            raise answer
        return answer  # type: ignore[return-value]

    def _answered(self, topic: Callable[..., object], *arguments: str) -> object:
        if self._sources is None:
            return Unanswered(WarningType.MODEL, _NO_MODEL)
        try:
            return topic(self._sources.get(), *arguments)
        except Unanswered as reason:
            return reason

    def again(self, question: Question) -> Any:
        """What was answered to ``question``."""
        from sphinxcontrib_c4.sphinx.queries import TOPICS

        topic, *arguments = question
        return self.ask(TOPICS[topic], *arguments)

    def digest(self, question: Question) -> str:
        """What changes when the answer to ``question`` does, and with every version of this package."""
        if question not in self._digests:
            from sphinxcontrib_c4.sphinx.cache.store import digest

            try:
                answer = self.again(question)
            except Unanswered as reason:
                answer = ("no answer", str(reason))
            self._digests[question] = digest((__version__, question[0], getattr(answer, "digested", answer)))
        return self._digests[question]
