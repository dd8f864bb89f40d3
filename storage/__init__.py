"""The memory of the house: an append-only log of events and the views drawn from it."""
