"""Every fault that an author can make, and its complete report."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from sphinxcontrib_c4.model import Fault, ModelError, Position, load

SHOP = """\
meta: {name: Shop, primary_system: shop, api_container: web}
actors:
  - {id: buyer, name: Buyer}
systems:
  - id: shop
    name: Shop
    kind: internal
    containers:
      - {id: web, name: Web}
      - {id: store, name: Store, shape: db}
  - {id: mail, name: Mail, kind: external}
"""


def report_of(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> str:
    """Return the report on a file ``m.yaml`` with this text, read from within ``folder``."""
    monkeypatch.chdir(folder)
    Path("m.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelError) as error:
        load(Path("m.yaml"))
    return str(error.value)


#: Texts that are appended to SHOP, and their reports.
ADDITIONS = {
    "misspelled key": (
        "flows:\n  - { id: a, source: buyer, target: web, lable: Buy }\n",
        """\
        m.yaml:13:42: unknown key 'lable' in flow 'a'
              - { id: a, source: buyer, target: web, lable: Buy }
                                                     ^
          did you mean 'label'?
        """,
    ),
    "unknown key at the top": (
        "flow: []\n",
        """\
        m.yaml:12:1: unknown key 'flow' in the file
            flow: []
            ^
          did you mean 'flows'?
        """,
    ),
    "flow to an unknown element": (
        "flows:\n  - { id: a, source: Buyer, target: wbe, label: Buy }\n  - { source: web, target: zzz, label: x }\n",
        """\
        m.yaml:13:22: 'source' names 'Buyer', which is not in the model
              - { id: a, source: Buyer, target: wbe, label: Buy }
                                 ^
          did you mean 'buyer'?

        m.yaml:13:37: 'target' names 'wbe', which is not in the model
              - { id: a, source: Buyer, target: wbe, label: Buy }
                                                ^
          did you mean 'web'?

        m.yaml:14:28: 'target' names 'zzz', which is not in the model
              - { source: web, target: zzz, label: x }
                                       ^
          name a person, system, container or component that a model file lists
        """,
    ),
    "step to an unknown element": (
        "scenarios:\n  - id: s\n    title: S\n    steps:\n      - {source: buyer, target: shop.webb, label: x}\n",
        """\
        m.yaml:16:33: 'target' names 'shop.webb', which is not in the model
                  - {source: buyer, target: shop.webb, label: x}
                                            ^
          did you mean 'shop.web', 'shop.store' or 'shop'?
        """,
    ),
    "relationship to an unknown element": (
        "  - id: b\n    name: B\n    containers:\n      - id: c\n        name: C\n        components:\n"
        "          - {id: d, name: D, relationships: [{target: stor, label: x}]}\n",
        """\
        m.yaml:18:55: 'target' names 'stor', which is not in the model
                      - {id: d, name: D, relationships: [{target: stor, label: x}]}
                                                                  ^
          did you mean 'store'?
        """,
    ),
    "ingestion of an unknown system": (
        "etl_sources: [{name: Feed, system: shops}]\n",
        """\
        m.yaml:12:36: 'system' names 'shops', which is not in the model
            etl_sources: [{name: Feed, system: shops}]
                                               ^
          did you mean 'shop'?
        """,
    ),
    "duplicate ids": (
        "  - {id: mail, name: Other}\nflows:\n  - {id: a, source: buyer, target: web, label: x}\n"
        "  - {id: a, source: buyer, target: web, label: y}\nscenarios: [{id: s, title: S}, {id: s, title: S}]\n",
        """\
        m.yaml:12:10: the id 'mail' is already taken in line 11
              - {id: mail, name: Other}
                     ^
          give one of the two another id

        m.yaml:15:10: the flow 'shop.a' already exists in line 14
              - {id: a, source: buyer, target: web, label: y}
                     ^
          give one of the two another id

        m.yaml:16:37: the scenario 'shop.s' already exists in line 16
            scenarios: [{id: s, title: S}, {id: s, title: S}]
                                                ^
          give one of the two another id
        """,
    ),
    "duplicate ids of containers and components": (
        "  - id: b\n    name: B\n    containers:\n      - {id: c, name: C}\n"
        "      - {id: c, name: C}\n      - {id: d, name: D, components: [{id: e, name: E}, {id: e, name: E}]}\n",
        """\
        m.yaml:16:14: the id 'c' is already taken in line 15
                  - {id: c, name: C}
                         ^
          give one of the two another id

        m.yaml:17:62: the id 'e' is already taken in line 17
                  - {id: d, name: D, components: [{id: e, name: E}, {id: e, name: E}]}
                                                                         ^
          give one of the two another id
        """,
    ),
    "a person that is a system": (
        "  - {id: buyer, name: Buying}\n",
        """\
        m.yaml:12:10: the id 'buyer' is already taken in line 3
              - {id: buyer, name: Buying}
                     ^
          give one of the two another id
        """,
    ),
    "ambiguous id": (
        "  - {id: web, name: The Web}\nflows: [{source: web, target: mail, label: x}]\n",
        """\
        m.yaml:13:18: 'web' can mean the system 'web' or the container 'shop.web'
            flows: [{source: web, target: mail, label: x}]
                             ^
          write the full name, or rename one of them
        """,
    ),
    "wrong types": (
        "flows:\n  - {id: a, source: buyer, target: web, label: x, sync: maybe, tags: async}\n"
        "  - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}\n",
        """\
        m.yaml:13:57: 'sync' must be true or false, and this is the text 'maybe'
              - {id: a, source: buyer, target: web, label: x, sync: maybe, tags: async}
                                                                    ^
          write true or false, or omit the key if the mode is unknown

        m.yaml:13:70: 'tags' must be a list, and this is the text 'async'
              - {id: a, source: buyer, target: web, label: x, sync: maybe, tags: async}
                                                                                 ^
          write [async], or start each item on its own line with '- '

        m.yaml:14:10: 'id' must be text, and this is the number '7'
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                     ^
          put it in quotes: "7"

        m.yaml:14:21: 'source' must be text, and this is a list
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                                ^
          write text; if it starts with '[', '{' or '- ', put it in quotes

        m.yaml:14:48: 'label' must be text, and this is the date '2024-01-01'
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                                                           ^
          put it in quotes: "2024-01-01"

        m.yaml:14:66: 'data' must be text, and this is 'yes', which YAML reads as true
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                                                                             ^
          put it in quotes: "yes"

        m.yaml:14:80: 'trigger' must be text, and this is the number '.nan'
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                                                                                           ^
          put it in quotes: ".nan"

        m.yaml:14:96: 'protocol' must be text, and this is the number '12:30'
              - {id: 7, source: [web], target: web, label: 2024-01-01, data: yes, trigger: .nan, protocol: 12:30}
                                                                                                           ^
          put it in quotes: "12:30"
        """,
    ),
    "items that are not mappings": (
        "flows:\n  - text\n  -\n  - {source: buyer, target: web, label: x, sync: 'true'}\nscenarios: {a: b}\n"
        "etl_sources: x\n",
        """\
        m.yaml:13:5: an item of 'flows' must be a mapping of keys and values, and this is the text 'text'
              - text
                ^
          write '{ source: …, label: …, target: … }', or each key on its own line

        m.yaml:14:4: an item of 'flows' is empty
              -
               ^
          write a value, or delete the '-'

        m.yaml:15:50: 'sync' must be true or false, and this is the text 'true'
              - {source: buyer, target: web, label: x, sync: 'true'}
                                                             ^
          write true or false without quotes, or omit the key if the mode is unknown

        m.yaml:16:12: 'scenarios' must be a list, and this is a mapping
            scenarios: {a: b}
                       ^
          start each item on its own line with '- '

        m.yaml:17:14: 'etl_sources' must be a list, and this is the text 'x'
            etl_sources: x
                         ^
          start each item on its own line with '- '
        """,
    ),
    "a value that is not among the choices": (
        "  - {id: a, name: A, kind: intern, role: yes}\n",
        """\
        m.yaml:12:28: 'kind' cannot be 'intern'
              - {id: a, name: A, kind: intern, role: yes}
                                       ^
          did you mean 'internal'? choose 'internal' or 'external'

        m.yaml:12:42: 'role' cannot be 'yes', which YAML reads as true
              - {id: a, name: A, kind: intern, role: yes}
                                                     ^
          choose 'infrastructure', 'gateway', 'store' or 'broker'
        """,
    ),
    "empty texts": (
        "flows:\n  - {id: a, source: buyer, target: web, label: }\n"
        "  - {id: b, source: buyer, target: web, label: ' '}\n  - {id: c, source: buyer, target: web}\n"
        "  - id: d\n    source: buyer\n    target: web\n    label: #general\n",
        """\
        m.yaml:13:41: 'label' of flow 'a' is empty
              - {id: a, source: buyer, target: web, label: }
                                                    ^
          write a value after 'label:'; text that starts with '#' or is 'null' or '~' must be put in quotes

        m.yaml:14:48: 'label' is empty
              - {id: b, source: buyer, target: web, label: ' '}
                                                           ^
          write some text

        m.yaml:15:5: flow 'c' has no 'label'
              - {id: c, source: buyer, target: web}
                ^
          add 'label: …'

        m.yaml:19:5: 'label' of flow 'd' is empty
                label: #general
                ^
          write a value after 'label:'; text that starts with '#' or is 'null' or '~' must be put in quotes
        """,
    ),
    "a comma that split a value": (
        "flows:\n  - { id: a, source: buyer, target: web, label: Buy, data: a, b, trigger: x }\n"
        "  - { id: b, source: buyer, target: web, label: Buy, pay, data: c d, e f, tags}\n"
        "  - { id: c, source: buyer, target: web, label: Buy, and pay: twice }\n",
        """\
        m.yaml:13:63: a comma split this value: 'b' is read as a key of its own
              - { id: a, source: buyer, target: web, label: Buy, data: a, b, trigger: x }
                                                                          ^
          put the value in quotes: data: "a, b"

        m.yaml:14:54: a comma split this value: 'pay' is read as a key of its own
              - { id: b, source: buyer, target: web, label: Buy, pay, data: c d, e f, tags}
                                                                 ^
          put the value in quotes: label: "Buy, pay"

        m.yaml:14:70: a comma split this value: 'e f' is read as a key of its own
              - { id: b, source: buyer, target: web, label: Buy, pay, data: c d, e f, tags}
                                                                                 ^
          put the value in quotes: data: "c d, e f, tags"

        m.yaml:15:54: unknown key 'and pay' in flow 'c'
              - { id: c, source: buyer, target: web, label: Buy, and pay: twice }
                                                                 ^
          the keys here are 'access', 'data', 'id', 'in_cycle', 'initiator', 'label', 'properties', 'protocol', \
'provenance', 'source', 'suppress', 'sync', 'tags', 'target', 'topic' and 'trigger'; if it is part of the \
text before it, put that text in quotes
        """,
    ),
    "a colon in unquoted text": (
        "flows:\n  - id: a\n    label: Buy: now\n",
        """\
        m.yaml:14:15: a colon with a space after it ends a key, and no key can end here
                label: Buy: now
                          ^
          put text that holds ': ' in quotes, and check the indentation
        """,
    ),
    "a colon in unquoted text in braces": (
        "flows:\n  - {source: mail, target: web, label: a: b}\n",
        """\
        m.yaml:13:41: ':' is not allowed in the unquoted text before it
              - {source: mail, target: web, label: a: b}
                                                    ^
          put the text in quotes
        """,
    ),
    "a number sign in unquoted text": (
        "flows:\n  - id: a\n    source: web # no fault\n    target: mail\n    label: Send #1\n"
        "  - {source: web, target: mail, label: Send #2}\n",
        """\
        m.yaml:16:17: the text ends here, since ' #' begins a comment
                label: Send #1
                            ^
          put the whole text in quotes, or write '# ' with a space if you mean a comment

        m.yaml:17:45: the text ends here, since ' #' begins a comment
              - {source: web, target: mail, label: Send #2}
                                                        ^
          put the whole text in quotes, or write '# ' with a space if you mean a comment
        """,
    ),
    "a tab": (
        "flows:\n\t- id: a\n",
        """\
        m.yaml:13:1: a tab is used for indentation
            \t- id: a
            ^
          indent with spaces
        """,
    ),
    "an unknown key without a value": (
        "flows:\n  - {source: buyer, target: web, label: x, sycn: }\nscenario:\n",
        """\
        m.yaml:13:44: unknown key 'sycn' in flow number 1
              - {source: buyer, target: web, label: x, sycn: }
                                                       ^
          did you mean 'sync'?

        m.yaml:14:1: unknown key 'scenario' in the file
            scenario:
            ^
          did you mean 'scenarios'?
        """,
    ),
    "a colon without a space after it": (
        "flows:\n  - {source: buyer, target:web, label: x }\n  - {source: buyer, target: web, label:x }\n",
        """\
        m.yaml:13:28: a space is missing after 'target:'
              - {source: buyer, target:web, label: x }
                                       ^
          write 'target: …'

        m.yaml:14:40: a space is missing after 'label:'
              - {source: buyer, target: web, label:x }
                                                   ^
          write 'label: …'
        """,
    ),
    "a no-break space in braces": (
        "flows:\n  - {source: buyer, target:\u00a0web, label: x}\n",
        """\
        m.yaml:13:28: the character after 'target:' is U+00A0 (no-break space), which is not a space in YAML
              - {source: buyer, target:\\u00a0web, label: x}
                                       ^
          write 'target: …'
        """,
    ),
    "a no-break space": (
        "flows:\n  - source:\u00a0buyer\n    target: web\n",
        """\
        m.yaml:13:12: U+00A0 (no-break space) is not whitespace in YAML
              - source:\\u00a0buyer
                       ^
          use a plain space
        """,
    ),
    "a comma that split a time": (
        "flows:\n  - {source: buyer, target: web, label: at 9, 10:30}\n",
        """\
        m.yaml:13:47: a comma split this value: '10:30' is read as a key of its own
              - {source: buyer, target: web, label: at 9, 10:30}
                                                          ^
          put the value in quotes: label: "at 9, 10:30"
        """,
    ),
    "a comment that cuts off the rest of the braces": (
        "flows:\n  - {source: buyer, target: web, label: buy #1 book}\n  - {source: buyer, target: web, label: x}\n",
        """\
        m.yaml:13:45: the text ends here, since ' #' begins a comment
              - {source: buyer, target: web, label: buy #1 book}
                                                        ^
          put the whole text in quotes, or write '# ' with a space if you mean a comment
        """,
    ),
    "a scenario among the flows": (
        "flows:\n  - {source: buyer, target: web, label: x}\n  - id: buy\n    title: Buy\n"
        "    steps: [{source: buyer, target: web, label: x}]\n  - {name: Feed, cadence: daily}\n",
        """\
        m.yaml:14:5: flow 'buy' belongs under 'scenarios'
              - id: buy
                ^
          move it from 'flows:' to 'scenarios:'

        m.yaml:17:5: flow 'Feed' belongs under 'etl_sources'
              - {name: Feed, cadence: daily}
                ^
          move it from 'flows:' to 'etl_sources:'
        """,
    ),
    "words of other tools": (
        "flows:\n  - {from: buyer, to: web, text: x}\nscenarios: [{id: a, name: A}]\n",
        """\
        m.yaml:13:6: unknown key 'from' in flow number 1
              - {from: buyer, to: web, text: x}
                 ^
          did you mean 'source'?

        m.yaml:13:19: unknown key 'to' in flow number 1
              - {from: buyer, to: web, text: x}
                              ^
          did you mean 'target'?

        m.yaml:13:28: unknown key 'text' in flow number 1
              - {from: buyer, to: web, text: x}
                                       ^
          did you mean 'label'?

        m.yaml:14:21: unknown key 'name' in scenario 'a'
            scenarios: [{id: a, name: A}]
                                ^
          did you mean 'title'?
        """,
    ),
    "letters that look like others": (
        "  - {id: m\u0430il, name: Mail}\nflows:\n  - {source: m\u0430il, target: w\u0435b, label: x}\n"
        "  - {source: buyer, target: we\u200bb, label: x}\n",
        """\
        m.yaml:12:10: 'm\u0430il' cannot be an id, since it contains '\u0430' (U+0430, cyrillic small letter a)
              - {id: m\u0430il, name: Mail}
                     ^
          an id consists of the letters a-z and A-Z, digits, '_' and '-'

        m.yaml:14:28: 'target' names 'w\u0435b', which is not in the model
              - {source: m\u0430il, target: w\u0435b, label: x}
                                       ^
          did you mean 'web'? this name contains '\u0435' (U+0435, cyrillic small letter ie)

        m.yaml:15:29: 'target' names 'we\\u200bb', which is not in the model
              - {source: buyer, target: we\\u200bb, label: x}
                                        ^
          did you mean 'web'? this name contains U+200B (zero width space)
        """,
    ),
    "an apostrophe in single quotes": (
        "flows:\n  - {source: buyer, target: web, label: 'Ann's book'}\n",
        """\
        m.yaml:13:46: the quotes end before this
              - {source: buyer, target: web, label: 'Ann's book'}
                                                         ^
          write '' for an apostrophe in single quotes, or put the text in double quotes
        """,
    ),
    "quotes in double quotes": (
        'flows:\n  - {source: buyer, target: web, label: "a "b" c"}\n',
        """\
        m.yaml:13:45: the quotes end before this
              - {source: buyer, target: web, label: "a "b" c"}
                                                        ^
          write \\" for a double quote in the text, or put the text in single quotes
        """,
    ),
    "a tab after a dash": (
        "flows:\n  -\t{source: buyer, target: web, label: x}\n",
        """\
        m.yaml:13:4: a tab is not allowed here
              -\t{source: buyer, target: web, label: x}
               ^
          write a space
        """,
    ),
    "text that begins with a star": (
        "flows:\n  - {source: buyer, target: web, label: *x*}\n",
        """\
        m.yaml:13:41: unquoted text cannot start with '*' or '&'
              - {source: buyer, target: web, label: *x*}
                                                    ^
          put the text in quotes
        """,
    ),
    "indentation": (
        "flows:\n  - id: a\n   label: b\n",
        """\
        m.yaml:14:4: this does not fit into the surrounding list
               label: b
               ^
          check the indentation, and that each item starts with '- '
        """,
    ),
    "a quote that is never closed": (
        'flows:\n  - id: a\n    label: "x\n',
        """\
        m.yaml:14:12: the quotes that open here are not closed
                label: "x
                       ^
          close them
        """,
    ),
    "quotes around the beginning only": (
        "flows:\n  - id: x\n    label: 'it's'\n",
        """\
        m.yaml:14:16: this does not fit into the surrounding mapping
                label: 'it's'
                           ^
          check the indentation, and that quotes open and close around the whole text
        """,
    ),
    "a brace that is never closed": (
        "flows:\n  - {source: mail\n",
        """\
        m.yaml:13:17: this '{ … }' is broken: here a comma or the closing '}' is missing
              - {source: mail
                            ^
          put text that holds a comma, ': ', ' #' or braces in quotes
        """,
    ),
    "a character that YAML reserves": (
        "flows:\n  - {source: @mail, target: web, label: y}\n",
        """\
        m.yaml:13:14: unquoted text cannot start with '@'
              - {source: @mail, target: web, label: y}
                         ^
          put the text in quotes
        """,
    ),
    "an escape that does not exist": (
        'flows:\n  - {source: mail, target: web, label: "a\\d"}\n',
        """\
        m.yaml:13:42: a backslash in double quotes starts an unknown escape
              - {source: mail, target: web, label: "a\\d"}
                                                     ^
          write two backslashes, or use single quotes
        """,
    ),
    "text where a list begins": (
        "flows: - id: x\n",
        """\
        m.yaml:12:8: a list cannot start here
            flows: - id: x
                   ^
          put each '- ' on a line of its own
        """,
    ),
    "a line without a meaning": (
        "flows:\n  - id: x\nlabel\n",
        """\
        m.yaml:14:1: this line is neither 'key: value' nor an item of a list ('- …')
            label
            ^
          check the indentation, or put text that runs over several lines after '>-'
        """,
    ),
    "a second document": (
        "---\nmeta: {}\n",
        """\
        m.yaml:12:1: a second YAML document begins here
            ---
            ^
          use one file for each document: delete the '---'
        """,
    ),
    "keys that are not text": (
        "1: x\nyes: y\n? [a]\n: b\n",
        """\
        m.yaml:12:1: a key must be text, and '1' is not
            1: x
            ^
          put the key in quotes

        m.yaml:13:1: a key must be text, and 'yes' is not
            yes: y
            ^
          put the key in quotes

        m.yaml:14:3: a key must be text
            ? [a]
              ^
          give the key a name
        """,
    ),
    "a duplicate key": (
        "flows:\n  - source: web\n    target: mail\n    label: x\n    label: y\nsystems: []\n",
        """\
        m.yaml:16:5: the key 'label' occurs twice in one mapping, first in line 15
                label: y
                ^
          delete one of them

        m.yaml:17:1: the key 'systems' occurs twice in one mapping, first in line 4
            systems: []
            ^
          delete one of them
        """,
    ),
    "a merge key": (
        "flows:\n  - &a {source: web, target: mail, label: x}\n  - <<: *a\n",
        """\
        m.yaml:14:5: merge keys ('<<') are not supported
              - <<: *a
                ^
          write the keys out
        """,
    ),
    "tags": (
        "flows: [{source: !me web, target: mail, label: !!python/object:os.system x}]\n",
        """\
        m.yaml:12:18: the tag '!me' is not supported
            flows: [{source: !me web, target: mail, label: !!python/object:os.system x}]
                             ^
          delete the tag

        m.yaml:12:48: the tag '!!python/object:os.system' is not supported
            flows: [{source: !me web, target: mail, label: !!python/object:os.system x}]
                                                           ^
          delete the tag
        """,
    ),
    "an alias without an anchor": (
        "flows: [{source: &web web, target: *wbe, label: x}]\n",
        """\
        m.yaml:12:36: the anchor '&wbe' is not defined before this alias
            flows: [{source: &web web, target: *wbe, label: x}]
                                               ^
          did you mean 'web'?
        """,
    ),
    "control characters": (
        'flows: [{source: web, target: mail, label: "a\\x00b", data: "\\x1f"}]\n',
        """\
        m.yaml:12:44: 'label' contains the control character U+0000
            flows: [{source: web, target: mail, label: "a\\x00b", data: "\\x1f"}]
                                                       ^
          delete it

        m.yaml:12:60: 'data' contains the control character U+001F
            flows: [{source: web, target: mail, label: "a\\x00b", data: "\\x1f"}]
                                                                       ^
          delete it
        """,
    ),
    "raw control characters": (
        "# \x07\n# \x1b\n",
        """\
        m.yaml:12:3: the control character U+0007 is not allowed in a model file (and 1 more in this file)
            # \\u0007
              ^
          delete it
        """,
    ),
    "ids with forbidden characters": (
        "  - {id: a.b, name: A}\n  - {id: 'a b', name: A}\nflows: [{source: web, target: a.b, label: x}]\n",
        """\
        m.yaml:12:10: 'a.b' cannot be an id
              - {id: a.b, name: A}
                     ^
          an id consists of the letters a-z and A-Z, digits, '_' and '-'

        m.yaml:13:10: 'a b' cannot be an id
              - {id: 'a b', name: A}
                     ^
          an id consists of the letters a-z and A-Z, digits, '_' and '-'
        """,
    ),
    "addresses that run a script": (
        "  - {id: a, name: A, url: 'javascript:alert(1)'}\n",
        """\
        m.yaml:12:27: 'url' is not the address of a page
              - {id: a, name: A, url: 'javascript:alert(1)'}
                                      ^
          write an address that starts with https://
        """,
    ),
    "lines that are not numbers": (
        "  - {id: a, name: A, source: {path: x, line: 0}}\n  - {id: b, name: B, source: {path: x, line: -3}}\n",
        """\
        m.yaml:12:46: 'line' must be at least 1
              - {id: a, name: A, source: {path: x, line: 0}}
                                                         ^
          lines count from 1

        m.yaml:13:46: 'line' must be a whole number, and this is the number '-3'
              - {id: b, name: B, source: {path: x, line: -3}}
                                                         ^
          write digits, without quotes
        """,
    ),
    "wide and invisible characters before the position": (
        "flows:\n  - {source: mail, target: web, label: 日本, data: \u200fa, lable: x}\n",
        """\
        m.yaml:13:54: unknown key 'lable' in flow number 1
              - {source: mail, target: web, label: 日本, data: \\u200fa, lable: x}
                                                                        ^
          did you mean 'label'?
        """,
    ),
    "two faults in one flow, and faults in another part of the file": (
        "flows:\n  - {source: buyer, target: wb, label: ''}\nscenarios: [{id: s, title: S, steps: [{source: buyr}]}]\n",
        """\
        m.yaml:13:29: 'target' names 'wb', which is not in the model
              - {source: buyer, target: wb, label: ''}
                                        ^
          did you mean 'web'?

        m.yaml:13:40: 'label' is empty
              - {source: buyer, target: wb, label: ''}
                                                   ^
          write some text

        m.yaml:14:39: step number 1 has no 'target'
            scenarios: [{id: s, title: S, steps: [{source: buyr}]}]
                                                  ^
          add 'target: …'

        m.yaml:14:48: 'source' names 'buyr', which is not in the model
            scenarios: [{id: s, title: S, steps: [{source: buyr}]}]
                                                           ^
          did you mean 'buyer'?
        """,
    ),
}

#: Complete files, and their reports.
FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": (
        "",
        """\
        m.yaml:1:1: the file is empty
          write the model, or delete the file
        """,
    ),
    "comments only": (
        "# to do\n",
        """\
        m.yaml:1:1: the file contains only comments
            # to do
            ^
          write the model, or delete the file
        """,
    ),
    "a list": (
        "- a\n",
        """\
        m.yaml:1:1: a model file must be a mapping of keys and values, and this is a list
            - a
            ^
          the keys here are 'actors', 'etl_sources', 'flows', 'generated', 'meta', 'rejected_candidates', 'scenarios' \
and 'systems'
        """,
    ),
    "keys that are indented too little": (
        "primary_system: a\nsystems:\n  - id: a\n    name: A\ncontainers: []\ncomponents: []\n",
        """\
        m.yaml:1:1: unknown key 'primary_system' in the file
            primary_system: a
            ^
          it is a key of 'meta'; check the indentation

        m.yaml:5:1: unknown key 'containers' in the file
            containers: []
            ^
          it is a key of the items of 'systems'; check the indentation

        m.yaml:6:1: unknown key 'components' in the file
            components: []
            ^
          it is a key of the items of 'containers'; check the indentation
        """,
    ),
    "unknown containers and systems in meta": (
        SHOP.replace("primary_system: shop", "primary_system: shopp"),
        """\
        m.yaml:1:36: the primary system 'shopp' is not a system of the model
            meta: {name: Shop, primary_system: shopp, api_container: web}
                                               ^
          did you mean 'shop'?
        """,
    ),
    "unknown api container": (
        SHOP.replace("api_container: web", "api_container: wbe"),
        """\
        m.yaml:1:57: the system 'shop' has no container 'wbe'
            meta: {name: Shop, primary_system: shop, api_container: wbe}
                                                                    ^
          did you mean 'web'?
        """,
    ),
    "Latin-1": (
        b"meta:\n  name: caf\xe9\n",
        """\
        m.yaml:2:12: this file is not UTF-8: byte 17 is 0xE9
              name: caf\ufffd
                       ^
          save it as UTF-8
        """,
    ),
    "UTF-16": (
        "meta: {name: x}".encode("utf-16"),
        """\
        m.yaml:1:1: this file is UTF-16 and not UTF-8
          save it as UTF-8
        """,
    ),
    "UTF-16 without a mark": (
        "meta: {name: x}".encode("utf-16-le"),
        """\
        m.yaml:1:1: this file is UTF-16 and not UTF-8
          save it as UTF-8
        """,
    ),
    "an alias bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)),
        """\
        m.yaml:5:8: the aliases of this file expand to more than 20000 values
            e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
                   ^
          write the values out
        """,
    ),
    "a value that contains itself": (
        "systems: &a\n  - *a\n",
        """\
        m.yaml:2:5: the value '&a' contains itself
              - *a
                ^
          delete this alias
        """,
    ),
    "deep nesting": (
        "".join(" " * depth + "a:\n" for depth in range(100)),
        f"""\
        m.yaml:41:41: values are nested more than 40 deep here
            {" " * 40}a:
            {" " * 40}^
          remove levels
        """,
    ),
}


def complete_report(report: str) -> str:
    """Return a report with its last line."""
    text = dedent(report).rstrip("\n")
    count = text.count("\n\n") + 1
    return f"{text}\n\n{count} errors" if count > 1 else f"{text}\n\n1 error"


@pytest.mark.parametrize(("text", "report"), ADDITIONS.values(), ids=ADDITIONS)
def test_fault_is_reported_at_its_position(tmp_path, monkeypatch, text, report):
    assert report_of(tmp_path, monkeypatch, SHOP + text) == complete_report(report)


@pytest.mark.parametrize(("text", "report"), FILES.values(), ids=FILES)
def test_fault_of_a_complete_file_is_reported(tmp_path, monkeypatch, text, report):
    assert report_of(tmp_path, monkeypatch, text) == complete_report(report)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a: &a " + "[" * 5000])
def test_unlimited_nesting_is_refused(tmp_path, monkeypatch, text):
    assert "nested" in report_of(tmp_path, monkeypatch, text)


#: Faults for which PyYAML's own parser reports the same lines as libyaml.
SAME_LINES = [name for name in ADDITIONS if name != "a character that YAML reserves"]


@pytest.mark.parametrize("name", SAME_LINES)
def test_faults_have_the_same_lines_without_libyaml(tmp_path, monkeypatch, name):
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    text, report = ADDITIONS[name]
    actual = report_of(tmp_path, monkeypatch, SHOP + text)
    lines = [line.split(":")[1] for line in actual.splitlines() if line.startswith("m.yaml:")]
    assert lines == [line.split(":")[1] for line in dedent(report).splitlines() if line.startswith("m.yaml:")]


def test_suggestion_is_the_whole_of_a_long_name(tmp_path):
    name = f"orders-{'of-the-regional-' * 4}warehouse"
    path = tmp_path / "m.yaml"
    path.write_text(
        f"systems: [{{id: {name}, name: Orders}}]\nflows: [{{source: {name}s, target: {name}, label: x}}]\n"
    )
    with pytest.raises(ModelError) as error:
        load(path)
    assert f"did you mean '{name}'?" in str(error.value)


# --- Paths ---


def faults_of(path: Path) -> list[tuple[str, str]]:
    """Return the position and the message of each fault of the model at ``path``."""
    with pytest.raises(ModelError) as error:
        load(path)
    return [(str(fault.position), fault.message) for fault in error.value.faults]


def test_missing_file_is_a_fault_with_a_suggestion(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP)
    with pytest.raises(ModelError) as error:
        load(Path("shop.yml"))
    assert error.value.faults == (
        Fault(Position("shop.yml", 1, 1), "this file or folder does not exist", "", "did you mean 'shop.yaml'?"),
    )


@pytest.mark.parametrize("path", ["nul\0l", "x" * 5000, "missing/shop.yaml"])
def test_impossible_path_is_a_fault(path):
    ((_, message),) = faults_of(Path(path))
    assert message == "this file or folder does not exist"


def test_folder_without_model_files_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".hidden.yaml").write_text("x")
    Path("slice.graph.yaml").write_text("x")
    assert faults_of(Path()) == [(".:1:1", "this folder contains no model files")]


def test_folder_with_only_a_landscape_file_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("landscape.yaml").write_text("name: All")
    with pytest.raises(ModelError) as error:
        load(Path())
    assert error.value.faults[0].hint == "add one beside landscape.yaml"


def test_step_against_the_direction_of_its_flow_needs_a_label(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "meta: {primary_system: s}\n"
        "systems: [{id: s, name: S, containers: [{id: a, name: A}, {id: b, name: B}]}]\n"
        "flows: [{source: a, target: b, label: Ask}]\n"
        "scenarios: [{id: x, title: X, steps: [{source: b, target: a}]}]\n"
    )
    with pytest.raises(ModelError) as error:
        load(path)
    assert error.value.faults[0].hint == "add 'label: …'; a flow joins them in the opposite direction"


def test_misnamed_files_of_a_folder_are_faults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("A.YAML").write_text("systems: [{id: a, name: A}]")
    with pytest.raises(ModelError) as error:
        load(Path())
    assert error.value.faults[0].hint == "model files end in .yaml or .yml; rename 'A.YAML'"
    Path("landscape.yml").write_text("groups: {}")
    Path("A.YAML").rename("a.yaml")
    with pytest.raises(ModelError) as error:
        load(Path())
    (fault,) = error.value.faults
    assert (str(fault.position), fault.message) == ("landscape.yml:1:1", "this file must be named landscape.yaml")


def test_unreadable_files_of_a_folder_are_faults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").mkdir()
    Path("b.yaml").symlink_to("nowhere")
    os.mkfifo("c.yml")
    Path("d.yaml").write_text("systems: [{id: a}]")
    assert faults_of(Path()) == [
        ("a.yaml:1:1", "this is a folder and not a file"),
        ("b.yaml:1:1", "this link to 'nowhere' is broken"),
        ("c.yml:1:1", "this is not a regular file"),
        ("d.yaml:1:11", "system 'a' has no 'name'"),
    ]


def test_file_without_permission_is_a_fault(tmp_path, monkeypatch):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SHOP)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert faults_of(Path("a.yaml")) == [("a.yaml:1:1", "this file cannot be read: permission denied")]


# --- landscape.yaml ---


@pytest.fixture
def landscape(tmp_path, monkeypatch) -> Callable[[str], list[tuple[str, str]]]:
    """Return a function that writes ``landscape.yaml`` beside a model file and returns the faults."""
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP)

    def write(text: str) -> list[tuple[str, str]]:
        Path("landscape.yaml").write_text(text)
        return faults_of(Path())

    return write


LANDSCAPES = {
    "order: [mial, shop, web]": [(9, "no person or system of the model has the id 'mial'"),
                                 (21, "no person or system of the model has the id 'web'")],
    "order: [shop, shop]": [(15, "'shop' occurs twice in this list")],
    "groups: {A: [shop, buyer], B: [shop]}": [(20, "no system of the model has the id 'buyer'"),
                                              (32, "'shop' is already in the group 'A'")],
    "groups: {A: [shop], ' A ': [mail]}": [(21, "the group 'A' occurs twice")],
    "groups: {'': [shop]}": [(10, "this title of a group is empty")],
    "groups: {2024: [shop]}": [(10, "a key must be text, and '2024' is not")],
    "groups: {A: shop}": [(13, "'A' in 'groups' must be a list, and this is the text 'shop'")],
    "shared: [buyer]": [(10, "no system of the model has the id 'buyer'")],
    "hidden: [zzz]": [(10, "no person or system of the model has the id 'zzz'")],
    "primary_system: buyer": [(17, "the primary system 'buyer' is not a system of the model")],
    "aliases: {post: mial}": [(17, "the alias 'post' means 'mial', but no system has that id")],
    "aliases: {post: shop.wbe}": [(17, "the alias 'post' means 'shop.wbe', which is not in the model")],
    "aliases: {a: b, b: a}": [
        (14, "the alias 'a' is part of a cycle of aliases"),
        (20, "the alias 'b' is part of a cycle of aliases"),
    ],
    "aliases: {a: a}": [(14, "'a' is an alias of itself")],
    "aliases: {shop: mail.x}": [(17, "the alias 'shop' means 'mail.x', which is not in the model")],
    "files: [shop.yaml, shop.yaml]": [(20, "the file 'shop.yaml' is listed twice")],
    "files: [shp.yaml, shop.yaml]": [(9, "the file 'shp.yaml' does not exist in this folder")],
    "files: [../x.yaml, shop.yaml, /etc/passwd]": [(9, "'../x.yaml' cannot be a model file"),
                                                   (31, "'/etc/passwd' cannot be a model file")],
    "ordre: []": [(1, "unknown key 'ordre' in the file")],
    "id: a.b": [(5, "'a.b' cannot be an id")],
    "": [(1, "the file is empty")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "faults"), LANDSCAPES.items(), ids=LANDSCAPES)
def test_landscape_fault_has_its_position_and_message(landscape, text, faults):
    landscape_faults = [fault for fault in landscape(text) if fault[0].startswith("landscape.yaml")]
    assert landscape_faults == [(f"landscape.yaml:1:{column}", message) for column, message in faults]


# --- Several files ---


def test_faults_of_all_files_are_reported_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SHOP + "flow: []\n")
    Path("b.yaml").write_text("systems: [{id: warehouse, name: W}\n")
    Path("c.yaml").write_text(
        "systems: [{id: other, name: O}]\nflows:\n"
        "  - {source: other, target: warehouse, label: x}\n  - {source: other, target: nowhere, label: x}\n"
    )
    assert faults_of(Path()) == [
        ("a.yaml:12:1", "unknown key 'flow' in the file"),
        ("b.yaml:1:34", "this '[ … ]' is broken: here a comma or the closing ']' is missing"),
        ("c.yaml:4:29", "'target' names 'nowhere', which is not in the model"),
    ]


def test_container_id_in_two_files_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("systems: [{id: s, name: S, containers: [{id: a, name: A}, {id: b, name: B}]}]\n")
    Path("b.yaml").write_text("systems: [{id: s, name: S, containers: [{id: b, name: B}, {id: c, name: C}]}]\n")
    assert faults_of(Path()) == [("b.yaml:1:46", "the id 'b' is already taken at a.yaml:1:59")]


def test_container_id_in_two_files_is_one_fault_for_all_its_uses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("systems: [{id: s, name: S, containers: [{id: c, name: C}, {id: d, name: D}]}]\n")
    Path("b.yaml").write_text(
        "meta: {primary_system: t}\n"
        "systems:\n"
        "  - {id: t, name: T, containers: [{id: a, name: A}]}\n"
        "  - {id: s, name: S, kind: external, containers: [{id: c, name: C, components: [{id: e, name: E}]}]}\n"
        "flows:\n"
        "  - {source: a, target: c, label: x}\n"
        "  - {source: a, target: e, label: x}\n"
        "  - {source: a, target: d, label: x}\n"
    )
    with pytest.raises(ModelError) as error:
        load(Path())
    duplicate, unknown = error.value.faults
    assert (duplicate.message, duplicate.hint) == (
        "the id 'c' is already taken at a.yaml:1:41",
        "keep it in one of the two files, or give one of the two another id",
    )
    assert (str(unknown.position), unknown.hint) == ("b.yaml:8:25", "did you mean 's.d'?")


def test_suggestion_prefers_the_more_similar_name_even_from_another_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(
        "meta: {primary_system: wh}\nsystems: [{id: wh, name: W, containers: [{id: wh-api, name: A}]}]\n"
    )
    Path("b.yaml").write_text(
        "meta: {primary_system: shop}\nsystems: [{id: shop, name: S, containers: [{id: web-api, name: B}]}]\n"
        "flows:\n  - {source: shop, target: wh-api, label: x}\n  - {source: shop, target: wep-api, label: x}\n"
    )
    with pytest.raises(ModelError) as error:
        load(Path())
    assert [fault.hint for fault in error.value.faults] == [
        "did you mean 'wh.wh-api' or 'web-api'?",
        "did you mean 'web-api' or 'wh.wh-api'?",
    ]


def test_unknown_name_has_a_hint_at_an_entry_without_an_id(tmp_path, monkeypatch):
    text = "systems:\n  - {id: a, name: A}\n  - {id: , name: Web}\nflows: [{source: a, target: b, label: x}]\n"
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(text)
    with pytest.raises(ModelError) as error:
        load(Path("m.yaml"))
    _, unknown = error.value.faults
    assert unknown.hint == (
        "name a person, system, container or component that a model file lists; line 3 has one without a usable id"
    )


def test_id_of_a_person_and_a_system_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("actors: [{id: canvas, name: Canvas}]\n")
    Path("b.yaml").write_text("systems: [{id: canvas, name: Canvas}]\n")
    assert faults_of(Path()) == [("b.yaml:1:16", "'canvas' is a system here, and a person in a.yaml:1:10")]


def test_flow_id_in_two_files_about_one_system_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    flow = "flows: [{id: f, source: a, target: s, label: x}]\n"
    text = "meta: {primary_system: s}\nactors: [{id: a, name: A}]\nsystems: [{id: s, name: S}]\n"
    Path("a.yaml").write_text(text + flow)
    Path("b.yaml").write_text(text + flow)
    assert faults_of(Path()) == [("b.yaml:4:14", "the flow 's.f' already exists at a.yaml:4:14")]


def test_system_with_an_alias_of_a_container_has_no_containers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SHOP)
    Path("b.yaml").write_text("systems: [{id: storage, name: S, containers: [{id: c, name: C}]}]\n")
    Path("landscape.yaml").write_text("aliases: {storage: shop.store}\n")
    assert faults_of(Path()) == [
        ("b.yaml:1:34", "'storage' is an alias of the container 'shop.store' and cannot have containers")
    ]


# --- The report ---


def test_fault_far_into_a_long_line_is_shown(tmp_path, monkeypatch):
    report = report_of(tmp_path, monkeypatch, "systems: [" + "{id: a, name: A}, " * 1 + " " * 5000 + "{id: b, nam: B}]")
    line, caret = report.splitlines()[1:3]
    assert len(line) < 130
    assert line[len(caret) - 1 :].startswith("nam: B")


def test_error_is_equal_after_pickling(tmp_path):
    (tmp_path / "m.yaml").write_text("flow: []")
    with pytest.raises(ModelError) as error:
        load(tmp_path / "m.yaml")
    copy = pickle.loads(pickle.dumps(error.value))
    assert str(copy) == str(error.value)
    assert copy.faults == error.value.faults


def test_suggestions_are_limited_in_number(tmp_path, monkeypatch):
    containers = "".join(f"      - {{id: con{index}, name: C}}\n" for index in range(300))
    flows = "".join(f"  - {{source: con{index}, target: kon{index}, label: x}}\n" for index in range(300))
    report = report_of(
        tmp_path, monkeypatch, f"systems:\n  - id: s\n    name: S\n    containers:\n{containers}flows:\n{flows}"
    )
    assert report.count("did you mean") == 100
    assert report.count("which is not in the model") == 300


def test_value_of_an_alias_is_checked_at_each_use(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(
        "systems: [&a {id: a, name: A, containers: [&c {id: c, name: C}]}, {id: b, name: B, containers: [*c]}]\n"
        "actors: [*a]\nflows: [{source: b.c, target: a.c, label: x, provenance: *c}]\n"
    )
    assert faults_of(Path("m.yaml")) == [
        ("m.yaml:1:19", "the id 'a' is already taken in line 1"),
        ("m.yaml:1:31", "unknown key 'containers' in person 'a'"),
        ("m.yaml:1:48", "unknown key 'id' in 'provenance'"),
        ("m.yaml:1:55", "unknown key 'name' in 'provenance'"),
    ]


def test_entry_without_an_id_is_not_suggested(tmp_path, monkeypatch):
    text = "systems: [{name: Learner}, {id: a, name: A}]\nflows: [{source: lerner, target: a, label: x}]\n"
    assert report_of(tmp_path, monkeypatch, text) == complete_report(
        """\
        m.yaml:1:11: system 'Learner' has no 'id'
            systems: [{name: Learner}, {id: a, name: A}]
                      ^
          add 'id: …'

        m.yaml:2:18: 'source' names 'lerner', which is not in the model
            flows: [{source: lerner, target: a, label: x}]
                             ^
          name a person, system, container or component that a model file lists; line 1 has one without a usable id
        """
    )
