"""The text of a card while a call goes on: rail, status, the line, hints, lists, where the next text goes."""

from datetime import datetime, timedelta

from dialogs.aloud import aloud
from dialogs.cards import CUE, Block, BlockKind, Panel, Viewer
from dialogs.cues import cue_at
from dialogs.decide.answering import open_question, question_of
from dialogs.decide.beside import listening_for
from dialogs.decide.composing import needs_compliance
from dialogs.placeholders import answer_of, fill, label_of_slot
from dialogs.ports import SessionStatus
from dialogs.program import (
    Channel,
    Place,
    Program,
    Remedy,
    Stage,
    Step,
    StepKind,
)
from dialogs.render.crises import declared
from dialogs.render.facts import facts
from dialogs.render.notices import notices, whispered
from dialogs.slots import Slot
from dialogs.state import SessionState
from dialogs.texts import Filled, Phrase, Several, Text, Value
from dialogs.variants import line_of

MOST_HINTS = 2
_HERE, _THERE, _ASIDE = "●", "○", "↪"


def blocks(program: Program, state: SessionState, viewer: Viewer, now: datetime) -> tuple[Block, ...]:
    """Return the card's texts, top to bottom; ``now`` tells cues that are due, and a jump of the clock."""
    step = program.steps[state.walk.step]
    return (
        _rail(program, state, step, now),
        *(Block(BlockKind.TOLD, each) for each in viewer.before),
        *_status(state, viewer),
        *_carried(state),
        *whispered(state, viewer),
        *notices(viewer.notices),
        *declared(state, viewer),
        _line(program, state, step),
        *_options(program, state, step),
        *_hints(program, state, step, viewer),
        *_cues(program, state, step, now),
        *(facts(program, step, now.date()) if viewer.panel is Panel.FACTS else ()),
        *_listed(program, state, step),
        *_captured(program, state),
        _next_text(program, state, viewer),
    )


def _rail(program: Program, state: SessionState, step: Step, now: datetime) -> Block:
    rail = [stage for stage in program.stages.values() if not stage.aside]
    here = _stage_on_rail(program, state, step)
    place = rail.index(here) + 1 if here in rail else 0
    stage = program.stages[step.stage]
    rail_values: dict[str, Value] = {
        "alias": state.alias,
        "dots": "".join(_HERE if index == place else _THERE for index in range(1, len(rail) + 1)),
        "stage": Filled(stage.title) if not stage.aside else Phrase("card.aside", {"stage": stage.title}),
        "since": state.opened_at,
        "place": place,
        "of": len(rail),
    }
    # A start in the future means that the clock went back: say so instead of showing nonsense.
    jumped = state.opened_at - now > timedelta(minutes=1)
    return Block(BlockKind.RAIL, Phrase("card.rail_clock_jumped" if jumped else "card.rail", rail_values))


def _stage_on_rail(program: Program, state: SessionState, step: Step) -> Stage:
    """Return the stage of the step, or of the step that an open detour comes back to."""
    stage = program.stages[step.stage]
    if stage.aside and state.walk.returns_to:
        return program.stages[program.steps[state.walk.returns_to[0]].stage]
    return stage


def _status(state: SessionState, viewer: Viewer) -> tuple[Block, ...]:
    parts: list[Text] = []
    if state.temperature is not None:
        parts.append(Phrase(f"temperature.{state.temperature}"))
    if state.turn in state.flagged_turns:
        parts.append(Phrase("card.flagged"))
    if state.help_asked and state.helper is None:
        parts.append(_help_asked(state))
    if state.helper is not None and state.help_over_turn in {None, state.turn}:
        key = "card.helper" if state.help_over_turn is None else "card.help_over"
        parts.append(Phrase(key, {"name": viewer.helper_name}))
    if state.walk.restatements_failed and not state.walk.restated:
        parts.append(Phrase("card.restatements_failed", {"count": state.walk.restatements_failed}))
    return (Block(BlockKind.STATUS, Several(tuple(parts))),) if parts else ()


def _help_asked(state: SessionState) -> Phrase:
    """Say that help was asked for; where the message missed somebody, whom it reached."""
    reach = state.reach_of(state.help_version)
    if reach is None:
        return Phrase("card.help_asked")
    if reach.is_nobody:
        return Phrase("card.help_undelivered")
    return Phrase("card.help_delivered", {"name": reach.reached[-1][1]})


def _carried(state: SessionState) -> tuple[Block, ...]:
    """Say why the call stands in another playbook than a moment ago, until the next move."""
    left = state.predecessors[-1] if state.predecessors else None
    if left is None or left.turn != state.turn:
        return ()
    return (Block(BlockKind.NOTICE, Phrase("card.carried_over", {"why": left.reason})),)


def standing_line(program: Program, state: SessionState) -> Text | None:
    """Return the line that stands on the card of a call that goes on; none while it does not."""
    if state.status is not SessionStatus.LIVE:
        return None
    return aloud(fill(program, state, line_of(program.steps[state.walk.step], state.session, state.channel)))


def _line(program: Program, state: SessionState, step: Step) -> Block:
    kind = BlockKind.VERBATIM if step.verbatim else BlockKind.SAY
    said = aloud(fill(program, state, line_of(step, state.session, state.channel)))
    return Block(kind, said, spoken=True)


def _hints(program: Program, state: SessionState, step: Step, viewer: Viewer) -> tuple[Block, ...]:
    if viewer.brief or state.crisis is not None:
        return ()
    cue = (step.at_counter,) if step.at_counter and state.channel is Channel.COUNTER else ()
    shown = (*cue, *step.hints)[:MOST_HINTS]
    hints = tuple(Block(BlockKind.HINT, aloud(fill(program, state, hint))) for hint in shown)
    return (*hints, Block(BlockKind.AVOID, step.avoid)) if step.avoid else hints


def _cues(program: Program, state: SessionState, step: Step, now: datetime) -> tuple[Block, ...]:
    """Show what the step says of itself once it has stood so long, to whoever wants it brief too."""
    due = (cue for cue in step.cues if cue_at(state, cue) <= now)
    said = (aloud(fill(program, state, cue.say)) for cue in due)
    return tuple(Block(BlockKind.HINT, Phrase(CUE, {"cue": each})) for each in said)


def _options(program: Program, state: SessionState, step: Step) -> tuple[Block, ...]:
    """Return the options to read out: words to say, so they stand right below the line, and like it."""
    if step.listing != "offers":
        return ()
    latest = (offer for offer in state.walk.offers if offer.round == state.latest_round)
    told = (_offer_line(state, program.remedies[offer.remedy], offer.place) for offer in latest)
    return tuple(Block(BlockKind.SAY, line, spoken=True) for line in told)


def _listed(program: Program, state: SessionState, step: Step) -> tuple[Block, ...]:
    """Return what the step lists; what is owed always stands apart from what is offered."""
    walk = state.walk
    lines: list[Text] = []
    if walk.entitlements and step.listing is not None:
        names = Several(tuple(program.entitlements[each].name for each in walk.entitlements))
        lines.append(Phrase("card.owed", {"owed": names}))
    if step.kind is StepKind.COMPOSE:
        lines += [
            _picked_line(state, program.remedies[remedy], place)
            for place, remedy in enumerate(walk.picked, start=1)
            if needs_compliance(program.remedies[remedy], state.product)
        ]
    if step.listing == "agreement":
        lines += _agreement(program, state)
    return tuple(Block(BlockKind.LISTED, line) for line in lines)


def _offer_line(state: SessionState, remedy: Remedy, place: int) -> Phrase:
    said: dict[str, Value] = {"place": place, "name": remedy.name, "say": remedy.say}
    if needs_compliance(remedy, state.product):
        said["compliance"] = _compliance(state, remedy)
        return Phrase("card.offer_compliance", said)
    return Phrase("card.offer", said)


def _picked_line(state: SessionState, remedy: Remedy, place: int) -> Phrase:
    """Say what compliance has to say: the ticks stand on the buttons, and the words follow to be read out."""
    named: dict[str, Value] = {"place": place, "name": remedy.name, "compliance": _compliance(state, remedy)}
    return Phrase("card.picked_compliance", named)


def _compliance(state: SessionState, remedy: Remedy) -> Phrase:
    given = remedy.id in state.walk.compliance_given or remedy.id not in state.walk.needing_compliance
    return Phrase("card.compliance_given" if given else "card.compliance_needed")


def _agreement(program: Program, state: SessionState) -> list[Text]:
    lines: list[Text] = [
        Phrase("card.agreed", {"name": program.remedies[offer.remedy].name})
        for offer in state.accepted_offers
    ]
    lines += [
        Phrase(
            "card.promised",
            {
                "promise": program.lists["promises"][promise.kind],
                "owner": Phrase(f"owner.{promise.owner}"),
                "due": promise.due,
            },
        )
        for promise in state.walk.promises
    ]
    return lines


def _captured(program: Program, state: SessionState) -> tuple[Block, ...]:
    """Show what was last written where the step listens, so that the agent sees that it arrived."""
    asked = program.steps[state.walk.step].asks
    if asked is not None:
        return _answered(state, program.slots[asked])
    place = listening_for(program, state)
    words = state.latest_words(place)
    if words is None or place is Place.NOTE:
        return ()
    said = Phrase("card.captured", {"place": Phrase(f"place.{place}"), "words": words})
    return (Block(BlockKind.CAPTURED, said),)


def _answered(state: SessionState, slot: Slot) -> tuple[Block, ...]:
    """Show the answer that stands, to whoever comes to the question again."""
    answer = answer_of(state, slot)
    if answer is None:
        return ()
    said = Phrase("card.captured", {"place": label_of_slot(slot), "words": answer})
    return (Block(BlockKind.CAPTURED, said),)


def _next_text(program: Program, state: SessionState, viewer: Viewer) -> Block:
    if (corrected := _corrected(program, state, viewer)) is not None:
        return Block(BlockKind.NEXT_TEXT, Phrase("card.next_text_anew", {"place": label_of_slot(corrected)}))
    asked = open_question(program, state)
    place = Phrase(f"place.{listening_for(program, state)}") if asked is None else label_of_slot(asked)
    return Block(BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": place}))


def _corrected(program: Program, state: SessionState, viewer: Viewer) -> Slot | None:
    """Return the slot whose answer the viewer is about to correct in writing, if any."""
    if viewer.panel is not Panel.ANSWERS:
        return None
    move = next((each for each in state.path if str(each.version) == viewer.panel_value), None)
    return None if move is None else question_of(program, program.steps[move.before.step])
