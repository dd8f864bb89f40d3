"""The arguments of the commands about playbooks: to write, check, walk and publish them."""

import argparse
from pathlib import Path

from bot.argument_readers import person, revision, slug
from dialogs.program import Channel
from dialogs.texts import Language

PROGRAM = "hejie"


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    """Add one command, which knows how it is called."""
    made = commands.add_parser(name, help=what, description=what)
    made.set_defaults(command=made.prog.removeprefix(f"{PROGRAM} "))
    return made


def of_playbooks(group: argparse.ArgumentParser) -> None:
    """Add what can be done with playbooks."""
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    check = command(commands, "check", "say what is wrong, where, and what to do; exit 1 on errors 检查")
    check.add_argument("path", type=Path, help="a playbook.yaml, its folder, or a library of such folders")
    check.add_argument("--json", action="store_true", help="one JSON array, for an editor or a build server")
    rehearse = command(
        commands, "rehearse", "play the calls written beside a playbook; exit 1 when one goes otherwise 演练"
    )
    rehearse.add_argument("path", type=Path, help="a playbook.yaml, its folder, a library, or one rehearsal")
    rehearse.add_argument(
        "--update", action="store_true", help="write what is now so in its place at once, and show changes"
    )
    rehearse.add_argument("--json", action="store_true", help="one JSON array, for a build server")
    upgrade = command(
        commands, "upgrade", "write files of an older format in the newest, and show the changes 升级"
    )
    upgrade.add_argument("path", type=Path, help="a playbook.yaml, its folder, or a library of such folders")
    upgrade.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    for each in (check, rehearse):
        _language(each)
    _publishing(commands)
    play = command(commands, "play", "walk a playbook in this terminal while it is written 试走")
    play.add_argument("path", type=Path, help="a playbook.yaml or its folder")
    _language(play)
    play.add_argument(
        "--channel", type=Channel, choices=list(Channel), default=Channel.PHONE, help="how the customer came"
    )
    play.add_argument("--product", metavar="ID", help="id of the list `products`; else its first one")
    _workshop(commands)


def _workshop(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    picture = command(commands, "diagram", "draw a playbook as a Mermaid flowchart 流程图")
    picture.add_argument("path", type=Path, help="a playbook.yaml or its folder")
    _language(picture)
    picture.add_argument("--to", type=Path, metavar="FILE", help="write it there; in a .md it is fenced")
    outline = command(commands, "outline", "show steps, lines and where choices lead, as text 提纲")
    outline.add_argument("path", type=Path, help="a playbook.yaml or its folder")
    _language(outline)
    diff = command(commands, "diff", "say what differs between two playbooks, in words 差别")
    for name, which in (("old", "the older one"), ("new", "the newer one")):
        diff.add_argument(
            name,
            help=f"{which}: a playbook.yaml, its folder, or a revision of the log, its first 8 signs or more",
        )
    _language(diff)
    new = command(commands, "new", "begin a playbook: small, with comments that explain it 新剧本")
    new.add_argument("slug", metavar="NAME", help="its name: small Latin letters, digits, hyphens")
    new.add_argument(
        "--from", dest="like", metavar="NAME", help="copy this playbook instead: a name or a folder"
    )
    new.add_argument("--to", type=Path, metavar="LIBRARY", help="the library; else the one of the bot")
    form = command(
        commands, "format", "put spaces, quotes and empty lines right; comments and order stay 整理"
    )
    form.add_argument("path", type=Path, help="a file, the folder of a playbook, or a library")
    form.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 and name what is not in order"
    )
    for each in (new, form):
        _language(each)


def _language(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--lang",
        type=Language,
        choices=list(Language),
        help="zh or en; else what HEJIE_LANG or the system says",
    )


def _publishing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    publish = command(
        commands,
        "publish",
        "let new calls begin on a file, or let it wait for a second person; needs no errors 发布",
    )
    publish.add_argument("path", type=Path, help="a playbook.yaml or its folder")
    approve = command(
        commands,
        "approve",
        "publish a draft in the name of the second person, who hears of it in the chat 第二个人看过",
    )
    publish.add_argument("--by", type=person, metavar="ID", help="who wrote it, by their Telegram id")
    approve.add_argument(
        "--by", type=person, metavar="ID", required=True, help="who looked, having written none"
    )
    history = command(
        commands, "history", "what was published, by whom, which lines; drafts that wait 历次发布"
    )
    rollback = command(
        commands, "rollback", "let new calls begin on an earlier release, also beside the running bot 退回"
    )
    recall = command(
        commands, "recall", "take a release back for good, from calls that run too; they are told why 收回"
    )
    for each in (approve, history, rollback, recall):
        each.add_argument("playbook", type=slug, metavar="SLUG", help="the name of its folder")
    for each in (rollback, recall):
        each.add_argument(
            "revision", type=revision, metavar="REV", help="its number, or the start of its revision"
        )
    approve.add_argument(
        "revision", type=revision, nargs="?", metavar="REV", help="the start of its revision, if several wait"
    )
    recall.add_argument("--reason", required=True, help="why, in one sentence, shown to whoever is on it")
    recall.add_argument(
        "--successor", type=slug, metavar="SLUG", help="where its calls go on; else in what serves of it"
    )
    for each in (publish, approve, history, rollback, recall):
        _language(each)
    for each in (publish, approve, rollback):
        each.add_argument("--comment", default="", help="why, in one sentence, kept in the history")
