"""What an argument must look like, and what to say of one that does not."""

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Final

from dialogs.ids import PersonId, PlaybookSlug
from dialogs.people import CONSOLE

_HIGHEST: Final = 2**31 - 1


def slug(text: str) -> PlaybookSlug:
    """Read the name of a playbook."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,23}", text):
        msg = f"{text!r} is not the name of a playbook: that is the name of its folder"
        raise argparse.ArgumentTypeError(msg)
    return PlaybookSlug(text)


def revision(text: str) -> str:
    """Read a revision, or its number."""
    if not re.fullmatch(r"[0-9a-f]{1,64}", text):
        msg = f"{text!r} is no revision: `hejie playbook history` shows them with their numbers"
        raise argparse.ArgumentTypeError(msg)
    return text


def brief_file(text: str) -> Path:
    """Read where a brief is written; its end says which kind of file."""
    path = Path(text)
    if path.suffix not in {".docx", ".md"}:
        msg = f"{text!r} must end in .docx or .md"
        raise argparse.ArgumentTypeError(msg)
    return path


def positive(text: str) -> int:
    """Read a number above 0."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= _HIGHEST):
        msg = f"{text!r} is not a number above 0"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def person(text: str) -> PersonId:
    """Read a Telegram id."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**53):
        msg = f"{text!r} is not a Telegram id: that is a number"
        raise argparse.ArgumentTypeError(msg)
    return PersonId(int(text))


def place(text: str) -> str:
    """Read where a log is, or is to be; what is wrong with it is said without it: it may hold a password."""
    if not re.fullmatch(r"(sqlite:///|postgresql://).+", text):
        raise argparse.ArgumentTypeError("a log is at sqlite:///FILE or postgresql://HOST/DATABASE")
    return text


def doer(text: str) -> PersonId:
    """Read a Telegram id, or that of the command line."""
    return CONSOLE.person if text == str(CONSOLE.person) else person(text)


def day(text: str) -> date:
    """Read a local day."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        msg = f"{text!r} is not a day: write it as 2026-11-24"
        raise argparse.ArgumentTypeError(msg) from wrong
