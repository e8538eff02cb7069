"""Properties of all exports: they are valid, reproducible and read back as the same model."""

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
from structurizr_samples import models, stored_content

from sphinxcontrib_c4.analysis import analyse, parse_settings, to_json
from sphinxcontrib_c4.structurizr import (
    build_workspace,
    merge_positions,
    read_workspace,
    save_workspace,
    workspace_to_json,
)

RELAXED = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read_back(document):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace.json"
        save_workspace(path, document)
        return read_workspace(path)


@RELAXED
@given(models())
def test_export_is_read_back_as_the_same_model(model):
    result = read_back(build_workspace(model, base_url="https://docs.example.org/c4/"))
    assert stored_content(result.model) == stored_content(model)
    assert result.unmapped == ()


def findings(model):
    scope, rules = parse_settings(model.analysis)
    return json.loads(to_json(analyse(model, scope=scope, rules=rules)), object_hook=without_position)


def without_position(values):
    return {key: value for key, value in values.items() if key != "position"}


@RELAXED
@given(models())
def test_export_has_the_findings_of_the_model(model):
    assert findings(read_back(build_workspace(model)).model) == findings(model)


@RELAXED
@given(models())
def test_export_of_any_model_follows_the_rules_of_structurizr(model):
    check(build_workspace(model))


@RELAXED
@given(models())
def test_export_is_reproducible(model):
    assert workspace_to_json(build_workspace(model)) == workspace_to_json(build_workspace(model))


@RELAXED
@given(models(), st.data())
def test_merge_keeps_changed_views_and_lays_out_others(model, data):
    document = build_workspace(model)
    changed_document = json.loads(workspace_to_json(document))
    lists = [views for views in changed_document["views"].values() if isinstance(views, list)]
    assume(lists)
    changed_view = data.draw(st.sampled_from([view for views in lists for view in views]))
    changed_view["elements"][0]["x"] += 1001
    merged = merge_positions(document, changed_document)
    assert merged["views"].keys() == document["views"].keys()
    for name, views in document["views"].items():
        for new_view, moved_view, merged_view in (
            zip(views, changed_document["views"][name], merged["views"][name], strict=True)
            if name != "configuration"
            else ()
        ):
            assert merged_view["elements"] == (moved_view if moved_view is changed_view else new_view)["elements"]
    assert merge_positions(document, merged) == merged


@RELAXED
@given(st.text(st.sampled_from("ab/. 订单"), min_size=600, max_size=900).filter(str.strip))
def test_shortened_description_is_read_back_in_full(text):
    description = f"It is {' '.join(text.split())}."
    shop = replace(system("shop"), description=description)
    assert read_back(build_workspace(world([shop]))).model.elements["shop"].description == description
