"""The command ``diff``: folders, git revisions, formats and exit status."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from sphinxcontrib_c4 import changes
from sphinxcontrib_c4.changes import changes_schema
from sphinxcontrib_c4.cli import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, main
from sphinxcontrib_c4.model import load

MODEL = """\
meta: {primary_system: shop}
systems:
  - id: shop
    name: Shop
    containers:
      - {id: web, name: Web, technology: Django, description: Sells books.}
      - {id: api, name: API, technology: FastAPI, description: Takes orders.}
flows:
  - {source: web, target: api, label: order, sync: true, protocol: HTTPS}
scenarios:
  - id: buy
    title: Buy
    steps:
      - {source: web, target: api, label: order, sync: true}
"""
CYCLE = "  - {source: api, target: web, label: refund, sync: true, protocol: HTTPS}\n"
CHANGED = MODEL.replace("scenarios:", f"{CYCLE}scenarios:")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return a function that writes two models, and returns the arguments of ``diff`` for them."""
    monkeypatch.chdir(tmp_path)

    def write(old, new, *, names=("old", "new"), file="shop.yaml", new_file="shop.yaml"):
        for folder, text, name in zip(names, (old, new), (file, new_file), strict=True):
            Path(folder).mkdir()
            Path(folder, name).write_text(text, "utf-8")
        return list(names)

    return write


def _git(*arguments):
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a repository that has the model on the branch ``main``, and the changed model in the working tree."""
    folder = tmp_path / "repo"
    (folder / "docs/model").mkdir(parents=True)
    monkeypatch.chdir(folder)
    _git("init", "-q", "-b", "main")
    Path("docs/model/shop.yaml").write_text(MODEL, "utf-8")
    _git("add", ".")
    _git("commit", "-q", "-m", "one")
    Path("docs/model/shop.yaml").write_text(CHANGED, "utf-8")
    return folder


def test_diff_blames_the_flow_and_fails(folders, capsys):
    assert main(["diff", *folders(MODEL, CHANGED)]) == EXIT_FINDINGS
    output = capsys.readouterr().out
    assert "added shop.api → shop.web: refund (HTTPS, synchronous); closes shop.api" in " ".join(output.split())
    assert "new/shop.yaml:10:5" in output


def test_diff_of_the_reverse_change_succeeds(folders, capsys):
    assert main(["diff", *folders(CHANGED, MODEL)]) == EXIT_OK
    assert "Resolved by the change" in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--fail-on", "never"], ["--severity", "cycle-blocking=info"]])
def test_diff_succeeds_if_options_allow_the_finding(folders, option):
    assert main(["diff", *folders(MODEL, CHANGED), *option]) == EXIT_OK


def test_diff_accepts_findings_of_the_baseline(folders, capsys):
    arguments = folders(MODEL, CHANGED)
    assert main(["cycles", "new", "--format", "baseline", "--reason", "Known."]) == EXIT_OK
    Path("baseline.yaml").write_text(capsys.readouterr().out, "utf-8")
    assert main(["diff", *arguments, "--baseline", "baseline.yaml", "--off", "chatty-pair"]) == EXIT_OK
    assert main(["diff", *arguments, "--baseline", "baseline.yaml", "--fail-on", "any"]) == EXIT_FINDINGS


def test_diff_renamed_file_and_reordered_yaml_are_no_change(folders, capsys):
    reordered = MODEL.replace(
        "      - {id: web, name: Web, technology: Django, description: Sells books.}\n"
        "      - {id: api, name: API, technology: FastAPI, description: Takes orders.}\n",
        "      - {technology: FastAPI, id: api, name: API, description: Takes orders.}\n"
        "      - {id: web, description: Sells books., name: Web, technology: Django}\n",
    )
    assert reordered != MODEL
    arguments = folders(MODEL, reordered, new_file="other.yaml")
    assert main(["diff", *arguments]) == EXIT_OK
    assert capsys.readouterr().out == "old → new: No changes.\n"


def test_diff_renamed_container_is_a_rename(folders, capsys):
    new = MODEL.replace("id: api", "id: orders").replace("target: api", "target: orders")
    assert main(["diff", *folders(MODEL, new)]) == EXIT_OK
    output = capsys.readouterr().out
    assert output.startswith("old → new: 1 element renamed.\n")
    assert "~ renamed container shop.api → shop.orders: API" in output


def test_diff_blames_the_declared_rule_that_was_added(folders, capsys):
    arguments = folders(MODEL, MODEL)
    landscape = "name: World\nrules:\n  - {id: tiers, layers: [api, web], reason: The API is the front.}\n"
    Path("old/landscape.yaml").write_text("name: World\n", "utf-8")
    Path("new/landscape.yaml").write_text(landscape, "utf-8")
    assert main(["diff", *arguments]) == EXIT_FINDINGS
    output = " ".join(capsys.readouterr().out.split())
    assert "declared-rule/tiers changed rules: tiers: (none) → layers shop.api, shop.web; error" in output


def test_diff_renamed_container_in_a_declared_rule_is_a_rename(folders, capsys):
    arguments = folders(MODEL, MODEL.replace("id: api", "id: orders").replace("target: api", "target: orders"))
    landscape = "name: World\nrules:\n  - {{id: tiers, layers: [{}, web], reason: The API is the front.}}\n"
    Path("old/landscape.yaml").write_text(landscape.format("api"), "utf-8")
    Path("new/landscape.yaml").write_text(landscape.format("orders"), "utf-8")
    assert main(["diff", *arguments]) == EXIT_OK
    assert capsys.readouterr().out.startswith("old → new: 1 element renamed.\nThe change causes no finding")


def test_diff_json_follows_its_schema(folders, capsys):
    new = CHANGED.replace("name: Web", "name: Site").replace("label: order, sync: true}", "label: buy, sync: true}")
    main(["diff", *folders(MODEL, new), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, changes_schema())
    assert {"title"} == {field["name"] for change in report["elements"] for field in change["fields"]}
    assert report["scenarios"][0]["steps"][0]["change"] == "changed"
    assert report["caused"][0]["blame"][0]["closes"] == ["shop.web", "shop.api"]


def test_diff_markdown_escapes_the_model(folders, capsys):
    hostile_label = "<img src=x> @team #1 | [a](http://b) `c` ![d](e) www.f.org"
    new = CHANGED.replace("label: refund", f"label: '{hostile_label}'")
    main(["diff", *folders(MODEL, new), "--format", "markdown"])
    output = capsys.readouterr().out
    row = next(line for line in output.splitlines() if "img" in line and line.startswith("|"))
    assert r"\<img src=x\> \@<!-- -->team \#<!-- -->1 \| \[a\](http\://b) \`c\` \!\[d\](e) www\.f.org" in row
    assert row.replace(r"\|", "").count("|") == 6


def test_diff_reads_a_revision_and_the_working_tree(repository, capsys):
    assert main(["diff", "main:", "docs/model", "--fail-on", "never"]) == EXIT_OK
    output = capsys.readouterr().out
    assert output.startswith("main:docs/model → docs/model: 1 flow added.\n")
    _git("commit", "-q", "-a", "-m", "two")
    assert main(["diff", "HEAD~1:docs/model", "HEAD:", "--fail-on", "never"]) == EXIT_OK
    assert "HEAD:docs/model/shop.yaml:10:5" in capsys.readouterr().out


def test_diff_revision_path_may_be_relative(repository, capsys, monkeypatch):
    monkeypatch.chdir(repository / "docs")
    assert main(["diff", "main:./model", "model", "--fail-on", "never"]) == EXIT_OK
    assert "1 flow added" in capsys.readouterr().out
    assert main(["diff", "main:model", "model"]) == EXIT_USAGE
    assert "write main:./model" in capsys.readouterr().err


def test_diff_merge_base_omits_later_changes_of_the_other_branch(repository, capsys):
    _git("checkout", "-q", "-b", "feature")
    _git("commit", "-q", "-a", "-m", "feature")
    _git("checkout", "-q", "main")
    Path("docs/model/shop.yaml").write_text(MODEL.replace("name: Web", "name: Site"), "utf-8")
    _git("commit", "-q", "-a", "-m", "main")
    arguments = ["diff", "main:docs/model", "feature:docs/model", "--fail-on", "never"]
    assert main([*arguments, "--merge-base"]) == EXIT_OK
    assert "1 flow added." in capsys.readouterr().out
    assert main(arguments) == EXIT_OK
    assert "1 element changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mian:", "docs/model"], "did you mean 'main'?"),
        (["main:docs/modle", "docs/model"], "'docs/modle' does not exist at the revision 'main'"),
        (["main:../x", "docs/model"], "leaves the repository"),
        (["main:", "HEAD:"], "name no path"),
        (["docs/model", "docs/model", "--merge-base"], "requires a revision"),
    ],
)
def test_diff_explains_invalid_revisions_and_paths(repository, capsys, arguments, message):
    assert main(["diff", *arguments]) == EXIT_USAGE
    assert message in capsys.readouterr().err


def test_diff_shallow_clone_says_how_to_fetch(repository, capsys, tmp_path, monkeypatch):
    _git("commit", "-q", "-a", "-m", "two")
    _git("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert main(["diff", "HEAD~1:", "docs/model"]) == EXIT_USAGE
    assert "this clone is shallow" in capsys.readouterr().err


def test_diff_of_a_revision_outside_a_repository_is_a_usage_error(folders, capsys):
    folders(MODEL, CHANGED)
    assert main(["diff", "main:", "new"]) == EXIT_USAGE
    assert "not in a git repository" in capsys.readouterr().err


def test_diff_invalid_old_model_names_the_revision(repository, capsys):
    Path("docs/model/shop.yaml").write_text("systems: 1\n", "utf-8")
    _git("commit", "-q", "-a", "-m", "broken")
    assert main(["diff", "main:docs/model", "docs/model"]) == EXIT_FINDINGS
    assert "main:docs/model/shop.yaml:1:10" in capsys.readouterr().err


def test_diff_explains_that_a_json_export_cannot_be_read_back(tmp_path, capsys):
    export = tmp_path / "model.json"
    export.write_text('{\n  "format": "sphinxcontrib-c4",\n  "model": {},\n  "views": []\n}\n', encoding="utf-8")
    assert main(["diff", str(export), str(export)]) != 0
    error = capsys.readouterr().err
    assert "model.json:2:3: format: not a workspace: an export in the format json" in error
    assert "--format structurizr" in error


def test_diff_writes_no_empty_advice(tmp_path):
    systems = "systems:\n" + "".join(
        f"  - {{id: {name}, name: {name.upper()}, containers: [{{id: x, name: X}}, {{id: y, name: Y}}]}}\n"
        for name in "ab"
    )
    call = "  - {source: a.x, target: b.x, label: call, sync: false}\n"
    callback = "  - {source: b.y, target: a.y, label: call, sync: false}\n"
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    synchronous_call = call.replace("call, sync: false", "ask, sync: true")
    old.write_text(f"{systems}flows:\n{call}{callback}", encoding="utf-8")
    new.write_text(f"{systems}flows:\n{call}{callback}{synchronous_call}", encoding="utf-8")
    report = changes.report_changes(load(old), load(new))
    caused = tuple(replace(change, blames=()) for change in report.findings.caused)
    report = replace(report, findings=replace(report.findings, caused=caused))
    for text in (changes.changes_to_text(report), changes.changes_to_markdown(report)):
        assert "by several changes together" in text
        assert not [line for line in text.splitlines() if line.strip(" -") == "→"]
