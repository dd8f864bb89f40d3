"""The small playbook that the examples of the rules are laid over."""

import re
from collections.abc import Mapping

from dialogs.ids import PlaybookSlug

SLUG = PlaybookSlug("example")

_PLAYBOOK = """\
format: 2
playbook: example
title: {zh: 示例, en: Example}
owner: 培训组
check_by: 2027-05-31
uses: [lists, remedies]
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""
_LISTS = """\
format: 1
lists:
  products: [{id: card, zh: 信用卡, en: Credit card}]
  demands: [{id: refund, zh: 退款, en: Refund}]
  promises: [{id: letter, zh: 书面答复, en: Written answer}]
"""
_REMEDIES = """\
format: 1
remedies:
  - id: points
    kind: goodwill
    name: {zh: 积分, en: Points}
    say: {zh: 我们送您积分。, en: We will give you points.}
    granted_by: staff
    products: [card]
entitlements:
  - {id: fee-refund, name: {zh: 退费, en: Refund}, say: {zh: 这笔收费退给您。, en: We return it.}}
"""
_SECTION = re.compile(r"^(?=\w+:)", re.MULTILINE)


def laid_over(fragment: str) -> Mapping[str, bytes]:
    """Return the files of the small playbook with the top-level keys of ``fragment`` in place of its own.

    Keys that no file has yet belong to ``playbook.yaml``.
    """
    files = {"example/playbook.yaml": _PLAYBOOK, "lists.yaml": _LISTS, "remedies.yaml": _REMEDIES}
    parts = {path: _sections(text) for path, text in files.items()}
    for key, section in _sections(fragment).items():
        owner = next(
            (path for path in ("lists.yaml", "remedies.yaml") if key in parts[path]), "example/playbook.yaml"
        )
        parts["example/playbook.yaml" if key == "format" else owner][key] = section
    return {path: "".join(sections.values()).encode() for path, sections in parts.items()}


def _sections(text: str) -> dict[str, str]:
    """Cut a file at its top-level keys."""
    return {section.split(":", 1)[0]: section for section in _SECTION.split(text) if section}
