"""The card of what was found: what it says of hits, of none, of too many, and where its buttons lead."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId
from dialogs.ports import Found, SessionLine, SessionStatus
from dialogs.render.finds import find_card
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import Searched
from dialogs.texts import Phrase, Value
from tests.builders.calls import CHIEF, NORTH

SAID = datetime(2030, 1, 2, 4, 5, tzinfo=UTC)
LINE = SessionLine(
    session=SessionId("01ZZZZZZZZZZZZZZZZZZZZZZZZ"),
    complaint=ComplaintId("C"),
    alias="Pine-10",
    agent=PersonId(7001),
    agent_name="Invented Agent",
    team=NORTH,
    playbook=PlaybookSlug("small"),
    revision=Revision("0" * 64),
    product="card",
    status=SessionStatus.ENDED,
    outcome=None,
    step="end",
    temperature=None,
    opened_at=SAID,
    last_tap_at=SAID,
    ended_at=SAID,
    help_open=False,
    score=None,
    version=9,
)
HIT = Found(LINE, 3, SAID, Sealed("the Annual fee again"))
AGAIN = (Button(Phrase("button.find_again"), Verb.FIND), Button(Phrase("button.sessions"), Verb.SESSIONS))
BEYOND = (
    Block(BlockKind.HINT, Phrase("find.over_team", {"team": "north"})),
    Block(BlockKind.HINT, Phrase("find.beyond")),
)


def card(*hits: Found, more: bool = False) -> Card:
    return find_card(CHIEF, Searched(Sealed("annual fee"), hits, more=more))


def test_hit_says_whose_call_it_is_when_it_was_said_and_what_stands_around_the_term() -> None:
    told: dict[str, Value] = {"number": 1, "alias": "Pine-10", "agent": "Invented Agent", "said": SAID}
    quoted: dict[str, Value] = {
        "before": Sealed("the "),
        "term": Sealed("Annual fee"),
        "after": Sealed(" again"),
    }

    shown = card(HIT)

    assert shown.blocks == (
        Block(BlockKind.BODY, Phrase("find.head", {"count": 1})),
        Block(BlockKind.BODY, Phrase("find.hit", told)),
        Block(BlockKind.BODY, Phrase("find.snippet", quoted)),
        *BEYOND,
    )
    way = Button(
        Phrase("button.open_hit", {"number": 1, "alias": "Pine-10"}), Verb.TIMELINE, f"{LINE.session}@0"
    )
    assert shown.buttons == ((way,), AGAIN)


@pytest.mark.parametrize(("version", "page"), [(10, 0), (11, 1), (20, 1), (21, 2)])
def test_hit_is_opened_on_the_page_where_it_was_said(version: int, page: int) -> None:
    shown = card(replace(HIT, version=version))

    assert shown.buttons[0][0].value == f"{LINE.session}@{page}"


def test_nothing_found_says_what_was_looked_through_and_what_is_never_found() -> None:
    shown = card()

    assert shown.blocks == (Block(BlockKind.BODY, Phrase("find.nothing")), *BEYOND)
    assert shown.buttons == (AGAIN,)


def test_more_than_fits_is_said() -> None:
    shown = card(HIT, HIT, more=True)

    assert shown.blocks[0] == Block(BlockKind.BODY, Phrase("find.head_more", {"count": 2}))
    assert Block(BlockKind.HINT, Phrase("find.more")) in shown.blocks


def test_admin_is_told_that_all_calls_were_looked_through() -> None:
    shown = find_card(replace(CHIEF, role=Role.ADMIN), Searched(Sealed("fee"), (), more=False))

    assert Block(BlockKind.HINT, Phrase("find.over_all")) in shown.blocks


def test_the_term_stands_in_no_button() -> None:
    assert "annual" not in repr(card(HIT).buttons).lower()
