"""Metrics of a baseline must be finite numbers."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.analysis import read_baseline
from sphinxcontrib_c4.model import ModelError


@pytest.mark.parametrize("number", ["nan", ".nan", "NaN", "inf", "-.inf", "1e999", '"nan"', "many", "true"])
def test_baseline_number_that_is_not_finite_is_an_error_with_a_position(tmp_path, number):
    path = tmp_path / "baseline.yaml"
    path.write_text(f"metrics: {{nodes: {number}}}\n", "utf-8")
    with pytest.raises(ModelError) as error:
        read_baseline(path)
    assert f"{path}:1:18: 'nodes' must be a number" in str(error.value).replace("\\", "/")
