"""What a customer hears is neither blame, nor a promise beyond what is known, nor a price for silence."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Lettered, TextRule
from playbooks.texts import Part
from playbooks.unsaid import said_in

SPOKEN = frozenset({Part.SAY, Part.VERBATIM, Part.TOLD})


def _said(kind: str) -> Callable[[Lettered], Iterable[Finding]]:
    """Return the question for one kind of the list."""

    def check(book: Lettered) -> Iterator[Finding]:
        """Find lines to say that hold words of the list."""
        for text in book.texts:
            if text.role not in SPOKEN:
                continue
            for language, words in (("zh", text.words.zh), ("en", text.words.en)):
                for entry, found in said_in(words, language):
                    if entry.kind == kind:
                        message = f'better not said: "{found}" ({entry.why})'
                        trail = (*text.trail, language)
                        yield Finding(trail, message, entry.instead, text.part, cause=entry.cause)

    return check


def _example(zh: str, en: str) -> str:
    """Return a small playbook with one line to say."""
    return f"""\
steps:
  - id: greet
    stage: open
    say: {{zh: "{zh}", en: "{en}"}}
    choices: [{{id: on, label: {{zh: 继续, en: Go on}}, to: bye}}]
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""


BLAME = TextRule(
    code="PB321",
    severity=Severity.WARNING,
    title="Blame or brush-off",
    why="Such words turn a complaint about a matter into one about the person who answered. The list, with a"
    " reason each, stands in `playbooks/rules/unsaid.toml`.",
    bad=_example("这是规定，您应该先看合同。", "That's our policy. You should have read the contract."),
    good=_example(
        "这一条我跟您说明一下，再看能做什么。", "Let me explain that point, and see what I can do."
    ),
    check=_said("blame"),
)
BEYOND = TextRule(
    code="PB322",
    severity=Severity.WARNING,
    title="More than is established",
    why="A promise that others must keep, or a fault that nobody has checked, is the next complaint.",
    bad=_example("我保证退给您，肯定是我们的错。", "I guarantee you a refund. It was our fault."),
    good=_example(
        "查实是您应得的，一项不少；我今天给您回话。",
        "If it is owed, you get it in full. I'll call you today.",
    ),
    check=_said("beyond"),
)
SILENCE = TextRule(
    code="PB323",
    severity=Severity.WARNING,
    title="A price for silence",
    why="An offer tied to giving up a complaint is not allowed, and sounds like hush money.",
    bad=_example("您撤诉，我们就退。", "Drop the complaint and we will pay."),
    good=_example(
        "这笔钱退给您，您也可以继续走别的途径。", "You get this back, and the other routes stay open to you."
    ),
    check=_said("silence"),
)
MANNER = TextRule(
    code="PB326",
    severity=Severity.WARNING,
    title="Not how one speaks to a customer",
    why="Empty or curt words cost more trust than a refusal that is explained.",
    bad=_example("我理解你的心情。", "I understand."),
    good=_example("钱用不了，着急很正常。", "Being without that money would worry anyone."),
    check=_said("manner"),
)
KINDS: Mapping[str, str] = {
    "blame": BLAME.code,
    "beyond": BEYOND.code,
    "silence": SILENCE.code,
    "manner": MANNER.code,
}
"""Kind of the list → the code that tells of it."""
