"""Checks playbooks for whoever wrote them, on the command line."""

import json
from datetime import UTC
from pathlib import Path

from bot.clock import now
from bot.findings import as_json as plain
from bot.findings import in_words
from bot.words import Words
from dialogs.texts import Language, Phrase
from playbooks.check import check
from playbooks.diagnostics import Severity


def print_findings(path: Path, language: Language, *, as_json: bool) -> int:
    """Print each finding on a line of its own, or all of them as one JSON array; 1 when any is an error."""
    checked, words = check(path, now().astimezone().date()), Words(UTC)
    if as_json:
        print(json.dumps(plain(checked.diagnostics, words), ensure_ascii=False, indent=2))
    else:
        for each in checked.diagnostics:
            print(in_words(each, words, language))
        errors = sum(each.severity is Severity.ERROR for each in checked.diagnostics)
        warnings = len(checked.diagnostics) - errors
        counted = {"good": len(checked.programs), "errors": errors, "warnings": warnings}
        print(words.say(Phrase("check.counted", counted), language))
    return 0 if checked.is_good else 1
