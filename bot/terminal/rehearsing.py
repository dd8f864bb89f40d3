"""``hejie playbook rehearse``: plays the calls written beside a playbook; says where they part from it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.findings import as_json as as_plain
from bot.findings import in_words
from bot.words import Words
from dialogs.texts import Language, Phrase, Value
from playbooks.check import check
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.parts import REHEARSALS
from playbooks.rehearsal import Rehearsed, Result, Voice, rehearse, script_at, script_paths
from playbooks.rehearsal.updating import update
from playbooks.shelf import FILE

Plain = dict[str, "str | int | bool | list[str] | list[Plain] | Plain"]
_FAILED = 1
_ZONE = ZoneInfo("Asia/Shanghai")
"""Any would do: a rehearsal says when it begins by the clock on the wall, and hears times so."""


@dataclass(frozen=True, slots=True)
class _Played:
    """A playbook with what came of its rehearsals; none when it is not good itself."""

    playbook: str
    rehearsed: Rehearsed | None
    findings: tuple[Diagnostic, ...] = ()
    is_whole: bool = True
    """Whether all of its rehearsals were played, so that one may say what none of them walks."""

    @property
    def passes(self) -> bool:
        return self.rehearsed is not None and self.rehearsed.passes


def rehearse_at(
    path: Path, language: Language, out: TextIO, *, updating: bool = False, as_json: bool = False
) -> int:
    """Play the rehearsals of a playbook, of each playbook of a library, or the one that ``path`` names.

    With ``updating`` each that parts is shown its difference and rewritten, as far as that needs no judgment.

    Returns:
        0 when every one goes as it is written; 1 when one does not, or when a playbook has errors.

    Raises:
        OSError: a rehearsal cannot be read or written.
    """
    words, said = Words(_ZONE), _Said(out, is_silent=as_json)
    played = [_play(folder, only, words, said if updating else None) for folder, only in _found(path)]
    if not played:
        print(words.say(Phrase("rehearse.no_playbook", {"path": str(path)}), language), file=out)
        return _FAILED
    if as_json:
        print(json.dumps([_plain(each, words) for each in played], ensure_ascii=False, indent=2), file=out)
    else:
        for each in played:
            out.writelines(f"{line}\n" for line in _lines(each, words, language))
    return 0 if all(each.passes for each in played) else _FAILED


@dataclass(frozen=True, slots=True)
class _Said:
    out: TextIO
    is_silent: bool

    def say(self, lines: Iterator[str]) -> None:
        if not self.is_silent:
            self.out.writelines(f"{line}\n" for line in lines)


def _found(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """Yield the folder of each playbook at ``path``, with the one rehearsal that is meant, if one is."""
    if path.parent.name == REHEARSALS and path.is_file():
        yield path.parent.parent, path
    elif path.name == FILE or (path / FILE).exists():
        yield path.parent if path.name == FILE else path, None
    elif path.is_dir():
        yield from ((each.parent, None) for each in sorted(path.glob(f"*/{FILE}")))


def _play(folder: Path, only: Path | None, voice: Voice, updated: _Said | None) -> _Played:
    checked = check(folder)
    if checked.program is None:
        errors = tuple(each for each in checked.diagnostics if each.severity is Severity.ERROR)
        return _Played(folder.name, None, errors)
    paths = script_paths(folder) if only is None else (only,)
    for path in paths if updated is not None else ():
        brought = update(checked.program, script_at(path), voice)
        if updated is not None and brought.changes:
            updated.say(brought.diff())
            path.write_bytes(brought.content)
    rehearsed = rehearse(checked.program, map(script_at, paths), voice)
    return _Played(folder.name, rehearsed, is_whole=only is None)


def _lines(played: _Played, words: Words, language: Language) -> Iterator[str]:
    if played.rehearsed is None:
        yield from (in_words(each, words, language) for each in played.findings)
        yield words.say(Phrase("rehearse.not_played", {"playbook": played.playbook}), language)
        return
    for result in played.rehearsed.results:
        yield from _of_result(result, words, language)
    yield words.say(_counted(played, played.rehearsed), language)
    for kind, names in _missed(played):
        if names:
            missed = Phrase(f"rehearse.missed_{kind}", {"names": ", ".join(names)})
            yield f"  {words.say(missed, language)}"


def _of_result(result: Result, words: Words, language: Language) -> Iterator[str]:
    rehearsal = result.script.rehearsal
    if result.passes and rehearsal is not None:
        passes = Phrase(
            "rehearse.passes",
            {"file": result.script.file, "about": rehearsal.rehearsal, "turns": result.turns},
        )
        yield words.say(passes, language)
    yield from (in_words(each, words, language) for each in result.diagnostics)


def _counted(played: _Played, rehearsed: Rehearsed) -> Phrase:
    """Say how many rehearsals pass and, where all were played, how much of the playbook they walk."""
    counts: dict[str, Value] = {
        "playbook": played.playbook,
        "passed": sum(result.passes for result in rehearsed.results),
        "count": len(rehearsed.results),
    }
    if not played.is_whole:
        return Phrase("rehearse.counted", counts)
    whole = rehearsed.coverage
    walked: dict[str, Value] = {
        "walked": whole.steps - len(whole.missed_steps),
        "steps": whole.steps,
        "taken": whole.ways - len(whole.missed_ways),
        "choices": whole.ways,
    }
    key = "rehearse.walked" if rehearsed.passes else "rehearse.walked_by_some"
    return Phrase(key, counts | walked)


def _missed(played: _Played) -> Sequence[tuple[str, list[str]]]:
    if played.rehearsed is None or not played.is_whole:
        return ()
    whole = played.rehearsed.coverage
    return (("steps", list(map(str, whole.missed_steps))), ("choices", list(map(str, whole.missed_ways))))


def _plain(played: _Played, words: Words) -> Plain:
    """Return what came of it for a build server."""
    findings: list[Plain] = [dict(each) for each in as_plain(played.findings, words)]
    if played.rehearsed is None:
        return {"playbook": played.playbook, "passes": False, "findings": findings, "rehearsals": []}
    whole = played.rehearsed.coverage
    results: list[Plain] = [_plain_result(each, words) for each in played.rehearsed.results]
    plain: Plain = {"playbook": played.playbook, "passes": played.passes, "rehearsals": results}
    if played.is_whole:
        missed: Plain = {kind: list(names) for kind, names in _missed(played)}
        plain["coverage"] = {"steps": whole.steps, "choices": whole.ways, "missed": missed}
    return plain


def _plain_result(result: Result, words: Words) -> Plain:
    findings: list[Plain] = [dict(each) for each in as_plain(result.diagnostics, words)]
    return {"file": result.script.file, "passes": result.passes, "turns": result.turns, "findings": findings}
