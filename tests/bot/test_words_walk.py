"""Whatever a call comes to, every card, summary and timeline of it can be said in both languages."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import LIBRARY
from bot.terminal.practice import Practice
from bot.words import Words
from dialogs.actors import Actor
from dialogs.cards import Card, Panel, Verb
from dialogs.events import RemarkAnswered, RemarkMade, SessionRead
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.people import CONSOLE
from dialogs.ports import AccessDeed, AccessLine, SessionLine, SessionStatus
from dialogs.program import Channel, Outcome, Program
from dialogs.refusals import Reason, Refusal
from dialogs.render.accesses import Deeds, access_card
from dialogs.render.call_list import Listing, call_list
from dialogs.render.records import timeline_card
from dialogs.reviews import Review
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Language, Phrase, Value
from dialogs.timeline import trace
from playbooks.check import check
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import Setting

ROOT = Path(__file__).resolve().parents[2]
ASKING = ROOT / "tests" / "scenarios" / "libraries" / "charge"
ZONE = ZoneInfo("Asia/Shanghai")
WORDS = Words(ZONE, strict=True)
NOW = datetime(2026, 11, 24, 6, 2, tzinfo=UTC)
AGENT = Actor(PersonId(1), "林晓", Role.STAFF, TeamId("一组"))
SUPERVISOR = Actor(PersonId(2), "周敏", Role.SUPERVISOR, TeamId("一组"), Language.EN)
TAPS = 120
TYPED = ("他说又扣款了", "1200元", "昨天")


def said(card: Card) -> list[str]:
    """Every text of a card, in both languages."""
    texts = [block.text for block in card.blocks] + [button.label for row in card.buttons for button in row]
    return [WORDS.say(text, language, NOW) for text in texts for language in Language]


def practice_of(program: Program, channel: Channel) -> Practice:
    minutes = count()
    product = next(iter(program.lists.get("products", {})), "")
    setting = Setting(program=program, zone=ZONE, channel=channel, product=product)
    return Practice(setting, lambda: NOW + timedelta(seconds=20 * next(minutes)))


def wander(practice: Practice, chance: random.Random) -> None:
    """Tap anything, open every panel, write now and then."""
    for tap in range(TAPS):
        assert "" not in said(practice.card())
        buttons = [button for row in practice.card().buttons for button in row]
        ending = {Verb.END, Verb.PAUSE} if tap < TAPS // 2 else set()
        buttons = [button for button in buttons if button.verb not in ending]
        if practice.viewer.panel is Panel.SUMMARY:
            practice.write(f"改写 {tap}")
        match chance.randrange(10):
            case 0:
                practice.open(chance.choice(list(Panel)))
            case 1:
                practice.write(TYPED[tap % len(TYPED)])
            case _:
                practice.tap(chance.choice(buttons))
        if practice.has_ended and chance.randrange(3):
            practice.do(Deed(Kind.BACK))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "program", [*check(LIBRARY).programs, *check(ASKING).programs], ids=lambda program: program.playbook
)
def test_any_walk_can_be_said(program: Program, seed: int) -> None:
    practice = practice_of(program, Channel.COUNTER if seed % 2 else Channel.PHONE)

    wander(practice, random.Random(seed))

    timeline = trace(program, practice.walk.events)
    session = practice.walk.state.session
    review = Review(
        4,
        (
            RemarkMade(at=NOW, by=SUPERVISOR.person, version=1, words=Sealed("听得好")),
            RemarkAnswered(at=NOW, by=AGENT.person, words=Sealed("谢谢")),
        ),
    )
    readers = (SessionRead(at=NOW, by=SUPERVISOR.person, session=session),)
    names = {AGENT.person: AGENT.name, SUPERVISOR.person: SUPERVISOR.name}
    pages = range(len(timeline.entries) // 10 + 1)
    cards = [timeline_card(SUPERVISOR, timeline, review, readers, names, page) for page in pages]
    assert [each for card in cards for each in said(card) if not each] == []


def test_walks_reach_most_of_what_can_happen() -> None:
    (program,) = check(LIBRARY / "five-steps").programs
    happened: set[str] = set()
    for seed in range(12):
        practice = practice_of(program, Channel.PHONE)
        wander(practice, random.Random(seed))
        happened |= {type(event).__name__ for event in practice.walk.events}

    assert happened >= {"ChoiceMade", "WentBack", "Jumped", "AnswerChanged", "WordsMoved", "TemperatureTaken"}
    assert happened >= {
        "SessionPaused",
        "SessionResumed",
        "SessionEnded",
        "OptionPicked",
        "HelpAsked",
        "SummaryEdited",
    }


@pytest.mark.parametrize("help_open", [True, False])
@pytest.mark.parametrize("outcome", [None, Outcome.AGREED])
@pytest.mark.parametrize("score", [None, 3])
def test_any_list_of_calls_can_be_said(help_open: bool, outcome: Outcome | None, score: int | None) -> None:
    line = SessionLine(
        session=SessionId("01J"),
        complaint=ComplaintId("01J"),
        alias="青松-12",
        agent=AGENT.person,
        agent_name=AGENT.name,
        team=AGENT.team,
        playbook=PlaybookSlug("five-steps"),
        revision=Revision(""),
        product="card",
        status=SessionStatus.ENDED if outcome else SessionStatus.LIVE,
        outcome=outcome,
        step="greet",
        temperature=4,
        opened_at=NOW,
        last_tap_at=NOW,
        ended_at=NOW if outcome else None,
        help_open=help_open,
        score=score,
        version=1,
    )
    listing = Listing(1, open_only=True, day=NOW.date(), outcome=Outcome.DECLINED, agent=AGENT.person)

    marks = {line.session: Phrase("list.contact", {"sign": "记者来了"})}

    assert "" not in said(call_list(SUPERVISOR, [line] * 9, listing, [AGENT, SUPERVISOR], NOW, marks))
    assert "" not in said(call_list(SUPERVISOR, [], Listing(), [], NOW, {}))


@pytest.mark.parametrize("deed", AccessDeed)
@pytest.mark.parametrize("alias", ["青松-12", None])
def test_any_list_of_deeds_can_be_said(deed: AccessDeed, alias: str | None) -> None:
    line = AccessLine(
        at=NOW,
        by=CONSOLE.person if alias is None else SUPERVISOR.person,
        by_name=SUPERVISOR.name,
        deed=deed,
        session=SessionId("01J"),
        alias=alias,
        person=AGENT.person,
        person_name=AGENT.name,
        detail="trainer 二组" if deed in {AccessDeed.ROLE_GIVEN, AccessDeed.INVITED} else "12",
    )
    narrowed = Deeds(1, NOW.date(), SUPERVISOR.person)

    assert "" not in said(access_card(SUPERVISOR, [line] * 9, narrowed, [CONSOLE, SUPERVISOR], NOW.date()))
    assert "" not in said(access_card(SUPERVISOR, [], Deeds(), [], NOW.date()))


@pytest.mark.parametrize("reason", Reason)
def test_any_refusal_can_be_said(reason: Reason) -> None:
    open_complaint: dict[str, Value] = {"number": "HJ-261129-2BNK", "due": date(2026, 12, 14)}
    values: dict[Reason, dict[str, Value]] = {
        Reason.TOO_LONG: {"most": 2000},
        Reason.WHISPER_LONG: {"most": 80},
        Reason.TERM_TOO_LONG: {"most": 40},
        Reason.TOO_MANY_OPTIONS: {"most": 3},
        Reason.MUST_BE_KEPT: {"rule": "five-years", "until": "2031-11-28"},
        Reason.MUST_BE_KEPT_OPEN: {"rule": "five-years", "until": "2031-11-28", **open_complaint},
        Reason.HELD: {"reference": "（2026）编造 1 号"},
        Reason.HELD_ALREADY: {"reference": "（2026）编造 1 号", "since": NOW},
        Reason.HELD_OPEN: {"reference": "（2026）编造 1 号", **open_complaint},
        Reason.NO_AMOUNT: {"asked": Phrase("slot.money")},
        Reason.NO_DAY: {"asked": Phrase("slot.date")},
        Reason.DAY_AHEAD: {"asked": Phrase("slot.date"), "day": date(2027, 6, 1)},
        Reason.BEYOND_AUTHORITY: {"role": Phrase("role.supervisor")},
        Reason.TOO_MANY_DRAFTS: {"most": 5},
        Reason.HAS_ERRORS: {"count": 2},
        Reason.REHEARSALS_FAIL: {"count": 1},
        Reason.FILE_TOO_LARGE: {"most": 256},
        Reason.RECALLED: {"why": "口径有误"},
        Reason.HAGGLING_FROZEN: {"sign": "二十人以上"},
        Reason.CRISIS_UNDER_WAY: {"sign": "二十人以上"},
        Reason.CRISIS_TAKEN: {"name": SUPERVISOR.name},
        Reason.CHAT_FILES_OFF: {"session": "01JDMZ0000ABCDEFGHJKMNPQRS"},
    }
    why = Bilingual("先安抚", "Calm first") if reason is Reason.CLOSED else None
    refusal = Refusal(reason, why, dict(values.get(reason, {})))

    assert [len(WORDS.say(refusal.phrase, language)) > 5 for language in Language] == [True, True]
