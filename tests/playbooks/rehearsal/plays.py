"""Short rehearsals of the small call, and the voice that says its cards."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.words import Words
from dialogs.program import Program
from playbooks.check import check_sources
from playbooks.rehearsal import Result, Script, read_script, rehearse
from tests.playbooks.samples import SMALL_CALL, small_call

ZONE = ZoneInfo("Asia/Shanghai")
VOICE = Words(ZONE, strict=True)
FILE = "small-call/rehearsals/short.yaml"
HEAD = "format: 1\nrehearsal: 试一通\nwalk:\n"
GREETED = HEAD + "  - {step: greet, say: 您好，您说的是这件事？}\n"


def program_of(replaced: Mapping[str, str] | None = None) -> Program:
    """The small call, each text in ``replaced`` standing for another."""
    checked = check_sources(SMALL_CALL, small_call(replaced))
    assert checked.program is not None, list(map(str, checked.diagnostics))
    return checked.program


def script(text: str) -> Script:
    return read_script(FILE, text.encode())


def played(text: str, replaced: Mapping[str, str] | None = None) -> Result:
    """What comes of one rehearsal."""
    return rehearse(program_of(replaced), [script(text)], VOICE).results[0]


def findings(text: str, replaced: Mapping[str, str] | None = None) -> list[str]:
    """The same, as a person reads it; without the name of the file."""
    return [str(each).removeprefix(f"{FILE}:") for each in played(text, replaced).diagnostics]
