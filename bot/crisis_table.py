"""The signs of more than a complaint as a list, for whoever wrote the file: what each leads to, and gaps."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from bot.crisis_file import read_crisis
from bot.settings import Settings
from bot.words import Say, Words
from dialogs.ports import Directory
from dialogs.severity import CrisisRules, Level, Sign
from dialogs.texts import Phrase, Several
from playbooks.cards import read_card
from playbooks.shelf import OnDisk

LOG: Final = logging.getLogger(__name__)
_FAILED = 1
_SURE = "A"


def print_signs(settings: Settings, path: Path | None) -> int:
    """Print what a file of signs, else that of the settings, says; 1 when a law card does not found a sign.

    Raises:
        SettingsError: the file cannot be used; all that is wrong is named.
    """
    rules = read_crisis(path or settings.crisis)
    say = partial(Words(settings.zone).say, language=settings.language)
    print(*table(rules, say), sep="\n")
    unfounded = [each for each in rules.signs if not _is_founded(each, settings.shelf)]
    for each in unfounded:
        print(say(Phrase("sign.unfounded", {"sign": each.id, "card": each.law or ""})))
    return _FAILED if unfounded else 0


def table(rules: CrisisRules, say: Say) -> Iterator[str]:
    """Yield the lines: each sign, how long people have, who is called, what is still to be filled in."""
    for sign in rules.signs:
        yield say(Phrase(f"sign.sign_{sign.level}", {"sign": sign.label, "id": sign.id}))
        yield from (f"  {place}. {say(act)}" for place, act in enumerate(sign.acts, start=1))
        if sign.say is not None:
            yield f"  {say(Phrase('sign.say', {'say': sign.say}))}"
    seconds = int(rules.wait.total_seconds())
    yield say(Phrase("sign.wait", {"seconds": seconds}))
    for team, people in rules.on_call.items():
        listed = Several(tuple(Phrase("sign.person", {"person": str(each)}) for each in people))
        yield say(Phrase("sign.on_call", {"team": team, "people": listed}))
    yield from (say(line) for line in gaps(rules))


def gaps(rules: CrisisRules) -> Iterator[Phrase]:
    """Yield what somebody should still fill in."""
    asked = dict.fromkeys(each for sign in rules.signs for each in sign.numbers)
    for number in asked:
        if not number.number:
            yield Phrase("sign.no_number", {"label": number.label})
    if not rules.on_call:
        yield Phrase("sign.nobody_listed")
    if all(each.level is not Level.CRISIS for each in rules.signs):
        yield Phrase("sign.no_crisis")


async def warn_of_gaps(rules: CrisisRules, people: Directory) -> None:
    """Log what is still to be filled in, and who is on call and no member."""
    for gap in gaps(rules):
        LOG.warning("signs of a crisis: %s", gap.key.partition(".")[2])
    for team, listed in rules.on_call.items():
        for person in listed:
            if (known := await people.actor(person)) is None or known.disabled:
                LOG.warning("signs of a crisis: %d, on call for %s, cannot be called", person, team)


def _is_founded(sign: Sign, library: Path) -> bool:
    if sign.law is None:
        return True
    read = read_card(OnDisk(library), sign.law)
    return read.document is not None and read.document.confidence == _SURE
