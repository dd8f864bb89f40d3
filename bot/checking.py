"""Checks playbooks for whoever wrote them, on the command line."""

import json
from pathlib import Path

from bot.clock import now
from playbooks.check import check
from playbooks.diagnostics import Severity


def print_findings(path: Path, *, as_json: bool) -> int:
    """Print each finding on a line of its own, or all of them as one JSON array; 1 when any is an error."""
    checked = check(path, now().astimezone().date())
    if as_json:
        print(json.dumps([each.as_json() for each in checked.diagnostics], ensure_ascii=False, indent=2))
    else:
        for each in checked.diagnostics:
            print(each)
        errors = sum(each.severity is Severity.ERROR for each in checked.diagnostics)
        warnings = len(checked.diagnostics) - errors
        print(f"{len(checked.programs)} good, {errors} errors, {warnings} warnings")
    return 0 if checked.is_good else 1
