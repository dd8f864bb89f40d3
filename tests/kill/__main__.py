"""Kill the whole bot under load, many times; and a bot that acknowledges first, which must be found out."""

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from tests.kill.under_load import acknowledging_first_is_caught, killed

KILLS: Final = 500


def main(arguments: Sequence[str]) -> int:
    """Return 1 if a promise was broken, or one that was broken went unseen; the files are then kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--kills", type=int, default=KILLS)
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # whoever dies has much to say
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    began = monotonic()
    (folder / "control").mkdir()
    figures = asyncio.run(killed(folder, asked.seed, asked.kills))
    caught = asyncio.run(acknowledging_first_is_caught(folder / "control", asked.seed))
    well = not figures.broken and figures.kills == asked.kills and caught
    sys.stdout.write(
        f"kills    {'ok' if well else 'FAILED':<7} {monotonic() - began:>5.0f} s  {figures}; a bot that "
        f"acknowledges first was {'caught' if caught else 'NOT CAUGHT'}\n"
    )
    if well:
        shutil.rmtree(folder)
    return int(not well)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
