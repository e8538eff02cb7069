"""Configuration: what ``conf.py`` can say, checked before anything else happens."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import Field

    from sphinx.config import Config


PREFIX = "c4_"

Rebuild = Literal["", "env", "html"]


def _value(default: Any, *, help: str, rebuild: Rebuild = "", choices: tuple[str, ...] = ()) -> Any:
    """A field with all that is to be known of its value.

    Most values need no rebuild class: what they change is in the digests of the views, and these
    tell which documents are out of date.
    """
    metadata = {"help": help, "rebuild": rebuild, "choices": choices}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of a project; each field is the value of ``conf.py`` named ``c4_`` and its name."""

    model: str = _value(
        "",
        help="The model, relative to the folder of ``conf.py``: a file, a folder of files, or a workspace of "
        "Structurizr.",
    )
    primary_system: str = _value(
        "",
        help="The system that directives without an argument show. By default it is the one that the model names, "
        "or the only one that the model's files are about.",
    )
    graphviz_dot: str = _value(
        "",
        rebuild="html",
        help="The ``dot`` program of an installed Graphviz, by path or by name, to lay diagrams out in place of the "
        "embedded engine.",
    )
    fold_groups: bool = _value(
        True, help="Whether context and landscape views draw external systems of one ``context_group`` as one box."
    )
    direction: str = _value(
        "auto",
        choices=("auto", "right", "down"),
        help="Where the flows of a diagram mainly run, unless its directive says otherwise.",
    )
    analysis: Mapping[str, Any] = _value(
        {},
        help="What reports look at and how strict they are: the keys of ``analysis`` in ``landscape.yaml``, which "
        "these win over.",
    )
    baseline: str = _value(
        "", help="The file of the findings that are accepted for now, relative to the folder of ``conf.py``."
    )
    fail_on: str = _value(
        "never",
        choices=("never", "new", "any"),
        help="Which findings each build warns of: those that nobody accepts, or accepted ones as well.",
    )
    source_url: str = _value(
        "",
        help="The address of a line of a model file, with ``{path}`` and ``{line}`` in it, which reports link to. "
        "By default they link to a page with the file.",
    )

    structurizr_export: str = _value(
        "",
        help="The file that HTML builds write the model and all its views to, as a workspace of Structurizr, "
        'relative to the output folder: ``"workspace.json"``.',
    )
    structurizr_merge: str = _value(
        "",
        help="A workspace in which things were moved, relative to the folder of ``conf.py``. What is written keeps "
        "their positions.",
    )

    @classmethod
    def of(cls, config: Config) -> Settings:
        """The settings in ``config``. Raises ``ConfigError``, which tells of everything that is wrong."""
        values = {value.attribute: getattr(config, value.name) for value in config_values()}
        wrong = {each.attribute: fault for each in config_values() if (fault := each.fault(values[each.attribute]))}
        sound: dict[str, Any] = {
            name: each.default if name in wrong else values[name] for name, each in _by_attribute().items()
        }
        faults = [
            *_unknown(config),
            *wrong.values(),
            *_program_faults(sound["graphviz_dot"]),
            *_analysis_faults(sound["analysis"]),
            *_address_faults(sound["source_url"]),
            *_export_faults(sound["structurizr_export"], sound["model"]),
        ]
        if faults:
            raise ConfigError("\n".join(["conf.py cannot be used:", *faults]))
        return cls(**values)


def _by_attribute() -> dict[str, ConfigValue]:
    return {value.attribute: value for value in config_values()}


def _unknown(config: Config) -> Iterator[str]:
    """What ``conf.py`` sets that begins like a value of ours and is none, nor one of another extension."""
    known = {value.name: value.name for value in config_values()}
    for name in config._raw_config:
        if name.startswith(PREFIX) and name not in config:
            from sphinxcontrib_c4.model import nearest, suggestion

            yield f"{name} is no setting; {suggestion(nearest(name, known)) or 'take it away'}"


def _analysis_faults(values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the settings of the analysis, which is not needed where there are none."""
    if not values:
        return
    from sphinxcontrib_c4.analysis import SettingFault, settings

    for part in _parts(values):
        try:
            settings(part)
        except SettingFault as fault:
            yield f"{PREFIX}analysis: {fault}"


def _parts(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each entry of the settings of the analysis by itself, so that one that is wrong hides no other."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from ({key: {name: each}} for name, each in value.items())
        elif isinstance(value, list | tuple) and value:
            yield from ({key: [each]} for each in value)
        else:
            yield {key: value}


def _program_faults(dot: str) -> Iterator[str]:
    """What is wrong with the program of an engine, where one is named."""
    if dot and shutil.which(dot) is None:
        yield f"{PREFIX}graphviz_dot: there is no program {dot!r}"


def _address_faults(template: str) -> Iterator[str]:
    """What is wrong with the address of a line."""
    if not template:
        return
    names = re.findall(r"{(\w*)}", template)
    wrong = [name for name in names if name not in ("path", "line")]
    if wrong or "path" not in names:
        told = f", and not {{{wrong[0]}}}" if wrong else ""
        yield f"{PREFIX}source_url has to name a line by {{path}} and {{line}}{told}: {template!r}"
    elif not template.startswith(("https://", "http://", "/")):
        yield f"{PREFIX}source_url has to begin with https://, http:// or /, and this is {template!r}"


def _export_faults(path: str, model: str) -> Iterator[str]:
    """What is wrong with the file that a workspace is to be written to."""
    if not path:
        return
    name = f"{PREFIX}structurizr_export"
    if not model:
        yield f"{name} needs a model: let {PREFIX}model name a file or a folder"
    if not path.endswith(".json") or "\\" in path:
        yield f"{name} has to be a path with slashes that ends in .json, not {path!r}"
    elif path.startswith("/") or ":" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        yield f"{name} has to be a path inside of the output folder, not {path!r}"


class ConfigValue(NamedTuple):
    """One value of ``conf.py``, as Sphinx and the documentation need to know it."""

    name: str
    default: object
    types: frozenset[type]
    rebuild: Rebuild
    help: str
    choices: tuple[str, ...] = ()

    @property
    def attribute(self) -> str:
        """The name of its field in ``Settings``."""
        return self.name.removeprefix(PREFIX)

    def fault(self, value: object) -> str:
        """What is wrong with ``value``, or ``""``."""
        if self.choices and value not in self.choices:
            return f"{self.name} has to be one of {', '.join(map(repr, self.choices))}, not {value!r}"
        if type(value) not in self.types:
            return f"{self.name} has to be a {type(self.default).__name__}, not {value!r}"
        return ""


def config_values() -> Iterator[ConfigValue]:
    """All values, in the order in which they are documented."""
    for each in fields(Settings):
        yield ConfigValue(
            name=PREFIX + each.name,
            default=_default(each),
            types=frozenset({type(_default(each))}),
            rebuild=each.metadata["rebuild"],
            help=each.metadata["help"],
            choices=each.metadata["choices"],
        )


def _default(each: Field[Any]) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()
