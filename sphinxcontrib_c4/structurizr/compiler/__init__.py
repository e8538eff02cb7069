"""Compile a workspace in Structurizr's DSL to JSON, with a command that the user has configured."""

from sphinxcontrib_c4.structurizr.compiler.cache import compile_cached, user_cache_folder
from sphinxcontrib_c4.structurizr.compiler.command import command_error, compile_dsl, uncompiled_error
from sphinxcontrib_c4.structurizr.compiler.included_files import included_files

__all__ = ["command_error", "compile_cached", "compile_dsl", "included_files", "uncompiled_error", "user_cache_folder"]
