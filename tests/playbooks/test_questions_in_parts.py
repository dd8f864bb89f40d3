"""Questions and lists to tick in a playbook that another one goes into."""

from dialogs.ids import PlaybookSlug
from dialogs.money import Money
from playbooks.check import check_sources
from tests.builders.calls import Call
from tests.playbooks.test_excursions import HEAD, LISTS

SLOTS = """\
slots:
  amount: {type: money}
  told: {type: yes_no}
"""
MAIN = """\
stages:
  - {id: open, title: {zh: 开, en: Open}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好, en: Hello}
    choices:
      - {id: looks, label: {zh: 查, en: Look}, into: looking}
      - {id: on, label: {zh: 走, en: On}, to: bye, when: amount >= 100 and told is no}
      - {id: off, label: {zh: 完, en: Off}, to: bye}
  - {id: bye, stage: open, kind: end, outcome: promised, say: {zh: "{amount}，再见", en: "{amount}, bye"}}
"""
LOOKING = """\
exits: []
stages:
  - {id: ask, title: {zh: 问, en: Ask}}
steps:
  - {id: how-much, stage: ask, kind: ask, slot: amount, to: papers, say: {zh: 多少？, en: How much?}}
  - id: papers
    stage: ask
    kind: check
    say: {zh: 我核对。, en: Let me check.}
    items: [{id: bill, label: {zh: 账单, en: Bill}}]
    choices:
      - {id: done, label: {zh: 核了, en: Done}, to: told, when: ticked(bill)}
      - {id: skip, label: {zh: 不核, en: Skip}, to: told}
  - {id: told, stage: ask, kind: ask, slot: told, to: return, say: {zh: 告知过吗？, en: Were you told?}}
"""


def looking() -> Call:
    parts = {"main": SLOTS + MAIN, "looking": SLOTS + LOOKING}
    sources = {
        f"{name}/playbook.yaml": (HEAD.format(name=name) + text).encode() for name, text in parts.items()
    }
    checked = check_sources(PlaybookSlug("main"), {"lists.yaml": LISTS, **sources})
    assert [str(each) for each in checked.diagnostics] == []
    assert checked.program is not None
    return Call("card", program=checked.program)


def test_answers_in_a_part_are_remembered_and_lead_on_and_back() -> None:
    made = looking().choose("looks")
    assert made.step == "looking/how-much"

    made.note("一千二")
    assert (made.step, made.detours) == ("looking/papers", ["greet"])
    made.do(made.wish.tick("bill")).choose("done", "no")

    assert (made.step, made.detours) == ("greet", [])
    assert made.state.walk.given == {"amount": Money(1200_00)}
    assert made.choose("on").step == "bye"


def test_answer_in_a_part_can_be_undone_and_corrected() -> None:
    made = looking().choose("looks").note("12").back()
    assert (made.step, made.detours) == ("looking/how-much", ["greet"])

    made.note("15").choose("skip")
    made.do(made.wish.correct(made.move_at("looking/how-much"), "16"))

    assert (made.step, made.state.walk.given) == ("looking/told", {"amount": Money(16_00)})
