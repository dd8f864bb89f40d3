"""The list of deeds: what a line says, what can be opened, what travels inside its buttons."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import PersonId, SessionId, TeamId
from dialogs.people import CONSOLE
from dialogs.ports import AccessDeed, AccessFilter, AccessLine
from dialogs.render.accesses import DEEDS, Deeds, access_card, deed
from dialogs.roles import Role
from dialogs.texts import Language, Phrase, Several
from tests.builders.calls import CHIEF, NOON

TODAY = date(2030, 1, 2)
ADMIN = Actor(PersonId(7005), "Invented Admin", Role.ADMIN, TeamId("office"), Language.EN)
DOERS = (CONSOLE, ADMIN, CHIEF)
READ = AccessLine(
    at=NOON,
    by=CHIEF.person,
    by_name=CHIEF.name,
    deed=AccessDeed.READ,
    session=SessionId("CALL"),
    alias="Pine-10",
    person=None,
    person_name=None,
    detail="",
)
GIVEN = replace(
    READ,
    by=CONSOLE.person,
    by_name="0",
    deed=AccessDeed.ROLE_GIVEN,
    session=None,
    alias=None,
    person=PersonId(7001),
    person_name="Invented Agent",
    detail="staff north team",
)
NARROWED = Deeds(2, date(2030, 1, 1), CHIEF.person)


@pytest.mark.parametrize("deeds", [Deeds(), NARROWED, Deeds(by=CONSOLE.person)])
def test_list_of_deeds_comes_back_as_it_went(deeds: Deeds) -> None:
    assert Deeds.read(deeds.value) == deeds


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "0",
        "0..7.1",
        "-1..",
        "0.20301301.",
        "0.00010101.",
        "0.99991231.",
        "0.2030010x.",
        "0..x",
        "9999999..",
        "0..99999999999999999999",
    ],
)
def test_list_of_deeds_that_we_never_wrote_is_none(forged: str) -> None:
    assert Deeds.read(forged) is None


def test_list_asks_for_one_deed_more_than_it_shows() -> None:
    assert NARROWED.narrowed == AccessFilter(
        by=CHIEF.person, day=date(2030, 1, 1), limit=DEEDS + 1, offset=2 * DEEDS
    )


def test_each_deed_is_a_line_and_each_call_is_opened_by_one_button() -> None:
    card = access_card(ADMIN, [READ, GIVEN, READ], Deeds(), DOERS, TODAY)

    assert card == Card(
        (
            Block(BlockKind.BODY, Phrase("access.head", {"filters": Phrase("list.all")})),
            Block(BlockKind.BODY, Phrase("access.line", {"at": NOON, "deed": deed(READ)})),
            Block(BlockKind.BODY, Phrase("access.line", {"at": NOON, "deed": deed(GIVEN)})),
            Block(BlockKind.BODY, Phrase("access.line", {"at": NOON, "deed": deed(READ)})),
        ),
        (
            (Button(Phrase("button.open_deed", {"alias": "Pine-10"}), Verb.TIMELINE, "CALL"),),
            (
                Button(Phrase("button.filter_today"), Verb.ACCESS, "0.20300102."),
                Button(
                    Phrase("button.filter_agent", {"name": Phrase("access.console")}), Verb.ACCESS, "0..0"
                ),
            ),
        ),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_line_says_who_did_what_of_which_call_or_person() -> None:
    read, given = deed(READ), deed(GIVEN)

    assert (read.key, read.values["who"], read.values["alias"]) == (
        "access.read",
        "Invented Chief",
        "Pine-10",
    )
    assert given.key == "access.role_given"
    assert given.values["who"] == Phrase("access.console")
    assert (given.values["person"], given.values["role"], given.values["team"]) == (
        "Invented Agent",
        Phrase("role.staff"),
        "north team",
    )


def test_empty_list_says_so_and_keeps_its_filters() -> None:
    card = access_card(ADMIN, [], NARROWED, DOERS, TODAY)

    narrowed = Several((Phrase("list.day", {"day": "01-01"}), Phrase("list.agent", {"name": CHIEF.name})))
    assert [block.text for block in card.blocks] == [
        Phrase("access.head", {"filters": narrowed}),
        Phrase("access.empty"),
    ]
    assert [button.value for row in card.buttons for button in row] == [
        f"1.20300101.{CHIEF.person}",
        f"0.20291231.{CHIEF.person}",
        f"0..{CHIEF.person}",
        "0.20300101.",
    ]


def test_full_page_leads_to_the_next_and_back() -> None:
    lines = [replace(READ, session=SessionId(f"CALL{number}")) for number in range(DEEDS + 1)]

    first = access_card(ADMIN, lines, Deeds(), DOERS, TODAY)
    second = access_card(ADMIN, lines[:1], Deeds(1), DOERS, TODAY)

    assert len(first.blocks) == 1 + DEEDS
    turning = [[button.value for button in row] for row in (first.buttons[-2], second.buttons[-2])]
    assert turning == [["1.."], ["0.."]]


def test_filter_by_person_goes_round() -> None:
    asked = Deeds()
    seen = []
    for _ in range(len(DOERS) + 1):
        [button] = [
            each
            for row in access_card(ADMIN, [], asked, DOERS, TODAY).buttons
            for each in row
            if each.label.key == "button.filter_agent"  # type: ignore[union-attr]
        ]
        read = Deeds.read(button.value)
        assert read is not None
        asked = read
        seen.append(asked.by)

    assert seen == [CONSOLE.person, ADMIN.person, CHIEF.person, None]


def test_first_day_of_all_has_no_day_before() -> None:
    card = access_card(ADMIN, [], Deeds(day=date(2000, 1, 1)), DOERS, TODAY)

    assert card.buttons[-1][0].label == Phrase("button.filter_any_day")
