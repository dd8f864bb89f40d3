"""`make soak` runs every long form, whatever the others came to, and fails when one of them did."""

from collections.abc import Sequence
from importlib.util import find_spec

import pytest

from tests.soak.__main__ import PROOFS, main


@pytest.mark.parametrize(
    ("failing", "code"), [((), 0), (("tests.disk",), 1), (("tests.storm", "tests.kill"), 1)]
)
def test_every_proof_is_run_with_the_seed_and_a_failed_one_is_named(
    capsys: pytest.CaptureFixture[str], failing: Sequence[str], code: int
) -> None:
    ran: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> int:
        ran.append(command)
        return int(command[0] in failing)

    assert main(["--seed", "7"], run) == code

    assert ran == [(*command, "--seed", "7") for command in PROOFS.values()]
    names = [name for name, (module, *_) in PROOFS.items() if module in failing]
    assert capsys.readouterr().out.startswith(f"FAILED: {', '.join(names)}," if names else "all is well,")


@pytest.mark.parametrize("name", PROOFS)
def test_proof_is_a_program(name: str) -> None:
    assert find_spec(f"{PROOFS[name][0]}.__main__") is not None
