"""The trainer's rehearsal screen: a playbook walked in a terminal, with no database and no chat."""

from bot.terminal.playing import play

__all__ = ["play"]
