"""The small playbook that the examples of the rules are laid over."""

import re
from collections.abc import Mapping
from datetime import date

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
_PHRASES = """\
format: 1
phrases:
  goodbye: {zh: 再见。, en: Goodbye.}
"""
_CALMING = """\
format: 1
playbook: calming
title: {zh: 安抚, en: Calming}
owner: 培训组
check_by: 2027-05-31
exits: [gives-up]
stages:
  - {id: calm, title: {zh: 安抚, en: Calm}}
slots:
  mood: {values: {angry: {zh: 生气, en: angry}}}
steps:
  - id: pause
    stage: calm
    say: {zh: 我在听。, en: I am here.}
    choices:
      - {id: back, label: {zh: 好些了, en: Better}, to: return}
      - {id: stops, label: {zh: 不想谈了, en: Has had enough}, to: return, exit: gives-up}
"""
_CARD = """\
format: 1
id: sample
instrument: {zh: 示例办法, en: The sample measures}
article: {zh: 第1条, en: art. 1}
in_force: 2020-03-01
says: {zh: 这是编出来的。, en: This one is made up.}
how_to_say: {zh: 我们照办法来办。, en: We follow the measures.}
source: 示例
confidence: A
to_confirm: false
check_by: 2027-05-31
"""
_DEEP = """\
format: 1
playbook: deep-{number}
title: {{zh: 第{number}层, en: Level {number}}}
owner: 培训组
check_by: 2027-05-31
exits: []
stages: [{{id: on, title: {{zh: 往下, en: On}}}}]
steps:
  - id: on
    stage: on
    say: {{zh: 再往下。, en: One further.}}
    choices:
      - {{id: back, label: {{zh: 回去, en: Back}}, to: return}}
"""
_FURTHER = "      - {{id: on, label: {{zh: 往下, en: On}}, into: deep-{number}}}\n"
_DEEPEST = 6
_FILES = {
    "example/playbook.yaml": _PLAYBOOK,
    "lists.yaml": _LISTS,
    "remedies.yaml": _REMEDIES,
    "phrases.yaml": _PHRASES,
    "law/sample.yaml": _CARD,
}
_SECTION = re.compile(r"^(?=\w+:)", re.MULTILINE)
TODAY = date(2026, 1, 2)
"""The day on which the examples are checked."""


def laid_over(fragment: str) -> Mapping[str, bytes]:
    """Return the files of the small playbook with the top-level keys of ``fragment`` in place of its own.

    Keys that no file has yet, and those that several have, belong to ``playbook.yaml``.
    """
    parts = {path: _sections(text) for path, text in _FILES.items()}
    for key, section in _sections(fragment).items():
        owners = [path for path in _FILES if key in parts[path]]
        parts[owners[0] if len(owners) == 1 else "example/playbook.yaml"][key] = section
    laid = {path: "".join(sections.values()) for path, sections in parts.items()}
    return {path: text.encode() for path, text in laid.items()}


def beside(fragment: str) -> Mapping[str, bytes]:
    """Return :func:`laid_over` with the playbooks and the law card that some examples go into or name."""
    deep = {
        f"deep-{number}/playbook.yaml": _DEEP.format(number=number)
        + (_FURTHER.format(number=number + 1) if number < _DEEPEST else "")
        for number in range(1, _DEEPEST + 1)
    }
    old = _CARD.replace("id: sample", "id: old").replace("check_by: 2027", "check_by: 2020")
    more = {"calming/playbook.yaml": _CALMING, "law/old.yaml": old, **deep}
    return {**laid_over(fragment), **{path: text.encode() for path, text in more.items()}}


def _sections(text: str) -> dict[str, str]:
    """Cut a file at its top-level keys."""
    return {section.split(":", 1)[0]: section for section in _SECTION.split(text) if section}
