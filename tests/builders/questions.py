"""A small program that asks for one thing of every type, and has a list to tick."""

from dialogs.ids import ItemId, PlaybookSlug
from dialogs.program import (
    ANSWER,
    RETURN,
    CheckItem,
    Choice,
    Outcome,
    Program,
    SetSlot,
    Step,
    StepKind,
)
from dialogs.slots import Slot, SlotType
from tests.builders.calls import Call
from tests.builders.program import both, choice, small_program, stage, step

SLOTS = (
    Slot("kind", {"yearly": both("年费"), "interest": both("利息")}, label=both("项目")),
    Slot("amount", {}, type=SlotType.MONEY, label=both("金额"), currency="CNY"),
    Slot("day", {}, type=SlotType.DATE),
    Slot("told", {"yes": both("是"), "no": both("否")}, type=SlotType.YES_NO),
    Slot("upset", {f"{each}": both(f"{each}") for each in range(11)}, type=SlotType.SCALE),
    Slot("why", {}, type=SlotType.TEXT, label=both("原话")),
)
_BY_NAME = {slot.name: slot for slot in SLOTS}


def ask(name: str, stage_name: str, target: str, *beside: Choice, slot: str = "") -> Step:
    """Return a question as the compiler makes it."""
    asked = _BY_NAME[slot or name]
    tapped = tuple(choice(value, target, SetSlot(asked.name, value)) for value in asked.values)
    written = None if tapped else Choice(ANSWER, both(f"说：{name}"), target)  # type: ignore[arg-type]
    return step(
        name,
        stage_name,
        *tapped,
        *beside,
        kind=StepKind.ASK,
        asks=asked.name,
        answer=written,
        grid=bool(tapped),
    )


def item(name: str) -> CheckItem:
    return CheckItem(ItemId(name), both(f"核：{name}"))


STEPS = (
    ask("kind", "ask", "amount"),
    ask("amount", "ask", "day", choice("unsure", "day"), choice("calms", "calm-why", detour=True)),
    ask("day", "ask", "told"),
    ask("told", "ask", "upset"),
    ask("upset", "ask", "why"),
    ask("why", "ask", "papers"),
    step(
        "papers",
        "close",
        choice("checked", "amount-again"),
        kind=StepKind.CHECK,
        items=(item("bill"), item("contract")),
    ),
    ask("amount-again", "close", "settled", slot="amount"),
    step("settled", "close", kind=StepKind.END, outcome=Outcome.PROMISED),
    ask("calm-why", "calm", RETURN, slot="why"),
)
QUESTIONS: Program = small_program(
    playbook=PlaybookSlug("questions"),
    start=STEPS[0].id,
    stages={
        each.id: each
        for each in (stage("ask", "kind"), stage("close", "papers"), stage("calm", "calm-why", aside=True))
    },
    steps={each.id: each for each in STEPS},
    slots=_BY_NAME,
    everywhere=(),
)


def asking() -> Call:
    return Call("card", program=QUESTIONS)


def at_amount() -> Call:
    return asking().choose("yearly")


def at_day() -> Call:
    return at_amount().note("1200")


def at_papers() -> Call:
    return at_day().note("昨天").choose("no", "7").note("没人告诉我")


def ticked(*items: str) -> Call:
    made = at_papers()
    for each in items:
        made.do(made.wish.tick(each))
    return made
