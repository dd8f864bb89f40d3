"""What a card shows of the signs that were declared on a call, and the buttons behind 🆘."""

from dialogs.cards import Block, BlockKind, Button, Panel, Verb, Viewer
from dialogs.crises import Crisis
from dialogs.render.layout import Rows, in_pairs
from dialogs.severity import Level, NumberToCall, Sign
from dialogs.state import SessionState
from dialogs.texts import Phrase, Several, Text, Value


def sos(state: SessionState, viewer: Viewer) -> Button:
    """Return 🆘: it asks whether plain help is meant or a sign, where there are signs to choose from."""
    if viewer.severity.signs:
        return Button(Phrase("button.help"), Verb.PANEL, Panel.HELP)
    return Button(Phrase("button.help"), Verb.HELP, enabled=not _waits_for_help(state))


def help_and_signs(state: SessionState, viewer: Viewer) -> Rows:
    """Return plain help, then the signs by one tap, the gravest first."""
    plain = Button(Phrase("button.plain_help"), Verb.HELP, enabled=not _waits_for_help(state))
    graded = (
        [each for each in viewer.severity.signs if each.level is level] for level in reversed(tuple(Level))
    )
    return ((plain,), *(row for signs in graded for row in in_pairs([_sign(state, each) for each in signs])))


def mis_tap(state: SessionState, viewer: Viewer) -> Rows:
    """Offer to take back what was just declared, until somebody takes it on or the walk moves."""
    latest = state.crises[-1] if state.crises else None
    if latest is None or latest.is_over or latest.acknowledged_by is not None or latest.turn != state.turn:
        return ()
    if not viewer.severity.signs:
        return ()
    # It says what it takes back: ↩ right below is for steps, and no alarm may end by a slip of the thumb.
    label = Phrase("button.withdraw", {"sign": latest.label})
    return ((Button(label, Verb.WITHDRAW, str(latest.version)),),)


def declared(state: SessionState, viewer: Viewer) -> tuple[Block, ...]:
    """Say in a crisis what stands, the next acts and the numbers: five lines; else what was just named."""
    standing = state.crisis
    latest = state.crises[-1] if state.crises else None
    if standing is not None:
        sign = viewer.severity.sign(standing.sign)
        return (_head(state, standing), *_acts(sign), *numbers(sign))
    if latest is None or latest.is_over or latest.level is Level.CRISIS or latest.turn != state.turn:
        return ()
    sign = viewer.severity.sign(latest.sign)
    line = (Block(BlockKind.SAY, sign.say, spoken=True),) if sign is not None and sign.say else ()
    named: dict[str, Value] = {"sign": latest.label}
    reach = state.reach_of(latest.version)
    told = Phrase(f"card.declared_{latest.level}", named)
    if reach is not None and reach.is_nobody:
        told = Phrase("card.contact_undelivered", named)
    return (Block(BlockKind.NOTICE, told), *_acts(sign), *line)


def mark_of(state: SessionState) -> Phrase | None:
    """Say in a list that a call is more than a complaint: in a crisis, or somebody of authority is there."""
    waiting = next((each for each in reversed(state.crises) if each.waits), None)
    if waiting is not None:
        return Phrase("list.crisis_waits", {"sign": waiting.label})
    if state.crisis is not None:
        return Phrase(
            "list.crisis_taken", {"sign": state.crisis.label, "name": state.crisis.acknowledged_name}
        )
    contacts = [each for each in state.crises if each.level is Level.CONTACT and not each.is_over]
    return Phrase("list.contact", {"sign": contacts[-1].label}) if contacts else None


def crisis_row(state: SessionState) -> Rows:
    """Return what a supervisor can do about a crisis: take it on, then say that it is over."""
    if state.crisis is None:
        return ()
    if any(each.waits for each in state.crises):
        return ((Button(Phrase("button.acknowledge"), Verb.ACKNOWLEDGE, state.session),),)
    return ((Button(Phrase("button.stand_down"), Verb.STAND_DOWN, state.session),),)


def _head(state: SessionState, crisis: Crisis) -> Block:
    stands: Phrase
    reach = state.reach_of(crisis.version)
    if crisis.acknowledged_by is not None:
        stands = Phrase("card.crisis_acknowledged", {"name": crisis.acknowledged_name})
    elif reach is not None and reach.is_nobody:
        stands = Phrase("card.crisis_undelivered")
    elif crisis.nobody or not crisis.called:
        stands = Phrase("card.crisis_nobody")
    else:
        stands = Phrase("card.crisis_called", {"name": crisis.called[-1].name, "at": crisis.called[-1].at})
    head = Phrase("card.crisis", {"sign": crisis.label, "at": crisis.at, "stands": stands})
    return Block(BlockKind.NOTICE, head)


def _acts(sign: Sign | None) -> tuple[Block, ...]:
    acts = () if sign is None else sign.acts
    return tuple(
        Block(BlockKind.LISTED, Phrase("card.act", {"place": place, "act": act}))
        for place, act in enumerate(acts, start=1)
    )


def numbers(sign: Sign | None) -> tuple[Block, ...]:
    """Show the numbers to call in one line; one that nobody filled in is no help, and is left out."""
    filled = () if sign is None else tuple(_number(each) for each in sign.numbers if each.number)
    return (Block(BlockKind.LISTED, Phrase("card.numbers", {"numbers": Several(filled)})),) if filled else ()


def _number(each: NumberToCall) -> Text:
    return Phrase("card.number", {"label": each.label, "number": each.number})


def _sign(state: SessionState, sign: Sign) -> Button:
    standing = any(each.freezes and each.sign == sign.id for each in state.crises)
    label = Phrase(f"button.sign_{sign.level}", {"sign": sign.label})
    return Button(label, Verb.DECLARE, sign.id, enabled=not standing)


def _waits_for_help(state: SessionState) -> bool:
    return state.help_asked and state.helper is None
