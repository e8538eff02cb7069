"""A large model: one system of many containers, connected at random with a fixed seed."""

from __future__ import annotations

import random
from pathlib import Path


def write_large_model(folder: Path, *, containers: int = 400, flows: int = 800) -> Path:
    """Write the model to a new ``folder`` and return its path."""
    folder.mkdir()
    chance = random.Random(1)
    (folder / "large.yaml").write_text("\n".join(_lines(chance, containers, flows)), encoding="utf-8")
    return folder


def _lines(chance: random.Random, containers: int, flows: int) -> list[str]:
    return [
        "meta: {name: Large, primary_system: large}",
        "systems:",
        "  - id: large",
        "    name: Large",
        "    kind: internal",
        "    containers:",
        *(f"      - {{id: c{n}, name: Container {n}, technology: Python}}" for n in range(containers)),
        "flows:",
        *(_flow(n, chance, containers) for n in range(flows)),
        "",
    ]


def _flow(number: int, chance: random.Random, containers: int) -> str:
    source, target = chance.sample(range(containers), 2)
    mode = "true" if chance.random() < 0.7 else "false"
    return f"  - {{id: f{number}, source: c{source}, target: c{target}, label: send message {number}, sync: {mode}}}"
