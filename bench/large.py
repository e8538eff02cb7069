"""Large models: many containers of one system, or many systems, connected at random with fixed seeds."""

from __future__ import annotations

import random
from pathlib import Path


def write_large_model(folder: Path, *, containers: int = 400, flows: int = 800) -> Path:
    """Write the model to a new ``folder`` and return its path."""
    folder.mkdir()
    generator = random.Random(1)
    (folder / "large.yaml").write_text("\n".join(_lines(generator, containers, flows)), encoding="utf-8")
    return folder


def write_large_landscape(folder: Path, *, systems: int = 400, groups: int = 10) -> Path:
    """Write a landscape of ``systems`` in ``groups``, with twice as many flows, to a new ``folder``."""
    folder.mkdir()
    generator = random.Random(4)
    lines = ["meta: {name: Large, primary_system: s0}", "systems:"]
    lines += [f"  - {{id: s{number}, name: System {number}, kind: internal}}" for number in range(systems)]
    pairs = (generator.sample(range(systems), 2) for _ in range(2 * systems))
    flows = (
        f"  - {{id: f{number}, source: s{source}, target: s{target}, label: call {number}}}"
        for number, (source, target) in enumerate(pairs)
    )
    lines += ["flows:", *flows, ""]
    (folder / "large.yaml").write_text("\n".join(lines), encoding="utf-8")
    members = (
        ", ".join(f"s{number}" for number in range(systems) if number % groups == group) for group in range(groups)
    )
    titles = [f"  Group {group}: [{names}]" for group, names in enumerate(members)]
    (folder / "landscape.yaml").write_text("\n".join(["name: Large", "groups:", *titles, ""]), encoding="utf-8")
    return folder


def write_large_graph(folder: Path, *, systems: int = 1000, flows: int = 50_000) -> Path:
    """Write a model whose ``systems`` are one large cyclic component to a new ``folder`` and return its path."""
    folder.mkdir()
    generator = random.Random(5)
    lines = ["meta: {name: Large, primary_system: s0}", "systems:"]
    lines += [f"  - {{id: s{number}, name: System {number}, kind: internal}}" for number in range(systems)]
    lines.append("flows:")
    for number in range(flows):
        source, target = generator.sample(range(systems), 2)
        mode = "true" if generator.random() < 0.6 else "false"
        ends = f"source: s{source}, target: s{target}"
        lines.append(f"  - {{id: f{number}, {ends}, label: send message {number}, sync: {mode}}}")
    (folder / "large.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def _lines(generator: random.Random, containers: int, flows: int) -> list[str]:
    return [
        "meta: {name: Large, primary_system: large}",
        "systems:",
        "  - id: large",
        "    name: Large",
        "    kind: internal",
        "    containers:",
        *(f"      - {{id: c{number}, name: Container {number}, technology: Python}}" for number in range(containers)),
        "flows:",
        *(_flow(number, generator, containers) for number in range(flows)),
        "",
    ]


def _flow(number: int, generator: random.Random, containers: int) -> str:
    source, target = generator.sample(range(containers), 2)
    mode = "true" if generator.random() < 0.7 else "false"
    return f"  - {{id: f{number}, source: c{source}, target: c{target}, label: send message {number}, sync: {mode}}}"
