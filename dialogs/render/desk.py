"""The cards that belong to no call: the desk, a new call, help."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, OtherSession, Verb
from dialogs.ids import ComplaintId
from dialogs.opening import alias
from dialogs.ports import ComplaintLine
from dialogs.program import Channel, Program
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.tags import tag_of
from dialogs.roles import Role
from dialogs.texts import Language, Phrase, Value

MOST_COMPLAINTS = 4
MOST_PLAYBOOKS = 8
MOST_KINDS = 14
"""Kinds of complaints of one product: seven rows of two."""
_NUMBER = re.compile("[0-9]{1,4}")
_CHANNELS = {Channel.PHONE: "p", Channel.COUNTER: "c"}


def desk(actor: Actor, others: Sequence[OtherSession], notices: Sequence[Phrase] = ()) -> Card:
    """Draw the first card: what this person can do, and the calls that wait."""
    lines = (
        Block(
            BlockKind.BODY, Phrase("desk.hello", {"name": actor.name, "role": Phrase(f"role.{actor.role}")})
        ),
        *(Block(BlockKind.NOTICE, notice) for notice in notices),
        Block(BlockKind.HINT, Phrase(f"desk.can_{actor.role}")),
    )
    waiting: Rows = tuple(
        (Button(Phrase("button.resume_call", {"alias": other.alias}), Verb.OPEN, other.session),)
        for other in others
    )
    rows: list[tuple[Button, ...]] = [*waiting, (Button(Phrase("button.new_call"), Verb.NEW),)]
    rows.append(_records(actor))
    of_some = (
        (Action.KEEP_DEADLINES, Button(Phrase("button.deadlines"), Verb.DEADLINES)),
        (Action.READ_LAW, Button(Phrase("button.law"), Verb.LAW)),
        (Action.SEE_EVIDENCE, Button(Phrase("button.evidence"), Verb.EVIDENCE)),
        (Action.WRITE_PLAYBOOKS, Button(Phrase("button.playbooks"), Verb.PLAYBOOKS)),
        (Action.SEE_PEOPLE, Button(Phrase("button.people"), Verb.PEOPLE)),
        (Action.SEE_ACCESS, Button(Phrase("button.access"), Verb.ACCESS)),
    )
    rows += in_pairs([button for action, button in of_some if reach(actor, action) is not Reach.NONE])
    other = Language.EN if actor.language is Language.ZH else Language.ZH
    rows.append(
        (
            Button(Phrase("button.help_page"), Verb.HELP_PAGE),
            Button(Phrase(f"button.language_{other}"), Verb.LANGUAGE, other),
        )
    )
    return Card(lines, tuple(rows), language=actor.language, call_language=actor.language)


def _records(actor: Actor) -> tuple[Button, ...]:
    """Return the ways to calls that were: the list of them, and for who may, by what was said in them."""
    if reach(actor, Action.SEARCH) is Reach.NONE:
        return (Button(Phrase("button.my_sessions"), Verb.SESSIONS),)
    return (Button(Phrase("button.sessions"), Verb.SESSIONS), Button(Phrase("button.find"), Verb.FIND))


@dataclass(frozen=True, slots=True)
class NewCall:
    """What is proposed for a new call; it travels inside the buttons and is checked when it comes back."""

    alias: int
    channel: Channel
    language: Language
    playbook: str
    """The playbook's :func:`tag_of`."""

    def value(self, kind: str, what: str = "") -> str:
        """Encode for a button: ``p.<alias>.<channel>.<language>.<playbook>.<product number>`` or alike."""
        return ".".join((kind, str(self.alias), _CHANNELS[self.channel], self.language, self.playbook, what))

    @classmethod
    def read(cls, parts: Sequence[str]) -> "NewCall | None":
        """Decode what :meth:`value` encoded, without its kind; none for anything else."""
        channels = {mark: channel for channel, mark in _CHANNELS.items()}
        match parts:
            case [number, mark, language, tag, _] if _NUMBER.fullmatch(number):
                if mark in channels and language in set(Language):
                    return cls(int(number), channels[mark], Language(language), tag)
        return None


def new_call(
    actor: Actor,
    offered: Sequence[Program],
    proposed: NewCall,
    complaints: Sequence[ComplaintLine],
    due: Mapping[ComplaintId, date] | None = None,
) -> Card:
    """Offer the open complaints first, then a new one: one tap on the product starts the call.

    Where there are playbooks for kinds of complaints of that product, a second tap chooses one of them.
    ``offered`` are the playbooks that there are; the proposed one is used, the others are a tap away. ``due``
    is the day by which something must be done in a complaint.
    """
    program = next(each for each in offered if tag_of(each.playbook) == proposed.playbook)
    known: Rows = tuple(
        (
            Button(
                _known(line, (due or {}).get(line.complaint)),
                Verb.NEW,
                f"k{_CHANNELS[proposed.channel]}{line.complaint}",
            ),
        )
        for line in complaints[:MOST_COMPLAINTS]
    )
    products = [
        Button(name, Verb.NEW, proposed.value("q" if _kinds(offered, product) else "p", str(place)))
        for place, (product, name) in enumerate(program.lists["products"].items())
    ]
    others = _other_playbooks(offered, program, proposed)
    kinds = any(_kinds(offered, product) for product in program.lists["products"])
    return Card(
        (
            *_proposal(actor, program, proposed, several=bool(others)),
            *_what_to_tap(known=bool(known), kinds=kinds),
        ),
        (*known, *in_pairs(products), _switches(proposed), *others),
        language=actor.language,
        call_language=actor.language,
    )


def kinds_of(actor: Actor, offered: Sequence[Program], proposed: NewCall, product: str) -> Card:
    """Offer the kinds of complaints of a product, and the proposed playbook for what is not clear yet.

    ``product`` is the number of the product in the proposed playbook's list; a kind has its own number there.
    """
    program = next(each for each in offered if tag_of(each.playbook) == proposed.playbook)
    chosen, name = list(program.lists["products"].items())[int(product)]
    kinds = [
        Button(
            each.complaint.label,
            Verb.NEW,
            replace(proposed, playbook=tag_of(each.playbook)).value(
                "p", str(list(each.lists["products"]).index(chosen))
            ),
        )
        for each in _kinds(offered, chosen)
        if each.complaint is not None
    ]
    return Card(
        (
            Block(BlockKind.BODY, Phrase("desk.kinds", {"product": name})),
            Block(BlockKind.HINT, Phrase("desk.tap_kind")),
        ),
        (
            (Button(Phrase("button.kind_unknown"), Verb.NEW, proposed.value("p", product)),),
            *in_pairs(kinds),
            (Button(Phrase("button.other_product"), Verb.NEW, proposed.value("s")),),
        ),
        language=actor.language,
        call_language=actor.language,
    )


def _kinds(offered: Sequence[Program], product: str) -> list[Program]:
    """Return the playbooks for kinds of complaints of a product."""
    return [each for each in offered if each.complaint and product in each.complaint.products][:MOST_KINDS]


def _known(line: ComplaintLine, due: date | None) -> Phrase:
    values: dict[str, Value] = {"alias": line.alias, "number": line.number}
    if due is None:
        return Phrase("button.known_complaint", values)
    return Phrase("button.known_complaint_due", values | {"due": due})


def _proposal(actor: Actor, program: Program, proposed: NewCall, *, several: bool) -> tuple[Block, ...]:
    told: dict[str, Value] = {
        "alias": alias(proposed.alias, actor.language),
        "channel": Phrase(f"channel.{proposed.channel}"),
        "language": Phrase(f"language.{proposed.language}"),
    }
    lines = [Block(BlockKind.BODY, Phrase("desk.new_call", told))]
    if several:
        lines.append(Block(BlockKind.BODY, Phrase("desk.playbook", {"title": program.title})))
    return tuple(lines)


def _what_to_tap(*, known: bool, kinds: bool) -> tuple[Block, ...]:
    """Say what to tap, with open complaints and kinds of complaints or without."""
    tap = Block(BlockKind.HINT, Phrase("desk.tap_product_and_kind" if kinds else "desk.tap_product"))
    return (Block(BlockKind.HINT, Phrase("desk.known_first")), tap) if known else (tap,)


def _switches(proposed: NewCall) -> tuple[Button, ...]:
    """Return the buttons that change how the call is proposed: its channel and its language."""
    channel = Channel.COUNTER if proposed.channel is Channel.PHONE else Channel.PHONE
    language = Language.EN if proposed.language is Language.ZH else Language.ZH
    return (
        Button(Phrase(f"button.channel_{channel}"), Verb.NEW, replace(proposed, channel=channel).value("s")),
        Button(
            Phrase(f"button.call_language_{language}"),
            Verb.NEW,
            replace(proposed, language=language).value("s"),
        ),
    )


def _other_playbooks(offered: Sequence[Program], program: Program, proposed: NewCall) -> Rows:
    others = [each for each in offered if each.playbook != program.playbook and each.complaint is None]
    return in_pairs(
        [
            Button(
                Phrase("button.playbook", {"title": each.title}),
                Verb.NEW,
                replace(proposed, playbook=tag_of(each.playbook)).value("s"),
            )
            for each in others[:MOST_PLAYBOOKS]
        ]
    )


def begun(actor: Actor, alias_of_call: str) -> Card:
    """Say that a call began; what is left of the card that offered it."""
    line = Block(BlockKind.BODY, Phrase("desk.begun", {"alias": alias_of_call}))
    return Card((line,), language=actor.language, call_language=actor.language)


def help_page(actor: Actor) -> Card:
    """Explain the card and the commands to this role, on one screen."""
    keys = ["help.card", "help.words", "help.buttons", "help.commands", "help.law", "help.case"]
    if actor.role in {Role.SUPERVISOR, Role.ADMIN}:
        keys += ["help.supervisor", "help.crisis"]
    if reach(actor, Action.SEARCH) is not Reach.NONE:
        keys.append("help.find")
    if reach(actor, Action.SEE_EVIDENCE) is not Reach.NONE:
        keys.append("help.evidence")
    if actor.role is Role.TRAINER:
        keys.append("help.trainer")
    if actor.role is Role.ADMIN:
        keys.append("help.admin")
    return Card(
        tuple(Block(BlockKind.BODY, Phrase(key)) for key in keys),
        ((Button(Phrase("button.new_call"), Verb.NEW),),),
        language=actor.language,
        call_language=actor.language,
    )
