"""What travels inside the buttons of a list of calls, and what is refused when it comes back."""

from datetime import date

import pytest

from dialogs.ids import PersonId
from dialogs.program import Outcome
from dialogs.render.records import Listing

NARROWED = Listing(2, open_only=True, day=date(2030, 1, 2), outcome=Outcome.DECLINED, agent=PersonId(7001))


@pytest.mark.parametrize("listing", [Listing(), NARROWED])
def test_listing_comes_back_as_it_went(listing: Listing) -> None:
    assert Listing.read(listing.value) == listing


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "0.0...7.1",
        "-1.0...",
        "0.2...",
        "0.0.20301301..",
        "0.0.2030010x..",
        "0.0..-1.",
        "0.0..9.",
        "99999999999999999999.0...",
        "0.0...99999999999999999999",
    ],
)
def test_listing_that_we_never_wrote_is_none(forged: str) -> None:
    assert Listing.read(forged) is None
