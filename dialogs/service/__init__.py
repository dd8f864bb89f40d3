"""The only door: load → require → decide → append → render. Only here does the core await."""

from dialogs.service.accesses import AccessService
from dialogs.service.erasures import ErasureService
from dialogs.service.evidence import EvidenceService, Gathered
from dialogs.service.office import Office
from dialogs.service.outcomes import Done, Erased, Refused, Told
from dialogs.service.people import PeopleService
from dialogs.service.reviews import ReviewService, SessionRecord
from dialogs.service.searching import Searched, SearchService
from dialogs.service.sessions import SessionService

__all__ = [
    "AccessService",
    "Done",
    "Erased",
    "ErasureService",
    "EvidenceService",
    "Gathered",
    "Office",
    "PeopleService",
    "Refused",
    "ReviewService",
    "SearchService",
    "Searched",
    "SessionRecord",
    "SessionService",
    "Told",
]
