"""A draft is walked through in the chat: as a call, with nothing kept, whatever is tapped."""

import random
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.settings import LIBRARY
from bot.telegram.callback_data import encode
from bot.telegram.deeds import AnswerTap, ShowCard, Tell
from bot.telegram.handlers.attention import Attention, Awaited, Focus
from bot.telegram.handlers.trying import Tried, Trying
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap
from bot.telegram.incoming import Words as Typed
from bot.words import Words
from dialogs.actors import Actor
from dialogs.cards import Card, Verb, Viewer
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.machine import WalkMachine
from dialogs.money import Money
from dialogs.placeholders import answer_of
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.render.playbooks import At, Deed
from dialogs.roles import Role
from dialogs.texts import Bilingual, Language
from playbooks.check import check
from playbooks.rehearsal.walk import Setting, Walk
from storage.memory.tables import Tables
from storage.opening import in_memory
from tests.builders.questions import QUESTIONS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 6, 2, tzinfo=UTC)
WORDS = Words(ZONE, strict=True)
TAP = Tap(
    cause=Cause("tg:1:tap:1"),
    person=PersonId(3),
    chat=3,
    message=1,
    name="何老师",
    language_code="zh",
    at=NOW,
    query="1",
    data="",
)
PROGRAM = check(LIBRARY / "five-steps").program


HE = Actor(PersonId(3), "何老师", Role.TRAINER, TeamId("一组"))


def trial() -> Trying:
    office = SimpleNamespace(zone=ZONE, now=lambda: NOW.astimezone(ZONE))
    attention = Attention(in_memory(Tables(), ZONE).shown)
    return Trying(cast("Wiring", SimpleNamespace(office=office, attention=attention)))


def typed(text: str) -> Typed:
    cause = Cause(f"tg:1:text:3:{text}")
    return Typed(
        cause=cause,
        person=PersonId(3),
        chat=3,
        message=2,
        name="何老师",
        language_code="zh",
        at=NOW,
        text=text,
    )


def begun(program: Program | None = PROGRAM) -> Tried:
    assert program is not None
    setting = Setting(program=program, zone=ZONE, product=next(iter(program.lists["products"])))
    here = At.of(program.playbook, program.revision)
    return Tried(here=here, walk=Walk.begin(setting, NOW), viewer=Viewer(language=Language.ZH))


def labels(card: Card) -> list[str]:
    return [WORDS.say(button.label, Language.ZH, NOW) for row in card.buttons for button in row]


def taps(tried: Tried, label: str) -> Tried:
    after = tried.tapped(labels(tried.card()).index(label))
    assert isinstance(after, Tried), after
    return after


def test_walk_goes_as_a_call_does_and_back() -> None:
    tried = begun()
    for label in ("知道了", "核对一致", "收费扣款", "着急", "↩ 撤回"):
        tried = taps(tried, label)

    assert tried.walk.state.walk.step == "feel"
    assert tried.number == 5


def test_card_belongs_to_no_call_and_every_button_leads_back_to_the_walk() -> None:
    card = begun().card()

    assert (card.session, card.turn) == (None, 0)
    assert {button.verb for row in card.buttons for button in row} == {Verb.PLAYBOOKS}
    assert labels(card)[-2:] == ["↺ 从头再走", "✕ 不走了"]


def test_what_needs_other_people_is_said_to_be_for_calls() -> None:
    tried = begun()

    assert tried.tapped(labels(tried.card()).index("🆘 求助")) == Refusal(Reason.NOT_TRIED)


async def test_machine_of_a_draft_is_built_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PROGRAM is not None
    threads: list[bool] = []
    drafted = replace(PROGRAM, title=Bilingual("另一份", "Another"))
    built = WalkMachine.__init__

    def noted(machine: WalkMachine, program: Program) -> None:
        threads.append(threading.current_thread() is threading.main_thread())
        built(machine, program)

    monkeypatch.setattr(WalkMachine, "__init__", noted)
    trying, here = trial(), At.of(drafted.playbook, drafted.revision)

    deeds = await trying.handle(HE, TAP, Deed.TRY, here, drafted)

    assert [type(each) for each in deeds] == [AnswerTap, ShowCard]
    assert threads == [False]


def test_questions_are_answered_in_writing_and_lists_are_ticked() -> None:
    tried = begun(QUESTIONS).tapped(0)
    assert isinstance(tried, Tried)
    for words in ("1200元", "昨天"):
        tried = tried.wrote(words)
    state = tried.walk.state
    for _ in range(2):
        tapped = tried.tapped(0)
        assert isinstance(tapped, Tried)
        tried = tapped
    tried = tried.wrote("没人跟我说过")
    ticked = tried.tapped(0)
    assert isinstance(ticked, Tried)
    again = ticked.tapped(0)
    assert isinstance(again, Tried)

    given = [answer_of(state, QUESTIONS.slots[name]) for name in ("amount", "day")]
    assert (given, state.walk.step) == ([Money(120_000, "CNY"), date(2026, 11, 22)], "told")
    assert [each.walk.state.walk.ticked for each in (tried, ticked, again)] == [
        set(),
        {("papers", "bill")},
        set(),
    ]


def test_text_that_is_no_answer_is_said_to_be_none() -> None:
    tried = begun(QUESTIONS).tapped(0)
    assert isinstance(tried, Tried)

    after = tried.wrote("不知道")

    assert [each.key for each in after.viewer.notices] == ["refused.no_amount"]
    assert after.walk.state == tried.walk.state


async def test_text_after_a_card_of_the_walk_is_said_in_the_walk_alone() -> None:
    trying, here = trial(), At.of(QUESTIONS.playbook, QUESTIONS.revision)
    await trying.handle(HE, TAP, Deed.TRY, here, QUESTIONS)
    await trying.handle(HE, TAP, Deed.TAP, here.at(0, 0), QUESTIONS)

    focus = await trying.wiring.attention.focus(3)
    deeds = await trying.write(HE, typed("1200元"), here, QUESTIONS)
    other = await trying.write(HE, typed("1200元"), replace(here, revision="0" * 12), QUESTIONS)

    assert focus == Focus(Awaited.TRIED, about=here.value(Deed.TAP))
    assert [type(each) for each in deeds] == [ShowCard]
    assert other == (Tell(3, Refusal(Reason.TRYING_OVER).phrase),)
    assert await trying.wiring.attention.focus(3) is None


@pytest.mark.parametrize("place", [-1, 99, 9999])
def test_button_that_is_not_there_is_refused(place: int) -> None:
    assert begun().tapped(place) == Refusal(Reason.STALE)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_tapped_each_card_can_be_drawn_and_its_buttons_fit(seed: int) -> None:
    chance, tried = random.Random(seed), begun()
    for _ in range(150):
        card = tried.card()
        buttons = [button for row in card.buttons for button in row]
        assert all(len(encode(each, card.session, card.turn).encode()) <= 64 for each in buttons)
        assert "" not in [WORDS.say(each.text, Language.EN, NOW) for each in card.blocks]
        read = [At.read(each.value) for each in buttons]
        assert all(each is not None for each in read)
        after = tried.tapped(chance.randrange(len(buttons)))
        tried = after if isinstance(after, Tried) else tried
        if chance.randrange(20) == 0:
            tried = begun()


def test_place_in_a_playbook_comes_back_as_it_was_sent() -> None:
    here = At.of(begun().walk.setting.program.playbook, begun().walk.setting.program.revision)

    for place in (here, here.at(3), here.at(3, 0), here.at(0), At(here.tag), At(here.tag).at(7)):
        assert At.read(place.value(Deed.LINE)) == (Deed.LINE, place)
