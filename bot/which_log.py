"""Which log a command speaks of; and that the playground, where it runs, keeps another."""

from pathlib import Path
from typing import Final

from bot.hatch.lines import HATCH
from bot.settings import Settings
from bot.storing import database_file, name_of_log
from storage.sqlite.past import beside

PLAYGROUND: Final = Path("var")
"""The folder of the playground, below the one in which commands are typed."""
PLAYGROUND_LOG: Final = "playground-log.db"


class NoLogError(Exception):
    """There is no log yet in which something could be published; the message says where it was looked for."""


def which_log(settings: Settings, playground: Path = PLAYGROUND) -> tuple[str, ...]:
    """Return in sentences which log is meant, and that the playground's runs beside it.

    Raises:
        NoLogError: it is not there.
    """
    path, played = database_file(settings), playground / PLAYGROUND_LOG
    if path is None:
        return (f"log: {name_of_log(settings)}",)
    has_other = played.is_file() and path.absolute() != played.absolute()
    other = f"HEJIE_DB=sqlite:///{played} hejie playbook …"
    if not path.is_file():
        way = f"the playground's is there: {other}" if has_other else "start the bot once, or set HEJIE_DB"
        msg = f"there is no log at {path}: {way}"
        raise NoLogError(msg)
    plays = beside(played, HATCH).is_socket() and not beside(path, HATCH).is_socket()
    if has_other and plays:
        return (f"log: {path}", f"the bot that runs is the playground's, which keeps another: {other}")
    return (f"log: {path}",)
