"""The first model and the first documentation of a project, as text with comments."""

from __future__ import annotations

import json
import re
import unicodedata
from string import Template

from sphinxcontrib_c4.cli.scaffold.markup import MARKUPS, Markup

_MODEL = Template("""\
# yaml-language-server: $$schema=$schema
#
# The architecture of a system. Replace these examples with your own people, systems and flows, and build the pages
# again. "sphinx-c4 check" finds mistakes. Editors with the YAML language server explain and complete every key.

meta:
  primary_system: $id  # the system that this file describes

# People, and roles of people.
actors:
  - id: user
    name: User
    description: $description

# Software systems. Your own ones have containers: applications that run, and stores of data. The others are external.
systems:
  - id: $id
    name: $name
    description: What the system is for, in a sentence or two.
    containers:
      - id: web
        name: Web application
        description: Shows pages and handles forms.
        technology: Python
      - id: database
        name: Database
        technology: PostgreSQL
        shape: db  # a cylinder; "queue" draws a queue
  - id: mailer
    name: Mail service
    description: Delivers mail.
    kind: external

# Flows: the data that moves from one end to another. "sync: true" means that the caller waits for the response,
# "sync: false" that it does not; leave it out if you do not know.
# A flow starts at the end that acts: a worker that reads a queue has a flow to the queue, with "access: read".
flows:
  - source: user
    target: web
    label: Sign up
    protocol: HTTPS
    sync: true
  - source: web
    target: database
    label: Store the account
    protocol: SQL
    sync: true
  - source: web
    target: mailer
    label: Send a confirmation
    protocol: SMTP
    sync: false

# Scenarios: steps in their order in time. A step without a label takes that of the flow between its ends.
scenarios:
  - id: sign-up
    title: A user signs up
    description: The account works at once; the confirmation arrives later.
    steps:
      - { source: user, target: web }
      - { source: web, target: database }
      - { source: web, target: mailer }
""")

_CONF = """\
project = {name}

extensions = {extensions}
exclude_patterns = ["_build"]

# The model of the C4 diagrams, relative to the folder of this file.
c4_model = "model"
"""


def model_text(name: str, *, schema: str) -> str:
    """Return a model of the system ``name``; ``schema`` is the path of the JSON Schema, relative to the file."""
    name = " ".join(name.split())
    system = system_id(name)
    return _MODEL.substitute(
        schema=schema,
        id=system,
        name=_scalar(name),
        description=_scalar(f"Works with {name} in a browser."),
    )


def _scalar(text: str) -> str:
    """Return ``text`` as a YAML scalar, in quotes if it needs them."""
    is_plain = re.fullmatch(r"[A-Za-z][\w .-]*", text) and text.lower() not in _IDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def system_id(name: str) -> str:
    """Return an id for the system ``name``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:_MAX_ID_LENGTH].strip("-")
    return slug if slug and slug not in _IDS and not slug.replace("-", "").isdigit() else f"{slug}-system".strip("-")


_MAX_ID_LENGTH = 60
_IDS = ("user", "web", "database", "mailer", "null", "true", "false", "yes", "no", "on", "off", "y", "n")
"""Ids of the examples, and words that are not text in YAML."""


def conf_text(name: str, markup: Markup) -> str:
    """Return the ``conf.py`` of new documentation."""
    extensions = ["sphinxcontrib_c4"] if markup is MARKUPS["rst"] else ["myst_parser", "sphinxcontrib_c4"]
    return _CONF.format(name=json.dumps(name, ensure_ascii=False), extensions=json.dumps(extensions))


def root_text(name: str, entry: str, markup: Markup) -> str:
    """Return the root document of new documentation, which lists ``entry``."""
    contents = markup.directive("toctree", options={"maxdepth": "2"}, lines=[entry])
    return markup.page([markup.title(name), contents])
