"""The cards of the people of the firm, as an admin sees them."""

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import PersonId, TeamId
from dialogs.render.people import MOST, invitation_card, member_card, people_card
from dialogs.roles import Role
from dialogs.texts import Language, Phrase

ADMIN = Actor(PersonId(7009), "Invented Admin", Role.ADMIN, TeamId("north"), Language.EN)
STAFF = Phrase("role.staff")
GONE = Actor(PersonId(2**52 - 1), "Invented Leaver", Role.STAFF, TeamId("south"), disabled=True)
TO_PEOPLE = (Button(Phrase("button.people"), Verb.PEOPLE),)
INVITATIONS = tuple(
    Button(Phrase("people.invite", {"role": Phrase(f"role.{role}")}), Verb.PEOPLE, f"i.{role}")
    for role in (Role.STAFF, Role.SUPERVISOR, Role.TRAINER, Role.ADMIN)
)


def firm(size: int) -> list[Actor]:
    return [
        Actor(PersonId(8000 + number), f"Invented {number}", Role.STAFF, TeamId("north"))
        for number in range(size)
    ]


def values(card: Card) -> list[str]:
    return [each.value for row in card.buttons for each in row]


def turning(size: int, page: int) -> tuple[list[str], list[str]]:
    """The people on a page of a firm, and where its buttons turn to."""
    held = values(people_card(ADMIN, firm(size), page=page))
    return [each for each in held if each[0] == "m"], [each for each in held if each[0] == "p"]


def test_card_of_the_firm_names_everybody_and_marks_who_is_shut_out() -> None:
    card = people_card(ADMIN, [ADMIN, GONE], [Phrase("people.confirmed")])

    assert card == Card(
        (
            Block(BlockKind.BODY, Phrase("people.head", {"count": 1})),
            Block(BlockKind.NOTICE, Phrase("people.confirmed")),
        ),
        (
            (
                Button(
                    Phrase("people.member", {"name": "Invented Admin", "role": Phrase("role.admin")}),
                    Verb.PEOPLE,
                    "m.7009",
                ),
                Button(
                    Phrase("people.member_disabled", {"name": "Invented Leaver", "role": STAFF}),
                    Verb.PEOPLE,
                    "m.4503599627370495",
                ),
            ),
            INVITATIONS[:2],
            INVITATIONS[2:],
        ),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_firm_of_one_page_turns_nowhere() -> None:
    held, turns = turning(MOST, 0)

    assert (len(held), turns) == (MOST, [])


def test_larger_firm_is_turned_page_by_page_and_leaves_nobody_out() -> None:
    pages = [turning(2 * MOST + 1, page) for page in range(3)]

    assert [turns for _, turns in pages] == [["p.1"], ["p.0", "p.2"], ["p.1"]]
    assert [each for held, _ in pages for each in held] == [f"m.{8000 + n}" for n in range(2 * MOST + 1)]


def test_page_that_is_not_there_any_more_is_the_last_one() -> None:
    assert turning(MOST + 1, 9999) == turning(MOST + 1, 1)
    assert turning(0, 9999) == ([], [])


def test_card_of_somebody_shut_out_offers_to_let_them_in() -> None:
    def made(role: Role) -> Button:
        label = Phrase("people.make", {"role": Phrase(f"role.{role}")})
        return Button(label, Verb.PEOPLE, f"{role}.4503599627370495")

    assert member_card(ADMIN, GONE) == Card(
        (
            Block(
                BlockKind.BODY,
                Phrase(
                    "people.one_disabled", {"name": "Invented Leaver", "role": STAFF, "team": TeamId("south")}
                ),
            ),
            Block(BlockKind.HINT, Phrase("people.team_by_words", {"person": GONE.person})),
        ),
        (
            (made(Role.SUPERVISOR), made(Role.TRAINER)),
            (made(Role.ADMIN),),
            (Button(Phrase("people.enable"), Verb.PEOPLE, "e.4503599627370495"),),
            TO_PEOPLE,
        ),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_card_of_a_member_offers_to_shut_them_out() -> None:
    card = member_card(ADMIN, ADMIN)

    assert (card.blocks[0].text, card.buttons[-2]) == (
        Phrase("people.one", {"name": "Invented Admin", "role": Phrase("role.admin"), "team": ADMIN.team}),
        (Button(Phrase("people.disable"), Verb.PEOPLE, "d.7009"),),
    )


def test_invitation_is_a_link_to_copy_and_no_button_carries_it() -> None:
    link = "https://t.me/hejie_bot?start=0123456789abcdef"

    assert invitation_card(ADMIN, Role.TRAINER, TeamId("south"), link) == Card(
        (
            Block(
                BlockKind.BODY,
                Phrase("people.invited", {"role": Phrase("role.trainer"), "team": TeamId("south")}),
            ),
            Block(BlockKind.COPY, Phrase("people.link", {"link": link})),
        ),
        (TO_PEOPLE,),
        language=Language.EN,
        call_language=Language.EN,
    )


def test_every_value_of_a_button_fits_28_ascii_characters() -> None:
    cards = [people_card(ADMIN, [GONE, *firm(3 * MOST)], page=page) for page in range(4)]
    held = [value for card in (*cards, member_card(ADMIN, GONE)) for value in values(card)]

    assert [value for value in held if len(value) > 28 or not value.isascii()] == []
    assert max(held, key=len) == "supervisor.4503599627370495"
