"""Where the command line finds its settings, and the language in which it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.logs import start_logging
from dialogs.texts import Language

if TYPE_CHECKING:
    from bot.settings import Settings

_SPOKEN: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a system says in which language its person reads, the strongest first."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command finds around it."""

    environment: Mapping[str, str]
    env_file: Path | None

    def settings(self, *, needs_token: bool = False) -> "Settings":
        """Read the settings and start the log with their secrets hidden."""
        from bot.settings import read_settings

        settings = read_settings(self.environment, self.env_file, needs_token=needs_token)
        start_logging(secrets=settings.secrets)
        return settings

    def language(self, chosen: Language | None) -> Language:
        """Return the language that was ``chosen``, else that of the settings or the system; else Chinese.

        Raises:
            SettingsError: the file of the settings cannot be read.
        """
        if chosen is not None:
            return chosen
        from bot.settings import named_language

        named = named_language(self.environment, self.env_file)
        spoken = next((said for name in _SPOKEN if (said := self.environment.get(name))), "")
        return named or (Language.EN if spoken.lower().startswith("en") else Language.ZH)
