"""The configuration: the settings in ``conf.py``, which are checked before the build starts.

Each field of ``Settings`` defines one setting with its default, its choices and its documentation. All errors of a
configuration are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from dataclasses import Field

    from sphinx.config import Config


PREFIX = "c4_"
_MIN_WIDTH, _MAX_WIDTH = 240, 100_000

Rebuild = Literal["", "env", "html"]


def _value(default: Any, *, help: str, rebuild: Rebuild = "", choices: tuple[str, ...] = ()) -> Any:
    """Return a field with the description of its setting.

    Most settings need no rebuild class: their effects are part of the digests of query results, which decide which
    documents are outdated.
    """
    metadata = {"help": help, "rebuild": rebuild, "choices": choices}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a project; the setting of a field in ``conf.py`` has the prefix ``c4_``."""

    model: str = _value(
        "",
        help="The model, relative to the folder of ``conf.py``: a file, a folder of files, or a workspace of "
        "Structurizr.",
    )
    primary_system: str = _value(
        "",
        help="The system of directives without an argument. By default, it is the primary system of the model, or the "
        "only system that the model files are about.",
    )
    graphviz_dot: str = _value(
        "",
        help="Without effect: diagrams are laid out without Graphviz. It is accepted because existing projects set it.",
    )
    column_width: int = _value(
        720,
        rebuild="html",
        help="The width in px that the theme has for a diagram. Directions, ranks and the sizes of boxes are chosen so "
        "that text is easy to read when a diagram is fitted into it.",
    )
    fold_groups: bool = _value(
        True, help="Whether context and landscape views draw external systems of one ``context_group`` as one box."
    )
    direction: str = _value(
        "auto",
        choices=("auto", "right", "down"),
        help="The main direction of the flows in a diagram, unless its directive sets another one.",
    )
    analysis: Mapping[str, Any] = _value(
        {},
        help="The scope and the thresholds of reports: the keys of ``analysis`` in ``landscape.yaml``, which these "
        "override.",
    )
    baseline: str = _value(
        "", help="The file of the findings that are accepted for now, relative to the folder of ``conf.py``."
    )
    fail_on: str = _value(
        "never",
        choices=("never", "new", "any"),
        help="The findings that cause a warning in each build: all, or those that are not accepted.",
    )
    changes_base: str = _value(
        "",
        help="The earlier model that ``c4-changes`` compares with: a path relative to the folder of ``conf.py``, or a "
        "git revision with a path from the root of the repository (``v1.0:docs/model``). ``main:`` means the path of "
        "``c4_model`` at the revision ``main``.",
    )
    source_url: str = _value(
        "",
        help="The address of a line of a model file, with ``{path}`` and ``{line}`` in it, that reports link to. By "
        "default, they link to a page with the file.",
    )

    code_url: str = _value(
        "",
        help="The address of a file of the code of an element, with ``{repo}``, ``{path}`` and ``{line}`` in it. By "
        "default, files in repositories on github.com, gitlab.com and bitbucket.org are links.",
    )
    structurizr_command: str = _value(
        "",
        help="The command that compiles a model in Structurizr's DSL to JSON: "
        "``structurizr export -workspace {input} -format json -output {output}``. It is run without a shell.",
    )
    structurizr_mode: str = _value(
        "unknown",
        choices=("unknown", "sync", "async"),
        help="The mode of a relationship in a workspace that has neither an interaction style nor a tag with its mode.",
    )
    structurizr_export: str = _value(
        "",
        help="The file that HTML builds write the model and all its views to, as a Structurizr workspace. The path is "
        'relative to the output folder: ``"workspace.json"``.',
    )
    structurizr_merge: str = _value(
        "",
        help="A workspace in which elements were moved, relative to the folder of ``conf.py``. The written workspace "
        "keeps their positions.",
    )

    @classmethod
    def of(cls, config: Config) -> Settings:
        """Return the settings in ``config``.

        Raises:
            ConfigError: settings are invalid; the message lists all errors.
        """
        values = {value.attribute: getattr(config, value.name) for value in config_values()}
        wrong = {each.attribute: error for each in config_values() if (error := each.error(values[each.attribute]))}
        defaults = {each.attribute: each.default for each in config_values()}
        valid: dict[str, Any] = {name: defaults[name] if name in wrong else value for name, value in values.items()}
        errors = [
            *_unknown_settings(config),
            *wrong.values(),
            *_width_errors(valid["column_width"]),
            *_analysis_errors(valid["analysis"]),
            *_template_errors("source_url", valid["source_url"], ("path", "line")),
            *_template_errors("code_url", valid["code_url"], ("path", "repo", "line")),
            *_command_errors(valid["structurizr_command"]),
            *_export_errors(valid["structurizr_export"], valid["model"]),
        ]
        if errors:
            raise ConfigError("\n".join(["invalid settings in conf.py:", *errors]))
        return cls(**values)


def _unknown_settings(config: Config) -> Iterator[str]:
    """Yield unknown ``c4_*`` settings that no other extension defines."""
    attributes = {value.attribute: value.attribute for value in config_values()}
    for name in config._raw_config:
        if name.startswith(PREFIX) and name not in config:
            from sphinxcontrib_c4.model import nearest, suggestion, visible

            close = nearest(name.removeprefix(PREFIX), attributes)
            hint = suggestion(tuple(PREFIX + near for near in close)) or "remove it"
            yield f"unknown setting {visible(name)}; {hint}"


def _analysis_errors(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield errors in the settings of the analysis, which is imported only if there are any."""
    if not values:
        return
    from sphinxcontrib_c4.analysis import SettingError, parse_settings

    for part in _single_settings(values):
        try:
            parse_settings(part)
        except SettingError as error:
            yield f"{PREFIX}analysis: {error}"


def _single_settings(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each entry of the settings of the analysis separately, so that all errors are found."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from ({key: {name: each}} for name, each in value.items())
        elif isinstance(value, list | tuple) and value:
            yield from ({key: [each]} for each in value)
        else:
            yield {key: value}


def _width_errors(width: int) -> Iterator[str]:
    """Yield that no diagram fits into a column of this width, or that no column is as wide."""
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        limit = f"at least {_MIN_WIDTH}" if width < _MIN_WIDTH else f"at most {_MAX_WIDTH}"
        yield f"{PREFIX}column_width must be {limit}, not {_quoted(width)}"


def _template_errors(setting: str, template: str, fields: Sequence[str]) -> Iterator[str]:
    """Yield errors in an address with ``fields``, of which the first is required."""
    if not template:
        return
    name = f"{PREFIX}{setting}"
    names = re.findall(r"{(\w*)}", template)
    wrong = [field for field in names if field not in fields]
    if wrong or fields[0] not in names:
        unknown = f", not {{{wrong[0]}}}" if wrong else ""
        optional = " and ".join(f"{{{field}}}" for field in fields[1:])
        yield f"{name} must contain {{{fields[0]}}}, and may contain {optional}{unknown}: {_quoted(template)}"
    elif not template.startswith(("https://", "http://", "/", "{repo}")):
        yield f"{name} must start with https://, http:// or /: {_quoted(template)}"


def _command_errors(command: str) -> Iterator[str]:
    """Yield the error in the command that compiles a workspace."""
    if not command:
        return
    from sphinxcontrib_c4.structurizr import command_error

    if error := command_error(command):
        yield f"{PREFIX}structurizr_command {error}"


def _export_errors(path: str, model: str) -> Iterator[str]:
    """Yield errors in the path of the workspace."""
    if not path:
        return
    name = f"{PREFIX}structurizr_export"
    if not model:
        yield f"{name} needs a model; set {PREFIX}model to a file or a folder"
    if not path.endswith(".json") or "\\" in path:
        yield f"{name} must be a path with slashes that ends in .json, not {_quoted(path)}"
    elif path.startswith("/") or ":" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        yield f"{name} must be a path inside the output folder, not {_quoted(path)}"


class ConfigValue(NamedTuple):
    """The definition of a setting, for Sphinx and for the documentation."""

    name: str
    default: object
    types: frozenset[type]
    rebuild: Rebuild
    help: str
    choices: tuple[str, ...] = ()

    @property
    def attribute(self) -> str:
        """The name of the field in ``Settings``."""
        return self.name.removeprefix(PREFIX)

    def error(self, value: object) -> str:
        """Return the error in ``value``, or ``""``."""
        if self.choices and value not in self.choices:
            return f"{self.name} must be one of {', '.join(map(repr, self.choices))}, not {_quoted(value)}"
        if type(value) not in self.types:
            return f"{self.name} must be {_type_name(self.default)}, not {_quoted(value)}"
        return ""


def config_values() -> Iterator[ConfigValue]:
    """Yield all settings, in the order of the documentation."""
    for definition in fields(Settings):
        yield ConfigValue(
            name=PREFIX + definition.name,
            default=_default(definition),
            types=frozenset({type(_default(definition))}),
            rebuild=definition.metadata["rebuild"],
            help=definition.metadata["help"],
            choices=definition.metadata["choices"],
        )


def _quoted(value: object) -> str:
    """Return an invalid value for a message; the package of models is imported only then."""
    from sphinxcontrib_c4.model import quoted_value

    return quoted_value(value)


def _type_name(default: object) -> str:
    """Return the type of a setting with this default, as an object in a sentence."""
    if isinstance(default, bool):
        return "True or False"
    return {int: "a whole number", str: "a string"}.get(type(default), "a dictionary")


def _default(definition: Field[Any]) -> Any:
    return definition.default if definition.default_factory is MISSING else definition.default_factory()
