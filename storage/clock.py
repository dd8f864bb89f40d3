"""The time, as a thing that is passed in."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Tells the time: aware UTC."""
