"""The distributed package, and the imports between its parts."""

from __future__ import annotations

import email
import importlib.metadata
import importlib.resources
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from package_graph import NAME, PACKAGE, packages, private_imports

import sphinxcontrib_c4

PROJECT = PACKAGE.parent
CORE = tuple(package for package in packages() if package not in ("sphinx", "cli"))


def _run_python(code: str) -> str:
    """Run code in a fresh interpreter, and return what it prints."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_version_equals_that_of_the_distribution():
    assert importlib.metadata.version("sphinxcontrib-c4") == sphinxcontrib_c4.__version__


def test_package_is_marked_as_typed():
    assert importlib.resources.files("sphinxcontrib_c4").joinpath("py.typed").is_file()


def test_packages_import_only_the_public_api_of_others():
    assert list(private_imports()) == []


def test_core_works_without_sphinx_and_docutils():
    _run_python(
        "import sys; sys.modules['sphinx'] = sys.modules['docutils'] = None\n"
        "import importlib, pkgutil, sphinxcontrib_c4\n"
        f"for name in {CORE!r}:\n"
        "    package = importlib.import_module(f'sphinxcontrib_c4.{name}')\n"
        "    for module in pkgutil.walk_packages(getattr(package, '__path__', ()), package.__name__ + '.'):\n"
        "        importlib.import_module(module.name)\n"
        "from sphinxcontrib_c4 import cli, exports, model_source\n"
        f"model = {str(PROJECT / 'model')!r}\n"
        "assert cli.main(['export', model, '--format', 'svg', '--view', 'container:shop']) == 0\n"
        "for form in ('structurizr', *exports.FORMATS):\n"
        "    assert cli.main(['export', model, '--format', form]) == 0\n"
    )


@pytest.mark.parametrize(
    ("statement", "packages"),
    [
        ("from sphinxcontrib_c4 import cli; cli.main(['check', {model!r}])", []),
        ("from sphinxcontrib_c4 import model_source; model_source.load_any(pathlib.Path({model!r}))", []),
        ("from sphinxcontrib_c4.sphinx import register", []),
        ("from sphinxcontrib_c4.sphinx import directives, events, queries", []),
        ("from sphinxcontrib_c4 import model_source; model_source.load_any(pathlib.Path('x.json'))", ["structurizr"]),
    ],
)
def test_other_tools_are_imported_only_for_their_formats(statement, packages):
    code = "import contextlib, json, pathlib, sys\n"
    code += "with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(Exception):\n"
    code += f"    {statement.format(model=str(PROJECT / 'model'))}\n"
    code += f"print(json.dumps([name for name in ('structurizr', 'exports') if f'{NAME}.{{name}}' in sys.modules]))"
    assert json.loads(_run_python(code)) == packages


@pytest.mark.parametrize("module", ["sphinxcontrib_c4", *(f"sphinxcontrib_c4.{package}" for package in CORE)])
def test_core_imports_no_large_library(module):
    libraries = ("sphinx", "docutils", "networkx", "graphviz", "graphviz_pure")
    code = f"import sys, json, {module}; print(json.dumps([name for name in {libraries!r} if name in sys.modules]))"
    assert json.loads(_run_python(code)) == []


def test_registration_imports_only_what_every_build_needs():
    code = "import json, sys, sphinxcontrib_c4.sphinx\n"
    code += f"print(json.dumps([name for name in sys.modules if name.startswith({NAME!r})]))"
    modules = {name.removeprefix(f"{NAME}.") for name in json.loads(_run_python(code))}
    core = {name.split(".")[0] for name in modules} - {NAME, "sphinx"}
    assert core <= {"distribution", "model_source", "output_files"}
    on_demand = ("sphinx.queries", "sphinx.directives", "sphinx.transforms", "sphinx.lookup", "sphinx.writers.html")
    assert modules & set(on_demand) == set()


def test_build_without_a_workspace_imports_no_other_tools(tmp_path):
    (tmp_path / "conf.py").write_text(f'extensions = ["{NAME}"]\nc4_model = {str(PROJECT / "model")!r}\n', "utf-8")
    page = "Shop\n====\n\n.. c4-view:: container:shop\n\n.. c4-elements:: shop\n"
    (tmp_path / "index.rst").write_text(page, "utf-8")
    code = "import sys\nfrom sphinx.cmd.build import build_main\n"
    code += f"assert build_main(['-Q', '-W', {str(tmp_path)!r}, {str(tmp_path / 'out')!r}]) == 0\n"
    code += f"print([name for name in ('structurizr', 'exports') if f'{NAME}.{{name}}' in sys.modules])"
    assert _run_python(code) == "[]\n"


def _is_shipped(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _files(folder: Path, *, below: Path) -> set[str]:
    return {path.relative_to(below).as_posix() for path in folder.rglob("*") if _is_shipped(path)}


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """Build an sdist and a wheel from it, and return their folder."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(PROJECT)], check=True)
    return folder


@pytest.mark.package
def test_wheel_contains_exactly_the_package(distributions):
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    information = {name for name in names if name.partition("/")[0].endswith(".dist-info")}
    assert names - information == _files(PACKAGE, below=PROJECT)
    assert {
        f"sphinxcontrib_c4/{name}" for name in ("py.typed", "static/c4.css", "static/c4.js", "schemas/c4.schema.json")
    } <= names
    assert "sphinxcontrib_c4/latex/sphinxcfour.sty" in names
    assert {name.partition("/")[2] for name in information} >= {"METADATA", "licenses/LICENSE"}


@pytest.fixture(scope="module")
def metadata(distributions):
    """Return the metadata of the wheel."""
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


@pytest.mark.package
def test_metadata_has_the_fields_for_installers(distributions, metadata):
    assert metadata["Name"] == "sphinxcontrib-c4"
    assert metadata["Version"] == sphinxcontrib_c4.__version__
    assert metadata["License-Expression"] == "BSD-2-Clause"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata.get_all("Provides-Extra") == ["codegraph", "completion", "pictures"]
    requirements = [text.split(";")[0] for text in metadata.get_all("Requires-Dist") if "extra ==" not in text]
    assert {re.split(r"[<>=~! ]", text)[0] for text in requirements} == {
        "docutils",
        "graphviz",
        "networkx",
        "pyyaml",
        "sphinx",
    }
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    (wheel,) = distributions.glob("*.whl")
    assert wheel.name == f"sphinxcontrib_c4-{sphinxcontrib_c4.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "sphinx-c4 = sphinxcontrib_c4.cli:main" in archive.read(name).decode()


@pytest.mark.package
def test_sdist_contains_no_build_results(distributions):
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = [member.name for member in archive.getmembers()]
    unwanted = re.compile(r"/(__pycache__|build|dist|node_modules|\.[a-z]+_cache)(/|$)|\.(pyc|pickle|doctree)$")
    assert [name for name in names if unwanted.search(name)] == []


def test_changelog_has_a_section_for_the_version():
    text = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    assert (
        re.findall(r"^## \[(.+?)\] - (?:unreleased|\d{4}-\d\d-\d\d)$", text, re.MULTILINE)[0]
        == sphinxcontrib_c4.__version__
    )


@pytest.mark.package
def test_readme_is_complete_on_the_package_index(metadata):
    from readme_renderer import markdown

    assert metadata["Description-Content-Type"] == "text/markdown"
    page = markdown.render(metadata.get_payload())
    assert page is not None
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert addresses
    assert [address for address in addresses if not address.startswith(("https://", "#"))] == []
    assert "repository only" not in metadata.get_payload()
    assert "documenting an element" not in page
    headings = re.findall(r"^## (.+)$", (PROJECT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [heading for heading in headings if f">{heading}<" not in page] == []


@pytest.mark.package
def test_sdist_contains_the_files_for_tests_and_documentation(distributions):
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    expected = {"pyproject.toml", "tox.ini", "README.md", "LICENSE", "CHANGELOG.md"}
    for folder in ("sphinxcontrib_c4", "model", "bench"):
        expected |= _files(PROJECT / folder, below=PROJECT)
    assert expected - names == set()
    assert {"docs/conf.py", "tests/conftest.py"} <= names


@pytest.mark.package
def test_wheel_draws_in_an_empty_environment(distributions, tmp_path):
    (wheel,) = distributions.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_c4"]\nc4_model = "model.yaml"\n', encoding="utf-8")
    (source / "index.rst").write_text("Shop\n====\n\n.. c4-context:: shop\n", encoding="utf-8")
    (source / "model.yaml").write_text(
        "meta: {name: Shop, primary_system: shop}\n"
        "actors: [{id: customer, name: Customer}]\n"
        "systems: [{id: shop, name: Shop, kind: internal}]\n"
        "flows: [{source: customer, target: shop, label: buy, sync: true}]\n",
        encoding="utf-8",
    )
    build = [python, "-m", "sphinx", "-W", "-q", "-b", "html", str(source), str(tmp_path / "html")]
    subprocess.run(build, check=True, cwd=tmp_path)
    assert 'data-c4-view="context:shop"' in (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
