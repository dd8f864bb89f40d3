"""The only door: load → require → decide → append → render. Only here does the core await."""

from dialogs.service.accesses import AccessService
from dialogs.service.briefs import BriefService
from dialogs.service.casepress import CasePress
from dialogs.service.casework import CaseWork
from dialogs.service.crises import CrisisService
from dialogs.service.deadlines import Counted, DeadlineService
from dialogs.service.drafts import DraftService, NewWords
from dialogs.service.erasures import ErasureService
from dialogs.service.evidence import EvidenceService, Gathered
from dialogs.service.looking import LookingService
from dialogs.service.office import Office
from dialogs.service.outcomes import Done, Erased, Refused, Told
from dialogs.service.people import PeopleService
from dialogs.service.publishing import PublishingService
from dialogs.service.reaching import ReachService
from dialogs.service.reviews import ReviewService, SessionRecord
from dialogs.service.searching import Searched, SearchService
from dialogs.service.sessions import SessionService
from dialogs.service.shelf import Shelf, Shelved, Tells

__all__ = [
    "AccessService",
    "BriefService",
    "CasePress",
    "CaseWork",
    "Counted",
    "CrisisService",
    "DeadlineService",
    "Done",
    "DraftService",
    "Erased",
    "ErasureService",
    "EvidenceService",
    "Gathered",
    "LookingService",
    "NewWords",
    "Office",
    "PeopleService",
    "PublishingService",
    "ReachService",
    "Refused",
    "ReviewService",
    "SearchService",
    "Searched",
    "SessionRecord",
    "SessionService",
    "Shelf",
    "Shelved",
    "Tells",
    "Told",
]
