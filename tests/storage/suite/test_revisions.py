from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug, Revision
from tests.storage.places import Place

REFUND, CLAIM = PlaybookSlug("refund"), PlaybookSlug("claim")
SOURCES = {"refund/playbook.yaml": "步骤: []\n".encode(), "phrases.yaml": b"\x00\xff"}
OLD, NEW = revision_of(SOURCES), Revision("bb" * 32)


async def test_sources_come_back_byte_by_byte_after_reopening(place: Place) -> None:
    async with place() as storage:
        await storage.revisions.keep(REFUND, OLD, SOURCES)

    async with place() as storage:
        assert await storage.revisions.sources(OLD) == SOURCES
        assert await storage.revisions.sources(NEW) is None


async def test_revision_is_kept_once(place: Place) -> None:
    async with place() as storage:
        await storage.revisions.keep(REFUND, OLD, SOURCES)
        await storage.revisions.keep(REFUND, OLD, {"other.yaml": b""})

        assert await storage.revisions.sources(OLD) == SOURCES


async def test_latest_revision_is_the_one_kept_last_for_its_playbook(place: Place) -> None:
    async with place() as storage:
        assert await storage.revisions.latest(REFUND) is None
        await storage.revisions.keep(REFUND, NEW, SOURCES)
        await storage.revisions.keep(REFUND, OLD, {})
        await storage.revisions.keep(CLAIM, Revision("cc" * 32), SOURCES)
        await storage.revisions.keep(REFUND, NEW, SOURCES)

        assert await storage.revisions.latest(REFUND) == OLD
        assert await storage.revisions.sources(OLD) == {}


async def test_revisions_are_found_by_how_they_begin(place: Place) -> None:
    async with place() as storage:
        for each in (NEW, OLD, Revision(OLD[:8] + "c" * 56)):
            await storage.revisions.keep(REFUND, each, SOURCES)

        assert await storage.revisions.beginning(NEW[:8]) == [NEW]
        assert await storage.revisions.beginning(OLD[:9]) == [OLD]
        assert await storage.revisions.beginning(OLD[:8]) == [OLD, Revision(OLD[:8] + "c" * 56)]
        assert await storage.revisions.beginning("f" * 8) == []
        assert len(await storage.revisions.beginning("")) == 2
