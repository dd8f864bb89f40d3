"""Why something was not done: a value that a face turns into a sentence, never an exception."""

from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.texts import Bilingual, Phrase, Value


class Reason(StrEnum):
    """Why; each has a sentence ``refused.<reason>`` in the catalogue that says what to do."""

    STALE = "stale"
    ALREADY_DONE = "already_done"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NOTHING_AGREED = "nothing_agreed"
    NOTHING_TO_UNDO = "nothing_to_undo"
    PAUSED = "paused"
    ENDED = "ended"
    NOT_ENDED = "not_ended"
    GOING_ON = "going_on"
    FORBIDDEN = "forbidden"
    NO_SESSION = "no_session"
    HELP_UNDER_WAY = "help_under_way"
    HELP_NOT_ASKED = "help_not_asked"
    HELP_TAKEN = "help_taken"
    HELP_OVER = "help_over"
    """The call that somebody wanted to help with is over."""
    WHISPER_LONG = "whisper_long"
    WHISPER_LATE = "whisper_late"
    """The call whose agent somebody wanted to write to is over."""
    NOBODY_TO_ASK = "nobody_to_ask"
    TOO_MANY_OPTIONS = "too_many_options"
    BEYOND_AUTHORITY = "beyond_authority"
    EMPTY = "empty"
    ONLY_IDENTIFIERS = "only_identifiers"
    NO_AMOUNT = "no_amount"
    NO_DAY = "no_day"
    DAY_AHEAD = "day_ahead"
    TOO_LONG = "too_long"
    TERM_EMPTY = "term_empty"
    TERM_TOO_LONG = "term_too_long"
    INVITATION_UNKNOWN = "invitation_unknown"
    SHUT_OUT = "shut_out"
    """Who is shut out brings an invitation: only an admin lets them in again."""
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_USED = "invitation_used"
    STORAGE_ONLY = "storage_only"
    WORDS_ERASED = "words_erased"
    MUST_BE_KEPT = "must_be_kept"
    MUST_BE_KEPT_OPEN = "must_be_kept_open"
    HELD = "held"
    HELD_ALREADY = "held_already"
    """Somebody ordered that it be kept already, for another file number."""
    HELD_OPEN = "held_open"
    NOT_HELD = "not_held"
    SECOND_ADMIN = "second_admin"
    LAST_ADMIN = "last_admin"
    DRAFT_GONE = "draft_gone"
    DRAFT_BEHIND = "draft_behind"
    CANNOT_CARRY_OVER = "cannot_carry_over"
    ONLY_A_PART = "only_a_part"
    TOO_MANY_DRAFTS = "too_many_drafts"
    NOTHING_CHANGED = "nothing_changed"
    HAS_ERRORS = "has_errors"
    REHEARSALS_FAIL = "rehearsals_fail"
    SECOND_PERSON = "second_person"
    SECOND_PERSON_BACK = "second_person_back"
    WAITS_FOR_SECOND = "waits_for_second"
    WAITS_UNNAMED = "waits_unnamed"
    WHICH_DRAFT = "which_draft"
    SERVES_ALREADY = "serves_already"
    NO_SUCH_REVISION = "no_such_revision"
    NO_DAY_SET = "no_day_set"
    NOT_VALID_THEN = "not_valid_then"
    NOT_A_DAY_AHEAD = "not_a_day_ahead"
    RETIRED_ALREADY = "retired_already"
    RECALLED_ALREADY = "recalled_already"
    NO_PLAYBOOK = "no_playbook"
    TRYING_OVER = "trying_over"
    NOT_TRIED = "not_tried"
    FILE_TOO_LARGE = "file_too_large"
    FILE_AWAY = "file_away"
    RECALLED = "recalled"
    HAGGLING_FROZEN = "haggling_frozen"
    CRISIS_UNDER_WAY = "crisis_under_way"
    CRISIS_OVER = "crisis_over"
    CRISIS_TAKEN = "crisis_taken"
    TOO_LATE_TO_WITHDRAW = "too_late_to_withdraw"
    NO_DEADLINE = "no_deadline"
    NOT_THAT_DAY = "not_that_day"
    DEADLINE_PAST = "deadline_past"
    CASE_DRAFT_GONE = "case_draft_gone"
    WHICH_FORM = "which_form"
    CASE_SECOND_PERSON = "case_second_person"
    NOT_CLOSED = "not_closed"
    CHAT_FILES_OFF = "chat_files_off"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was written. ``costly`` ones cost the person something, so they also stand on the card."""

    reason: Reason
    why: Bilingual | None = None
    """The playbook's own reason for a closed choice."""
    values: dict[str, Value] = field(default_factory=dict)
    costly: bool = False
    waits_for_temperature: bool = False
    """The choice would be open, were another temperature tapped."""

    @property
    def phrase(self) -> Phrase:
        """Return the sentence to say; a closed choice brings its own reason.

        One that has none is not on the card at all: whoever tapped it looked at an older card.
        """
        values: dict[str, Value] = dict(self.values)
        if self.reason is Reason.FORBIDDEN:
            values = {"who": Phrase("role.supervisor")} | values
        if self.why is not None:
            values["why"] = self.why
        hidden = self.reason is Reason.CLOSED and self.why is None
        return Phrase(f"refused.{Reason.STALE if hidden else self.reason}", values)
