"""What can be said on the command line: commands, options, help."""

import argparse
from pathlib import Path
from typing import NoReturn

from bot.argument_readers import brief_file, day, doer, person, place, positive, revision
from bot.playbook_arguments import PROGRAM, command, of_playbooks
from dialogs.ids import CaseId, PlaybookSlug, SessionId
from dialogs.program import Outcome
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.topics import topics

_WRONG_ARGUMENTS = 2
RECOVERY_KEY = Path("hejie-recovery.key")


class _Parser(argparse.ArgumentParser):
    """Says how to get help below an error."""

    def error(self, message: str) -> NoReturn:
        self.exit(_WRONG_ARGUMENTS, f"{self.prog}: {message}\nSee: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command; each sets ``command`` to its own name."""
    top: argparse.ArgumentParser = _Parser(
        prog=PROGRAM,
        description="Hejie 和解 walks bank and insurance staff through a complaint call, card by card.",
        epilog="Settings come from HEJIE_… variables and from .env in this folder.",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command(commands, "run", "run the bot on Telegram 接到 Telegram")
    command(commands, "playground", "run the whole bot on this machine, in a browser 本机试用")
    of_playbooks(commands.add_parser("playbook", help="write, check or walk a playbook 剧本"))
    _session(commands.add_parser("session", help="list, find or show calls 通话记录"))
    _export(commands.add_parser("export", help="write calls to files 导出"))
    _brief(command(commands, "brief", "what to tell a regulator of a complaint, with its gaps 监管答复要点"))
    _keeping(commands)
    _deadlines(command(commands, "deadlines", "until when what must be done, counted from a day 期限"))
    _law(command(commands, "law", "law cards: all, those to be checked, those that hold a word 依据卡"))
    _case(commands.add_parser("case", help="cases: made of closed calls, checked, published 案例"))
    _crisis(commands.add_parser("crisis", help="when a call is more than a complaint 紧急情况"))
    _evidence(
        command(commands, "evidence", "how each line of a playbook fared, as CSV, without names 话术依据")
    )
    _access(command(commands, "access", "who read, exported, erased what, the latest first 查阅记录"))
    _people(commands.add_parser("people", help="who may use the bot 人员"))
    _keys(commands.add_parser("keys", help="the keys that seal people's words 密钥"))
    _backup(commands)
    _restore(commands)
    what = "move the whole log to another store; stop the bot first; goes on when broken off 搬家"
    _copy(command(commands, "copy", what))
    _log(commands.add_parser("log", help="the log as a whole 记录"))
    return top


def _session(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    listing = command(commands, "list", "list calls, the latest first")
    _narrowing(listing)
    listing.add_argument("--limit", type=positive, default=50, metavar="N", help="at most so many; 50")
    find = command(commands, "find", "find calls by what their notes and summaries say 找词")
    find.add_argument(
        "term", nargs="?", metavar="TERM", help="a word, or a part of one; else the first line typed in"
    )
    find.add_argument("--limit", type=positive, default=50, metavar="N", help="at most so many; 50")
    show = command(commands, "show", "print one call step by step, as Markdown")
    show.add_argument("session", type=SessionId, metavar="ID", help="as `hejie session list` shows it")


def _export(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    session = command(commands, "session", "one call as Markdown")
    session.add_argument("session", type=SessionId, metavar="ID", help="as `hejie session list` shows it")
    session.add_argument("--to", type=Path, required=True, metavar="FILE.md", help="where to write it")
    told = "a list of calls as CSV, for a spreadsheet: our numbers, local times, codes and their words"
    sessions = command(commands, "sessions", told)
    sessions.add_argument("--to", type=Path, required=True, metavar="FILE.csv", help="where to write it")
    _narrowing(sessions)


def _brief(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--call",
        type=SessionId,
        required=True,
        metavar="ID",
        help="any call of the complaint, as `hejie session list` shows it",
    )
    command.add_argument(
        "--out", type=brief_file, required=True, metavar="FILE", help="where to write it: .docx or .md"
    )
    command.add_argument("--lang", type=Language, choices=list(Language), help="zh or en; else HEJIE_LANG")


def _narrowing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--agent", type=person, metavar="ID", help="calls of one person")
    command.add_argument("--day", type=day, metavar="YYYY-MM-DD", help="calls of one local day")
    command.add_argument("--outcome", type=Outcome, choices=list(Outcome), help="calls that ended so")
    command.add_argument("--open", action="store_true", help="calls that have not ended")


def _keeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    erase = command(commands, "erase", "erase what was said in a call, for good 删除客户的话")
    hold = command(commands, "hold", "keep a call whatever the rules, or lift that 保留令")
    which = "as `hejie session list` shows it"
    erase.add_argument("session", type=SessionId, metavar="ID", help=which)
    hold.add_argument("session", type=SessionId, nargs="?", metavar="ID", help=which)
    erase.add_argument("--yes", action="store_true", help="do not ask for the end of the id first")
    wish = hold.add_mutually_exclusive_group(required=True)
    wish.add_argument("--reference", metavar="TEXT", help="the file number of whoever ordered it")
    wish.add_argument("--lift", action="store_true", help="the order is over; the rules count again")
    wish.add_argument("--list", action="store_true", help="say which calls are held, since when, for whom")
    retention = command(
        commands, "retention", "say what the rules of retention ask for, beside a running bot 保存期限"
    )
    retention.add_argument("--run", action="store_true", help="erase what no rule keeps any more")
    retention.add_argument("--json", action="store_true", help="one JSON object, for a program")


def _deadlines(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--received", type=day, metavar="YYYY-MM-DD", help="the local day on which it happened; today"
    )
    command.add_argument("--type", metavar="CASE", help="one kind of case, as the file names it; else all")
    command.add_argument(
        "--pause",
        type=day,
        nargs=2,
        action="append",
        metavar=("FROM", "TO"),
        help="a mediation or an appraisal, from the day it began to the day it ended; may be said again",
    )
    command.add_argument("--new-facts", type=day, metavar="YYYY-MM-DD", help="the day new material came in")


def _law(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "words", nargs="*", metavar="WORD", help="a word, number or topic, zh or en; few hits are shown whole"
    )
    command.add_argument("--topic", choices=list(topics()), metavar="ID", help="only those about this topic")
    command.add_argument("--overdue", action="store_true", help="only those past their day; exit 1 if any")
    command.add_argument(
        "--to-confirm",
        action="store_true",
        help="only those that compliance has yet to confirm; exit 1 if any",
    )
    command.add_argument(
        "--lang", type=Language, choices=list(Language), help="zh or en; else the language of the settings"
    )


def _case(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    draft = command(commands, "draft", "begin a case of a closed call: how it went, nobody's words 起草案例")
    draft.add_argument("session", type=SessionId, metavar="SESSION", help="the id of a call that has ended")
    draft.add_argument("--to", type=Path, metavar="FILE.yaml", help="else here, named after the case")
    check = command(commands, "check", "say what is left to write in a case, or wrong; exit 1 on errors")
    publish = command(commands, "publish", "hand a case in, for a second person to look at 交案例")
    for each in (check, publish):
        each.add_argument("path", type=Path, metavar="FILE.yaml", help="the file of the case")
    approve = command(commands, "approve", "let everybody find a case that somebody else wrote 复核发布")
    retire = command(commands, "retire", "let nobody find a case any more 撤下案例")
    command(commands, "waiting", "list the cases that wait for a second person")
    for each in (approve, retire):
        each.add_argument("case", type=CaseId, metavar="CASE", help="the id of the case")
    approve.add_argument(
        "revision",
        type=revision,
        metavar="REV",
        help="the start of the revision that was read, as `hejie case check` and `waiting` show it",
    )
    retire.add_argument("--reason", required=True, metavar="TEXT", help="why; everybody may read it")
    publish.add_argument("--by", type=person, required=True, metavar="ID", help="who wrote it")
    approve.add_argument("--by", type=person, required=True, metavar="ID", help="who looked at it")
    retire.add_argument("--by", type=person, required=True, metavar="ID", help="who takes it back")
    for each in (publish, approve):
        each.add_argument("--comment", default="", metavar="TEXT", help="a line on what was looked at")


def _crisis(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    check = command(commands, "check", "say what the signs lead to, and all that is wrong with their file")
    check.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE.toml",
        help="else that of HEJIE_CRISIS, or the shipped one",
    )


def _access(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", type=doer, metavar="ID", help="deeds of one person; 0 is the command line")
    command.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="deeds of this local day and later")
    command.add_argument("--session", type=SessionId, metavar="ID", help="deeds on one call")
    command.add_argument("--limit", type=positive, default=50, metavar="N", help="at most so many; 50")


def _evidence(command: argparse.ArgumentParser) -> None:
    command.add_argument("--to", type=Path, required=True, metavar="FILE.csv", help="where to write it")
    command.add_argument(
        "--playbook", type=PlaybookSlug, metavar="SLUG", help="lines of one playbook; else of all"
    )
    command.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="calls of this local day and later")
    command.add_argument("--joined", action="store_true", help="put all revisions of a playbook together")


def _people(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    command(commands, "list", "list everybody, with their ids; who is shut out is marked")
    add = command(commands, "add", "let somebody in")
    role = command(commands, "role", "give somebody another role or team")
    disable = command(commands, "disable", "shut somebody out from their next tap on 停用")
    enable = command(commands, "enable", "let somebody in again 恢复")
    for each in (add, role, disable, enable):
        each.add_argument("person", type=person, metavar="ID", help="Telegram id, a number")
    add.add_argument("--name", required=True, help="as colleagues will see it")
    add.add_argument("--role", type=Role, choices=list(Role), required=True, help="what they may do")
    add.add_argument("--team", required=True, help="whose supervisors see their calls")
    role.add_argument("role", type=Role, choices=list(Role), help="what they may do from now on")
    role.add_argument("--team", help="else the team stays")


def _keys(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    init = command(commands, "init", "make the keys of a new log, and a recovery key for the safe 生成密钥")
    init.add_argument(
        "--recovery-to",
        type=Path,
        default=RECOVERY_KEY,
        metavar="FILE",
        help="where the recovery key is written, never over a file",
    )
    init.add_argument(
        "--print", action="store_true", help="print the keys on one line for HEJIE_KEYS; write no keys file"
    )
    command(commands, "check", "which keys are in use, and whether every call opens; exit 1 when not 检查")
    command(commands, "rotate", "lock every call under a new operating key; stop the bot first 轮换")
    recovery = command(
        commands,
        "recovery",
        "lock every call for a new recovery key, or use the one kept offline; stop the bot first",
    )
    recovery.add_argument(
        "--to",
        type=Path,
        default=RECOVERY_KEY,
        metavar="FILE",
        help="where a new one is written, never over a file",
    )
    either = recovery.add_mutually_exclusive_group()
    either.add_argument(
        "--use", type=Path, metavar="FILE", help="the operating key is lost: open every call with this one"
    )
    either.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="prove that this one opens every call, beside the running bot",
    )


def _backup(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = "back up a log that is a file, beside the running bot, and prove the copy 备份"
    backup = command(commands, "backup", what)
    backup.add_argument(
        "to", type=Path, nargs="?", default=Path("var/backups"), metavar="FOLDER", help="where it is written"
    )
    backup.add_argument("--keep", type=positive, metavar="N", help="remove older ones of this log beyond N")


def _restore(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = "bring a backup to an empty place, and go on there; stop the bot first, save for a drill 还原"
    restore = command(commands, "restore", what)
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="the .db file that `hejie backup` wrote")
    restore.add_argument("--to", type=Path, required=True, metavar="FILE", help="where nothing is yet")
    restore.add_argument(
        "--recovery", type=Path, metavar="KEY", help="the operating key is lost: use the key kept offline"
    )


def _copy(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from", dest="source", type=place, metavar="URL", help="where the log is; else HEJIE_DB says it"
    )
    command.add_argument(
        "--to",
        type=place,
        required=True,
        metavar="URL",
        help="where nothing is yet: sqlite:///FILE or postgresql://HOST/DATABASE",
    )


def _log(group: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    verify = command(commands, "verify", "read the whole log; name the first event that was changed 核对")
    verify.add_argument("--rows", action="store_true", help="compare causes, keys and lists with it too")
    command(commands, "rebuild", "draw the lists from the log again; stop the bot first 重建")
    what = "build the index of words, or delete it, as HEJIE_SEARCH_INDEX says; stop the bot first 索引"
    command(commands, "index", what)
    adopt = command(commands, "adopt", "go on with a copy as the log; tells what is missing from it 认领")
    adopt.add_argument("--yes", action="store_true", help="really go on with it; stop the bot first")
    what = "after an upgrade: take away what only older versions need; of a file, stop the bot first 迁移"
    command(commands, "migrate", what)
