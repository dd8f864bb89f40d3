"""Measures the checker of playbooks beside its goals and beside what else reads YAML."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from tests.benchmarks.playbooks.cells import Deed, deeds
from tests.benchmarks.playbooks.page import FIGURES, REFERENCE, Report, from_json, page, write
from tests.benchmarks.report import this_machine, this_revision
from tests.benchmarks.statistics import spread
from tests.playbooks.crafted import fewest_milliseconds

_LIBRARIES: Final = ("PyYAML", "pydantic", "ruamel.yaml", "yamllint")


def measure(wanted: Mapping[str, Deed], rounds: int) -> Report:
    """Measure each of ``wanted`` in every round."""
    load, taken = os.getloadavg()[0], {name: list[float]() for name in wanted}
    for _ in range(rounds):
        for name, deed in wanted.items():
            taken[name].append(fewest_milliseconds(deed))
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=this_revision(),
        rounds=rounds,
        load=round(load, 1),
        machine=replace(this_machine(), libraries=_versions()),
        figures={name: spread(each) for name, each in taken.items()},
    )


def _versions() -> Mapping[str, str]:
    found = dict[str, str]()
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main(arguments: Sequence[str], reference: Path = REFERENCE) -> int:
    """Measure, print the page, and write it unless it was only a first look."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.playbooks", description=__doc__)
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from its JSON")
    parser.add_argument("--quick", action="store_true", help="one round; the page stays as it is")
    asked = parser.parse_args(arguments)
    if asked.page:
        write(from_json((reference / FIGURES).read_bytes()), reference)
        return 0
    report = measure(deeds(), 1 if asked.quick else 5)
    sys.stdout.write(page(report))
    if not asked.quick:
        write(report, reference)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
