"""The command line: ``hejie``. It reads arguments, calls one function, and says errors in a sentence."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arguments import parser
from bot.garbage import rare_collections
from bot.logs import hidden, start_logging
from bot.sentences import sentences
from bot.surroundings import Surroundings
from dialogs.ports import AccessFilter, SessionFilter, WalkFilter
from dialogs.sealed import Sealed

if TYPE_CHECKING:
    from bot.settings import Settings

FAILED, WRONG_SETTINGS, INTERRUPTED = 1, 2, 130
ALL = 2**31 - 1
"""As many lines as there are."""
_LOG = logging.getLogger(__name__)
_MISUSED = 2


Command = Callable[[argparse.Namespace, Surroundings], int]


def main(
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] = os.environ,
    env_file: Path | None = Path(".env"),
) -> int:
    """Carry out one command and return its exit code: 0, 1 for failed, 2 for wrong arguments or settings."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a mark shows ? instead of failing
    wanted = parser().parse_args(arguments)
    start_logging()
    try:
        with rare_collections():
            return COMMANDS[wanted.command](wanted, Surroundings(environment, env_file))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep the interpreter from complaining when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the face of the command line: a sentence, never a traceback
        return say_error(error)


def say_error(error: Exception) -> int:
    """Say an error in a sentence; of one that is not ours only the class: it may hold words or secrets."""
    from bot.settings import SettingsError

    if isinstance(error, SettingsError):
        print("The settings cannot be used:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return WRONG_SETTINGS
    told = sentences(error)
    if not told:
        _LOG.error("command_failed", exc_info=error)
        told = (f"something broke ({type(error).__name__}); the line above names the place",)
    for sentence in told:
        print(f"hejie: {hidden(sentence)}", file=sys.stderr)
    return FAILED


def _run(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings(needs_token=True)
    from bot.assemble import run

    return run(settings)


def _playground(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings()
    from bot.trial import run

    return run(settings)


def _check(wanted: argparse.Namespace, around: Surroundings) -> int:
    from bot.checking import print_findings

    return print_findings(wanted.path, around.language(wanted.lang), as_json=wanted.json)


def _rehearse(wanted: argparse.Namespace, around: Surroundings) -> int:
    from bot.terminal.rehearsing import rehearse_at

    language = around.language(wanted.lang)
    return rehearse_at(wanted.path, language, sys.stdout, updating=wanted.update, as_json=wanted.json)


def _upgrade(wanted: argparse.Namespace, around: Surroundings) -> int:
    del around
    from bot.upgrading import upgrade

    return upgrade(wanted.path, writes=not wanted.dry_run)


def _publishing(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.publishing import run_command

    return run_command(wanted, settings, around.language(wanted.lang))


def _play(wanted: argparse.Namespace, around: Surroundings) -> int:
    from bot.terminal import play
    from bot.terminal.playing import Manner

    framed = sys.stdin.isatty() and sys.stdout.isatty()
    language = around.language(wanted.lang)
    manner = Manner(language=language, channel=wanted.channel, product=wanted.product, framed=framed)
    return play(wanted.path, sys.stdin, sys.stdout, manner)


def _workshop(wanted: argparse.Namespace, around: Surroundings) -> int:
    from bot.workshop import carry_out

    return carry_out(wanted, around.settings, around.language(wanted.lang))


def _list_sessions(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.records import list_sessions

    return list_sessions(settings, _narrowed(wanted, wanted.limit))


def _find_sessions(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.finding import find_sessions, typed_in

    return find_sessions(settings, Sealed(typed_in() if wanted.term is None else wanted.term), wanted.limit)


def _show_session(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.records import show_session

    return show_session(settings, wanted.session)


def _export_session(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.records import export_session

    return export_session(settings, wanted.session, wanted.to)


def _export_sessions(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.records import export_sessions

    return export_sessions(settings, _narrowed(wanted, ALL), wanted.to)


def _brief(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.briefs import export_brief

    return export_brief(settings, wanted.call, wanted.out, wanted.lang)


def _list_accesses(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.records import list_accesses

    since = _begin(wanted.since, settings)
    narrowed = AccessFilter(by=wanted.by, since=since, session=wanted.session, limit=wanted.limit)
    return list_accesses(settings, narrowed)


def _begin(day: date | None, settings: "Settings") -> datetime | None:
    """Return when a local day begins; none for no day."""
    return datetime.combine(day, time.min, settings.zone) if day else None


def _narrowed(wanted: argparse.Namespace, limit: int) -> SessionFilter:
    return SessionFilter(
        agent=wanted.agent, day=wanted.day, outcome=wanted.outcome, open_only=wanted.open, limit=limit
    )


def _export_evidence(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.evidence import export_evidence

    narrowed = WalkFilter(playbook=wanted.playbook, since=_begin(wanted.since, settings))
    return export_evidence(settings, narrowed, wanted.to, together=wanted.joined)


def _verify_log(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.log_care import verify_log

    return verify_log(settings, rows=wanted.rows)


def _rebuild_log(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings()
    from bot.log_care import rebuild_log

    return rebuild_log(settings)


def _erase(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.keeping import erase_session

    return erase_session(settings, wanted.session, sure=wanted.yes)


def _hold(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.keeping import hold_session, lift_hold, list_holds

    if wanted.list:
        return list_holds(settings)
    if wanted.session is None:
        print("which call? `hejie session list` shows their ids", file=sys.stderr)
        return _MISUSED
    if wanted.lift:
        return lift_hold(settings, wanted.session)
    return hold_session(settings, wanted.session, wanted.reference)


def _retention(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.keeping import look_over

    return look_over(settings, run=wanted.run, as_json=wanted.json)


def _deadlines(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.deadline_table import Happened, print_deadlines
    from dialogs.deadlines import Span

    pauses = tuple(Span(since, until) for since, until in wanted.pause or ())
    return print_deadlines(settings, Happened(wanted.received, pauses, wanted.new_facts), wanted.type)


def _crisis(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.crisis_table import print_signs

    return print_signs(settings, wanted.file)


def _index_log(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings()
    from bot.finding import index_log

    return index_log(settings)


def _make_keys(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.keys import make

    return make(settings, wanted.recovery_to, printed=wanted.print)


def _check_keys(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings()
    from bot.keys import check

    return check(settings)


def _rotate_keys(wanted: argparse.Namespace, around: Surroundings) -> int:
    del wanted
    settings = around.settings()
    from bot.keys import rotate

    return rotate(settings)


def _recovery(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot import recovery

    if wanted.use is not None:
        return recovery.use(settings, wanted.use)
    if wanted.check is not None:
        return recovery.check(settings, wanted.check)
    return recovery.renew(settings, wanted.to)


def _back_up(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.backups import take

    return take(settings, wanted.to, wanted.keep)


def _restore(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.backups import restore

    return restore(settings, wanted.backup, wanted.to, wanted.recovery)


def _adopt(wanted: argparse.Namespace, around: Surroundings) -> int:
    settings = around.settings()
    from bot.adoption import adopt

    return adopt(settings, agreed=wanted.yes)


def _by(module: str) -> Command:
    """Return what carries out the commands of ``module``, which is loaded when one of them is wanted."""

    def command(wanted: argparse.Namespace, around: Surroundings) -> int:
        settings = around.settings()
        run: Callable[[argparse.Namespace, Settings], int] = import_module(module).run_command
        return run(wanted, settings)

    return command


_CASES = ("case draft", "case check", "case publish", "case approve", "case retire", "case waiting")
COMMANDS: Mapping[str, Command] = {
    "run": _run,
    "playground": _playground,
    "playbook check": _check,
    "playbook rehearse": _rehearse,
    "playbook upgrade": _upgrade,
    "playbook play": _play,
    "playbook diagram": _workshop,
    "playbook outline": _workshop,
    "playbook diff": _workshop,
    "playbook new": _workshop,
    "playbook format": _workshop,
    "playbook publish": _publishing,
    "playbook approve": _publishing,
    "playbook history": _publishing,
    "playbook rollback": _publishing,
    "playbook recall": _publishing,
    "session list": _list_sessions,
    "session find": _find_sessions,
    "session show": _show_session,
    "export session": _export_session,
    "export sessions": _export_sessions,
    "brief": _brief,
    "log verify": _verify_log,
    "log rebuild": _rebuild_log,
    "erase": _erase,
    "hold": _hold,
    "retention": _retention,
    "deadlines": _deadlines,
    "law": _by("bot.law"),
    **dict.fromkeys(_CASES, _by("bot.cases")),
    "crisis check": _crisis,
    "access": _list_accesses,
    "evidence": _export_evidence,
    "log index": _index_log,
    "people list": _by("bot.members"),
    "people add": _by("bot.members"),
    "people role": _by("bot.members"),
    "people disable": _by("bot.members"),
    "people enable": _by("bot.members"),
    "keys init": _make_keys,
    "keys check": _check_keys,
    "keys rotate": _rotate_keys,
    "keys recovery": _recovery,
    "backup": _back_up,
    "restore": _restore,
    "copy": _by("bot.copying"),
    "log adopt": _adopt,
    "log migrate": _by("bot.migrating"),
}
"""Each command that ``bot.arguments`` knows, and what carries it out."""
