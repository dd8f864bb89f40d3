"""What the system's clocks say of a program, and how much memory it holds."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time, the CPU time of the program under test, ours, and what its core has worked; seconds."""

    time: float
    cpu: float
    own: float
    core: float

    @classmethod
    def read(cls, pid: int, core: int) -> "Clocks":
        # The CPU clock of a whole process, all its threads: clock_getcpuclockid(3) makes the same number.
        return cls(
            time.perf_counter(), time.clock_gettime((~pid << 3) | 2), time.process_time(), _worked(core)
        )


def _worked(core: int) -> float:
    if core < 0:
        return 0.0  # it may run anywhere
    lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    (ticks,) = (line.split()[1:4] for line in lines if line.startswith(f"cpu{core} "))
    return sum(map(int, ticks)) / _TICKS


def resident_kb(pid: int) -> int:
    """Return the resident set of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
