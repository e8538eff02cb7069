"""Laws of workspaces: what is written is sound, and read back it is the same model."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from models import model as world
from models import system
from structurizr_rules import check
from structurizr_samples import models, same

from sphinxcontrib_c4.structurizr import (
    build_workspace,
    merge_positions,
    read_workspace,
    workspace_to_json,
    write_workspace,
)

RELAXED = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read_back(made):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace.json"
        write_workspace(path, made)
        return read_workspace(path)


@RELAXED
@given(models())
def test_an_export_reads_back_as_the_same_model(model):
    found = read_back(build_workspace(model, base_url="https://docs.example.org/c4/"))
    assert same(found.model) == same(model)
    assert found.unmapped == ()


@RELAXED
@given(models())
def test_an_export_breaks_no_rule_of_structurizr(model):
    check(build_workspace(model))


@RELAXED
@given(models())
def test_an_export_is_the_same_bytes_each_time(model):
    assert workspace_to_json(build_workspace(model)) == workspace_to_json(build_workspace(model))


@RELAXED
@given(models(), st.data())
def test_what_was_moved_stays_and_what_was_not_is_laid_out_anew(model, data):
    made = build_workspace(model)
    moved = json.loads(workspace_to_json(made))
    lists = [views for views in moved["views"].values() if isinstance(views, list)]
    assume(lists)
    chosen = data.draw(st.sampled_from([view for views in lists for view in views]))
    chosen["elements"][0]["x"] += 1001
    merged = merge_positions(made, moved)
    assert merged["views"].keys() == made["views"].keys()
    for name, views in made["views"].items():
        for new, old, got in (
            zip(views, moved["views"][name], merged["views"][name], strict=True) if name != "configuration" else ()
        ):
            assert got["elements"] == (old if old is chosen else new)["elements"]
    assert merge_positions(made, merged) == merged


@RELAXED
@given(st.text(st.sampled_from("ab/. 订单"), min_size=600, max_size=900).filter(str.strip))
def test_a_description_that_is_cut_reads_back_whole(text):
    told = f"It is {' '.join(text.split())}."
    shop = replace(system("shop"), description=told)
    assert read_back(build_workspace(world([shop]))).model.elements["shop"].description == told
