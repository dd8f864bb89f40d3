"""Who acts: what the directory knows of a person at the moment of a tap."""

from dataclasses import dataclass

from dialogs.ids import PersonId, TeamId
from dialogs.roles import Role
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of the firm, as the directory has them now."""

    person: PersonId
    name: str
    role: Role
    team: TeamId
    language: Language = Language.ZH
    brief: bool = False
    disabled: bool = False
