"""Cases on the command line: begun from a closed call, handed in by one person, published by another."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.offices import office_over
from bot.storing import read_log
from dialogs.commands import EndSession, NoteWords
from dialogs.ids import CaseId, SessionId
from dialogs.program import Outcome
from dialogs.sealed import Sealed
from dialogs.service import Done
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import firm_on, settings_of
from tests.builders.cases import case_text
from tests.firm import AGENT
from tests.scenarios.script import LIBRARIES

AT = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(LIBRARIES / "five")}
SAID = "虚构女士说 13800001234 多扣了 731 元"
CASE = case_text("five-steps")


@pytest.fixture
def people(hejie: Hejie) -> None:
    for person, role in (("3", "supervisor"), ("4", "supervisor"), ("5", "trainer"), ("6", "staff")):
        assert hejie(f"people add {person} --name p{person} --role {role} --team t", **AT)[0] == 0


def closed(*, ends: bool = True) -> SessionId:
    """Walk a call in which somebody says something, and end it."""

    async def walked() -> SessionId:
        async with firm_on(settings_of(AT)) as firm:
            done = await firm.opened()
            session, actor = done.state.session, await firm.actor(AGENT)
            await firm.does(NoteWords(actor=actor, session=session, words=Sealed(SAID), said_at=firm.clock()))
            if ends:
                ended = await firm.does(EndSession(actor=actor, session=session, outcome=Outcome.DECLINED))
                assert isinstance(ended, Done)
            return session

    return asyncio.run(walked())


def form(hejie: Hejie) -> str:
    """The start of the revision of the one case that waits."""
    [line] = [line for line in hejie("case waiting", **AT)[1].splitlines() if "fee-twice" in line]
    return line.split()[1]


def found(environment: Mapping[str, str] = AT) -> set[CaseId]:
    """The cases that /case finds."""

    async def look() -> set[CaseId]:
        settings = settings_of(environment)
        async with read_log(settings) as storage:
            office = await office_over(settings, storage)
            return set(office.programs.cases().cards)

    return asyncio.run(look())


def test_draft_holds_how_the_call_went_and_no_word_of_it_and_names_each_gap(
    folder: Path, hejie: Hejie
) -> None:
    session = closed()

    code, said = hejie(f"case draft {session} --to new.yaml", **AT)

    text = (folder / "new.yaml").read_text(encoding="utf-8")
    assert code == 0
    assert "scenario: five-steps\nexample: false\nclosed_on: " in text
    for part in ("虚构", "1234", "731", session, "青松", "甲"):
        assert part not in text
    gaps = [line for line in said.splitlines() if "PB708" in line]
    assert len(gaps) == 2 * text.count('zh: "TODO')
    assert len(gaps) == 12
    assert "Places to write or mend: 12" in said
    assert hejie("access --limit 1", **AT)[1].splitlines()[0].endswith(session)


def test_draft_is_never_written_over(folder: Path, hejie: Hejie) -> None:
    session = closed()
    (folder / "new.yaml").write_text("mine", encoding="utf-8")

    assert hejie(f"case draft {session} --to new.yaml", **AT)[0] == 1
    assert (folder / "new.yaml").read_text(encoding="utf-8") == "mine"


def test_call_that_goes_on_becomes_no_case(folder: Path, hejie: Hejie) -> None:
    session = closed(ends=False)

    code, said = hejie(f"case draft {session} --to new.yaml", **AT)

    assert (code, (folder / "new.yaml").exists()) == (1, False)
    assert "This call is not over yet." in said


@pytest.mark.usefixtures("people")
def test_case_is_found_once_a_second_person_published_it_and_no_more_once_it_is_taken_back(
    folder: Path, hejie: Hejie
) -> None:
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    case = CaseId("fee-twice")

    assert hejie("case publish case.yaml --by 3", **AT)[0] == 0
    assert case not in found()
    _, waits = hejie("case waiting", **AT)
    assert [line.split()[0] for line in waits.splitlines() if "Own up first" in line] == [case]

    code, said = hejie(f"case approve fee-twice {form(hejie)} --by 3", **AT)
    assert (code, case in found()) == (1, False)
    assert "You wrote some of this case." in said
    assert hejie(f"case approve fee-twice {form(hejie)} --by 6", **AT)[0] == 1
    assert hejie(f"case approve fee-twice {form(hejie)} --by 5", **AT)[0] == 0
    assert case in found()

    assert hejie("case retire fee-twice --by 4 --reason recognisable", **AT)[0] == 0
    assert case not in found()


@pytest.mark.usefixtures("people")
def test_whoever_wrote_on_in_a_case_is_not_its_second_person(folder: Path, hejie: Hejie) -> None:
    file = folder / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    assert hejie("case publish case.yaml --by 3", **AT)[0] == 0
    file.write_text(CASE.replace("一句实话。", "一句老实话。"), encoding="utf-8")
    assert hejie("case publish case.yaml --by 4", **AT)[0] == 0

    waits = form(hejie)
    approved = [hejie(f"case approve fee-twice {waits} --by {person}", **AT)[0] for person in (3, 4, 5)]

    assert approved == [1, 1, 0]


@pytest.mark.usefixtures("people")
def test_form_that_was_read_is_named_and_no_other_is_published(folder: Path, hejie: Hejie) -> None:
    file = folder / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    assert hejie("case publish case.yaml --by 3", **AT)[0] == 0
    read = form(hejie)
    assert f"This form has the revision {read}" in hejie("case check case.yaml", **AT)[1]
    file.write_text(CASE.replace("一句实话。", "一句老实话。"), encoding="utf-8")
    assert hejie("case publish case.yaml --by 3", **AT)[0] == 0

    code, said = hejie(f"case approve fee-twice {read} --by 5", **AT)

    assert (code, found()) == (1, set())
    assert "What waits is another form" in said


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("person", ["5", "6", "99"])
def test_case_is_handed_in_by_supervisors_alone(folder: Path, hejie: Hejie, person: str) -> None:
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")

    assert hejie(f"case publish case.yaml --by {person}", **AT)[0] == 1


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("was", "is_now", "code"),
    [
        ("一句实话。", "TODO 靠什么", "PB708"),
        ("一笔费用", "13800001234 一笔费用", "PB705"),
        ("scenario: five-steps", "scenario: five", "PB702"),
        ("id: fee-twice", "id: Fee Twice", "PB701"),
    ],
)
def test_case_with_an_error_is_told_of_by_its_place_and_not_taken(
    folder: Path, hejie: Hejie, was: str, is_now: str, code: str
) -> None:
    (folder / "case.yaml").write_text(CASE.replace(was, is_now), encoding="utf-8")

    exit_code, said = hejie("case publish case.yaml --by 3", **AT)

    assert exit_code == 1
    assert code in said
    assert hejie("case waiting", **AT)[1].splitlines() == ["log: log.db"]
