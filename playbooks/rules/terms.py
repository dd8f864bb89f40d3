"""A term has the same name on every card, and on every page that a customer is sent."""

from collections.abc import Iterator

from playbooks.diagnostics import Severity
from playbooks.glossary import miscalled
from playbooks.rules.rule import Finding, Lettered, TextRule

_UNSAID = frozenset({"avoid", "not_to_say"})
"""What stands there is wrong on purpose."""


def _check(book: Lettered) -> Iterator[Finding]:
    """Find English texts that call a term of their Chinese one as the glossary does not."""
    for text in book.texts:
        if text.trail[-1] in _UNSAID:
            continue
        for term, words in miscalled(text.words.zh, text.words.en):
            message = f'"{words}" stands for {term.zh}, which has another name here'
            yield Finding((*text.trail, "en"), message, f'write "{term.en[0]}"', text.part)


RULE = TextRule(
    code="PB327",
    severity=Severity.WARNING,
    title="A term by another name",
    why="Two names for one thing are two things to whoever reads both; the list stands in"
    " `playbooks/rules/glossary.toml`.",
    bad="""\
title: {zh: 退保, en: Withdraw the insurance}
""",
    good="""\
title: {zh: 退保, en: Surrender}
""",
    check=_check,
)
