"""The revision names exactly the bytes that a program is compiled from."""

import hashlib

from dialogs.digest import revision_of
from dialogs.ids import Revision
from playbooks.check import check_sources
from tests.playbooks.samples import SMALL_CALL, small_call


def revision(sources: dict[str, bytes]) -> Revision:
    program = check_sources(SMALL_CALL, sources).program
    assert program is not None
    return program.revision


def test_revision_is_the_digest_of_paths_lengths_and_bytes() -> None:
    expected = hashlib.sha256(
        b"\0\0\0\0\0\0\0\x01a" + b"\0\0\0\0\0\0\0\x02xy" + b"\0\0\0\0\0\0\0\x01b" + b"\0\0\0\0\0\0\0\0"
    )

    assert revision_of({"b": b"", "a": b"xy"}) == expected.hexdigest()


def test_bytes_that_move_from_one_file_to_the_next_change_the_revision() -> None:
    assert revision_of({"a": b"xy", "b": b""}) != revision_of({"a": b"x", "b": b"y"})
    assert revision_of({"a": b"bx"}) != revision_of({"ab": b"x"})


def test_a_changed_list_that_is_used_changes_the_revision() -> None:
    assert revision(small_call({"书面答复": "书面回复"})) != revision(small_call())


def test_a_comment_changes_the_revision() -> None:
    sources = small_call()

    assert revision({**sources, "lists.yaml": sources["lists.yaml"] + b"# x\n"}) != revision(sources)


def test_a_file_that_is_not_used_leaves_the_revision_alone() -> None:
    sources = small_call()
    unused = {"phrases.yaml": b"format: 1\n", "other/playbook.yaml": b"format: 1\n"}

    assert revision({**sources, **unused}) == revision(sources)


def test_lists_that_are_there_but_not_used_leave_the_revision_alone() -> None:
    sources = {"small-call/playbook.yaml": SHORT, "lists.yaml": b"format: 1\nlists: {}\n"}

    assert revision({**sources, "lists.yaml": b"not even: [yaml"}) == revision(sources)


SHORT = """\
format: 1
playbook: small-call
title: {zh: 小示例, en: Small call}
owner: 培训组
check_by: 2027-05-31
stages: [{id: only, title: {zh: 全部, en: All}}]
steps: [{id: bye, stage: only, kind: end, outcome: declined, say: {zh: 再见。, en: Goodbye.}}]
""".encode()
