"""Which events can be stored, under which name and version: written out, so that a rename is seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs import events
from dialogs.events import Event


@dataclass(frozen=True, slots=True)
class EventType:
    """The stored name and the current version of one event class."""

    name: str
    event: type[Event]
    version: int = 1


EVENT_TYPES: tuple[EventType, ...] = (
    EventType("SessionOpened", events.SessionOpened),
    EventType("ChoiceMade", events.ChoiceMade),
    EventType("WentBack", events.WentBack),
    EventType("Jumped", events.Jumped),
    EventType("AnswerChanged", events.AnswerChanged),
    EventType("WordsNoted", events.WordsNoted),
    EventType("WordsMoved", events.WordsMoved),
    EventType("WordsMovedAway", events.WordsMovedAway),
    EventType("TemperatureTaken", events.TemperatureTaken),
    EventType("MomentFlagged", events.MomentFlagged),
    EventType("HelpAsked", events.HelpAsked),
    EventType("HelpTaken", events.HelpTaken),
    EventType("SessionPaused", events.SessionPaused),
    EventType("SessionResumed", events.SessionResumed),
    EventType("CallLanguageChanged", events.CallLanguageChanged),
    EventType("RestatementChecked", events.RestatementChecked),
    EventType("DemandStated", events.DemandStated),
    EventType("EntitlementNoted", events.EntitlementNoted),
    EventType("OptionPicked", events.OptionPicked),
    EventType("ComplianceConfirmed", events.ComplianceConfirmed),
    EventType("OfferMade", events.OfferMade),
    EventType("OfferAnswered", events.OfferAnswered),
    EventType("PromiseMade", events.PromiseMade),
    EventType("AgreementReached", events.AgreementReached),
    EventType("SessionEnded", events.SessionEnded),
    EventType("SessionReopened", events.SessionReopened),
    EventType("SummaryEdited", events.SummaryEdited),
    EventType("SessionHandedOver", events.SessionHandedOver),
    EventType("ComplaintReceived", events.ComplaintReceived),
    EventType("CallOpened", events.CallOpened),
    EventType("PromiseAdded", events.PromiseAdded),
    EventType("AgreementAdded", events.AgreementAdded),
    EventType("CallClosed", events.CallClosed),
    EventType("CallReopened", events.CallReopened),
    EventType("DeadlineSet", events.DeadlineSet),
    EventType("DeadlineExtended", events.DeadlineExtended),
    EventType("ExtensionTold", events.ExtensionTold),
    EventType("DeadlinePaused", events.DeadlinePaused),
    EventType("DeadlineResumed", events.DeadlineResumed),
    EventType("DeadlineRestarted", events.DeadlineRestarted),
    EventType("DeadlineSettled", events.DeadlineSettled),
    EventType("RemarkMade", events.RemarkMade),
    EventType("SessionRated", events.SessionRated),
    EventType("RemarkAnswered", events.RemarkAnswered),
    EventType("SessionRead", events.SessionRead),
    EventType("PersonAdmitted", events.PersonAdmitted),
    EventType("RoleChanged", events.RoleChanged),
    EventType("PersonDisabled", events.PersonDisabled),
    EventType("PersonEnabled", events.PersonEnabled),
    EventType("LanguageChosen", events.LanguageChosen),
    EventType("DetailChosen", events.DetailChosen),
    EventType("InvitationMade", events.InvitationMade),
    EventType("InvitationRedeemed", events.InvitationRedeemed),
    EventType("InvitationConfirmed", events.InvitationConfirmed),
    EventType("InvitationRefused", events.InvitationRefused),
    EventType("StorageOnlyBegun", events.StorageOnlyBegun),
    EventType("WordsErased", events.WordsErased),
    EventType("HoldPlaced", events.HoldPlaced),
    EventType("HoldLifted", events.HoldLifted),
    EventType("SessionExported", events.SessionExported),
    EventType("CallsExported", events.CallsExported),
    EventType("CallsSearched", events.CallsSearched),
    EventType("ErasureAsked", events.ErasureAsked),
    EventType("RoleGiven", events.RoleGiven),
    EventType("MemberShutOut", events.MemberShutOut),
    EventType("MemberLetIn", events.MemberLetIn),
    EventType("InvitationGiven", events.InvitationGiven),
    EventType("HoldOrdered", events.HoldOrdered),
    EventType("HoldEnded", events.HoldEnded),
    EventType("PlaybookListed", events.PlaybookListed),
    EventType("DraftMade", events.DraftMade),
    EventType("DraftDiscarded", events.DraftDiscarded),
    EventType("ApprovalAsked", events.ApprovalAsked),
    EventType("RevisionPublished", events.RevisionPublished),
    EventType("RevisionScheduled", events.RevisionScheduled),
    EventType("ScheduleDropped", events.ScheduleDropped),
    EventType("RolledBack", events.RolledBack),
    EventType("PlaybookRetired", events.PlaybookRetired),
    EventType("RevisionRecalled", events.RevisionRecalled),
    EventType("PlaybookImported", events.PlaybookImported),
    EventType("CarriedOver", events.CarriedOver),
    EventType("AnswerGiven", events.AnswerGiven),
    EventType("GivenAnswerChanged", events.GivenAnswerChanged),
    EventType("ItemTicked", events.ItemTicked),
    EventType("CrisisDeclared", events.CrisisDeclared),
    EventType("OnCallCalled", events.OnCallCalled),
    EventType("OnCallSilent", events.OnCallSilent),
    EventType("NobodyAnswered", events.NobodyAnswered),
    EventType("CrisisAcknowledged", events.CrisisAcknowledged),
    EventType("CrisisStoodDown", events.CrisisStoodDown),
    EventType("CrisisWithdrawn", events.CrisisWithdrawn),
    EventType("HelpEnded", events.HelpEnded),
    EventType("CallMissed", events.CallMissed),
    EventType("CallReached", events.CallReached),
    EventType("Whispered", events.Whispered),
)
"""Every event class of the log; a name or version that was released is never changed or used again."""

BY_NAME: Mapping[str, EventType] = {each.name: each for each in EVENT_TYPES}
BY_CLASS: Mapping[type[Event], EventType] = {each.event: each for each in EVENT_TYPES}
