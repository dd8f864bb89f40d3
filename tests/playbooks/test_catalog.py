"""A bad file never stops a call: the last good revision serves, and every revision stays loadable."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from dialogs.ids import CaseId, PlaybookSlug, Revision
from dialogs.ports import Programs, StorageUnavailableError
from playbooks.catalog import Catalog, RevisionLostError
from playbooks.check import check_sources
from playbooks.keptcases import KeptCase, read_kept
from playbooks.rules import OF_CASES
from tests.playbooks.samples import GOOD, SMALL_CALL, small_call, write_library

BAD = {"small-call/playbook.yaml": b"format: [1\n"}
CHANGED = {"小示例": "小样"}
SAMPLE, BESIDE = CaseId("sample"), CaseId("beside")


class KeptInMemory:
    """Revisions in a dict; counts what it is asked, and can be away."""

    def __init__(self) -> None:
        self.kept: dict[Revision, tuple[PlaybookSlug, Mapping[str, bytes]]] = {}
        self.asked = 0
        self.era = 0
        self.is_away = False

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        self._ask()
        self.kept.setdefault(revision, (playbook, sources))

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        self._ask()
        return self.kept[revision][1] if revision in self.kept else None

    async def beginning(self, signs: str) -> Sequence[Revision]:
        self._ask()
        return [each for each in self.kept if each.startswith(signs)][:2]

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        self._ask()
        return next(
            (revision for revision in reversed(self.kept) if self.kept[revision][0] == playbook), None
        )

    def _ask(self) -> None:
        self.asked += 1
        if self.is_away:
            raise StorageUnavailableError("away")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_library(tmp_path, small_call())
    return tmp_path


@pytest.fixture
def revisions() -> KeptInMemory:
    return KeptInMemory()


async def test_catalog_is_what_the_core_asks_for(library: Path, revisions: KeptInMemory) -> None:
    programs: Programs = await Catalog.open(library, revisions)

    assert [program.playbook for program in programs.offered()] == [SMALL_CALL]
    assert programs.current(SMALL_CALL) == check_sources(SMALL_CALL, small_call()).program
    assert programs.current(PlaybookSlug("gone")) is None
    assert revisions.asked == 0


async def test_keeping_stores_the_closure_once(library: Path, revisions: KeptInMemory) -> None:
    catalog = await Catalog.open(library, revisions)
    (program,) = catalog.offered()

    await catalog.keep(program)
    await catalog.keep(program)

    assert revisions.kept == {program.revision: (SMALL_CALL, small_call())}
    assert revisions.asked == 1


async def test_keeping_is_tried_again_after_the_store_was_away(
    library: Path, revisions: KeptInMemory
) -> None:
    catalog = await Catalog.open(library, revisions)
    (program,) = catalog.offered()
    revisions.is_away = True
    with pytest.raises(StorageUnavailableError):
        await catalog.keep(program)
    revisions.is_away = False

    await catalog.keep(program)

    assert list(revisions.kept) == [program.revision]


async def test_what_was_kept_is_kept_again_when_the_store_may_have_lost_it(
    library: Path, revisions: KeptInMemory
) -> None:
    catalog = await Catalog.open(library, revisions)
    (program,) = catalog.offered()
    await catalog.keep(program)
    revisions.kept.clear()
    await catalog.keep(program)
    assert revisions.kept == {}, "the control: nothing told of it"

    revisions.era = 1
    await catalog.keep(program)

    assert revisions.kept == {program.revision: (SMALL_CALL, small_call())}


async def test_what_was_read_back_is_not_taken_for_lost_when_the_store_was_away(
    library: Path, revisions: KeptInMemory
) -> None:
    before = await Catalog.open(library, revisions)
    (old,) = before.offered()
    await before.keep(old)
    write_library(library, small_call(CHANGED))
    catalog = await Catalog.open(library, revisions)
    await catalog.at(SMALL_CALL, old.revision)

    revisions.era = 1
    await catalog.keep(old)

    assert list(revisions.kept) == [old.revision]


async def test_bad_playbook_is_served_by_its_last_good_revision(
    library: Path, revisions: KeptInMemory
) -> None:
    before = await Catalog.open(library, revisions)
    (good,) = before.offered()
    await before.keep(good)
    write_library(library, BAD)

    catalog = await Catalog.open(library, revisions)

    assert catalog.offered() == (good,)
    assert [(each.code, each.line) for each in catalog.findings] == [("PB004", 2)]


async def test_bad_playbook_that_no_call_ever_used_is_not_offered(
    library: Path, revisions: KeptInMemory
) -> None:
    write_library(library, BAD)
    write_library(library, {f"other/{path}": text for path, text in {"playbook.yaml": OTHER}.items()})

    catalog = await Catalog.open(library, revisions)

    assert [program.playbook for program in catalog.offered()] == ["other"]
    assert {each.code for each in catalog.findings} == {"PB004"}


async def test_reload_of_a_bad_playbook_goes_on_with_what_served(
    library: Path, revisions: KeptInMemory
) -> None:
    catalog = await Catalog.open(library, revisions)
    (good,) = catalog.offered()
    write_library(library, BAD)

    await catalog.load()

    assert catalog.offered() == (good,)
    assert catalog.findings != ()
    assert revisions.asked == 0


async def test_reload_of_a_changed_playbook_keeps_the_old_revision_loadable(
    library: Path, revisions: KeptInMemory
) -> None:
    catalog = await Catalog.open(library, revisions)
    (old,) = catalog.offered()
    await catalog.keep(old)
    write_library(library, small_call(CHANGED))

    await catalog.load()

    (new,) = catalog.offered()
    assert new.title.zh == "小样"
    assert await catalog.at(SMALL_CALL, old.revision) is old


async def test_old_revision_is_compiled_once_from_what_was_kept(
    library: Path, revisions: KeptInMemory
) -> None:
    old = check_sources(SMALL_CALL, small_call(CHANGED)).program
    assert old is not None
    await revisions.keep(SMALL_CALL, old.revision, small_call(CHANGED))
    catalog = await Catalog.open(library, revisions)
    asked = revisions.asked

    first = await catalog.at(SMALL_CALL, old.revision)
    second = await catalog.at(SMALL_CALL, old.revision)

    assert first == old
    assert second is first
    assert revisions.asked == asked + 1


async def test_current_revision_is_found_without_the_store(library: Path, revisions: KeptInMemory) -> None:
    catalog = await Catalog.open(library, revisions)
    (program,) = catalog.offered()
    revisions.is_away = True

    assert await catalog.at(SMALL_CALL, program.revision) is program


async def test_revision_that_was_never_kept_is_lost(library: Path, revisions: KeptInMemory) -> None:
    catalog = await Catalog.open(library, revisions)

    with pytest.raises(RevisionLostError):
        await catalog.at(SMALL_CALL, Revision("0" * 64))


async def test_sources_that_are_not_what_their_revision_says_are_refused(
    library: Path, revisions: KeptInMemory
) -> None:
    await revisions.keep(SMALL_CALL, Revision("0" * 64), small_call())
    catalog = await Catalog.open(library, revisions)

    with pytest.raises(RevisionLostError):
        await catalog.at(SMALL_CALL, Revision("0" * 64))


async def test_program_of_another_catalog_cannot_be_kept(library: Path, revisions: KeptInMemory) -> None:
    catalog = await Catalog.open(library, revisions)
    stranger = check_sources(SMALL_CALL, small_call(CHANGED)).program
    assert stranger is not None

    with pytest.raises(RevisionLostError):
        await catalog.keep(stranger)


async def test_store_that_is_away_leaves_the_catalog_as_it_was(
    library: Path, revisions: KeptInMemory
) -> None:
    catalog = await Catalog.open(library, revisions)
    offered = catalog.offered()
    write_library(library, {"bad/playbook.yaml": b""})
    revisions.is_away = True

    with pytest.raises(StorageUnavailableError):
        await catalog.load()

    assert catalog.offered() == offered


async def test_last_revision_that_cannot_be_read_serves_nobody(
    library: Path, revisions: KeptInMemory
) -> None:
    await revisions.keep(
        SMALL_CALL, Revision("0" * 64), {"small-call/playbook.yaml": b"[", "lists.yaml": b""}
    )
    write_library(library, BAD)

    catalog = await Catalog.open(library, revisions)

    assert catalog.offered() == ()
    assert catalog.current(SMALL_CALL) is None


OTHER = """\
format: 1
playbook: other
title: {zh: 另一个, en: Another}
owner: 培训组
check_by: 2027-05-31
stages: [{id: only, title: {zh: 全部, en: All}}]
steps: [{id: bye, stage: only, kind: end, outcome: declined, say: {zh: 再见。, en: Goodbye.}}]
""".encode()


async def test_calls_begin_only_on_the_days_on_which_a_playbook_is_valid(
    library: Path, revisions: KeptInMemory
) -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    valid = {"check_by": "valid_from: 2027-01-01\nvalid_to: 2027-12-31\ncheck_by"}
    write_library(library, small_call(valid))
    today = days[:1]
    catalog = await Catalog.open(library, revisions, today=lambda: today[0])

    found = []
    for today[0] in days:
        found.append((len(catalog.offered()), catalog.current(SMALL_CALL) is not None))

    assert found == [(0, False), (1, True), (1, True), (0, False)]


async def test_call_goes_on_with_its_revision_when_the_playbook_is_valid_no_more(
    library: Path, revisions: KeptInMemory
) -> None:
    write_library(library, small_call({"check_by": "valid_to: 2026-12-31\ncheck_by"}))
    catalog = await Catalog.open(library, revisions, today=lambda: date(2027, 1, 1))
    program = check_sources(SMALL_CALL, small_call({"check_by": "valid_to: 2026-12-31\ncheck_by"})).program
    assert program is not None

    assert await catalog.at(SMALL_CALL, program.revision) == program


async def test_law_cards_are_served_and_a_bad_one_stays_as_it_was(tmp_path: Path) -> None:
    card = (GOOD.parent / "broken" / "law" / "near-topic.yaml").read_text(encoding="utf-8")
    good, bad = card.replace("fee]", "fees]"), card
    write_library(
        tmp_path, {**small_call(), "law/near-topic.yaml": good.encode(), "law/other.yaml": bad.encode()}
    )
    catalog = await Catalog.open(tmp_path, KeptInMemory())
    served = catalog.law()
    write_library(tmp_path, {"law/near-topic.yaml": bad.encode()})
    await catalog.load()

    assert [card.id for card in served.find("编造的办法")] == ["near-topic"]
    assert served.about("fees") == catalog.law().about("fees")
    assert [each.file for each in catalog.troubles()] == ["law/near-topic.yaml", "law/other.yaml"]


async def test_cases_are_served_under_their_playbook_and_a_bad_one_stays_as_it_was(tmp_path: Path) -> None:
    good = (
        OF_CASES[0]
        .good.replace("scenario: example", f"scenario: {SMALL_CALL}")
        .replace("law: [sample]\n", "")
    )
    bad = good.replace("example: true", "example: false")
    write_library(
        tmp_path, {**small_call(), "cases/sample.yaml": good.encode(), "cases/other.yaml": bad.encode()}
    )
    catalog = await Catalog.open(tmp_path, KeptInMemory())
    served = catalog.cases()
    write_library(tmp_path, {"cases/sample.yaml": bad.encode()})
    await catalog.load()

    assert [case.id for case in served.find("先听完")] == ["sample"]
    assert served.about(SMALL_CALL) == catalog.cases().about(SMALL_CALL)
    assert served.counts == {SMALL_CALL: 1}
    assert {each.file for each in catalog.troubles()} == {"cases/other.yaml", "cases/sample.yaml"}


async def test_case_that_was_published_goes_before_its_file_and_stays_through_a_reload(
    tmp_path: Path,
) -> None:
    good = OF_CASES[0].good.replace("scenario: example", f"scenario: {SMALL_CALL}")
    file = good.replace("law: [sample]\n", "").encode()
    write_library(tmp_path, {**small_call(), "cases/sample.yaml": file})
    catalog = await Catalog.open(tmp_path, KeptInMemory())
    published, beside = (of_log(tmp_path, name, file) for name in ("sample", "beside"))

    catalog.tell(SAMPLE, published)
    catalog.tell(BESIDE, beside)
    await catalog.load()
    assert catalog.cases().cards == {SAMPLE: published.case, BESIDE: beside.case}
    assert [each.id for each in catalog.cases().about(SMALL_CALL)] == [BESIDE, SAMPLE]

    catalog.tell(SAMPLE, None)
    await catalog.load()
    assert catalog.cases().cards == {BESIDE: beside.case}


async def test_case_that_was_published_is_found_though_what_it_names_is_gone_and_that_is_told(
    tmp_path: Path,
) -> None:
    good = OF_CASES[0].good.replace("scenario: example", f"scenario: {SMALL_CALL}")
    write_library(tmp_path, small_call())
    catalog = await Catalog.open(tmp_path, KeptInMemory())
    published = of_log(tmp_path, "sample", good.replace("law: [sample]\n", "").encode())
    catalog.tell(SAMPLE, published)
    assert catalog.troubles() == ()

    (tmp_path / SMALL_CALL).rename(tmp_path / "renamed")
    await catalog.load()

    assert catalog.cases().cards == {SAMPLE: published.case}
    assert "cases/sample.yaml" in {each.file for each in catalog.troubles()}


async def test_case_that_was_published_and_is_lost_is_a_trouble_and_no_file_takes_its_place(
    tmp_path: Path,
) -> None:
    good = OF_CASES[0].good.replace("scenario: example", f"scenario: {SMALL_CALL}")
    file = good.replace("law: [sample]\n", "").encode()
    write_library(tmp_path, {**small_call(), "cases/sample.yaml": file})
    catalog = await Catalog.open(tmp_path, KeptInMemory())

    catalog.lose(SAMPLE, Revision("3f9a0c"))

    assert catalog.cases().cards == {}
    [trouble] = catalog.troubles()
    assert (trouble.file, trouble.finding) == ("cases/sample", None)


def of_log(library: Path, name: str, file: bytes) -> KeptCase:
    return read_kept(library, CaseId(name), file.replace(b"id: sample", f"id: {name}".encode()), None)
