"""A button of every verb, drawn where it can be tapped, and who may tap it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dialogs.cards import Panel, Verb
from dialogs.commands import (
    AskHelp,
    Choose,
    DeclareCrisis,
    EndSession,
    NoteWords,
    Pause,
    PickOption,
    TakeHelp,
    TickItem,
)
from dialogs.deadlines import PauseGround
from dialogs.events import SummarySection
from dialogs.ids import ChoiceId, ItemId, PersonId, RemedyId, SignId
from dialogs.program import Outcome, Place
from dialogs.render.deadline_look import pausing
from dialogs.render.tags import tag_of
from dialogs.sealed import Sealed
from dialogs.service import CrisisService, Done
from tests.bot.telegram.driving import CALL
from tests.bot.telegram.lobby import (
    ADMIN,
    AGENT,
    COLLEAGUE,
    COMPLAINT,
    FAR_SUPERVISOR,
    QUOTED,
    SUPERVISOR,
    TRAINER,
    TWO,
    Lobby,
)
from tests.builders.deadlines import DECISION, REVIEW
from tests.builders.program import SMALL
from tests.builders.questions import QUESTIONS

TAG = tag_of(SMALL.playbook)
MEDIATION = pausing(DECISION, PauseGround.MEDIATION).on(TWO.date()).value
Arrange = Callable[[Lobby], Awaitable[str]]
EVERYBODY = frozenset({AGENT, COLLEAGUE, SUPERVISOR, FAR_SUPERVISOR, ADMIN, TRAINER})
ITS_AGENT = frozenset({AGENT})
ITS_CHIEFS = frozenset({SUPERVISOR, ADMIN})
ADMINS = frozenset({ADMIN})


@dataclass(frozen=True, slots=True)
class Trial:
    """One button."""

    may: frozenset[PersonId]
    arrange: Arrange
    """Brings the firm to where the button is drawn, and returns its value."""
    events: tuple[str, ...] = ()
    """What it writes for who may tap it."""
    on_card: bool = True
    """Whether it stands on the card of the call, and says so in its data."""

    @property
    def by(self) -> PersonId:
        """Return one who may tap it: the nearest to the call."""
        return min(self.may)


def at_open(value: str) -> Arrange:
    async def arrange(lobby: Lobby) -> str:
        await lobby.opens()
        return value

    return arrange


async def choose(lobby: Lobby, *choices: str) -> None:
    for each in choices:
        turn = (await lobby.state()).turn
        await lobby.does(Choose(actor=await lobby.actor(), session=CALL, turn=turn, choice=ChoiceId(each)))


async def moved(lobby: Lobby) -> str:
    await lobby.opens()
    await choose(lobby, "goes-on")
    return ""


async def paused(lobby: Lobby) -> str:
    await lobby.opens()
    await lobby.does(Pause(actor=await lobby.actor(), session=CALL))
    return ""


async def paused_elsewhere(lobby: Lobby) -> str:
    await paused(lobby)
    return CALL


async def help_asked(lobby: Lobby) -> str:
    await lobby.opens()
    await lobby.does(AskHelp(actor=await lobby.actor(), session=CALL))
    return ""


async def helped(lobby: Lobby) -> str:
    await help_asked(lobby)
    await lobby.does(TakeHelp(actor=await lobby.actor(SUPERVISOR), session=CALL))
    return ""


async def declared(lobby: Lobby) -> str:
    await lobby.opens()
    wish = DeclareCrisis(actor=await lobby.actor(), session=CALL, sign=SignId("threat"))
    done = await CrisisService(lobby.office).handle(wish, lobby.cause())
    assert isinstance(done, Done), done
    return str(done.state.crises[-1].version)


async def declared_elsewhere(lobby: Lobby) -> str:
    await declared(lobby)
    return CALL


async def composing(lobby: Lobby, product: str = "card") -> str:
    await lobby.opens(product)
    await choose(lobby, "goes-on", "fee", "right", "late-fee")
    return "letter"


async def picked(lobby: Lobby, remedy: str = "letter", product: str = "card") -> str:
    await composing(lobby, product)
    turn = (await lobby.state()).turn
    actor = await lobby.actor()
    await lobby.does(PickOption(actor=actor, session=CALL, turn=turn, remedy=RemedyId(remedy), picked=True))
    return remedy


async def waiting_for_compliance(lobby: Lobby) -> str:
    return await picked(lobby, "report", "policy")


async def noted(lobby: Lobby) -> str:
    await lobby.opens()
    actor = await lobby.actor()
    await lobby.does(NoteWords(actor=actor, session=CALL, words=Sealed("一句"), said_at=TWO))
    [note] = (await lobby.state()).noted
    return f"{note.version}.{Place.FEELING}"


async def note(lobby: Lobby, *words: str) -> None:
    for each in words:
        actor = await lobby.actor()
        await lobby.does(NoteWords(actor=actor, session=CALL, words=Sealed(each), said_at=TWO))


async def checking(lobby: Lobby) -> str:
    await lobby.opens(program=QUESTIONS)
    await choose(lobby, "yearly")
    await note(lobby, "1200", "昨天")
    await choose(lobby, "no", "7")
    await note(lobby, "没人告诉我")
    return "bill"


async def ticked(lobby: Lobby) -> str:
    item = ItemId(await checking(lobby))
    turn, actor = (await lobby.state()).turn, await lobby.actor()
    await lobby.does(TickItem(actor=actor, session=CALL, turn=turn, item=item, ticked=True))
    return item


async def answered(lobby: Lobby) -> str:
    await lobby.opens()
    await choose(lobby, "goes-on", "fee")
    move = (await lobby.state()).path[-1]
    return f"{move.version}.1.0"


async def ended(lobby: Lobby) -> str:
    await lobby.opens()
    actor = await lobby.actor()
    await lobby.does(EndSession(actor=actor, session=CALL, outcome=Outcome.DECLINED))
    return ""


async def known(lobby: Lobby) -> str:
    await ended(lobby)
    return f"kp{COMPLAINT}"


async def rateable(lobby: Lobby) -> str:
    await ended(lobby)
    return f"{CALL}.5"


async def opened(lobby: Lobby) -> str:
    await lobby.opens()
    return CALL


async def over(lobby: Lobby) -> str:
    await ended(lobby)
    return CALL


async def brief(lobby: Lobby) -> str:
    await ended(lobby)
    return f"{CALL}w"


async def remarked(lobby: Lobby) -> str:
    await lobby.opens()
    await lobby.remarks()
    return CALL


async def nothing(lobby: Lobby) -> str:
    return ""


async def english(lobby: Lobby) -> str:
    return "en"


async def a_member(lobby: Lobby) -> str:
    return f"y.{COLLEAGUE}"


TRIALS: dict[Verb, Trial] = {
    Verb.CHOOSE: Trial(ITS_AGENT, at_open("goes-on"), ("ChoiceMade",)),
    Verb.BACK: Trial(ITS_AGENT, moved, ("WentBack",)),
    Verb.PANEL: Trial(ITS_AGENT, at_open(Panel.MENU)),
    Verb.TEMPERATURE: Trial(ITS_AGENT, at_open("3"), ("TemperatureTaken",)),
    Verb.FLAG: Trial(ITS_AGENT, at_open(""), ("MomentFlagged",)),
    Verb.HELP: Trial(ITS_AGENT, at_open(""), ("HelpAsked",)),
    Verb.TAKE_HELP: Trial(ITS_CHIEFS, help_asked, ("HelpTaken", "SessionRead")),
    Verb.END_HELP: Trial(frozenset({SUPERVISOR}), helped, ("HelpEnded", "SessionRead")),
    Verb.DECLARE: Trial(ITS_AGENT, at_open("threat"), ("CrisisDeclared", "OnCallCalled")),
    Verb.WITHDRAW: Trial(ITS_AGENT, declared, ("CrisisWithdrawn",)),
    Verb.ACKNOWLEDGE: Trial(
        ITS_CHIEFS, declared_elsewhere, ("CrisisAcknowledged", "SessionRead"), on_card=False
    ),
    Verb.STAND_DOWN: Trial(ITS_CHIEFS, declared_elsewhere, ("CrisisStoodDown", "SessionRead"), on_card=False),
    Verb.JUMP: Trial(ITS_AGENT, at_open("listen"), ("Jumped",)),
    Verb.PAUSE: Trial(ITS_AGENT, at_open(""), ("SessionPaused",)),
    Verb.RESUME: Trial(ITS_AGENT, paused, ("SessionResumed",)),
    Verb.END: Trial(ITS_AGENT, at_open(Outcome.DECLINED), ("SessionEnded", "CallClosed")),
    Verb.CALL_LANGUAGE: Trial(ITS_AGENT, at_open("en"), ("CallLanguageChanged",)),
    Verb.DETAIL: Trial(ITS_AGENT, at_open("brief"), ("DetailChosen",)),
    Verb.PICK: Trial(ITS_AGENT, composing, ("OptionPicked",)),
    Verb.UNPICK: Trial(ITS_AGENT, picked, ("OptionPicked",)),
    Verb.TICK: Trial(ITS_AGENT, checking, ("ItemTicked",)),
    Verb.UNTICK: Trial(ITS_AGENT, ticked, ("ItemTicked",)),
    Verb.COMPLIANCE: Trial(ITS_AGENT, waiting_for_compliance, ("ComplianceConfirmed",)),
    Verb.MOVE_WORDS: Trial(ITS_AGENT, noted, ("WordsMoved",)),
    Verb.KEEP: Trial(ITS_AGENT, at_open(QUOTED), ("WordsNoted",)),
    Verb.CHANGE_ANSWER: Trial(ITS_AGENT, answered, ("AnswerChanged",)),
    Verb.EDIT_SUMMARY: Trial(ITS_AGENT, at_open(SummarySection.REPORTED)),
    Verb.SWEEP: Trial(ITS_AGENT, ended),
    Verb.DEADLINES: Trial(ITS_AGENT | ITS_CHIEFS, at_open(MEDIATION), ("DeadlineSet", "DeadlinePaused")),
    Verb.OPEN: Trial(ITS_AGENT, paused_elsewhere, ("SessionResumed",), on_card=False),
    Verb.NEW: Trial(ITS_AGENT, known, ("SessionOpened", "CallOpened"), on_card=False),
    Verb.ANSWER_REVIEW: Trial(ITS_AGENT, remarked, on_card=False),
    Verb.TIMELINE: Trial(ITS_AGENT | ITS_CHIEFS, opened, on_card=False),
    Verb.RATE: Trial(ITS_CHIEFS, rateable, ("SessionRated", "SessionRead"), on_card=False),
    Verb.REMARK: Trial(ITS_CHIEFS, opened, on_card=False),
    Verb.WHISPER: Trial(ITS_CHIEFS, opened, on_card=False),
    Verb.CASEWORK: Trial(ITS_CHIEFS, over, ("SessionRead",), on_card=False),
    Verb.BRIEF: Trial(ITS_CHIEFS, brief, ("SessionExported",), on_card=False),
    Verb.PEOPLE: Trial(ADMINS, a_member, ("PersonDisabled", "MemberShutOut"), on_card=False),
    Verb.ACCESS: Trial(ADMINS, nothing, on_card=False),
    Verb.PLAYBOOKS: Trial(ADMINS | {TRAINER}, nothing, on_card=False),
    Verb.FIND: Trial(ITS_CHIEFS | {FAR_SUPERVISOR}, nothing, on_card=False),
    Verb.EVIDENCE: Trial(ITS_CHIEFS | {FAR_SUPERVISOR, TRAINER}, nothing, on_card=False),
    Verb.LAW: Trial(EVERYBODY, nothing, on_card=False),
    Verb.CASE: Trial(EVERYBODY, nothing, on_card=False),
    Verb.LANGUAGE: Trial(EVERYBODY, english, ("LanguageChosen",), on_card=False),
    Verb.SESSIONS: Trial(EVERYBODY, nothing, on_card=False),
    Verb.HELP_PAGE: Trial(EVERYBODY, nothing, on_card=False),
}
"""The last four touch nothing that is anybody else's."""

FORGED: dict[Verb, tuple[str, ...]] = {
    Verb.CHOOSE: ("", "nope", "fee"),
    Verb.BACK: ("x",),
    Verb.PANEL: ("", "evil"),
    Verb.TEMPERATURE: ("", "0", "6", "33"),
    Verb.FLAG: ("x",),
    Verb.HELP: ("x",),
    Verb.TAKE_HELP: ("nobody",),
    Verb.END_HELP: ("nobody",),
    Verb.DECLARE: ("", "made-up"),
    Verb.WITHDRAW: ("", "x", "1", "999"),
    Verb.ACKNOWLEDGE: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.STAND_DOWN: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.JUMP: ("", "nowhere", "calm"),
    Verb.PAUSE: ("x",),
    Verb.RESUME: ("x",),
    Verb.END: ("", "lost", Outcome.AGREED),
    Verb.CALL_LANGUAGE: ("", "fr"),
    Verb.DETAIL: ("", "all"),
    Verb.PICK: ("", "nothing", "gift", "course"),
    Verb.UNPICK: ("", "nothing"),
    Verb.TICK: ("", "nothing"),
    Verb.UNTICK: ("", "nothing"),
    Verb.COMPLIANCE: ("", "letter"),
    Verb.MOVE_WORDS: ("", "x", "1.nowhere", "999.fact", "1.@9"),
    Verb.KEEP: ("", "x", "7"),
    Verb.CHANGE_ANSWER: ("", "x", "2.0", "2.99.0", "999.0.0", "2.0.0.0"),
    Verb.EDIT_SUMMARY: ("", "evil"),
    Verb.SWEEP: ("x",),
    Verb.DEADLINES: (
        "x",
        "r.000000..",
        f"r.{tag_of(REVIEW.id)}..",
        "m.99..20261123",
        "m.0..20261124",
        "m.0..20261399",
        f"x.{tag_of(DECISION.id)}.0z.",
        f"x.{tag_of(DECISION.id)}.9t.",
        f"x.{tag_of(DECISION.id)}.1s.",
        "01JDMZ9999ABCDEFGHJKMNPQRS",
    ),
    Verb.OPEN: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.NEW: ("x", "kp", "kp01JDMZ9999ABCDEFGHJKMNPQRS", "p.7.p.zh.000000.0", "p.99999.p.zh.0", "s.7"),
    Verb.ANSWER_REVIEW: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.TIMELINE: ("", "nothing", f"{CALL}x", f"{CALL}@", f"{CALL}1@", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.RATE: ("", f"{CALL}.0", f"{CALL}.9", f"{CALL}", "01JDMZ9999ABCDEFGHJKMNPQR.5"),
    Verb.REMARK: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.WHISPER: ("", "nothing", "01JDMZ9999ABCDEFGHJKMNPQRS"),
    Verb.CASEWORK: (
        "",
        "nothing",
        "l",
        "v.000000",
        "p.000000.00000000",
        f"p.000000.{'0' * 40}",
        f"t.000000.{'0' * 40}",
        f"{CALL}x",
        "01JDMZ9999ABCDEFGHJKMNPQRS",
    ),
    Verb.BRIEF: ("", "nothing", f"{CALL}z", f"{CALL}3", f"{CALL}w12", "01JDMZ9999ABCDEFGHJKMNPQRSw"),
    Verb.PEOPLE: (
        "x",
        "d.x",
        f"boss.{COLLEAGUE}",
        "d.99999999999999999999",
        "p.-1",
        "c.0123456789abcdef0123",
    ),
    Verb.ACCESS: ("x", "0", "-1..", "0.20261399.", "0.99991231.", "0..99999999999999999"),
    Verb.PLAYBOOKS: (
        "x",
        "p",
        "p.zzzzzz",
        "p.000000",
        f"i.{TAG}",
        f"p.{TAG}.zzzzzzzz",
        f"p.{TAG}..99999",
        f"p.{TAG}..1.1.1",
        *(f"{deed}.{TAG}.00000000.1.1" for deed in "gstlzedfunamoxbwvcj1234"),
        f"r.{TAG}..9",
    ),
    Verb.FIND: ("x",),
    Verb.EVIDENCE: ("x", "000000.90.r.0", f"{TAG}.7.r.0", f"{TAG}.90.x.0", f"{TAG}.90.r.0.000000"),
    Verb.LAW: (".0.q", ".0.qx y", ".0.tnowhere", "000000.0.", f"{TAG}.0.tclaims", "..", ".99.tclaims"),
    Verb.CASE: (".0.q", ".0.qx y", ".0.tnowhere", "000000.0.", f"{TAG}.0.tclaims", "..", ".99.tclaim"),
    Verb.LANGUAGE: ("", "fr"),
    Verb.SESSIONS: ("x", "-1.0...", "0.0.20261399..", "0.0.99991231..", "0.0...99999999999999999"),
    Verb.HELP_PAGE: ("x",),
}
"""Values that no button of the verb has where its trial stands."""
