"""``hejie playbook upgrade``: files of an older format, written anew with what changes shown."""

import difflib
import sys
from pathlib import Path

from playbooks.upgrading import NotUpgradedError, upgraded

FILE = "playbook.yaml"
FAILED = 1


def upgrade(path: Path, *, writes: bool) -> int:
    """Upgrade a ``playbook.yaml``, that of a folder, or each of a library; 1 when one of them cannot be.

    Each is written only once its new form is known to say the same.

    Raises:
        OSError: a file cannot be read or written.
    """
    files = _files(path)
    if not files:
        print(f"{path}: there is no playbook here", file=sys.stderr)
    failed = [file for file in files if not _upgrade(file, writes=writes)]
    return FAILED if failed or not files else 0


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if (path / FILE).is_file():
        return [path / FILE]
    return sorted(path.glob(f"*/{FILE}"))


def _upgrade(file: Path, *, writes: bool) -> bool:
    before = file.read_bytes()
    try:
        after = upgraded(before)
    except NotUpgradedError as refused:
        print(f"{file}: not upgraded: {refused}", file=sys.stderr)
        return False
    if after == before:
        print(f"{file}: nothing to do")
        return True
    old, new = (each.decode("utf-8").splitlines() for each in (before, after))
    for line in difflib.unified_diff(old, new, f"{file} (before)", f"{file} (after)", n=1, lineterm=""):
        print(line)
    if writes:
        _write(file, after)
    print(f"{file}: {'written' if writes else 'would be written'} in format 2")
    return True


def _write(file: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file at once, so that nobody ever reads half of it."""
    file = file.resolve()
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.chmod(file.stat().st_mode)
    beside.replace(file)
