"""A playbook for one kind of complaint is found where a new call begins."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.nearby import meant
from playbooks.rules.rule import Finding, Rule

PRODUCTS = "products"
"""The list that a new call begins with."""


def _check(book: Book) -> Iterator[Finding]:
    """Find kinds of complaints that nobody could choose."""
    kind = book.playbook.complaint
    if kind is None:
        return
    if book.is_part:
        words = "no call begins with this playbook, since others go into it"
        yield Finding(("complaint",), words, "delete it here", at_key=True, cause=Cause.PB413_PART)
        return
    known = [item.id for item in book.items(PRODUCTS)]
    for number, product in enumerate(kind.products):
        if product not in known:
            words = f'there is no product "{product}" in the list "{PRODUCTS}"'
            hint = meant(product, known) or "take one of lists.yaml, and name lists in uses"
            yield Finding(("complaint", PRODUCTS, number), words, hint)


RULE = Rule(
    code="PB413",
    title="Complaint that nobody can choose",
    why="Whoever begins a call taps a product, and then a kind of complaint that belongs to it.",
    bad="complaint: {products: [cards], label: {zh: 分期息费, en: Instalment fees}}\n",
    good="complaint: {products: [card], label: {zh: 分期息费, en: Instalment fees}}\n",
    check=_check,
)
