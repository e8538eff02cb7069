"""Fixtures and markers of all tests: Sphinx test projects, real models, the fast tests of the core."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sphinxcontrib_c4

try:
    from hypothesis import HealthCheck, is_hypothesis_test, settings
except ModuleNotFoundError:  # the environments of independent readers do not install it
    PROPERTY_TESTS = False
else:
    PROPERTY_TESTS = True
    # Examples draw and analyse whole models, which takes long on a busy machine: nothing has a time limit.
    settings.register_profile("sphinxcontrib-c4", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "sphinxcontrib-c4"))

pytest_plugins = ("sphinx.testing.fixtures",)

SHARED_DATA = "C4_SHARED_DATA"
SLOW_MARKERS = ("browser", "memory", "package", "programs", "scan", "shared")
CORE = tuple(
    f"test_{path.name}_"
    for path in sorted(Path(sphinxcontrib_c4.__file__).parent.iterdir())
    if (path / "__init__.py").is_file() and path.name != "sphinx"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the shared data, and the unit tests of the core."""
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)
        if _is_unit_test(item):
            item.add_marker(pytest.mark.unit)


def _is_unit_test(item: pytest.Item) -> bool:
    """Check whether an item tests a package of the core with fixed examples."""
    is_property_test = PROPERTY_TESTS and is_hypothesis_test(getattr(item, "obj", None))
    is_slow = is_property_test or any(item.get_closest_marker(name) for name in SLOW_MARKERS)
    return item.path.name.startswith(CORE) and not is_slow


@pytest.fixture(autouse=True)
def _own_cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caches of the command line out of the user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Return the folder of the Sphinx projects that ``@pytest.mark.sphinx(testroot=...)`` names."""
    return Path(__file__).parent / "roots"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real models named by the environment. Skip the test if it is not set."""
    path = os.environ.get(SHARED_DATA)
    if not path:
        pytest.skip(f"{SHARED_DATA} does not name the folder of real models")
    folder = Path(path).resolve()
    if not folder.is_dir():
        pytest.fail(f"{SHARED_DATA} names {path!r}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def public_workspace(shared_data: Path) -> Callable[[str], dict[str, Any]]:
    """Return a function that exports a public model as a workspace. Tests share the result and must not change it."""
    from sphinxcontrib_c4.model import load
    from sphinxcontrib_c4.structurizr import build_workspace

    @cache
    def export(name: str) -> dict[str, Any]:
        model = load(shared_data / "mit-open-learning" / "models" / name)
        return build_workspace(model, base_url="https://docs.example.org/")

    return export
