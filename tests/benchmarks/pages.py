"""Pages of the reference, each made from the JSON beside it and from nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from tests.benchmarks.report import ROOT, Run, from_json, to_json

REFERENCE: Final = ROOT / "docs" / "reference"
BUILD: Final = ROOT / "build" / "benchmark"
R = TypeVar("R", bound=Run)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """A page, and the report that it shows."""

    name: str
    """Of both files, before their endings."""
    title: str
    recipe: str
    """What `make` calls the bench."""
    kind: type[R]
    parts: Callable[[R], Iterator[str]]
    """What stands under the title."""

    @property
    def file(self) -> str:
        """Return the name of the page's file."""
        return f"{self.name}.md"

    @property
    def figures(self) -> str:
        """Return the name of the JSON's file."""
        return f"{self.name}.json"

    def text(self, report: R) -> str:
        """Return the page in Markdown."""
        origin = f"Written by `make {self.recipe}` from {self.figures}: measure again instead of changing it."
        return "\n\n".join((f"# {self.title}", f"<!-- {origin} -->", *self.parts(report))) + "\n"

    def read(self, folder: Path = REFERENCE) -> R:
        """Return the report whose JSON is in ``folder``."""
        return from_json((folder / self.figures).read_bytes(), self.kind)

    def write(self, report: R, folder: Path = REFERENCE) -> None:
        """Write the JSON and the page into ``folder``."""
        (folder / self.figures).write_bytes(to_json(report))
        (folder / self.file).write_text(self.text(report), encoding="utf-8")

    def rewrite(self, folder: Path = REFERENCE) -> None:
        """Write the page in ``folder`` from the JSON beside it: after a change of words, not of figures."""
        (folder / self.file).write_text(self.text(self.read(folder)), encoding="utf-8")

    def conclude(
        self,
        report: R,
        *,
        for_the_page: bool,
        lacks: bool,
        build: Path = BUILD,
        reference: Path = REFERENCE,
    ) -> int:
        """Write the JSON, and the page if this run is for it and lacks no figures; 1 when it does."""
        (build / self.figures).write_bytes(to_json(report))
        if for_the_page and not lacks:
            self.write(report, reference)
        return int(lacks)
