"""Some walk leads to a colleague or a supervisor."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule
from playbooks.rules.whole_call import is_whole_call, reached_without


def _check(book: Book) -> Iterator[Finding]:
    """Find a whole call that cannot be handed on, nor answered by a supervisor."""
    if not is_whole_call(book):
        return
    reached = reached_without(book, frozenset())
    hands_on = any(step.outcome == "handed_on" and step.id in reached for step in book.playbook.steps)
    promised = any(
        effect.promise is not None and effect.promise.owner == "supervisor" and step.id in reached
        for _, step, choice in book.own_choices
        for effect in choice.does
    )
    if not hands_on and not promised:
        words = "no walk hands the call to a colleague or lets a supervisor answer"
        hint = 'add an end with "outcome: handed_on", or a promise with "owner: supervisor"'
        yield Finding(("steps",), words, hint, at_key=True)


_STEPS = """\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: tell}]
"""
_MIDDLE = "".join(
    f"  - {{id: {each}, stage: open, say: {{zh: {zh}, en: {en}}}, "
    f"choices: [{{id: on, label: {{zh: 继续, en: Go on}}, to: {then}}}]}}\n"
    for each, zh, en, then in (
        ("tell", "您从头说。", "Start at the beginning.", "note"),
        ("note", "我记一下。", "Let me note it.", "feel"),
        ("feel", "这让您费神了。", "That cost you trouble.", "wish"),
        ("wish", "您希望怎么办？", "What would you like?", "check"),
        ("check", "我查一下。", "Let me check.", "found"),
        ("found", "查到了。", "I found it.", "plan"),
        ("plan", "接下来这样办。", "This is what comes next.", "ask"),
    )
)
RULE = Rule(
    code="PB212",
    severity=Severity.WARNING,
    title="No way to a supervisor",
    why="A customer who asks for somebody else must get it within the walk, and the log must show it.",
    bad=_STEPS
    + _MIDDLE
    + """\
  - id: ask
    stage: close
    say: {zh: 这样行吗？, en: Is that all right?}
    choices: [{id: yes-please, label: {zh: 行, en: Yes}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good=_STEPS
    + _MIDDLE
    + """\
  - id: ask
    stage: close
    say: {zh: 这样行吗？, en: Is that all right?}
    choices:
      - {id: yes-please, label: {zh: 行, en: Yes}, to: bye}
      - {id: boss, label: {zh: 要找主管, en: Wants a supervisor}, to: handed}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
  - {id: handed, stage: close, kind: end, outcome: handed_on, say: {zh: 主管跟您谈。, en: They go on.}}
""",
    check=_check,
)
