"""A playbook that cannot be used is told to those who can mend it, and the bot goes on."""

from pathlib import Path

import pytest

from bot.telegram.deeds import ShowCard
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Words
from bot.words import Words as Sentences
from dialogs.cards import BlockKind
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.roles import Role
from dialogs.service import Office, PeopleService, ReviewService, SessionService
from dialogs.texts import Language, Phrase
from playbooks.catalog import Catalog
from storage.opening import open_storage
from tests.firm import NINE, ZONE


@pytest.mark.parametrize(("role", "told"), [(Role.TRAINER, 1), (Role.ADMIN, 1), (Role.STAFF, 0)])
async def test_an_error_in_a_playbook_stands_on_the_desk_of_who_can_mend_it(
    role: Role, told: int, tmp_path: Path
) -> None:
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "playbook.yaml").write_text("format: 1\n\tplaybook: torn\n", encoding="utf-8")
    async with open_storage("memory://", clock=lambda: NINE, zone=ZONE) as storage:
        catalog = await Catalog.open(tmp_path, storage.revisions)
        office = Office(
            store=storage.events,
            programs=catalog,
            directory=storage.directory,
            views=storage.views,
            clock=lambda: NINE,
            zone=ZONE,
        )
        people = PeopleService(office)
        await people.admit(PersonId(1), "何", role, TeamId("一组"), Language.ZH, Cause("in"))
        wiring = Wiring(
            office=office,
            sessions=SessionService(office),
            reviews=ReviewService(office),
            people=people,
            shown=storage.shown,
            bot_name="bot",
        )
        start = Words(
            cause=Cause("tg:1:text:1:1"),
            person=PersonId(1),
            chat=1,
            message=1,
            name="何",
            language_code="zh-hans",
            at=NINE,
            text="/start",
        )
        deeds = await front_desk(wiring).handle(start)

    [shown] = [deed for deed in deeds if isinstance(deed, ShowCard)]
    notices = [block.text for block in shown.card.blocks if block.kind is BlockKind.NOTICE]
    sentences = Sentences(ZONE)
    assert len(notices) == told
    for notice in notices:
        assert isinstance(notice, Phrase)
        what = "这一行用 Tab 缩进了，换成空格"
        assert f"torn/playbook.yaml：{what}（第 2 行，PB004）" in sentences.say(notice, Language.ZH)
