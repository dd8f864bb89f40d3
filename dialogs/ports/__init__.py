"""What the core needs of the world, with the semantics that every adapter must keep."""

from dialogs.ports.chats import (
    Dispatch,
    Dispatches,
    DispatchState,
    Quarantine,
    SetAside,
    ShownCard,
    ShownCards,
)
from dialogs.ports.log import (
    AlreadyRecorded,
    Appended,
    Conflict,
    EventStore,
    Notice,
    NoticeKind,
    StorageUnavailableError,
    Write,
)
from dialogs.ports.playbooks import (
    Programs,
    Revisions,
)
from dialogs.ports.views import (
    AccessDeed,
    AccessFilter,
    AccessLine,
    ComplaintLine,
    Directory,
    Found,
    Kept,
    SessionFilter,
    SessionLine,
    SessionStatus,
    Views,
)

__all__ = [
    "AccessDeed",
    "AccessFilter",
    "AccessLine",
    "AlreadyRecorded",
    "Appended",
    "ComplaintLine",
    "Conflict",
    "Directory",
    "Dispatch",
    "DispatchState",
    "Dispatches",
    "EventStore",
    "Found",
    "Kept",
    "Notice",
    "NoticeKind",
    "Programs",
    "Quarantine",
    "Revisions",
    "SessionFilter",
    "SessionLine",
    "SessionStatus",
    "SetAside",
    "ShownCard",
    "ShownCards",
    "StorageUnavailableError",
    "Views",
    "Write",
]
