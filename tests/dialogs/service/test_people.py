"""Who is let in, given a role and shut out."""

from dataclasses import replace
from datetime import timedelta

from dialogs.commands import AskHelp
from dialogs.ids import PersonId, TeamId, person_stream
from dialogs.people import CONSOLE
from dialogs.ports import NoticeKind, SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import Done, PeopleService, Told
from dialogs.texts import Language, Phrase
from tests.builders.unreadable import Unreadable
from tests.firm import ADMIN, AGENT, SECOND_ADMIN, SUPERVISOR, Firm

NEWCOMER = PersonId(70)


async def _redeemed(firm: Firm, role: Role) -> str:
    await firm.people.invite(await firm.actor(ADMIN), "digest", role, TeamId("一组"), firm.cause())
    told = await firm.people.redeem(NEWCOMER, "新人", Language.EN, "digest", firm.cause())
    assert told == Told()
    return "digest"


async def test_an_invited_agent_is_let_in_by_the_admin_who_invited_them(firm: Firm) -> None:
    digest = await _redeemed(firm, Role.STAFF)

    told = await firm.people.confirm(await firm.actor(ADMIN), digest, firm.cause())

    newcomer = await firm.actor(NEWCOMER)
    assert told == Told()
    assert (newcomer.name, newcomer.role, newcomer.team, newcomer.language) == (
        "新人",
        Role.STAFF,
        "一组",
        "en",
    )


async def test_a_supervisor_needs_a_second_admin(firm: Firm) -> None:
    digest = await _redeemed(firm, Role.SUPERVISOR)

    alone = await firm.people.confirm(await firm.actor(ADMIN), digest, firm.cause())
    both = await firm.people.confirm(await firm.actor(SECOND_ADMIN), digest, firm.cause())

    assert alone == Refusal(Reason.SECOND_ADMIN)
    assert both == Told()


async def test_an_invitation_is_used_once_and_lives_a_day(firm: Firm) -> None:
    await _redeemed(firm, Role.STAFF)
    again = await firm.people.redeem(PersonId(71), "另一人", Language.ZH, "digest", firm.cause())
    await firm.people.invite(await firm.actor(ADMIN), "second", Role.STAFF, TeamId("一组"), firm.cause())
    firm.pass_time(timedelta(hours=24))
    late = await firm.people.redeem(PersonId(71), "另一人", Language.ZH, "second", firm.cause())
    forged = await firm.people.redeem(PersonId(71), "另一人", Language.ZH, "nothing", firm.cause())

    assert again == Refusal(Reason.INVITATION_USED)
    assert late == Refusal(Reason.INVITATION_EXPIRED)
    assert forged == Refusal(Reason.INVITATION_UNKNOWN)


async def test_agents_invite_nobody(firm: Firm) -> None:
    told = await firm.people.invite(
        await firm.actor(AGENT), "digest", Role.STAFF, TeamId("一组"), firm.cause()
    )

    assert told == Refusal(Reason.FORBIDDEN, values={"who": Phrase("role.admin")})


async def test_whoever_is_shut_out_leaves_their_open_calls_to_the_supervisor(firm: Firm) -> None:
    done = await firm.opened()

    told = await firm.people.shut_out(await firm.actor(ADMIN), AGENT, firm.cause())

    seen = await firm.sessions.look(await firm.actor(SUPERVISOR), done.state.session)
    due = await firm.storage.dispatches.due(firm.clock())
    assert told == Told()
    assert isinstance(seen, Done)
    assert (seen.state.agent, seen.state.status) == (SUPERVISOR, SessionStatus.PAUSED)
    assert [(each.notice.kind, each.notice.to) for each in due] == [(NoticeKind.HANDED_OVER, SUPERVISOR)]
    assert (await firm.actor(AGENT)).disabled


async def test_whoever_is_given_a_call_can_ask_for_help_anew(firm: Firm) -> None:
    call = (await firm.opened()).state.session
    await firm.does(AskHelp(actor=await firm.actor(AGENT), session=call))
    await firm.people.shut_out(await firm.actor(ADMIN), AGENT, firm.cause())
    chief = await firm.actor(SUPERVISOR)
    handed = await firm.storage.views.session(chief, call)

    asked = await firm.does(AskHelp(actor=chief, session=call))

    line = await firm.storage.views.session(chief, call)
    assert isinstance(asked, Done)
    assert handed is not None
    assert line is not None
    assert (handed.help_open, line.help_open) == (False, True)


async def test_the_last_admin_stays(firm: Firm) -> None:
    await firm.people.shut_out(await firm.actor(ADMIN), SECOND_ADMIN, firm.cause())

    told = await firm.people.shut_out(CONSOLE, ADMIN, firm.cause())

    assert told == Refusal(Reason.LAST_ADMIN)


async def test_admin_whose_history_cannot_be_read_keeps_no_other_in_and_counts_as_none_who_stays(
    firm: Firm,
) -> None:
    cause = firm.cause()
    await firm.people.admit(NEWCOMER, "A, before all others", Role.ADMIN, TeamId("总部"), Language.EN, cause)
    store = Unreadable(firm.office.store, {person_stream(NEWCOMER)})
    people = PeopleService(replace(firm.office, store=store))

    said = [await people.shut_out(CONSOLE, each, firm.cause()) for each in (SECOND_ADMIN, ADMIN)]

    assert said == [Told(), Refusal(Reason.LAST_ADMIN)]


async def test_only_the_command_line_makes_a_supervisor_without_an_invitation(firm: Firm) -> None:
    admin = await firm.actor(ADMIN)

    by_admin = await firm.people.change_role(admin, AGENT, Role.SUPERVISOR, TeamId("一组"), firm.cause())
    by_console = await firm.people.change_role(CONSOLE, AGENT, Role.SUPERVISOR, TeamId("一组"), firm.cause())

    assert by_admin == Refusal(Reason.SECOND_ADMIN)
    assert by_console == Told()
    assert (await firm.actor(AGENT)).role is Role.SUPERVISOR
