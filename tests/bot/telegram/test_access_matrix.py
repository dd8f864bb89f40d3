"""Who may tap what, verb by verb: whoever may not is told so, logged and counted, and nothing is written."""

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import pytest

from bot.telegram.handlers import evidences, finds, members, playbooks
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.ids import PersonId, TeamId
from dialogs.people import CONSOLE
from dialogs.ports import Directory
from dialogs.roles import Role
from dialogs.service import Told, accesses, evidence, people, permission, sessions, shelf
from dialogs.texts import Language
from tests.bot.telegram.driving import CALL
from tests.bot.telegram.lobby import (
    ADMIN,
    AGENT,
    COLLEAGUE,
    FAR,
    FAR_SUPERVISOR,
    HERE,
    OFFICE,
    STRANGER,
    SUPERVISOR,
    Came,
    Lobby,
    lobby,
)
from tests.bot.telegram.trials import EVERYBODY, FORGED, TRIALS

SORRY = "stranger.sorry"
NO = ("refused.forbidden", "refused.no_session", "refused.unknown")
OF_NOBODY = {verb for verb, trial in TRIALS.items() if trial.may == EVERYBODY}


async def tried(firm: Lobby, verb: Verb, person: PersonId, value: str, chat: int | None = None) -> Came:
    session = CALL if TRIALS[verb].on_card else None
    return await firm.taps(person, verb, value, session=session, chat=chat)


async def cell(verb: Verb, person: PersonId) -> Came:
    """What comes of the button of a verb, tapped by somebody in a firm of its own."""
    firm = await lobby()
    value = await TRIALS[verb].arrange(firm)
    return await tried(firm, verb, person, value)


def test_every_verb_is_tried_and_forged() -> None:
    assert set(TRIALS) == set(FORGED) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
async def test_whoever_may_is_let_through(verb: Verb) -> None:
    came = {person: await cell(verb, person) for person in TRIALS[verb].may}

    assert [person for person, each in came.items() if not each.is_let_through] == []
    assert came[TRIALS[verb].by].events == TRIALS[verb].events


@pytest.mark.parametrize("verb", Verb)
async def test_whoever_may_not_is_refused_for_nothing(verb: Verb) -> None:
    others = EVERYBODY - TRIALS[verb].may

    came = {person: await cell(verb, person) for person in others}

    assert [person for person, each in came.items() if not each.is_refused_as(person, *NO)] == []


@pytest.mark.parametrize("verb", Verb)
async def test_stranger_is_told_one_line_whatever_they_tap(verb: Verb) -> None:
    assert (await cell(verb, STRANGER)).is_refused_as(STRANGER, SORRY)


@pytest.mark.parametrize("verb", Verb)
async def test_button_that_was_forwarded_is_refused_to_whoever_may(verb: Verb) -> None:
    """The chat that it is tapped in is not that of its person."""
    trial = TRIALS[verb]
    firm = await lobby()
    value = await trial.arrange(firm)

    forwarded = await tried(firm, verb, trial.by, value, chat=COLLEAGUE)
    own = await tried(firm, verb, trial.by, value, chat=trial.by)

    assert forwarded.is_refused_as(trial.by, "refused.unknown")
    assert own.is_let_through


@pytest.mark.parametrize("verb", Verb)
async def test_forged_value_is_refused_to_whoever_may(verb: Verb) -> None:
    trial, wrong = TRIALS[verb], []
    for forged in FORGED[verb]:
        firm = await lobby()
        await trial.arrange(firm)
        came = await tried(firm, verb, trial.by, forged)
        if len(came.refused) != 1 or came.events or len(came.logged) != 1 or len(came.counted) != 1:
            wrong.append((forged, came))

    assert wrong == []


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "1",
        "2:-:0:hl",
        "1:-:0:zz",
        "1:-:0:HL",
        "1:-:00:hl",
        "1:x:0:hl",
        "1:-:0:hl:",
        "1:-:0:hl:\t",
        "1:-:0:hl:中",
        f"1:{CALL}:0:ch:{'x' * 29}",
    ],
)
async def test_data_that_we_never_write_is_refused_to_everybody(data: str) -> None:
    firm = await lobby()
    await firm.opens()

    came = {person: await firm.forges(person, data) for person in EVERYBODY}

    assert [
        person for person, each in came.items() if not each.is_refused_as(person, "refused.unknown")
    ] == []


@pytest.mark.parametrize("verb", [verb for verb in Verb if TRIALS[verb].on_card])
async def test_button_of_a_call_that_never_was_is_refused(verb: Verb) -> None:
    firm = await lobby()
    value = await TRIALS[verb].arrange(firm)
    for data in (f"1:01JDMZ9999ABCDEFGHJKMNPQRS:1:{verb}", f"1:-:1:{verb}"):
        came = await firm.forges(TRIALS[verb].by, f"{data}:{value}" if value else data)

        assert came.is_refused_as(TRIALS[verb].by, *NO)


# Between two taps.


@pytest.mark.parametrize("verb", Verb)
async def test_whoever_is_disabled_between_two_taps_is_refused_the_second(verb: Verb) -> None:
    trial = TRIALS[verb]
    firm = await lobby()
    value = await trial.arrange(firm)
    first = await tried(firm, verb, trial.by, value)
    assert await firm.people.shut_out(CONSOLE, trial.by, firm.cause()) == Told()

    second = await tried(firm, verb, trial.by, value)

    assert first.is_let_through
    assert second.is_refused_as(trial.by, SORRY)


OF_CHIEFS = (
    Verb.TIMELINE,
    Verb.TAKE_HELP,
    Verb.RATE,
    Verb.REMARK,
    Verb.WHISPER,
    Verb.BRIEF,
    Verb.CASEWORK,
)
OF_ADMINS = (Verb.PEOPLE, Verb.ACCESS)


@pytest.mark.parametrize("verb", OF_CHIEFS)
@pytest.mark.parametrize(("role", "team"), [(Role.STAFF, HERE), (Role.TRAINER, HERE), (Role.SUPERVISOR, FAR)])
async def test_supervisor_who_is_none_any_more_when_they_tap_is_refused(
    verb: Verb, role: Role, team: TeamId
) -> None:
    firm = await lobby()
    value = await TRIALS[verb].arrange(firm)
    listed = await firm.taps(SUPERVISOR, Verb.SESSIONS)
    assert await firm.people.change_role(CONSOLE, SUPERVISOR, role, team, firm.cause()) == Told()

    came = await tried(firm, verb, SUPERVISOR, value)

    assert listed.is_let_through
    assert came.is_refused_as(SUPERVISOR, "refused.forbidden")


@pytest.mark.parametrize("verb", OF_ADMINS)
@pytest.mark.parametrize("role", [Role.STAFF, Role.TRAINER, Role.SUPERVISOR])
async def test_admin_who_is_none_any_more_when_they_tap_is_refused(verb: Verb, role: Role) -> None:
    firm = await lobby()
    value = await TRIALS[verb].arrange(firm)
    listed = await firm.taps(ADMIN, verb)
    assert await firm.people.change_role(CONSOLE, ADMIN, role, OFFICE, firm.cause()) == Told()

    came = await tried(firm, verb, ADMIN, value)

    assert listed.is_let_through
    assert came.is_refused_as(ADMIN, "refused.forbidden")


@pytest.mark.parametrize("verb", [verb for verb in Verb if TRIALS[verb].may == {AGENT}])
async def test_agent_whose_call_was_handed_over_is_refused_when_they_are_back(verb: Verb) -> None:
    firm = await lobby()
    value = await TRIALS[verb].arrange(firm)
    state = await firm.state()
    assert await firm.people.shut_out(CONSOLE, AGENT, firm.cause()) == Told()
    assert await firm.people.let_in(CONSOLE, AGENT, firm.cause()) == Told()
    handed = (await firm.state()).agent != state.agent

    came = await tried(firm, verb, AGENT, value)

    # A call that was over stays with its agent.
    assert came.is_refused_as(AGENT, *NO) if handed else came.is_let_through


@pytest.mark.parametrize("verb", [Verb.REMARK, Verb.WHISPER])
async def test_words_of_a_supervisor_who_is_none_any_more_are_refused(verb: Verb) -> None:
    firm = await lobby()
    await firm.opens()
    asked = await firm.taps(SUPERVISOR, verb, CALL)
    await firm.people.change_role(CONSOLE, SUPERVISOR, Role.STAFF, HERE, firm.cause())

    came = await firm.writes(SUPERVISOR, "开场很稳")

    assert asked.is_let_through
    assert came.is_refused_as(SUPERVISOR, "refused.forbidden")


# What is written rather than tapped.

COMMANDS = ("/people", "/people invite staff 一组", f"/people team {AGENT} 二组", "/access")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("person", sorted(EVERYBODY))
async def test_command_of_admins_is_refused_to_everybody_else(command: str, person: PersonId) -> None:
    came = await (await lobby()).writes(person, command)

    assert came.is_let_through if person == ADMIN else came.is_refused_as(person, "refused.forbidden")


@pytest.mark.parametrize("person", sorted(EVERYBODY))
async def test_evidence_is_refused_to_staff(person: PersonId) -> None:
    came = await (await lobby()).writes(person, "/evidence")

    may = person in TRIALS[Verb.EVIDENCE].may
    assert came.is_let_through if may else came.is_refused_as(person, "refused.forbidden")


@pytest.mark.parametrize(
    "text",
    [*COMMANDS, "/evidence", "/deadlines", "/start", "/new", "/sessions", "/help", "/reset", "/end", "一句"],
)
async def test_whatever_a_stranger_or_a_disabled_person_writes_is_told_one_line(text: str) -> None:
    firm = await lobby()
    await firm.opens()
    await firm.people.shut_out(CONSOLE, AGENT, firm.cause())

    for person in (STRANGER, AGENT):
        assert (await firm.writes(person, text)).is_refused_as(person, SORRY)


# The guards, broken one by one: the matrix sees it.

GUARDED: Sequence[ModuleType] = (
    accesses,
    evidence,
    evidences,
    finds,
    members,
    people,
    permission,
    playbooks,
    sessions,
    shelf,
)


async def test_matrix_sees_when_require_lets_everybody_through(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in GUARDED:
        monkeypatch.setattr(module, "require", lambda *_: None)
    seen = set()
    for verb in Verb:
        for person in EVERYBODY - TRIALS[verb].may:
            if not (await cell(verb, person)).is_refused_as(person, *NO):
                seen.add(verb)

    # What is anybody's needs no guard; a known complaint is looked up among one's own; help is over when the
    # one who came says so.
    assert seen == set(Verb) - OF_NOBODY - {Verb.NEW, Verb.END_HELP}


class Credulous:
    """A directory that knows everybody, and has nobody shut out."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    async def actor(self, person: PersonId) -> Actor | None:
        known = await self.directory.actor(person)
        made_up = Actor(person, "x", Role.ADMIN, HERE, Language.ZH)
        return replace(known, disabled=False) if known else made_up

    async def members(
        self, team: TeamId | None = None, role: Role | None = None, *, disabled_too: bool = False
    ) -> Sequence[Actor]:
        return await self.directory.members(team, role, disabled_too=disabled_too)


async def test_matrix_sees_when_the_directory_knows_strangers_and_lets_the_disabled_in() -> None:
    seen = set[tuple[Verb, PersonId]]()
    for verb in Verb:
        firm = await lobby(Credulous)
        value = await TRIALS[verb].arrange(firm)
        await firm.people.shut_out(CONSOLE, FAR_SUPERVISOR, firm.cause())
        for person in (STRANGER, FAR_SUPERVISOR):
            if not (await tried(firm, verb, person, value)).is_refused_as(person, SORRY):
                seen.add((verb, person))

    assert seen == {(verb, person) for verb in Verb for person in (STRANGER, FAR_SUPERVISOR)}
