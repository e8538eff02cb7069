"""The check of the internal links of built pages."""

from __future__ import annotations

import check_links
import pytest


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("other.html", ""),
        ("other.html#part", ""),
        ("#here", ""),
        ("folder/", ""),
        ("other.html?digest=1", ""),
        ("https://example.com/missing", ""),
        ("mailto:a@example.com", ""),
        ("#", ""),
        ("missing.html", "no such file"),
        ("other.html#missing", "no such fragment"),
        ("#missing", "no such fragment"),
        ("folder/missing.html", "no such file"),
    ],
)
def test_link_check_reports_missing_files_and_fragments(tmp_path, capsys, address, problem):
    (tmp_path / "folder").mkdir()
    (tmp_path / "index.html").write_text(f'<p id="here">\n<a href="{address}">A</a>', "utf-8")
    (tmp_path / "other.html").write_text('<svg><a href="index.html"><g id="part"/></a></svg>', "utf-8")
    (tmp_path / "folder" / "index.html").write_text("<p>", "utf-8")
    assert check_links.main([str(tmp_path)]) == bool(problem)
    assert capsys.readouterr().out == (f"index.html:2: {address}: {problem}\n" if problem else "")
