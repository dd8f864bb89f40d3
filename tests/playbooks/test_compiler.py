"""A whole small playbook, compared with the whole program that it becomes."""

import pytest

from dialogs.digest import revision_of
from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Has,
    How,
    OfferOpen,
    Recorded,
    SlotIs,
)
from dialogs.ids import ChoiceId, EntitlementId, RemedyId, StageId, StepId
from dialogs.money import Money
from dialogs.program import (
    RETURN,
    Answer,
    AnswerOffer,
    CheckRestatement,
    Choice,
    Due,
    Entitlement,
    Everywhere,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    Outcome,
    Owner,
    Place,
    Program,
    ReachAgreement,
    Remedy,
    SetSlot,
    Stage,
    StateDemand,
    Step,
    StepKind,
)
from dialogs.slots import Slot
from dialogs.texts import Bilingual
from playbooks.check import check_sources
from tests.playbooks.samples import SMALL_CALL, small_call

GREET, OFFERS, WHERE, WANTED, DEBTS, PAUSE, SETTLED = map(
    StepId, ("greet", "offers", "where", "wanted", "debts", "pause", "settled")
)
OPEN, CLOSE, CALM = map(StageId, ("open", "close", "calm"))
TOUCHPOINTS = {"sale": Bilingual("销售", "the sale"), "fee": Bilingual("收费", "a charge")}


def choice(name: str, zh: str, en: str, target: StepId, **others: object) -> Choice:
    return Choice(ChoiceId(name), Bilingual(zh, en), target, **others)  # type: ignore[arg-type]


STEPS = (
    Step(
        id=GREET,
        stage=OPEN,
        kind=StepKind.TALK,
        say=Bilingual("您好，您说的是{matter}？", "Hello, is it about {matter}?"),
        hints=(Bilingual("慢一点", "Slowly"),),
        avoid=Bilingual("“不可能”", "“Impossible”"),
        at_counter=Bilingual("看着对方", "Look at them"),
        listens_for=Place.FACT,
        choices=(
            choice(
                "agrees",
                "同意",
                "Agrees",
                OFFERS,
                effects=(
                    SetSlot("matter", "fee"),
                    CheckRestatement(confirmed=True),
                    StateDemand("refund"),
                    NoteEntitlement(EntitlementId("fee-refund")),
                ),
            ),
            choice(
                "calm",
                "安抚",
                "Calm",
                PAUSE,
                detour=True,
                when=AllOf(
                    (
                        SlotIs("matter", "fee"),
                        Compares(Figure.TEMPERATURE, How.ABOVE, 3),
                        AnyOf((Has(Recorded.FACT), OfferOpen(2))),
                    )
                ),
                why_closed=Bilingual("先听", "Listen first"),
            ),
        ),
    ),
    Step(
        id=OFFERS,
        stage=OPEN,
        kind=StepKind.COMPOSE,
        say=Bilingual("您看哪种合适？", "Which would suit you?"),
        listing="entitlements",
        choices=(
            choice(
                "put",
                "提出",
                "Offer",
                WHERE,
                when=Compares(Figure.OPTIONS, How.AT_LEAST, 2),
                effects=(MakeOffers(),),
            ),
            choice("none", "都不合适", "None fits", WHERE),
        ),
    ),
    Step(
        id=WHERE,
        stage=CLOSE,
        kind=StepKind.TALK,
        say=Bilingual("记一下出在哪里。", "Note where it happened."),
        verbatim=True,
        grid=True,
        choices=(
            choice("sale", "销售", "the sale", WANTED, effects=(SetSlot("touchpoint", "sale"),)),
            choice("fee", "收费", "a charge", WANTED, effects=(SetSlot("touchpoint", "fee"),)),
            choice(
                "skip",
                "跳过",
                "Skip",
                WANTED,
                effects=(
                    AnswerOffer(0, Answer.DECLINED),
                    MakePromise("letter", Owner.AGENT, Due.THREE_DAYS),
                    ReachAgreement(),
                ),
            ),
        ),
    ),
    Step(
        id=WANTED,
        stage=CLOSE,
        kind=StepKind.TALK,
        say=Bilingual("您希望怎么办？", "What would you like?"),
        grid=True,
        choices=(choice("refund", "退款", "Refund", DEBTS, effects=(StateDemand("refund"),)),),
    ),
    Step(
        id=DEBTS,
        stage=CLOSE,
        kind=StepKind.TALK,
        say=Bilingual("这些本来就该给您。", "These you are owed."),
        grid=True,
        choices=(
            choice(
                "fee-refund",
                "退费",
                "Fee refund",
                SETTLED,
                effects=(NoteEntitlement(EntitlementId("fee-refund")),),
            ),
        ),
    ),
    Step(
        id=PAUSE,
        stage=CALM,
        kind=StepKind.TALK,
        say=Bilingual("我在听。", "I am here."),
        choices=(choice("back", "好些了", "Better", RETURN),),
    ),
    Step(
        id=SETTLED,
        stage=CLOSE,
        kind=StepKind.END,
        say=Bilingual("谢谢您。", "Thank you."),
        outcome=Outcome.AGREED,
    ),
)
REMEDIES = (
    Remedy(
        id=RemedyId("points"),
        kind="goodwill",
        name=Bilingual("积分", "Points"),
        say=Bilingual("我们送您积分。", "We will give you points."),
        ceiling=Money(20000, "CNY"),
        granted_by="staff",
        products=("card",),
        compliance_for=("card",),
    ),
    Remedy(
        id=RemedyId("apology"),
        kind="words",
        name=Bilingual("书面致歉", "Letter of apology"),
        say=Bilingual("我们书面向您道歉。", "We will apologise in writing."),
        ceiling=None,
        granted_by="supervisor",
        products=(),
    ),
)
FEE_REFUND = Entitlement(
    EntitlementId("fee-refund"),
    Bilingual("退费", "Fee refund"),
    Bilingual("这笔收费退给您。", "We return the charge."),
)
EXPECTED = Program(
    playbook=SMALL_CALL,
    revision=revision_of(small_call()),
    title=Bilingual("小示例", "Small call"),
    start=GREET,
    stages={
        OPEN: Stage(OPEN, Bilingual("开场", "Open"), GREET),
        CLOSE: Stage(CLOSE, Bilingual("收尾", "Close"), WHERE),
        CALM: Stage(CALM, Bilingual("安抚", "Calm"), PAUSE, aside=True),
    },
    steps={step.id: step for step in STEPS},
    slots={
        "matter": Slot(
            "matter",
            {"fee": Bilingual("收费", "a charge")},
            Place.FACT,
            Bilingual("这件事", "this matter"),
        ),
        "touchpoint": Slot("touchpoint", TOUCHPOINTS),
    },
    everywhere=(Everywhere(choice("calm-down", "先安抚", "Calm first", PAUSE, detour=True), 4),),
    remedies={remedy.id: remedy for remedy in REMEDIES},
    entitlements={FEE_REFUND.id: FEE_REFUND},
    lists={
        "touchpoints": TOUCHPOINTS,
        "demands": {"refund": Bilingual("退款", "Refund")},
        "promises": {"letter": Bilingual("书面答复", "Written answer")},
        "products": {"card": Bilingual("信用卡", "Credit card")},
    },
)


def compiled() -> Program:
    checked = check_sources(SMALL_CALL, small_call())
    assert checked.diagnostics == ()
    assert checked.program is not None
    return checked.program


def test_small_call_becomes_exactly_this_program() -> None:
    program = compiled()

    assert program == EXPECTED


def test_stages_steps_and_picked_choices_keep_the_order_of_the_file() -> None:
    program = compiled()

    assert list(program.stages) == [OPEN, CLOSE, CALM]
    assert list(program.steps) == [GREET, OFFERS, WHERE, WANTED, DEBTS, PAUSE, SETTLED]
    assert list(program.lists["touchpoints"]) == ["sale", "fee"]


def test_nothing_in_a_program_can_be_written_to() -> None:
    program = compiled()
    mappings = (
        program.stages,
        program.steps,
        program.slots,
        program.slots["matter"].values,
        program.remedies,
        program.entitlements,
        program.lists,
        program.lists["demands"],
    )

    for mapping in mappings:
        with pytest.raises(TypeError):
            mapping["new"] = None  # type: ignore[index]
