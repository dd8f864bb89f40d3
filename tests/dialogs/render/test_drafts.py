"""The card of a draft: what stands between it and new calls is said, and nothing else."""

from dataclasses import replace
from datetime import UTC

import pytest

from dialogs.actors import Actor
from dialogs.events import Origin, PlaybookImported
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import Draft, History, Judged
from dialogs.render.playbooks import At, Drafted, draft_card, news_card
from dialogs.roles import Role
from dialogs.texts import Bilingual, Phrase
from tests.builders.calls import NOON, NORTH

HE = Actor(PersonId(3), "Invented Trainer", Role.TRAINER, NORTH)
REVISION = Revision("1" * 64)
FIVE = PlaybookSlug("five-steps")
HERE = At.of(FIVE, REVISION)
DRAFT = Draft(
    revision=REVISION,
    base=None,
    by=HE.person,
    at=NOON.astimezone(UTC),
    origin=Origin.FILE,
    authors=(HE.person,),
)
DRAFTED = Drafted(
    title=Bilingual("五步", "Five steps"),
    draft=DRAFT,
    judged=Judged(rehearsals=3),
    changed=(),
    findings=(),
    behind=False,
    second_person=True,
)


def said(drafted: Drafted) -> list[str]:
    blocks = draft_card(HE, HERE, drafted, {}).blocks
    return [block.text.key for block in blocks if isinstance(block.text, Phrase)]


@pytest.mark.parametrize(
    ("judged", "says"),
    [(Judged(), True), (Judged(rehearsals=1), False), (Judged(rehearsals=1, failing=1), False)],
)
def test_draft_without_rehearsals_does_not_pass_for_one_that_was_rehearsed(
    judged: Judged, *, says: bool
) -> None:
    keys = said(replace(DRAFTED, judged=judged))

    assert ("drafts.no_rehearsals" in keys) is says
    assert ("refused.rehearsals_fail" in keys) is bool(judged.failing)


@pytest.mark.parametrize(
    ("origin", "writer"),
    [(Origin.DISK, "drafts.by_file"), (Origin.FILE, "access.console")],
)
def test_draft_of_a_file_that_was_saved_names_no_command_line(origin: Origin, writer: str) -> None:
    draft = replace(DRAFT, origin=origin, by=CONSOLE.person, authors=(CONSOLE.person,))

    head = draft_card(HE, HERE, replace(DRAFTED, draft=draft), {}).blocks[0].text

    assert isinstance(head, Phrase)
    assert head.values["name"] == Phrase(writer)


@pytest.mark.parametrize(("begins", "key"), [(True, "news.imported"), (False, "news.imported_waits")])
def test_news_of_a_file_says_that_new_calls_begin_on_it_only_when_they_do(key: str, *, begins: bool) -> None:
    event = PlaybookImported(at=DRAFT.at, by=CONSOLE.person, playbook=FIVE, revision=REVISION, changes=())

    told = news_card(HE, FIVE, "claims", event, "", History(), begins=begins)

    assert told is not None
    assert [block.text.key for block in told.blocks if isinstance(block.text, Phrase)][-1] == key


def test_card_of_what_others_go_into_offers_no_publishing() -> None:
    drafted = replace(DRAFTED, judged=Judged(rehearsals=1, is_part=True))
    whole = [button.label for row in draft_card(HE, HERE, DRAFTED, {}).buttons for button in row]
    part = [button.label for row in draft_card(HE, HERE, drafted, {}).buttons for button in row]

    assert "refused.only_a_part" in said(drafted)
    assert [each for each in whole if each not in part] == [
        Phrase("drafts.publish"),
        Phrase("drafts.schedule"),
    ]
