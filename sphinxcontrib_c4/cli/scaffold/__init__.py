"""Files that commands write for a user: a first model, page stubs, and edits of existing documentation."""

from sphinxcontrib_c4.cli.scaffold.conf_file import ConfFileError
from sphinxcontrib_c4.cli.scaffold.docs_project import CONF, DocsProject, enclosing_project, find_project
from sphinxcontrib_c4.cli.scaffold.first_model import conf_text, model_text, root_text, system_id
from sphinxcontrib_c4.cli.scaffold.markup import MARKUPS, Markup
from sphinxcontrib_c4.cli.scaffold.new_files import NewFiles, difference
from sphinxcontrib_c4.cli.scaffold.page_stubs import INDEX, is_stub, page_stubs, stub_texts
from sphinxcontrib_c4.cli.scaffold.toctree import add_entry

__all__ = [
    "CONF",
    "INDEX",
    "MARKUPS",
    "ConfFileError",
    "DocsProject",
    "Markup",
    "NewFiles",
    "add_entry",
    "conf_text",
    "difference",
    "enclosing_project",
    "find_project",
    "is_stub",
    "model_text",
    "page_stubs",
    "root_text",
    "stub_texts",
    "system_id",
]
