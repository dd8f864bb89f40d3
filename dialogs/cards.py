"""Card and Button: the view model that every face shares. It holds texts, never finished sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialogs.case import Case
from dialogs.ids import PersonId, SessionId
from dialogs.ports import SessionStatus
from dialogs.roles import Role
from dialogs.severity import NO_SIGNS, CrisisRules
from dialogs.texts import Language, Phrase, Text

CUE = "card.cue"
"""The message of a cue that fell due."""


class BlockKind(StrEnum):
    """What a block of text is, so that a face can set it apart."""

    RAIL = "rail"
    SAY = "say"
    VERBATIM = "verbatim"
    HINT = "hint"
    AVOID = "avoid"
    LISTED = "listed"
    CAPTURED = "captured"
    STATUS = "status"
    NOTICE = "notice"
    """Something went otherwise than the person meant, or must not be missed."""
    TOLD = "told"
    """Something was done, and here is where to find it."""
    WHISPER = "whisper"
    """What a supervisor writes to the agent."""
    NEXT_TEXT = "next_text"
    BODY = "body"
    STRUCK = "struck"
    """Undone: still told, struck through."""
    COPY = "copy"


class Verb(StrEnum):
    """What a button asks for. The values travel inside buttons: two characters, never reused."""

    CHOOSE = "ch"
    BACK = "bk"
    PANEL = "pn"
    TEMPERATURE = "tp"
    FLAG = "fl"
    HELP = "hp"
    TAKE_HELP = "th"
    END_HELP = "eh"
    DECLARE = "dc"
    WITHDRAW = "wd"
    ACKNOWLEDGE = "ak"
    STAND_DOWN = "sd"
    JUMP = "jp"
    PAUSE = "pa"
    RESUME = "rs"
    END = "en"
    CALL_LANGUAGE = "cl"
    DETAIL = "dt"
    PICK = "pk"
    UNPICK = "up"
    COMPLIANCE = "cp"
    TICK = "ti"
    UNTICK = "ut"
    MOVE_WORDS = "mw"
    KEEP = "kn"
    CHANGE_ANSWER = "ca"
    EDIT_SUMMARY = "es"
    OPEN = "op"
    NEW = "nw"
    LANGUAGE = "ln"
    SESSIONS = "ss"
    FIND = "fd"
    TIMELINE = "tl"
    RATE = "rt"
    REMARK = "rm"
    WHISPER = "wh"
    ANSWER_REVIEW = "ar"
    PEOPLE = "pp"
    SWEEP = "sw"
    HELP_PAGE = "hl"
    ACCESS = "ac"
    EVIDENCE = "ev"
    PLAYBOOKS = "pb"
    LAW = "lw"
    CASE = "cs"
    DEADLINES = "dl"
    BRIEF = "bf"
    CASEWORK = "cw"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap; ``value`` is opaque ASCII, never trusted on its way back.

    It has at most 28 characters; 52 on a card that belongs to no call.
    """

    label: Text
    verb: Verb
    value: str = ""
    enabled: bool = True
    """A closed choice is shown with its reason; tapping it says the reason again."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text on a card. ``spoken`` text is in the call's language, all else in the viewer's."""

    kind: BlockKind
    text: Text
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One message: what to say and what to tap. A pure function of the log, the viewer and the time."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    session: SessionId | None = None
    turn: int = 0
    """The session's turn when this was drawn; a move from another turn is refused."""
    version: int = 0
    """The session's version when this was drawn."""
    language: Language = Language.ZH
    call_language: Language = Language.ZH
    changes_at: datetime | None = None
    """When the card will look otherwise although nobody tapped; none when only a tap changes it."""

    @property
    def is_cued(self) -> bool:
        """Whether it says something of itself, since the step has stood for a while."""
        return any(isinstance(block.text, Phrase) and block.text.key == CUE for block in self.blocks)


class Panel(StrEnum):
    """Which part of the controls is open; nothing but the viewer's eye depends on it."""

    MAIN = "main"
    MENU = "menu"
    TEMPERATURE = "temperature"
    JUMP = "jump"
    ANSWERS = "answers"
    SESSIONS = "sessions"
    SUMMARY = "summary"
    FACTS = "facts"
    END = "end"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class OtherSession:
    """Another call of the viewer that has not ended."""

    session: SessionId
    alias: str
    status: SessionStatus


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a card is drawn."""

    language: Language = Language.ZH
    role: Role = Role.STAFF
    brief: bool = False
    panel: Panel = Panel.MAIN
    panel_value: str = ""
    """What the panel is about, e.g. the move whose answer is being changed."""
    notices: tuple[Phrase, ...] = field(default_factory=tuple)
    """What the last tap was told and must not be missed; gone with the next tap."""
    noted: int = 0
    """Version of the words just noted, which one tap can move elsewhere; 0 for none."""
    helper_name: str = ""
    """The name of the colleague who took the call for help, as the directory has it."""
    whisperers: Mapping[PersonId, str] = field(default_factory=dict)
    """The names of the supervisors who wrote the lines that stand on the card."""
    others: tuple[OtherSession, ...] = ()
    """The viewer's other open calls."""
    before: tuple[Text, ...] = ()
    """What the call before with this customer came to, on the first card of a call back."""
    deadlines: tuple[Text, ...] = ()
    """By when the complaint must be dealt with, a line each."""
    cases: tuple[Case, ...] = ()
    """Real cases like the call that may be told to its customer; a step draws them if it asks for them."""
    severity: CrisisRules = NO_SIGNS
    """The signs that 🆘 offers; without any it calls for help at once."""
