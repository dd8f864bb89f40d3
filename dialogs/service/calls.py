"""Calls as they stand: each is folded once, and then only caught up with what the log has more."""

from collections import OrderedDict

from dialogs.evolve import evolve_all
from dialogs.ids import SessionId, session_stream
from dialogs.ports import EventStore, Kept, SessionStatus
from dialogs.state import SessionState

MOST_CALLS = 1_000
"""Calls kept at hand, up to 8 KB each. One that nobody looked at for long, as a paused call, is folded
anew: that costs a read and a few microseconds an event."""


class Calls:
    """The states of the calls that were looked at last.

    The log is asked each time, but only for what lies beyond the version at hand, so that a state is right
    whoever else wrote: to fold a call of 15 taps anew costs more than all other rules of a tap.
    """

    def __init__(self, store: EventStore, most: int = MOST_CALLS) -> None:
        """Keep at most ``most`` calls of ``store``."""
        self._store = store
        self._most = most
        self._kept: OrderedDict[SessionId, SessionState] = OrderedDict()

    async def at(self, session: SessionId) -> SessionState:
        """Return a call as the log has it now; version 0 when there is none.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        known = self._kept.get(session, _NONE)
        newer = await self._store.load(session_stream(session), known.version)
        state = evolve_all(known, newer)
        if state.kept is Kept.ERASED and known.version and known.kept is not Kept.ERASED:
            # Folded while its words could still be read: the log says now what is left of it.
            self.forget(session)
            return await self.at(session)
        if state.version:
            self.stands(state)
        return state

    def forget(self, session: SessionId) -> None:
        """Let go of a call, and of its words with it."""
        self._kept.pop(session, None)

    def forget_ended(self) -> None:
        """Let go of the calls that are over: another program may have erased their words, or be about to."""
        for state in [each for each in self._kept.values() if each.status is SessionStatus.ENDED]:
            self.forget(state.session)

    def stands(self, state: SessionState) -> None:
        """Take ``state``, which the log has, as where its call stands, unless a later one is known."""
        known = self._kept.get(state.session, _NONE)
        if state.kept is Kept.ERASED and known.kept is not Kept.ERASED and known.version:
            return
        self._kept[state.session] = max(state, known, key=_version)
        self._kept.move_to_end(state.session)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


_NONE = SessionState()


def _version(state: SessionState) -> int:
    return state.version
