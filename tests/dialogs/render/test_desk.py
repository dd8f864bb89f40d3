"""The cards that belong to no call: the desk, what is proposed for a new one, help."""

from dataclasses import replace
from datetime import UTC, date

import pytest

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, OtherSession, Verb
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, SessionId, TeamId
from dialogs.opening import ALIASES, alias
from dialogs.ports import ComplaintLine, SessionStatus
from dialogs.program import Channel, ComplaintKind
from dialogs.render.desk import (
    MOST_COMPLAINTS,
    MOST_PLAYBOOKS,
    NewCall,
    begun,
    desk,
    help_page,
    kinds_of,
    new_call,
)
from dialogs.render.tags import tag_of
from dialogs.roles import Role
from dialogs.texts import Language, Phrase
from tests.builders.calls import NOON
from tests.builders.program import SMALL, both

CHIEF = Actor(PersonId(7003), "Invented Chief", Role.SUPERVISOR, TeamId("north"), Language.EN)
LONGEST_ID = "01" + "Z" * 24
"""As long as our ids are."""
WAITING = OtherSession(SessionId(LONGEST_ID), "Egret-11", SessionStatus.PAUSED)
TAG = tag_of(SMALL.playbook)
PROPOSED = NewCall(7, Channel.PHONE, Language.ZH, TAG)
KNOWN = ComplaintLine(
    complaint=ComplaintId(LONGEST_ID),
    number="HJ-300102-ZZZZ",
    alias="Pine-10",
    product="card",
    received_on=date(2030, 1, 2),
    calls=1,
    last_agent=CHIEF.person,
    last_call_at=NOON.astimezone(UTC),
)
OTHERS = tuple(
    replace(SMALL, playbook=PlaybookSlug(f"other-{number}"), title=both(f"另一本 {number}"))
    for number in range(MOST_PLAYBOOKS + 1)
)


def values(card: Card) -> list[str]:
    return [each.value for row in card.buttons for each in row]


def verbs(actor: Actor) -> list[Verb]:
    return [each.verb for row in desk(actor, []).buttons for each in row]


def test_desk_offers_the_calls_that_wait_before_a_new_one() -> None:
    card = desk(CHIEF, [WAITING], [Phrase("desk.reset")])

    assert card == Card(
        (
            Block(
                BlockKind.BODY,
                Phrase("desk.hello", {"name": "Invented Chief", "role": Phrase("role.supervisor")}),
            ),
            Block(BlockKind.NOTICE, Phrase("desk.reset")),
            Block(BlockKind.HINT, Phrase("desk.can_supervisor")),
        ),
        (
            (Button(Phrase("button.resume_call", {"alias": "Egret-11"}), Verb.OPEN, LONGEST_ID),),
            (Button(Phrase("button.new_call"), Verb.NEW),),
            (Button(Phrase("button.sessions"), Verb.SESSIONS), Button(Phrase("button.find"), Verb.FIND)),
            (Button(Phrase("button.deadlines"), Verb.DEADLINES), Button(Phrase("button.law"), Verb.LAW)),
            (Button(Phrase("button.evidence"), Verb.EVIDENCE),),
            (
                Button(Phrase("button.help_page"), Verb.HELP_PAGE),
                Button(Phrase("button.language_zh"), Verb.LANGUAGE, "zh"),
            ),
        ),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_only_an_admin_is_offered_the_people() -> None:
    offered = {role: Verb.PEOPLE in verbs(replace(CHIEF, role=role)) for role in Role}

    assert offered == {Role.STAFF: False, Role.SUPERVISOR: False, Role.TRAINER: False, Role.ADMIN: True}


def test_only_who_may_search_is_offered_to() -> None:
    offered = {role: Verb.FIND in verbs(replace(CHIEF, role=role)) for role in Role}

    assert offered == {Role.STAFF: False, Role.SUPERVISOR: True, Role.TRAINER: False, Role.ADMIN: True}


def test_only_who_may_see_evidence_is_offered_to() -> None:
    offered = {role: Verb.EVIDENCE in verbs(replace(CHIEF, role=role)) for role in Role}

    assert offered == {Role.STAFF: False, Role.SUPERVISOR: True, Role.TRAINER: True, Role.ADMIN: True}


def test_new_call_offers_open_complaints_then_products_then_switches() -> None:
    small = replace(SMALL, lists={**SMALL.lists, "products": {"card": both("信用卡")}})

    assert new_call(CHIEF, [small], PROPOSED, [KNOWN]) == Card(
        (
            Block(
                BlockKind.BODY,
                Phrase(
                    "desk.new_call",
                    {
                        "alias": alias(7, Language.EN),
                        "channel": Phrase("channel.phone"),
                        "language": Phrase("language.zh"),
                    },
                ),
            ),
            Block(BlockKind.HINT, Phrase("desk.known_first")),
            Block(BlockKind.HINT, Phrase("desk.tap_product")),
        ),
        (
            (
                Button(
                    Phrase("button.known_complaint", {"alias": "Pine-10", "number": "HJ-300102-ZZZZ"}),
                    Verb.NEW,
                    f"kp{LONGEST_ID}",
                ),
            ),
            (Button(both("信用卡"), Verb.NEW, f"p.7.p.zh.{TAG}.0"),),
            (
                Button(Phrase("button.channel_counter"), Verb.NEW, f"s.7.c.zh.{TAG}."),
                Button(Phrase("button.call_language_en"), Verb.NEW, f"s.7.p.en.{TAG}."),
            ),
        ),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_other_playbooks_are_a_tap_away_and_the_proposed_one_is_named() -> None:
    card = new_call(CHIEF, [OTHERS[0], SMALL], PROPOSED, [])

    assert card.blocks[1] == Block(BlockKind.BODY, Phrase("desk.playbook", {"title": SMALL.title}))
    assert card.buttons[-1] == (
        Button(
            Phrase("button.playbook", {"title": OTHERS[0].title}),
            Verb.NEW,
            f"s.7.p.zh.{tag_of(OTHERS[0].playbook)}.",
        ),
    )


INSTALMENTS = replace(
    OTHERS[0],
    lists={"products": {"loan": both("贷款"), "card": both("信用卡")}},
    complaint=ComplaintKind(("card",), both("分期息费")),
)
BOTH = replace(SMALL, lists={**SMALL.lists, "products": {"card": both("信用卡"), "wealth": both("理财")}})


def test_product_with_kinds_of_complaints_asks_for_one_and_another_starts_at_once() -> None:
    card = new_call(CHIEF, [INSTALMENTS, BOTH], PROPOSED, [])

    assert card.buttons[0] == (
        Button(both("信用卡"), Verb.NEW, f"q.7.p.zh.{TAG}.0"),
        Button(both("理财"), Verb.NEW, f"p.7.p.zh.{TAG}.1"),
    )
    told = [block.text.key for block in card.blocks if isinstance(block.text, Phrase)]
    assert told == ["desk.new_call", "desk.tap_product_and_kind"]


def test_kinds_lead_to_their_playbooks_with_the_same_product() -> None:
    card = kinds_of(CHIEF, [INSTALMENTS, BOTH], PROPOSED, "0")

    assert card.blocks[0] == Block(BlockKind.BODY, Phrase("desk.kinds", {"product": both("信用卡")}))
    assert card.buttons == (
        (Button(Phrase("button.kind_unknown"), Verb.NEW, f"p.7.p.zh.{TAG}.0"),),
        (Button(both("分期息费"), Verb.NEW, f"p.7.p.zh.{tag_of(INSTALMENTS.playbook)}.1"),),
        (Button(Phrase("button.other_product"), Verb.NEW, f"s.7.p.zh.{TAG}."),),
    )


def test_begun_call_leaves_a_card_without_a_button() -> None:
    told = Block(BlockKind.BODY, Phrase("desk.begun", {"alias": "Pine-10"}))

    assert begun(CHIEF, "Pine-10") == Card((told,), language=Language.EN, call_language=Language.EN)


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.STAFF, []),
        (Role.SUPERVISOR, ["help.supervisor", "help.crisis", "help.find", "help.evidence"]),
        (Role.TRAINER, ["help.evidence", "help.trainer"]),
        (Role.ADMIN, ["help.supervisor", "help.crisis", "help.find", "help.evidence", "help.admin"]),
    ],
)
def test_help_tells_each_role_what_it_can_do(role: Role, more: list[str]) -> None:
    keys = ["help.card", "help.words", "help.buttons", "help.commands", "help.law", "help.case", *more]

    assert help_page(replace(CHIEF, role=role)) == Card(
        tuple(Block(BlockKind.BODY, Phrase(key)) for key in keys),
        ((Button(Phrase("button.new_call"), Verb.NEW),),),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_every_value_of_a_button_fits_28_ascii_characters() -> None:
    products = {f"product-{number}": both(f"产品 {number}") for number in range(100)}
    large = replace(SMALL, lists={**SMALL.lists, "products": products})
    highest = NewCall(ALIASES - 1, Channel.COUNTER, Language.EN, TAG)
    card = new_call(CHIEF, [large, *OTHERS], highest, [KNOWN] * (MOST_COMPLAINTS + 1))
    held = [*values(card), *values(desk(CHIEF, [WAITING])), *values(help_page(CHIEF))]

    assert [value for value in held if len(value) > 28 or not value.isascii()] == []
    assert len(values(card)) == MOST_COMPLAINTS + 100 + 2 + MOST_PLAYBOOKS
    assert max(map(len, held)) == 28


@pytest.mark.parametrize("proposed", [PROPOSED, NewCall(ALIASES - 1, Channel.COUNTER, Language.EN, TAG)])
@pytest.mark.parametrize("kind", ["p", "s"])
def test_proposal_comes_back_as_it_went(proposed: NewCall, kind: str) -> None:
    first, *rest = proposed.value(kind, "3").split(".")

    assert (first, NewCall.read(rest)) == (kind, proposed)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "7",
        "7.p.zh",
        "7.p.zh.abcdef",
        "7.p.zh.abcdef.0.0",
        "-7.p.zh.abcdef.0",
        "+7.p.zh.abcdef.0",
        ".p.zh.abcdef.0",
        "٧.p.zh.abcdef.0",
        "²..zh.abcdef.0",
        "99999.p.zh.abcdef.0",
        "7\n.p.zh.abcdef.0",
        "7.x.zh.abcdef.0",
        "7.phone.zh.abcdef.0",
        "7.p.fr.abcdef.0",
        "7.p.ZH.abcdef.0",
    ],
)
def test_proposal_that_we_never_wrote_is_none(forged: str) -> None:
    assert NewCall.read(forged.split(".")) is None
