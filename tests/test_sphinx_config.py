"""The settings in ``conf.py``, and the messages about invalid ones."""

from __future__ import annotations

import os
import re

import pytest
from project_writer import MODEL, Project, sphinx_build
from sphinx.errors import ConfigError

from sphinxcontrib_c4.sphinx import WarningType, config_values

PAGE = {"index.rst": "Shop\n====\n\n.. c4-context::\n"}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


def _build_error(project):
    """Return the message of the error that ends a build."""
    with pytest.raises(ConfigError) as caught, project.build():
        pass
    return str(caught.value)


def test_settings_have_a_help_text_and_the_type_of_their_default():
    values = list(config_values())
    assert {value.name for value in values} == {
        "c4_model",
        "c4_primary_system",
        "c4_graphviz_dot",
        "c4_column_width",
        "c4_fold_groups",
        "c4_direction",
        "c4_analysis",
        "c4_baseline",
        "c4_changes_base",
        "c4_fail_on",
        "c4_source_url",
        "c4_code_url",
        "c4_structurizr_command",
        "c4_structurizr_mode",
        "c4_structurizr_export",
        "c4_structurizr_merge",
    }
    assert all(value.help.endswith(".") and value.types == {type(value.default)} for value in values)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        pytest.param(10**5000, "<int>", id="an integer that Python refuses to write"),
        (object(), "<object object>"),
        ("x" * 500, f"'{'x' * 118}…"),
        ("\u202e", "'\\u202e'"),
    ],
)
def test_invalid_setting_of_any_value_is_reported_in_one_short_and_stable_line(value, text):
    errors = [definition.error(value) for definition in config_values() if definition.name == "c4_direction"]
    assert errors == [f"c4_direction must be one of 'auto', 'right', 'down', not {text}"]


def test_a_column_wider_than_any_page_is_reported(project):
    error = _build_error(project.write({}, c4_column_width=100_001))
    assert "c4_column_width must be at most 100000, not 100001" in error


def test_project_without_model_builds_without_warnings(project):
    project.write({"index.rst": "Nothing\n=======\n"}, model=None)
    with project.build() as site:
        assert site.warnings == []
        assert "c4.css" not in site.html()


def test_directive_without_model_is_reported_at_its_line(project):
    project.write(PAGE, model=None)
    with project.build() as site:
        (warning,) = site.warnings
        assert warning.startswith("index.rst:4: WARNING: c4-context: there is no model")
        assert "c4-context cannot be shown." in site.doctree().astext()


def test_every_error_in_a_model_is_reported_before_pages_are_read(project):
    project.write(PAGE, model=MODEL.replace("target: web,", "target: wbe,").replace("technology:", "tecnology:"))
    message = _build_error(project)
    assert "c4_model = 'model.yaml'" in message
    assert "'wbe'" in message
    assert "tecnology" in message
    assert message.count("model.yaml:") >= 3


@pytest.mark.parametrize("fault", ["model", "configuration"])
def test_build_that_cannot_start_explains_the_reason_without_a_traceback(project, tmp_path, fault):
    if fault == "model":
        project.write(PAGE, model=MODEL.replace("target: web,", "target: wbe,"))
    else:
        project.write(PAGE, c4_direction="left")
    result = sphinx_build(project, tmp_path / "html", "--no-color")
    assert result.returncode == 2
    assert "Traceback" not in result.stdout + result.stderr
    assert "Versions" not in result.stderr
    first, *_, last = result.stderr.strip().splitlines()
    expected = {
        "model": ("ERROR: c4_model = 'model.yaml' is not a valid model:", "2 errors"),
        "configuration": ("ERROR: invalid settings in conf.py:", "not 'left'"),
    }[fault]
    assert first == expected[0]
    assert expected[1] in last


def test_missing_model_is_reported(project):
    project.write(PAGE, model=None, c4_model="modle.yaml")
    assert "this file or folder does not exist" in _build_error(project)


@pytest.mark.parametrize("name", ["x" * 5000, f"{'x' * 300}.json", f"{'x' * 300}.dsl", "a\0b", "a\0b.dsl"])
@pytest.mark.parametrize("setting", ["c4_model", "c4_structurizr_merge"])
def test_setting_with_an_impossible_path_is_reported(project, setting, name):
    conf = {"c4_structurizr_export": "w.json", "c4_structurizr_command": "cp {input} {output}", setting: name}
    project.write(PAGE, **conf)
    try:
        with project.build() as site:
            report = "\n".join(site.warnings)
    except ConfigError as error:
        report = str(error)
    assert setting in report or re.match(r"conf\.py:\d+: WARNING: no positions are kept: there is no file ", report)


def test_model_folder_that_cannot_be_read_is_reported(project, monkeypatch):
    listdir = os.listdir

    def refuse(path="."):
        if str(path).endswith("models"):
            raise PermissionError(13, "Permission denied", str(path))
        return listdir(path)

    project.write(PAGE, model=None, c4_model="models")
    (project.folder / "models").mkdir()
    monkeypatch.setattr("os.listdir", refuse)
    assert "models:1:1: this folder cannot be read: permission denied" in _build_error(project)


def test_all_invalid_settings_are_reported_together(project):
    project.write(PAGE, c4_direction="left", c4_fold_groups="yes")
    message = _build_error(project)
    assert "c4_direction must be one of 'auto', 'right', 'down', not 'left'" in message
    assert "c4_fold_groups must be True or False, not 'yes'" in message


def test_invalid_analysis_settings_do_not_hide_other_errors(project):
    analysis = {"ignore_roles": ["gatewy", "stoer"], "thresholds": {"hub": "many"}, "severity": {}}
    project.write(PAGE, model=MODEL, c4_direction="up", c4_analysis=analysis, c4_column_width=20)
    message = _build_error(project)
    for word in ("'up'", "gatewy", "stoer", "hub", "severity", "at least 240"):
        assert word in message
    assert message.count("\n") == 6


def test_primary_system_that_does_not_exist_is_reported(project):
    project.write(PAGE, c4_primary_system="shpo")
    message = _build_error(project)
    assert "c4_primary_system" in message
    assert "did you mean 'shop'" in message


def test_primary_system_that_is_a_container_is_reported(project):
    project.write(PAGE, c4_primary_system="web")
    assert "c4_primary_system must name a system of the model: 'shop.web' is a container" in _build_error(project)


def test_misspelt_settings_are_reported(project):
    project.write(PAGE, c4_modle="model.yaml", c4_zzz=1)
    message = _build_error(project)
    assert "unknown setting c4_modle; did you mean 'c4_model'?" in message
    assert "unknown setting c4_zzz; remove it" in message


def test_settings_of_other_extensions_are_not_reported(project, monkeypatch):
    project.write(PAGE, extensions=["sphinxcontrib_c4", "other_extension"], c4_other=1)
    project.edit("other_extension.py", "def setup(app):\n    app.add_config_value('c4_other', 0, '')\n")
    monkeypatch.syspath_prepend(project.folder)
    with project.build() as site:
        assert site.warnings == []


def test_primary_system_is_shown_without_an_argument(project):
    second = "  - {id: stock, name: Stock, kind: internal}\n"
    project.write(PAGE, model=MODEL.replace("flows:", f"{second}flows:"), c4_primary_system="stock")
    with project.build() as site:
        assert 'data-c4-view="context:stock"' in site.html()


def test_direction_of_all_diagrams_can_be_set(project):
    with project.write(PAGE).build(output="auto") as site:
        auto = site.html()
    with project.write(PAGE, c4_direction="down").build(output="down") as site:
        down = site.html()
    with project.write({"index.rst": PAGE["index.rst"] + "   :direction: down\n"}).build(output="option") as site:
        option = site.html()
    assert down == option
    assert down != auto


def test_every_type_of_warning_has_a_meaning():
    assert all(kind.meaning.endswith(".") for kind in WarningType)


# --- The analysis ---

MODEL_WITH_CYCLE = MODEL.replace(
    "scenarios:", "  - {id: bounce, source: mailer, target: web, label: bounce, sync: true}\nscenarios:"
)
REPORT = {"index.rst": "Shop\n====\n\n.. c4-cycle-report::\n"}


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        (
            {"c4_analysis": {"ignore_tag": ["x"]}},
            "c4_analysis: unknown setting 'ignore_tag'; did you mean 'ignore_tags'?",
        ),
        (
            {"c4_analysis": {"roles": {"web": "gate"}}},
            "c4_analysis: unknown role 'gate' of 'web'; did you mean 'gateway'?",
        ),
        ({"c4_analysis": {"roles": {"wbe": "gateway"}, "ignore": ["mailr"]}}, "named 'wbe'; did you mean 'shop.web'?"),
        ({"c4_analysis": {"roles": {"wbe": "gateway"}, "ignore": ["mailr"]}}, "named 'mailr'; did you mean 'mailer'"),
        ({"c4_analysis": ["x"]}, "c4_analysis must be a dict"),
        ({"c4_fail_on": "always"}, "c4_fail_on must be one of 'never', 'new', 'any', not 'always'"),
        ({"c4_baseline": "missing.yaml"}, "c4_baseline = 'missing.yaml' is not a valid baseline"),
        ({"c4_source_url": "https://forge.test/{file}"}, "c4_source_url must contain {path}, and may contain {line}"),
        (
            {"c4_code_url": "https://forge.test/{file}"},
            "c4_code_url must contain {path}, and may contain {repo} and {line}",
        ),
        ({"c4_source_url": "javascript:x{path}"}, "c4_source_url must start with https://, http:// or /"),
    ],
)
def test_invalid_analysis_setting_is_reported(project, conf, message):
    assert message in _build_error(project.write(REPORT, **conf))


def test_errors_in_a_baseline_are_reported_with_their_positions(project):
    project.write(REPORT, c4_baseline="baseline.yaml")
    project.edit("baseline.yaml", "accept:\n  - rule: cycles\n    edges: [a]\n")
    message = _build_error(project)
    assert "baseline.yaml:2:11: " in message
    assert "did you mean 'cycle'" in message
    assert "'reason' is missing" in message


def test_conf_py_overrides_the_landscape(project):
    project.write(REPORT, model=None, c4_model="model")
    (project.folder / "model").mkdir()
    project.edit("model/shop.yaml", MODEL_WITH_CYCLE)
    project.edit("model/landscape.yaml", "analysis:\n  ignore: [mailer]\n  severities: {cycle-mixed: info}\n")
    with project.build() as site:
        assert "no cycles" in site.doctree().astext()
    conf = (project.folder / "conf.py").read_text("utf-8")
    project.edit("conf.py", conf + "c4_analysis = {'ignore': []}\n")
    with project.build() as site:
        assert "Info: " in site.doctree().astext()
    project.edit("conf.py", conf + "c4_analysis = {'ignore': [], 'severities': {'cycle-mixed': 'error'}}\n")
    with project.build() as site:
        assert "Error: " in site.doctree().astext()
