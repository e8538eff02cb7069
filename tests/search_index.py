"""The search index of Sphinx in a comparable form."""

from __future__ import annotations

import json
from collections.abc import Mapping

NAME = "searchindex.js"


def normalize_search_index(files: Mapping[str, bytes]) -> dict[str, object]:
    """Return the files of a site with the parsed search index, without words that no page contains.

    Sphinx keeps a word in the index of an incremental build after the word has disappeared from the last page.
    """
    if NAME not in files:
        return dict(files)
    index = json.loads(files[NAME].removeprefix(b"Search.setIndex(").removesuffix(b")"))
    for key in ("terms", "titleterms"):
        index[key] = {word: pages for word, pages in index[key].items() if pages != []}
    return {**files, NAME: index}
