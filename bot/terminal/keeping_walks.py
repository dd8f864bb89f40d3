"""A walk of the terminal, kept as a rehearsal beside its playbook."""

import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.terminal.practice import Practice
from playbooks.parts import REHEARSALS
from playbooks.rehearsal import Voice, read_script, rehearse
from playbooks.rehearsal.writing import written

_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where it was written, and how many turns it has."""

    path: Path
    turns: int


def keep_walk(folder: Path, about: str, practice: Practice, voice: Voice) -> Kept | None:
    """Write a walk to a new file beside the playbook in ``folder``; none when nothing was done yet.

    ``about`` is also the name of the file when it can be one; no file is ever written over.

    Raises:
        OSError: the folder cannot be written to.
        AssertionError: what was written down does not pass, so nothing is kept.
    """
    if not practice.deeds:
        return None
    made = written(about, practice.setting, practice.deeds, voice)
    if made.end.state.walk.step != practice.walk.state.walk.step:  # the way depends on how long it took
        made = written(about, practice.setting, practice.paced_deeds, voice)
    script = read_script(about, made.text.encode())
    result = rehearse(practice.setting.program, [script], voice).results[0]
    if not result.passes:
        raise AssertionError(f"a walk does not pass as it was written down: {result.diagnostics}")
    path = _free(folder / REHEARSALS, about if can_name_a_file(about) else "walk")
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as opened:
        opened.write(made.text)
    return Kept(path, result.turns)


def can_name_a_file(about: str) -> bool:
    """Tell whether a walk's title is also the name of its file: small Latin letters, digits and hyphens."""
    return _NAME.fullmatch(about) is not None


def _free(folder: Path, name: str) -> Path:
    """Return the first path of that name that is not taken: ``name.yaml``, and so on."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(path for each in names if not (path := folder / f"{each}.yaml").exists())
