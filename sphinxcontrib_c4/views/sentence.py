"""The first sentence of a text."""

from __future__ import annotations

import re

# A full stop ends a sentence where white space and something that can begin one follow; that of an
# abbreviation does not.
_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)\s+(?=[^\sa-z])|(?<=[\u3002\uff01\uff1f])"
)


def first_sentence(text: str) -> str:
    """The first sentence of ``text``, on one line; the whole of it where it has but one."""
    return _END.split(" ".join(text.split()), maxsplit=1)[0].strip()
