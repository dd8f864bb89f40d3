"""A walk written down as a rehearsal: what was done, and what came of it as far as it shows the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.cards import Viewer
from dialogs.events import SessionEnded, SessionEvent
from dialogs.program import Channel
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.edit import as_value
from playbooks.json_schema import first_line
from playbooks.rehearsal.deeds import BARE, Deed, Kind
from playbooks.rehearsal.held import held_in
from playbooks.rehearsal.script import BEGINS
from playbooks.rehearsal.voice import Voice, line_of, reason_of
from playbooks.rehearsal.walk import Setting, Walk

_HEAD = first_line("../../rehearsal.schema.json") + "\nformat: 1\nrehearsal: {about}\n"
_NUMBERS = frozenset({Kind.TEMPERATURE, Kind.WAIT})


@dataclass(frozen=True, slots=True)
class Written:
    """A rehearsal as text."""

    text: str
    end: Walk
    """Where it ends."""


def written(about: str, setting: Setting, deeds: Sequence[Deed], voice: Voice) -> Written:
    """Return a rehearsal of ``deeds`` that passes on the program of ``setting``.

    A deed that is refused is written with its refusal. The line to say is expected where it holds what the
    walk put into it, since that is what a change elsewhere can spoil.
    """
    walk = Walk.begin(setting, BEGINS.replace(tzinfo=setting.zone))
    viewer = Viewer(language=setting.language, role=setting.role)
    lines = [_HEAD.format(about=as_value(about)), *_of_setting(setting), "walk:\n"]
    lines.append(_entry({"step": as_value(walk.state.walk.step)}))
    for deed in deeds:
        came = walk.after(deed)
        if isinstance(came, Refusal) and (left := walk.leaves_by(deed, came)) is not None:
            lines.append(_entry(_done(deed) | {"leaves": as_value(left)}))
        elif isinstance(came, Refusal):
            said = reason_of(came, voice, setting.language, walk.local)
            lines.append(_entry(_done(deed) | {"refused": as_value(said)}))
        else:
            lines.append(_entry(_done(deed) | _came(walk, came, viewer, voice)))
            walk = came
    return Written("".join(lines), walk)


def _of_setting(setting: Setting) -> Iterator[str]:
    """Yield what differs from what a rehearsal takes for granted."""
    if setting.product != next(iter(setting.program.lists.get("products", {})), ""):
        yield f"product: {as_value(setting.product)}\n"
    if setting.channel is not Channel.PHONE:
        yield f"channel: {setting.channel}\n"
    if setting.language is not Language.ZH:
        yield f"language: {setting.language}\n"
    if setting.role is not Role.STAFF:
        yield f"role: {setting.role}\n"


def _done(deed: Deed) -> dict[str, str]:
    if deed.kind is Kind.CORRECT:
        visit = f", visit: {deed.visit}" if deed.visit else ""
        back = ", goes_back: true" if deed.goes_back else ""
        return {deed.kind: f"{{at: {as_value(deed.at)}, to: {as_value(deed.value)}{visit}{back}}}"}
    if deed.kind in BARE:
        return {deed.kind: "true"}
    return {deed.kind: deed.value if deed.kind in _NUMBERS else as_value(deed.value)}


def _came(before: Walk, after: Walk, viewer: Viewer, voice: Voice) -> dict[str, str]:
    """Return what a deed changed."""
    came: dict[str, str] = {}
    step = after.state.walk.step
    new = after.events[len(before.events) :]
    if after.state.turn != before.state.turn or step != before.state.walk.step:
        came["step"] = as_value(step)
        said = after.setting.program.steps[step].say.said_in(after.state.call_language)
        if "{" in said and after.state.outcome is None:
            came["say"] = as_value(line_of(after.card(viewer), voice, after.local))
    changed = _changed(held_in(before.state), held_in(after.state))
    if changed:
        came["slots"] = "{" + ", ".join(f"{name}: {as_value(value)}" for name, value in changed.items()) + "}"
    if after.state.outcome is not None and _ends(new):
        came["outcome"] = str(after.state.outcome)
    return came


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in after.items() if before.get(name) != value}


def _ends(events: Sequence[SessionEvent]) -> bool:
    return any(isinstance(event, SessionEnded) for event in events)


def _entry(values: Mapping[str, str]) -> str:
    """Write one entry: on a line of its own while it is short."""
    if "say" not in values and "slots" not in values:
        inner = ", ".join(f"{key}: {value}" for key, value in values.items())
        return f"  - {{{inner}}}\n"
    first, *rest = (f"{key}: {value}\n" for key, value in values.items())
    return "".join((f"  - {first}", *(f"    {line}" for line in rest)))
