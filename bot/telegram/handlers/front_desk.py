"""Who is it, and what do they want: the first look at whatever arrives."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.pages import case_pages, law_pages
from bot.telegram.callback_data import decode
from bot.telegram.deeds import AnswerTap, Deed, Delete, ShowCall, ShowCard, Tell
from bot.telegram.handlers.accesses import Accesses
from bot.telegram.handlers.attention import Awaited
from bot.telegram.handlers.briefs import Briefs
from bot.telegram.handlers.calls import CallTaps
from bot.telegram.handlers.casework import Casework
from bot.telegram.handlers.crises import OF_CRISES, CrisisTaps
from bot.telegram.handlers.deadlines import Deadlines
from bot.telegram.handlers.desk import Desk
from bot.telegram.handlers.evidences import Evidences
from bot.telegram.handlers.finds import Finds
from bot.telegram.handlers.lookups import Lookups
from bot.telegram.handlers.members import Members
from bot.telegram.handlers.playbook_words import PlaybookWords
from bot.telegram.handlers.playbooks import Playbooks
from bot.telegram.handlers.records import Records
from bot.telegram.handlers.texts import Texts, language_of
from bot.telegram.handlers.trying import Trying
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Document, Incoming, Other, OtherKind, Tap, Words
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.case import Case
from dialogs.law import LawCard
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Phrase, Text
from playbooks.limits import MAX_FILE_BYTES

LOG: Final = logging.getLogger(__name__)
_REFUSED: Final = "refused."
"""How the keys begin of what people are told when nothing was done."""
_ABOVE: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
_SORRY: Final = Phrase("stranger.sorry")
_OF_DESK = {Verb.NEW, Verb.OPEN, Verb.HELP_PAGE, Verb.LANGUAGE}
_OF_RECORDS = {
    Verb.SESSIONS,
    Verb.TIMELINE,
    Verb.RATE,
    Verb.REMARK,
    Verb.WHISPER,
    Verb.ANSWER_REVIEW,
    Verb.TAKE_HELP,
    Verb.END_HELP,
}


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Knows members from strangers and hands what they send to whoever deals with it."""

    wiring: Wiring
    calls: CallTaps
    crises: CrisisTaps
    desk: Desk
    records: Records
    briefs: Briefs
    casework: Casework
    members: Members
    accesses: Accesses
    finds: Finds
    laws: Lookups[LawCard]
    cases: Lookups[Case]
    evidences: Evidences
    playbooks: Playbooks
    deadlines: Deadlines
    texts: Texts

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        """Carry out what was sent; when this returns, it is durable.

        Raises:
            StorageUnavailableError: nothing was acknowledged; deliver it again later.
        """
        deeds = await self._done(incoming)
        tally = self.wiring.tally
        if isinstance(incoming, Tap):
            button = decode(incoming.data)
            tally.tapped(button.verb if button else None)
        for key in dict.fromkeys(_refusals(deeds)):
            LOG.info("%s by %d is answered %s", incoming.cause, incoming.person, key)
            tally.refused("stranger" if key == _SORRY.key else key.removeprefix(_REFUSED))
        return deeds

    async def _done(self, incoming: Incoming) -> tuple[Deed, ...]:
        if isinstance(incoming, Other) and incoming.kind is OtherKind.GROUP:
            return (Tell(incoming.chat, Phrase("other.group"), language_of(incoming.language_code)),)
        actor = await self.wiring.office.directory.actor(incoming.person)
        if actor is None or actor.disabled:
            return await self._stranger(incoming)
        deeds = await self._of_member(actor, incoming)
        if Delete(incoming.chat, incoming.message) in deeds and not isinstance(incoming, Tap):
            await self.wiring.must_leave(incoming.chat, incoming.message)
        return tuple(_upwards(actor, each) for each in deeds)

    async def _of_member(self, actor: Actor, incoming: Incoming) -> tuple[Deed, ...]:
        match incoming:
            case Tap():
                return await self._tap(actor, incoming)
            case Words():
                await self.wiring.shown.passed(incoming.chat)
                return await self.texts.handle(actor, incoming)
            case Document():
                return await self._document(actor, incoming)
            case Other(kind=kind):
                said = Tell(incoming.chat, Phrase(f"other.{kind}"), actor.language)
                return (said, Delete(incoming.chat, incoming.message))

    async def _tap(self, actor: Actor, tap: Tap) -> tuple[Deed, ...]:
        button = decode(tap.data)
        # A private chat has the number of its person: a tap from another one was made up.
        if button is None or tap.chat != tap.person:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        await self.wiring.attention.forget(tap.chat)
        if button.verb in _OF_DESK:
            return await self.desk.handle(actor, tap, button)
        if button.verb in _OF_RECORDS:
            return await self.records.handle(actor, tap, button)
        if button.verb in OF_CRISES:
            return await self.crises.handle(actor, tap, button)
        if button.verb is Verb.PEOPLE:
            return await self.members.handle(actor, tap, button)
        if button.verb is Verb.ACCESS:
            return await self.accesses.handle(actor, tap, button)
        if button.verb is Verb.PLAYBOOKS:
            return await self.playbooks.handle(actor, tap, button)
        if button.verb is Verb.FIND:
            return await self.finds.tapped(actor, tap, button)
        if button.verb is Verb.LAW:
            return await self.laws.tapped(actor, tap, button)
        if button.verb is Verb.CASE:
            return await self.cases.tapped(actor, tap, button)
        if button.verb is Verb.BRIEF:
            return await self.briefs.handle(actor, tap, button)
        if button.verb is Verb.CASEWORK:
            return await self.casework.handle(actor, tap, button)
        if button.verb is Verb.DEADLINES:
            return await self.deadlines.handle(actor, tap, button)
        if button.verb is Verb.EVIDENCE:
            return await self.evidences.handle(actor, tap, button)
        return await self.calls.handle(actor, tap, button)

    async def _document(self, actor: Actor, document: Document) -> tuple[Deed, ...]:
        """Take a file from who may send one; from anybody else it is one of the things we cannot use."""
        content = None
        if self.casework.may_take(actor, document):
            content = await self.wiring.fetch(document.file, MAX_FILE_BYTES + 1)
            if content is None:
                return (Tell(document.chat, Refusal(Reason.FILE_AWAY).phrase, actor.language),)
            taken = await self.casework.take(actor, document, content)
            if taken is not None:
                await self.wiring.shown.passed(document.chat)
                return taken
        if require(actor, Action.WRITE_PLAYBOOKS) is None and self.wiring.press is not None:
            await self.wiring.shown.passed(document.chat)
            return await self.texts.playbook_words.take(actor, document, content)
        said = Tell(document.chat, Phrase(f"other.{OtherKind.FILE}"), actor.language)
        return (said, Delete(document.chat, document.message))

    async def _stranger(self, incoming: Incoming) -> tuple[Deed, ...]:
        """Give a stranger one polite line and no information, unless they bring an invitation."""
        language = language_of(incoming.language_code)
        match incoming:
            case Tap(query=query):
                return (AnswerTap(query, _SORRY, language),)
            case Words(text=text) if text.startswith("/start ") and not incoming.edited:
                return await self.members.redeem(incoming, text.removeprefix("/start ").strip(), language)
            case _:
                return (Tell(incoming.chat, _SORRY, language),)


def _upwards(actor: Actor, deed: Deed) -> Deed:
    """Send whoever is a supervisor to the admins, where others are sent to their supervisor."""
    match deed:
        case (
            AnswerTap(say=Phrase(key="refused.forbidden") as said)
            | Tell(say=Phrase(key="refused.forbidden") as said)
        ) if actor.role in _ABOVE:
            return replace(deed, say=replace(said, values={**said.values, "who": Phrase("role.admin")}))
        case _:
            return deed


def _refusals(deeds: tuple[Deed, ...]) -> Iterator[str]:
    """Give the keys of what says no in ``deeds``; what is costly stands on a card too."""
    for deed in deeds:
        for said in _said(deed):
            if isinstance(said, Phrase) and (said.key.startswith(_REFUSED) or said.key == _SORRY.key):
                yield said.key


def _said(deed: Deed) -> Iterator[Text | None]:
    match deed:
        case AnswerTap(say=say) | Tell(say=say):
            yield say
        case ShowCall(glance=glance):
            yield from glance.notices
        case ShowCard(card=card):
            yield from (block.text for block in card.blocks)
        case _:
            return


def front_desk(wiring: Wiring) -> FrontDesk:
    """Join the handlers."""
    desk, briefs, members = Desk(wiring), Briefs(wiring), Members(wiring)
    casework = Casework(wiring)
    records = Records(wiring, briefs, casework)
    accesses, finds, evidences = Accesses(wiring), Finds(wiring), Evidences(wiring)
    laws = Lookups(wiring, law_pages(wiring.office.programs), Awaited.LAW)
    cases = Lookups(wiring, case_pages(wiring.office.programs), Awaited.CASE)
    playbooks, deadlines = Playbooks(wiring, Trying(wiring)), Deadlines(wiring)
    return FrontDesk(
        wiring=wiring,
        calls=CallTaps(wiring),
        crises=CrisisTaps(wiring, records),
        desk=desk,
        records=records,
        briefs=briefs,
        casework=casework,
        members=members,
        accesses=accesses,
        finds=finds,
        laws=laws,
        cases=cases,
        evidences=evidences,
        playbooks=playbooks,
        deadlines=deadlines,
        texts=Texts(
            wiring=wiring,
            desk=desk,
            records=records,
            members=members,
            accesses=accesses,
            finds=finds,
            laws=laws,
            cases=cases,
            casework=casework,
            evidences=evidences,
            playbook_words=PlaybookWords(wiring, playbooks),
            deadlines=deadlines,
        ),
    )
