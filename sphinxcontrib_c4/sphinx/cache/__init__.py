"""Caches that shorten the next build, and never change its output.

All files are in the folder ``c4`` of the doctrees, and all but the page fingerprints are named after a fingerprint of
their input, so that an outdated file is never read. Two questions decide how much a build does:

1. *Which documents must be read again?* Each document stores its queries with the semantic digests of their results
   (:mod:`~sphinxcontrib_c4.sphinx.cache.queries`). A document is outdated if one of its queries has another result.
2. *Which pages must be written again?* Each builder stores a fingerprint of everything that a page shows and that can
   change without its document being read (:mod:`~sphinxcontrib_c4.sphinx.cache.pages`): link targets, lines of the
   model, dates, titles of other pages.

Both are answered without the model if nothing has changed: a mark stores the fingerprint of all input for which the
answer was "none".
"""
