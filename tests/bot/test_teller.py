"""Results go to one stream, asides to another, and progress to nobody but a terminal."""

import io

from bot.settings import Settings
from bot.teller import Teller
from dialogs.texts import Language


class Terminal(io.StringIO):
    """A screen that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_progress_stands_on_one_line_of_a_terminal_and_is_gone_at_the_end() -> None:
    screen = Terminal()
    show = Teller(Settings(language=Language.EN), io.StringIO(), screen).progress("keys.opening")

    for done in (1_000, 2_000, 2_500):
        show(done, 2_500)

    assert screen.getvalue() == (
        "\ropening, calls 1000/2500\ropening, calls 2000/2500\ropening, calls 2500/2500\r\x1b[K"
    )


def test_progress_is_silent_where_nobody_looks() -> None:
    pipe = io.StringIO()

    Teller(Settings(), io.StringIO(), pipe).progress("keys.opening")(1, 2)

    assert pipe.getvalue() == ""


def test_results_and_asides_part_and_what_nobody_may_miss_is_said_twice() -> None:
    out, aside = io.StringIO(), io.StringIO()
    told = Teller(Settings(language=Language.EN), out, aside)

    told.say("adopt.nothing")
    told.note("keys.no_recovery")
    told.say_twice("keys.no_recovery")

    assert out.getvalue() == "This is the file that the bot wrote: there is nothing to adopt.\n"
    said = "There is no recovery key: run `hejie keys recovery` now\n"
    assert aside.getvalue() == f"{said}没有恢复密钥：现在就运行 hejie keys recovery\n{said}"
