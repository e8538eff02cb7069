"""Output files are replaced completely; devices, pipes and links are written into and kept."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from sphinxcontrib_c4.output_files import write_file, write_text_file

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def test_file_is_created_with_the_mode_of_the_umask(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_text_file(tmp_path / "new", "é\n")
    assert (tmp_path / "new").read_bytes() == "é\n".encode()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "plain"]


@POSIX
def test_existing_file_keeps_its_mode(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


def test_failed_write_does_not_change_the_existing_file(tmp_path, monkeypatch):
    path = tmp_path / "f"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_file(path, b"new")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("f", b"old")]


@POSIX
def test_target_of_a_link_is_replaced_and_the_link_kept(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "f").write_bytes(b"old")
    (tmp_path / "link").symlink_to("inner/f")
    (tmp_path / "dangling").symlink_to("inner/g")
    write_file(tmp_path / "link", b"new")
    write_file(tmp_path / "dangling", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "dangling").is_symlink()
    assert (tmp_path / "inner" / "f").read_bytes() == (tmp_path / "inner" / "g").read_bytes() == b"new"


@POSIX
def test_device_is_written_into_and_not_replaced(tmp_path):
    write_file(tmp_path / ".." / ".." / ".." / ".." / ".." / ".." / "dev" / "null", b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    (tmp_path / "link").symlink_to("/dev/null")
    write_file(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipe_is_written_into_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    chunks = []
    reader = threading.Thread(target=lambda: chunks.append(path.read_bytes()))
    reader.start()
    write_file(path, b"data")
    reader.join(timeout=10)
    assert chunks == [b"data"]
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_long_name_is_written(tmp_path):
    name = "x" * 250
    write_file(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"


def test_folder_is_refused(tmp_path):
    with pytest.raises(OSError):  # noqa: PT011  Windows and POSIX differ in the message
        write_file(tmp_path, b"x")
