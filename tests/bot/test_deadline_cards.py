"""The cards of deadlines: every button leads somewhere, and every word of them is said in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.deadlines_file import read_deadlines
from bot.telegram.drawing import draw
from bot.words import Words
from dialogs.actors import Actor
from dialogs.cards import Card, Verb
from dialogs.complaints import ComplaintState, Deadline, fold_complaint
from dialogs.deadlines import DeadlinePolicy, Milestone, PauseGround, Settling, due
from dialogs.ids import SessionId
from dialogs.reminders import still_open
from dialogs.render.deadline_list import MOST_LISTED, reminder, waiting_list
from dialogs.render.deadline_look import DeadlineLook, Op, look_at, look_at_milestone
from dialogs.render.deadline_steps import deadline_card
from dialogs.render.deadlines import DeadlineView, deadline_lines
from dialogs.texts import Language
from tests.builders.calls import AGENT, NOON
from tests.builders.complaints import FIRST_CALL, received

POLICY = read_deadlines()
DECISION = POLICY.rules[0]
WORDS = Words(ZoneInfo("Asia/Shanghai"), strict=True)
SESSION = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")
DAY = NOON.date()
START = DeadlineLook()
EXTENDED = tuple(each.id for each in DECISION.extensions)


def complaint(product: str = "card", **changes: object) -> ComplaintState:
    """A complaint that came in today; ``changes`` are made to its decision."""
    state = fold_complaint((received(product), FIRST_CALL), POLICY)
    changed = replace(state.deadlines[DECISION.id], **changes)  # type: ignore[arg-type]
    return replace(state, deadlines={**state.deadlines, DECISION.id: changed})


STATES: dict[str, ComplaintState] = {
    "fresh": complaint(),
    "insurance": complaint("life"),
    "complex": complaint(extensions=EXTENDED[:1], due=DAY + timedelta(days=30)),
    "longest": complaint(extensions=EXTENDED, due=DAY + timedelta(days=60)),
    "paused": complaint(paused_on=DAY, ground=PauseGround.MEDIATION),
    "anew": complaint(restarted_on=DAY),
    "over": complaint(due=DAY - timedelta(days=2)),
    "today": complaint(due=DAY),
    "agreed": replace(complaint(), agreed=True),
    **{how: complaint(settled_on=DAY, how=how) for how in Settling},
}


def view(state: ComplaintState, actor: Actor = AGENT, policy: DeadlinePolicy = POLICY) -> DeadlineView:
    return DeadlineView(
        actor=actor,
        policy=policy,
        complaint=state,
        session=SESSION,
        today=DAY + timedelta(days=10),
        call_language=Language.ZH,
        may_extend_specially=True,
    )


def walked(
    at: DeadlineView, weeks: int = 0, start: DeadlineLook = START
) -> Iterator[tuple[DeadlineLook, Card]]:
    """Yield every card that taps lead to, each once; what is a wish changes nothing here.

    Weeks further back than so many are not looked at: they differ by their days alone.
    """
    open_looks, seen = [start], {start}
    while open_looks:
        look = open_looks.pop()
        card = deadline_card(at, look)
        assert card is not None, look
        yield look, card
        for button in (each for row in card.buttons for each in row if each.verb is not Verb.LAW):
            there = DeadlineLook.read(button.value)
            assert there is not None
            assert there.value == button.value
            looks = there.day is None and there.said is None and there.week <= weeks
            if looks and there not in seen:
                seen.add(there)
                open_looks.append(there)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", STATES)
def test_every_button_leads_to_a_card_that_can_be_said_and_sent(name: str, language: Language) -> None:
    at = view(STATES[name], replace(AGENT, language=language))

    drawn = {look.op: draw(card, WORDS, NOON) for look, card in walked(at)}

    assert all(each.text and each.has_buttons for each in drawn.values())
    assert {Op.CARD, Op.MILESTONES, Op.MILESTONE} <= drawn.keys()


def test_what_can_be_done_follows_from_where_the_deadline_stands() -> None:
    def ops(name: str) -> set[Op]:
        return {look.op for look, _ in walked(view(STATES[name]))}

    always = {Op.CARD, Op.MILESTONES, Op.MILESTONE}
    running = always | {Op.RULE, Op.EXTEND, Op.PAUSE, Op.RESTART, Op.SETTLE}
    assert ops("fresh") == ops("complex") == running
    assert ops("longest") == running - {Op.EXTEND}
    assert ops("paused") == running - {Op.PAUSE} | {Op.RESUME}
    assert ops("over") == always | {Op.RULE, Op.SETTLE}
    assert ops("done") == always


def test_whoever_only_reads_is_shown_the_days_and_no_way_to_change_them() -> None:
    at = replace(view(STATES["fresh"]), may_change=False)

    cards = list(walked(at))

    assert [card.buttons for _, card in cards] == [()]
    assert deadline_card(at, DeadlineLook(Op.MILESTONES)) is None


def test_figure_that_is_not_sure_says_so_wherever_it_stands() -> None:
    unsure = replace(POLICY.rules[-1], enabled=True)
    policy = replace(POLICY, rules=(unsure,))
    begun = Deadline(rule=unsure.id, milestone=Milestone.TRANSFERRED, day=DAY, due=due(unsure, DAY))
    state = replace(complaint(), deadlines={unsure.id: begun})

    [line] = deadline_lines(policy, state, DAY)
    cards = [draw(card, WORDS, NOON).text for _, card in walked(view(state, policy=policy))]

    assert "待合规确认" in WORDS.say(line, Language.ZH, NOON)
    assert "待合规确认" in cards[0]


def test_what_is_read_on_other_days_too_says_by_when_and_not_how_many_days_are_left() -> None:
    [line] = deadline_lines(POLICY, STATES["over"])

    assert WORDS.say(line, Language.ZH, NOON) == "⏳ 投诉处理决定：最晚 2029年12月31日（周一）"


def test_deadline_whose_rule_is_gone_is_still_shown_and_cannot_be_changed() -> None:
    gone = replace(STATES["fresh"], deadlines={"old-rule": STATES["fresh"].deadlines[DECISION.id]})
    renamed = {"old-rule": replace(gone.deadlines["old-rule"], rule="old-rule")}

    [(_, first), *_] = list(walked(view(replace(gone, deadlines=renamed))))

    assert "old-rule" in draw(first, WORDS, NOON).text
    assert len(first.buttons) == 1


@pytest.mark.parametrize("language", Language)
def test_list_and_reminder_are_said_and_a_long_list_says_that_there_are_more(language: Language) -> None:
    actor, fresh = replace(AGENT, language=language), STATES["fresh"]
    nearest = fresh.deadlines[DECISION.id]
    found = [(fresh, SESSION, [nearest])] * (MOST_LISTED + 2)

    listed = draw(waiting_list(actor, POLICY, found, DAY), WORDS, NOON)
    reminded = draw(reminder(actor, POLICY, fresh, [nearest], DAY), WORDS, NOON)

    assert "2" in listed.text.splitlines()[-1]
    assert (listed.has_buttons, reminded.has_buttons) == (True, True)
    assert draw(waiting_list(actor, POLICY, [], DAY), WORDS, NOON).text


@pytest.mark.parametrize(
    ("language", "paused", "agreed"),
    [(Language.ZH, "⏸", "记得告知处理决定"), (Language.EN, "⏸", "remember to tell")],
)
def test_list_marks_what_is_paused_and_what_is_still_to_be_told(
    language: Language, paused: str, agreed: str
) -> None:
    actor = replace(AGENT, language=language)
    found = [(STATES[name], SESSION, still_open(POLICY, STATES[name])) for name in ("paused", "agreed")]

    _, first, second, *_ = draw(waiting_list(actor, POLICY, found, DAY), WORDS, NOON).text.splitlines()

    assert (paused in first, agreed in first) == (True, False)
    assert (paused in second, agreed in second) == (False, True)


@pytest.mark.parametrize("language", Language)
def test_list_names_whose_calls_they_are_that_are_not_ones_own(language: Language) -> None:
    actor, fresh = replace(AGENT, language=language), STATES["fresh"]
    found = [(fresh, each, [fresh.deadlines[DECISION.id]]) for each in (SESSION, SessionId("OTHER"))]

    card = waiting_list(actor, POLICY, found, DAY, agents={SESSION: "Invented Colleague"})

    _, of_another, own = draw(card, WORDS, NOON).text.splitlines()
    assert ("Invented Colleague" in of_another, "Invented Colleague" in own) == (True, False)
    assert fresh.alias in of_another


@pytest.mark.parametrize("language", Language)
def test_complaint_whose_calls_nobody_is_shown_goes_by_its_number(language: Language) -> None:
    actor, stored = replace(AGENT, language=language), replace(STATES["fresh"], alias="")
    due_ones = still_open(POLICY, stored)

    cards = [
        waiting_list(actor, POLICY, [(stored, SESSION, due_ones)], DAY),
        reminder(actor, POLICY, stored, due_ones, DAY),
        *(card for _, card in walked(view(stored, actor))),
    ]

    drawn = [draw(card, WORDS, NOON).text for card in cards]
    assert [stored.number in each for each in drawn] == [True] * len(drawn)
    assert not any(STATES["fresh"].alias in each for each in drawn)


def test_day_that_is_picked_goes_nine_weeks_back_and_not_before_the_deadline_began() -> None:
    later = replace(view(STATES["fresh"]), today=DAY + timedelta(days=12))

    days = {op: set[date]() for op in Op}
    looks = (look_at(Op.RESTART, DECISION), look_at_milestone(Milestone.ACCOUNT_OBJECTION))
    for _, card in (each for look in looks for each in walked(later, 9, look)):
        for button in (each for row in card.buttons for each in row):
            look = DeadlineLook.read(button.value)
            if look is not None and look.day is not None:
                days[look.op].add(look.day)

    assert (min(days[Op.RESTART]), max(days[Op.RESTART])) == (DAY, later.today)
    assert min(days[Op.MILESTONE]) == later.today - timedelta(days=9 * 7 - 1)
