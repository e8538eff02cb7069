"""Fixtures for every test: the roots of Sphinx test projects, and the shared folder of real data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ("sphinx.testing.fixtures",)

SHARED_DATA = "C4_SHARED_DATA"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the shared data, so that they can be run by themselves."""
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """The folder of the Sphinx projects that ``@pytest.mark.sphinx(testroot=...)`` names."""
    return Path(__file__).parent / "roots"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real models, from the environment; a test that needs it is skipped without it."""
    named = os.environ.get(SHARED_DATA)
    if not named:
        pytest.skip(f"{SHARED_DATA} does not name the folder of real models")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"{SHARED_DATA} names {named!r}, which is not a folder")
    return folder
