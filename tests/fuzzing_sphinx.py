"""Hostile pages, configurations and models in Sphinx projects, and the properties of their builds.

Run ``python tests/fuzzing_sphinx.py FIRST COUNT`` for many seeds.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from io import StringIO
from pathlib import Path
from typing import Any

from fuzzing import LANDSCAPE, NAMES, TEXTS, Generator, PropertyError, count_failures, print_failures
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.directives import DIRECTIVES

BUILDERS = ("html", "latex", "text", "singlehtml", "epub", "structurizr")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DIRECTIVES_WITH_CONTENT = (
    *("c4-landscape::", "c4-context::", "c4-container::", "c4-elements::", "c4-ingestion::", "c4-legend::"),
    *("c4-description::", "c4-provenance::", "c4-candidates::", "c4-drift::", "c4-cycle-report::", "c4-fragile::"),
    *("c4-dependency-matrix::", "c4-metrics::", "c4-component:: web", "c4-flow:: purchase", "c4-element:: shop"),
)
_OPTION_VALUES = (
    "",
    "0",
    "1",
    "99",
    "-1",
    "all",
    "none",
    "sync",
    "async",
    "left",
    "down",
    "right",
    "error",
    "new",
    "any",
)
_PYTHON_VALUES = (object(), len, range(10**20), 10**5000, b"x", {"x"}, iter(()), float("nan"), ("a", ["b"]))
"""Values that only ``conf.py`` can have."""

_ANALYSIS_KEYS = ("ignore", "ignore_rules", "roles", "severities", "thresholds")
_AROUND = ("epigraph::", "highlights::", "note::", "container:: x", "only:: html", "list-table::\n\n   * -", "[#]", "-")
"""Markup that a block is put into."""

_ROLES = ("element", "system", "container", "component", "person", "flow", "scenario", "view")


class PageGenerator(Generator):
    """A generator of pages and configurations."""

    def page(self) -> str:
        """Return a page with some directives, whose arguments, options and roles may be hostile."""
        blocks = [self.directive() for _ in range(self.chance.randrange(1, 5))]
        roles = [f":c4:{self.chance.choice(_ROLES)}:`{self._word()}`" for _ in range(2)]
        return "T\n=\n\n" + "\n\n".join([*blocks, *roles]) + "\n"

    def directive(self) -> str:
        name = self.chance.choice(sorted(DIRECTIVES))
        options = sorted(DIRECTIVES[name].option_spec or {})
        argument = self._word() if self.chance.random() < 0.6 else ""
        lines = [f".. {name}:: {argument}"]
        for option in self.chance.sample(options, self.chance.randrange(min(4, len(options) + 1))):
            lines.append(f"   :{option}: {self.chance.choice([*_OPTION_VALUES, self._word()])}")
        if self.chance.random() < 0.1:
            lines += ["", f"   {self._word()}"]
        return "\n".join(lines) if self.chance.random() < 0.7 else self._nested(lines)

    def _nested(self, lines: list[str]) -> str:
        """Return a block inside other markup."""
        context = self.chance.choice(_AROUND)
        first = context if context == "-" else f".. {context}"
        return "\n".join([first, "", *(f"       {line}" for line in lines)])

    def configuration(self) -> dict[str, Any]:
        """Return some settings with hostile values."""
        names = self.chance.sample([*Settings.__dataclass_fields__, "analysis"], self.chance.randrange(3))
        return {f"c4_{name}": self._setting() for name in names}

    def _setting(self) -> Any:
        value = self._junk() if self.chance.random() < 0.5 else self.chance.choice(_PYTHON_VALUES)
        if self.chance.random() < 0.2:
            value = self.chance.choice([[value], {self._word(): value}])
        return {self.chance.choice([*_ANALYSIS_KEYS, *TEXTS]): value} if self.chance.random() < 0.3 else value

    def _word(self) -> str:
        text = self.chance.choice([*NAMES, *TEXTS, "container:shop", "dynamic:purchase", "landscape", "shop, web"])
        return text.replace("\n", " ").replace("\ud800", "")


def check_build(files: dict[str, bytes], folder: Path, *builders: str, checks_text: bool = True, **conf: Any) -> str:
    """Build pages and a model with each builder, and return the warnings.

    ``checks_text`` must be false if the pages contain hostile text, which Sphinx writes unchanged.

    Raises:
        PropertyError: a build ends in an exception other than a ``ConfigError``, or writes raw control characters or
            the address of an object.
    """
    (folder / "conf.py").write_text("", "utf-8")
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    warnings = StringIO()
    for builder in builders:
        output = folder / "_build" / builder
        values = {"extensions": ["sphinxcontrib_c4"], "html_theme": "basic", "master_doc": "index", **conf}
        try:
            with patch_docutils(str(folder)), docutils_namespace():
                arguments = folder, None, output, folder / "_build" / "doctrees", builder, values
                Sphinx(*arguments, status=None, warning=warnings).build()
        except ConfigError as error:
            if " at 0x" in str(error):
                raise PropertyError(f"the address of an object in a message: {error}") from error
            return strip_colors(warnings.getvalue())
        except Exception as error:
            raise PropertyError(f"{builder}: {traceback.format_exc()}") from error
        if checks_text:
            _check_characters(output)
    return strip_colors(warnings.getvalue())


def _check_characters(output: Path) -> None:
    for path in output.rglob("*"):
        if path.suffix in (".html", ".tex", ".txt", ".json", ".xhtml", ".svg") and path.is_file():
            text = path.read_text("utf-8")
            if match := _CONTROL.search(text):
                context = text[max(0, match.start() - 80) : match.end() + 40]
                raise PropertyError(f"raw control character in {path.name}: {context!r}")


def check_seed(seed: int, folder: Path) -> None:
    """Check one input: forty pages with a valid model, or one page with a hostile model or configuration."""
    generator = PageGenerator(seed)
    value = generator.input()
    index = "I\n=\n\n" + "".join(f".. {directive}\n\n" for directive in _DIRECTIVES_WITH_CONTENT)
    files = {f"m/{name}": data for name, data in value.files.items() if name.endswith((".yaml", ".json"))}
    files.pop("m/baseline.yaml", None)
    files.pop("m/merge.json", None)
    model = "m/w.json" if value.model == "w.json" else "m"
    builders = generator.chance.sample(BUILDERS, 2)
    if seed % 3 == 0:
        pages = {f"p{number}.rst": generator.page().encode("utf-8", "replace") for number in range(40)}
        own_model = Path(__file__).parent.parent / "model" / "sphinxcontrib-c4.yaml"
        from project_writer import MODEL

        text = MODEL if generator.chance.random() < 0.7 else own_model.read_text("utf-8")
        files = {"m/m.yaml": text.encode(), "index.rst": index.encode(), **pages}
        if text == MODEL and generator.chance.random() < 0.5:
            files["m/landscape.yaml"] = json.dumps(LANDSCAPE).encode()
        check_build(files, folder, *builders, checks_text=False, c4_model="m")
    else:
        conf = generator.configuration() if seed % 3 == 1 else {}
        warnings = check_build(files | {"index.rst": index.encode()}, folder, *builders, **{"c4_model": model, **conf})
        if not conf and "is not a valid model" in warnings and main(["check", str(folder / model)]) == 0:
            raise PropertyError(f"check accepts a model that a build rejects: {warnings[:500]}")


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:3])
    print_failures(f"{count} builds", count_failures(first, count, check_seed))
