"""A playbook that was recalled, through the one door."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from bot.telegram.deeds import Glance
from bot.telegram.portraits import Portraits
from dialogs.cards import BlockKind
from dialogs.commands import Choose, EndSession, GoBack, NoteWords, PickOption
from dialogs.events import CarriedOver
from dialogs.ids import Cause, ChoiceId, PlaybookSlug, RemedyId, session_stream
from dialogs.ports import Recall, SessionStatus
from dialogs.program import Outcome
from dialogs.refusals import Reason
from dialogs.sealed import Sealed
from dialogs.service import Done, Refused
from dialogs.service.reviews import SessionRecord
from dialogs.texts import Phrase
from playbooks.catalog import Catalog
from playbooks.check import check
from tests.firm import AGENT, NINE, Firm

WHY = Recall("一句话写错了")
FIVE = PlaybookSlug("five-steps")


@pytest.fixture
async def recalled(firm: Firm, tmp_path: Path) -> tuple[Firm, Done]:
    """Open a call, publish another revision of its playbook and recall the one that it is on."""
    library = tmp_path / "library"
    for name, content in check(LIBRARY / FIVE).sources.items():
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_bytes(content)
    catalog = await Catalog.open(library, firm.storage.revisions)
    office = replace(firm.office, programs=catalog)
    changed = Firm(firm.storage, office, firm.clock, firm.hands, firm.causes)
    done = await changed.opened()
    path = library / FIVE / "playbook.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}# another revision\n", encoding="utf-8")
    await catalog.load()
    catalog.recall(done.state.revision, WHY)
    return changed, done


async def tap(firm: Firm, done: Done, turn: int | None = None) -> Done | Refused:
    choice = done.program.steps[done.state.walk.step].choices[0].id
    wish = Choose(
        actor=await firm.actor(AGENT),
        session=done.state.session,
        turn=done.state.turn if turn is None else turn,
        choice=ChoiceId(choice),
    )
    return await firm.does(wish)


async def notices(firm: Firm, done: Done) -> list[str]:
    """What the card of the call says above its line, as the agent sees it now."""
    portrait = await Portraits(firm.office, firm.sessions).of(AGENT, done.state.session, Glance())
    assert portrait is not None
    blocks = [each.text for each in portrait.card.blocks if each.kind is BlockKind.NOTICE]
    return [text.key for text in blocks if isinstance(text, Phrase)]


async def test_card_says_why_before_the_tap_and_after_it_until_the_next(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    assert await notices(firm, done) == ["card.recalled"]

    led = await tap(firm, done)
    assert isinstance(led, Done)
    assert await notices(firm, done) == ["card.carried_over"]

    await tap(firm, led)
    assert await notices(firm, done) == []


async def test_next_tap_goes_on_in_the_successor_at_the_same_step_and_is_logged(
    recalled: tuple[Firm, Done],
) -> None:
    firm, done = recalled

    led = await tap(firm, done)

    assert isinstance(led, Done)
    assert led.state.walk.step == done.state.walk.step
    current = firm.office.programs.current(FIVE)
    assert current is not None
    assert led.state.revision == led.program.revision == current.revision != done.state.revision
    events = await firm.storage.events.load(session_stream(done.state.session))
    assert isinstance(events[-1], CarriedOver)
    assert events[-1].reason == WHY.reason


async def test_tap_after_that_walks_on_and_the_late_one_does_not_count(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    led = await tap(firm, done)
    assert isinstance(led, Done)

    late = await tap(firm, done, done.state.turn)
    on = await tap(firm, led)

    assert isinstance(late, Refused)
    assert late.refusal.reason is Reason.STALE
    assert isinstance(on, Done)
    assert on.state.walk.step != led.state.walk.step


async def test_notes_go_on_without_leading_anywhere(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    note = NoteWords(
        actor=await firm.actor(AGENT), session=done.state.session, words=Sealed("编造的话"), said_at=NINE
    )

    noted = await firm.does(note)

    assert isinstance(noted, Done)
    assert noted.state.revision == done.state.revision


async def test_call_can_end_on_the_recalled_revision(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    end = EndSession(actor=await firm.actor(AGENT), session=done.state.session, outcome=Outcome.BROKEN_OFF)

    ended = await firm.does(end)

    assert isinstance(ended, Done)
    assert (ended.state.status, ended.state.revision) == (SessionStatus.ENDED, done.state.revision)


async def test_every_tap_of_the_walk_leads_over(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    actor = await firm.actor(AGENT)
    pick = PickOption(
        actor=actor, session=done.state.session, turn=done.state.turn, remedy=RemedyId("apology"), picked=True
    )

    led = await firm.does(pick)
    back = await firm.does(GoBack(actor=actor, session=done.state.session, turn=done.state.turn + 1))

    assert isinstance(led, Done)
    assert [each.revision for each in led.state.predecessors] == [done.state.revision]
    assert isinstance(back, Refused)
    assert back.refusal.reason is Reason.NOTHING_TO_UNDO


async def test_without_a_successor_the_tap_is_refused_and_says_why(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    catalog = firm.office.programs
    assert isinstance(catalog, Catalog)
    await catalog.serve(FIVE, None)

    refused = await tap(firm, done)

    assert isinstance(refused, Refused)
    assert refused.refusal.reason is Reason.RECALLED


async def test_record_of_the_call_tells_of_both(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled
    led = await tap(firm, done)
    assert isinstance(led, Done)
    await tap(firm, led, led.state.turn)

    record = await firm.reviews.read(await firm.actor(AGENT), done.state.session, Cause("read"))

    assert isinstance(record, SessionRecord)
    told = [entry.text.key for entry in record.timeline.entries]
    assert told == ["log.opened", "log.carried_over", "log.chose"]


async def test_lists_show_the_call_under_its_new_revision(recalled: tuple[Firm, Done]) -> None:
    firm, done = recalled

    led = await tap(firm, done)

    (line,) = await firm.storage.views.own_sessions(await firm.actor(AGENT))
    assert isinstance(led, Done)
    assert (line.session, line.status) == (done.state.session, SessionStatus.LIVE)
