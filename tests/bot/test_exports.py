"""What leaves the house: a call as Markdown."""

from datetime import timedelta
from functools import partial

import pytest

from bot.exports import session_as_markdown
from bot.words import Words
from dialogs.commands import GoBack, NoteWords
from dialogs.sealed import Sealed
from dialogs.service import Done, SessionRecord
from dialogs.texts import Bilingual, Language
from tests.firm import AGENT, NINE, SUPERVISOR, ZONE, Firm, open_firm

SAY = partial(Words(ZONE, strict=True).say, now=NINE)


async def _undone_step(firm: Firm) -> SessionRecord:
    """Walk one step, note a number, take the step back."""
    done = await firm.opened()
    actor = await firm.actor(AGENT)
    on = await firm.chooses(done, done.program.steps[done.state.walk.step].choices[0].id)
    assert isinstance(on, Done)
    words = Sealed("身份证 110105194912310021，要 *全退* | 马上")
    session = done.state.session
    await firm.does(NoteWords(actor=actor, session=session, words=words, said_at=firm.clock()))
    firm.pass_time(timedelta(seconds=30))
    await firm.does(GoBack(actor=actor, session=session, turn=on.state.turn))
    await firm.reviews.remark(await firm.actor(SUPERVISOR), session, Sealed("收得早了些"), firm.cause())
    record = await firm.reviews.read(await firm.actor(SUPERVISOR), session, firm.cause())
    assert isinstance(record, SessionRecord)
    return record


@pytest.mark.parametrize("language", list(Language))
async def test_markdown_strikes_through_what_was_undone_and_holds_no_number_and_no_mark_of_its_own(
    language: Language,
) -> None:
    async with open_firm() as firm:
        record = await _undone_step(firm)
        names = {AGENT: "甲", SUPERVISOR: "丙"}

    text = session_as_markdown(record, names, SAY, ZONE, language)

    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(record.timeline.entries)
    assert sum("~~" in row for row in rows) == 1
    assert "1949" not in text
    assert r"\*\*\*\*0021" in text
    assert r"\*全退\* \| 马上" in text
    assert "丙: 收得早了些" in text


async def test_markdown_puts_deadlines_under_a_heading_of_their_own() -> None:
    async with open_firm() as firm:
        record = await _undone_step(firm)

    due = Bilingual("投诉处理决定：最晚 12月8日", "Decision: by 8 December")
    text = session_as_markdown(record, {}, SAY, ZONE, Language.ZH, (due,))
    without = session_as_markdown(record, {}, SAY, ZONE, Language.ZH)

    assert "【期限】  \n投诉处理决定：最晚 12月8日  \n" in text
    assert "【期限】" not in without
