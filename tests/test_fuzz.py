"""Hostile inputs: a bounded number in each run (``C4_FUZZ`` sets it), and inputs that failed before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fuzzing import Generator, Input, PropertyError, check_input
from fuzzing_sphinx import check_build, check_seed
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

COUNT = int(os.environ.get("C4_FUZZ", "40"))
SEEDS = st.integers(0, 2**32)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the working folder of all inputs of a test; files of earlier inputs may remain in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def limit_examples(count):
    """Return settings with a number of examples and without health checks."""
    return settings(max_examples=count, suppress_health_check=list(HealthCheck), print_blob=True)


@given(SEEDS)
@limit_examples(COUNT)
def test_commands_have_their_properties_for_hostile_inputs(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("fuzz")
    previous = Path.cwd()
    os.chdir(folder)
    try:
        check_input(Generator(seed).input(), folder)
    finally:
        os.chdir(previous)


@given(SEEDS)
@example(15)  # c4-description names a flow
@limit_examples(COUNT // 20)
def test_builds_have_their_properties_for_hostile_pages_settings_and_models(tmp_path_factory, seed):
    check_seed(seed, tmp_path_factory.mktemp("fuzz"))


# --- The properties themselves ---


def test_fuzzing_reports_a_traceback(folder, monkeypatch):
    monkeypatch.setattr("fuzzing.main", lambda command: 1 / 0)
    with pytest.raises(PropertyError, match="ZeroDivisionError"):
        check_input(Generator(1).input(), folder)


def test_fuzzing_reports_a_refusal_without_a_position(folder, monkeypatch):
    monkeypatch.setattr("fuzzing.main", lambda command: 1)
    with pytest.raises(PropertyError, match="without a position"):
        check_input(Generator(1).input(), folder)


def test_fuzzing_reports_a_command_that_refuses_what_check_accepts(folder, monkeypatch):
    monkeypatch.setattr("fuzzing.main", lambda command: int(command[0] == "lint"))
    with pytest.raises(PropertyError, match="check accepts the model"):
        check_input(Input({"m.yaml": b""}, "m.yaml"), folder)


def test_fuzzing_reports_raw_control_characters(folder, monkeypatch):
    monkeypatch.setattr("fuzzing.main", lambda command: print("\x9b") or 0)
    with pytest.raises(PropertyError, match="raw control character"):
        check_input(Input({"m.yaml": b""}, "m.yaml"), folder)


def test_fuzzing_reports_an_exception_of_a_build(tmp_path, monkeypatch):
    monkeypatch.setattr("sphinxcontrib_c4.sphinx.events.record_build", lambda app: 1 / 0)
    with pytest.raises(PropertyError, match="ZeroDivisionError"):
        check_build({"index.rst": b"I\n=\n"}, tmp_path, "html")
