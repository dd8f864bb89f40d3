"""Files made to break a reader, and a program that times them: ``python -m tests.playbooks.crafted``.

It runs as a process of its own, so that a crash is seen as one, and no coverage is counted while time is.
"""

import json
import sys
import time
from collections.abc import Callable

from dialogs.ids import PlaybookSlug
from playbooks.check import check_sources
from playbooks.limits import MAX_FILE_BYTES
from tests.playbooks.samples import SMALL_CALL, long_playbook

LONG_CALL = PlaybookSlug("long-call")

ALIAS_BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (name, name, *[name - 1] * 9)
    for name in range(ord("b"), ord("k"))
)
MERGE_BOMB = b"a: &a {x: 1}\n" + b"".join(
    b"%c: &%c {<<: [*%c, *%c, *%c, *%c]}\n" % (name, name, *[name - 1] * 4)
    for name in range(ord("b"), ord("r"))
)

CRAFTED: dict[str, tuple[bytes, str]] = {
    "alias bomb": (ALIAS_BOMB, "f:1:4 PB005"),
    "merge-key bomb": (MERGE_BOMB, "f:1:4 PB005"),
    "list within itself": (b"a: &x [*x]\n", "f:1:4 PB005"),
    "alias alone": (b"a: *x\n", "f:1:4 PB005"),
    "100,000 open brackets": (b"[" * 100_000, "f:1:21 PB001"),
    "100,000 open brackets below a key": (b"a: " + b"[" * 100_000, "f:1:23 PB001"),
    "100,000 open braces": (b"{" * 100_000, "f:1:2 PB009"),
    "60,000 lists in lists": (b"- " * 60_000, "f:1:41 PB001"),
    "60,000 keys of keys": (b"? " * 60_000, "f:1:3 PB009"),
    "keys ever deeper": (b"".join(b" " * depth + b"a:\n" for depth in range(500)), "f:21:21 PB001"),
    "too many values": (b"a: [" + b"1," * 30_000 + b"]\n", "PB001 the file holds too many values"),
    "300 KB": (b"a: " + b"x" * 300_000, "f:1:1 PB001 the file is larger than 256 KiB"),
    "just under the largest size": (b"a: b\n" * (MAX_FILE_BYTES // 5), "f:2:1 PB008"),
    "invalid UTF-8": (b"a: b\nc: \xff\xfe\n", "f:2:4 PB002"),
    "cut UTF-8": ("a: 和解".encode()[:-1], "f:1:5 PB002"),
    "UTF-16": ("a: 和解\n".encode("utf-16"), "f:1:1 PB002"),
    "surrogate as bytes": (b"a: \xed\xa0\x80\n", "f:1:4 PB002"),
    "surrogate as escape": (b'a: "\\ud800"\n', "f:1:7 PB004"),
    "beyond Unicode": (b'a: "\\UFFFFFFFF"\n', "f:1:7 PB004"),
    "NUL": (b"a: b\x00c\n", "f:1:5 PB003"),
    "NUL as escape": (b'a: "b\\0c"\n', "f:1:4 PB003"),
    "line separator": ("a: b\u2028c\n".encode(), "f:1:5 PB003"),
    "text that runs backwards": ("a: \u202ecba\n".encode(), "f:1:4 PB003"),
    "two documents": (b"a: 1\n---\nb: 2\n", "f:2:1 PB007"),
    "empty": (b"", "f:1:1 PB010"),
    "comments only": ("# 和解\n".encode(), "f:1:1 PB010"),
    "byte order mark only": (b"\xef\xbb\xbf", "f:1:1 PB010"),
    "text alone": (b"hello\n", "f:1:1 PB010"),
    "open bracket": (b"a: [1,\n", "PB004"),
    "open quote": (b"a: 'x\n", "PB004"),
    "tab": (b"a:\n\tb: 1\n", "f:2:1 PB004 a tab indents this line"),
    "directive of another YAML": (b"%YAML 7.0\n---\na: 1\n", "PB004"),
    "binary tag": (b"a: !!binary x\n", "f:1:4 PB006"),
    "tag that makes objects": (b"a: !!python/object/apply:os.system [x]\n", "f:1:4 PB006"),
    "long number": (b"a: " + b"9" * 10_000 + b"\nformat: 1\n", ""),
}


def fewest_milliseconds(question: Callable[[], object]) -> float:
    """Milliseconds of processor time, the best of five: what else the machine does does not count."""
    taken: list[float] = []
    for _ in range(5):
        started = time.process_time()
        question()
        taken.append((time.process_time() - started) * 1000)
    return min(taken)


def timings() -> dict[str, float]:
    """Every crafted file, and a good playbook of 500 lines, with its time."""
    sources = {name: {"small-call/playbook.yaml": content} for name, (content, _) in CRAFTED.items()}
    long = {"long-call/playbook.yaml": long_playbook(500)}
    crafted = {
        name: fewest_milliseconds(lambda each=each: check_sources(SMALL_CALL, each))  # type: ignore[misc]
        for name, each in sources.items()
    }
    return {**crafted, "500 good lines": fewest_milliseconds(lambda: check_sources(LONG_CALL, long))}


if __name__ == "__main__":
    json.dump(timings(), sys.stdout)
