"""URLs of code at the host of a repository stay in the repository."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sphinxcontrib_c4.sphinx.presenters.code_graph import place_url

HOST = "https://github.com/x/beta"


def _url(path, repo=HOST):
    candidate = SimpleNamespace(source=SimpleNamespace(repo=""))
    return place_url(candidate, SimpleNamespace(repo=repo, path=path, line=3))


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("app/x.py", f"{HOST}/blob/HEAD/app/x.py#L3"),
        ("a b/c#d?e<f>.py", f"{HOST}/blob/HEAD/a%20b/c%23d%3Fe%3Cf%3E.py#L3"),
        ("javascript:alert(1)", f"{HOST}/blob/HEAD/javascript%3Aalert%281%29#L3"),
        ("%2e%2e/x", f"{HOST}/blob/HEAD/%252e%252e/x#L3"),
        ("a..b/x.py", f"{HOST}/blob/HEAD/a..b/x.py#L3"),
        ("../../evil/code/x.py", ""),
        ("a/../../x.py", ""),
        ("", ""),
    ],
)
def test_place_address_stays_in_the_repository(path, address):
    assert _url(path) == address


def test_place_address_of_another_scheme_is_not_a_link():
    assert _url("x.py", repo="javascript:alert(1)") == ""
