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
from bot.telegram.deeds import Deed as Told
from bot.telegram.handlers.attention import Attention, Awaited, Focus
from bot.telegram.handlers.trying import Tried, Trying
from bot.telegram.handlers.walks import Course, Walks, to_the_second
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
from dialogs.ports import ShownCards
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


def trial(shown: ShownCards | None = None) -> Trying:
    office = SimpleNamespace(zone=ZONE, now=lambda: NOW.astimezone(ZONE))
    attention = Attention(shown or in_memory(Tables(), ZONE).shown)
    return Trying(cast("Wiring", SimpleNamespace(office=office, attention=attention, shown=attention.shown)))


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


def drawn(deeds: tuple[Told, ...]) -> Card:
    [card] = [each.card for each in deeds if isinstance(each, ShowCard)]
    return card


def number_of(deeds: tuple[Told, ...]) -> int | None:
    read = At.read(drawn(deeds).buttons[0][0].value)
    return None if read is None else read[1].first


async def test_whichever_program_takes_the_next_step_the_walk_goes_on() -> None:
    alone, shown = trial(), in_memory(Tables(), ZONE).shown
    in_turn, here = [trial(shown), trial(shown), trial(shown)], At.of(QUESTIONS.playbook, QUESTIONS.revision)
    cards: list[tuple[Card, Card]] = []

    async def does(step: int, *, words: str = "", place: int = 0) -> None:
        deed, at = (Deed.TAP, here.at(step - 1, place)) if step else (Deed.TRY, here)
        both = [
            await (
                each.write(HE, typed(words), here, QUESTIONS)
                if words
                else each.handle(HE, TAP, deed, at, QUESTIONS)
            )
            for each in (alone, in_turn[step % 3])
        ]
        cards.append((drawn(both[0]), drawn(both[1])))

    for step, words in enumerate(["", "", "1200元", "昨天", "", "", "没人跟我说过", ""]):
        await does(step, words=words)

    assert [one for one, _ in cards] == [other for _, other in cards]
    assert len({repr(one.blocks) for one, _ in cards}) > 5


async def test_of_two_taps_on_one_card_that_two_programs_take_one_counts() -> None:
    shown, here = in_memory(Tables(), ZONE).shown, At.of(QUESTIONS.playbook, QUESTIONS.revision)
    one, other = trial(shown), trial(shown)
    await one.handle(HE, TAP, Deed.TRY, here, QUESTIONS)

    first = await one.handle(HE, TAP, Deed.TAP, here.at(0, 0), QUESTIONS)
    second = await other.handle(HE, TAP, Deed.TAP, here.at(0, 0), QUESTIONS)

    assert isinstance(second[0], AnswerTap)
    assert second[0].say == Refusal(Reason.STALE).phrase
    assert drawn(second) == drawn(first)
    assert number_of(second) == 1


async def test_of_two_steps_at_the_same_moment_one_counts() -> None:
    walks = Walks(in_memory(Tables(), ZONE).shown)
    begun = Course(place="x", role=HE.role, language=HE.language, begun=to_the_second(NOW))
    await walks.begin(3, begun)
    await walks.shown.passed(3)

    counted = [await walks.go_on(3, begun.and_then(place, NOW)) for place in (0, 1)]

    assert counted == [True, False]
    assert await walks.of(3) == begun.and_then(0, NOW)


async def test_nothing_of_a_walk_is_kept_once_it_ends_and_no_identifier_before() -> None:
    tables = Tables()
    trying, here = trial(in_memory(tables, ZONE).shown), At.of(QUESTIONS.playbook, QUESTIONS.revision)
    await trying.handle(HE, TAP, Deed.TRY, here, QUESTIONS)
    await trying.handle(HE, TAP, Deed.TAP, here.at(0, 0), QUESTIONS)
    await trying.write(HE, typed("13800138000"), here, QUESTIONS)
    kept = [repr(card) for card in tables.shown.values()]

    await trying.end(3)
    await trying.wiring.attention.forget(3)

    assert any("8000" in each for each in kept)
    assert not any("13800138000" in each for each in kept)
    assert tables.shown == {}


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
