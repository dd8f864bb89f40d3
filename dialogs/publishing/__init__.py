"""How a playbook's words come to be used: draft → published → retired, with who did it, when and why."""

from dialogs.publishing.decide import (
    Judged,
    bring_back,
    cancel_day,
    drop_draft,
    make_draft,
    publish,
    publish_due,
    recall,
    retire,
    roll_back,
    schedule,
    seek_approval,
)
from dialogs.publishing.files import says_nothing_new, take_from_disk
from dialogs.publishing.history import Draft, History, Release, Schedule, fold_history

__all__ = [
    "Draft",
    "History",
    "Judged",
    "Release",
    "Schedule",
    "bring_back",
    "cancel_day",
    "drop_draft",
    "fold_history",
    "make_draft",
    "publish",
    "publish_due",
    "recall",
    "retire",
    "roll_back",
    "says_nothing_new",
    "schedule",
    "seek_approval",
    "take_from_disk",
]
