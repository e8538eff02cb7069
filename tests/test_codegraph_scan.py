"""A scan of two small repositories with the extractors of witan-code, and errors without that package."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec

import pytest
from codegraph_samples import ModelFolder, system

from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.codegraph import Binding, Checkouts, SourceError, WitanStore

needs_witan = pytest.mark.skipif(
    find_spec("witan_code") is None, reason="witan-code is not installed (the extra 'codegraph')"
)

OPENAPI = {
    "openapi": "3.0.0",
    "info": {"title": "Bank", "version": "1"},
    "paths": {"/api/v1/payments/{id}/": {"get": {}}, "/api/v1/refunds/": {"post": {}}},
}
SHOP = {
    "src/clients/bank.ts": "export const pay = (id: string) => fetch(`/api/v1/payments/${id}/`)\n",
    "src/bank.test.ts": 'it("refunds", () => fetch("/api/v1/refunds/"))\n',
    "src/settings.py": 'import os\nBANK = os.environ["BANK_URL"]\n',
    "node_modules/lib/index.js": 'fetch("/api/v1/refunds/")\n',
}


@pytest.fixture
def checkouts(tmp_path):
    """Return two repositories in a folder named ``build``, which witan-code skips inside a repository."""
    root = tmp_path / "build"
    shop = {f"shop/{name}": text for name, text in SHOP.items()}
    for name, text in {**shop, "bank/openapi.json": json.dumps(OPENAPI)}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return {"https://github.com/acme/shop": root / "shop", "https://github.com/acme/bank": root / "bank"}


@pytest.mark.scan
@needs_witan
def test_scan_finds_providers_and_consumers(checkouts):
    rows = {(b.role, b.key_norm, b.repo[-4:], b.file, b.line, b.confidence) for b in Checkouts(checkouts).evidence()}
    assert rows == {
        ("provider", "/api/v1/payments/{}", "bank", "openapi.json", 0, 1.0),
        ("provider", "/api/v1/refunds", "bank", "openapi.json", 0, 1.0),
        ("consumer", "/api/v1/payments/{}", "shop", "src/clients/bank.ts", 1, 0.7),
        ("consumer", "/api/v1/refunds", "shop", "src/bank.test.ts", 1, 0.5),
        ("consumer", "BANK_URL", "shop", "src/settings.py", 2, 1.0),
    }


@pytest.mark.scan
@needs_witan
def test_scan_gives_a_candidate_and_its_drift(checkouts, tmp_path, capsys):
    folder = ModelFolder(tmp_path / "model").write(model={"systems": [system("shop"), system("bank")]})
    options = [part for name, path in checkouts.items() for part in ("--scan", f"{name}={path}")]
    assert main(["extract", *options, str(folder.path)]) == 0
    assert folder.states() == {"shop -> bank": "undocumented"}
    (candidate,) = folder.graph().candidates
    assert candidate.keys == ("/api/v1/payments/${id}/", "/api/v1/refunds/")
    assert {name.value: number for name, number in candidate.files.items()} == {"source": 1, "test": 1}
    assert [(p.path, p.line) for p in candidate.places] == [("src/clients/bank.ts", 1), ("src/bank.test.ts", 1)]


@pytest.mark.scan
@needs_witan
def test_scan_lowers_the_confidence_of_keys_that_the_consumer_serves(checkouts):
    (checkouts["https://github.com/acme/shop"] / "openapi.json").write_text(json.dumps(OPENAPI), "utf-8")
    consumers = [b for b in Checkouts(checkouts).evidence() if isinstance(b, Binding) and b.role == "consumer"]
    assert {b.key_norm: round(b.confidence, 3) for b in consumers if b.kind == "endpoint"} == {
        "/api/v1/payments/{}": 0.2,
        "/api/v1/refunds": 0.0,
    }


def test_scan_without_witan_code_is_a_usage_error(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "witan_code", None)
    monkeypatch.setitem(sys.modules, "witan_code.bridge_extractors", None)
    folder = ModelFolder(tmp_path).write(model={"systems": [system("shop")]})
    assert main(["extract", "--scan", f"shop={tmp_path}", str(folder.path)]) == 2
    error = capsys.readouterr().err
    assert error == (
        "sphinx-c4: error: a scan of checkouts requires witan-code 0.27 or newer: "
        "pip install 'sphinxcontrib-c4[codegraph]'\n"
    )


def test_store_without_witan_code_is_a_usage_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "witan_code", None)
    with pytest.raises(SourceError, match="reading the store requires witan-code"):
        list(WitanStore().evidence())


@pytest.mark.scan
@needs_witan
def test_store_that_cannot_be_read_is_an_error_of_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError) as error:
        list(WitanStore().evidence())
    assert str(error.value).startswith("the store of witan-code cannot be read: ")
    assert "\n" not in str(error.value)
