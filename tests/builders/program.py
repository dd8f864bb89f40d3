"""A small program written by hand: every kind of step, guard and effect once, and nothing more."""

from dialogs.guards import Compares, Figure, How, OfferOpen, SlotIs
from dialogs.ids import ChoiceId, EntitlementId, PlaybookSlug, RemedyId, Revision, StageId, StepId
from dialogs.money import Money
from dialogs.program import (
    RETURN,
    Answer,
    AnswerOffer,
    CheckRestatement,
    Choice,
    Due,
    Effect,
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


def both(zh: str, en: str = "") -> Bilingual:
    return Bilingual(zh, en or zh)


def choice(name: str, target: str, *effects: Effect, **more: object) -> Choice:
    return Choice(ChoiceId(name), both(name), StepId(target), effects=effects, **more)  # type: ignore[arg-type]


def step(name: str, stage: str, *choices: Choice, kind: StepKind = StepKind.TALK, **more: object) -> Step:
    said = both(str(more.pop("say", f"说：{name}")))
    return Step(StepId(name), StageId(stage), kind, said, choices=choices, **more)  # type: ignore[arg-type]


def stage(name: str, start: str, *, aside: bool = False) -> Stage:
    return Stage(StageId(name), both(f"段：{name}"), StepId(start), aside)


def _remedy(
    name: str, granted_by: str = "staff", ceiling: int | None = None, **more: tuple[str, ...]
) -> Remedy:
    money = None if ceiling is None else Money(ceiling)
    return Remedy(
        id=RemedyId(name),
        kind=f"kind-{name}",
        name=both(f"补救：{name}"),
        say=both(f"念：{name}"),
        ceiling=money,
        granted_by=granted_by,
        products=more.get("products", ()),
        compliance_for=more.get("compliance_for", ()),
    )


PROMISE_TODAY = MakePromise("callback", Owner.AGENT, Due.TODAY)
PROMISE_WEEK = MakePromise("decision", Owner.SUPERVISOR, Due.WEEK)

STEPS = (
    step(
        "open",
        "open",
        choice("goes-on", "listen"),
        choice("shouts", "calm-limit", detour=True),
        hints=(both("提示一"), both("提示二"), both("提示三")),
        avoid=both("别说"),
        at_counter=both("起身"),
    ),
    step(
        "listen",
        "listen",
        choice("fee", "restate", SetSlot("matter", "fee"), StateDemand("refund")),
        choice("claim", "restate", SetSlot("matter", "claim")),
        listens_for=Place.FACT,
        grid=True,
    ),
    step(
        "restate",
        "restate",
        choice("right", "owed", CheckRestatement(confirmed=True)),
        choice("wrong", "listen", CheckRestatement(confirmed=False)),
        say="您说的是{matter}，对吗？",
    ),
    step(
        "owed",
        "offer",
        choice("late-fee", "compose", NoteEntitlement(EntitlementId("late-fee"))),
        choice("interest", "compose", NoteEntitlement(EntitlementId("interest"))),
        choice("nothing-owed", "compose"),
        listing="entitlements",
    ),
    step(
        "compose",
        "offer",
        choice(
            "put",
            "answer",
            MakeOffers(),
            when=Compares(Figure.OPTIONS, How.AT_LEAST, 1),
            why_closed=both("先选一项"),
        ),
        choice("insist", "promise", when=SlotIs("matter", "claim")),
        choice("rather-wait", "promise"),
        kind=StepKind.COMPOSE,
        listing="entitlements",
    ),
    step(
        "answer",
        "offer",
        choice("takes-1", "agree", AnswerOffer(1, Answer.ACCEPTED), when=OfferOpen(1)),
        choice("takes-2", "agree", AnswerOffer(2, Answer.ACCEPTED), when=OfferOpen(2)),
        choice("takes-none", "compose", AnswerOffer(0, Answer.DECLINED)),
        choice(
            "haggles", "compose", when=Compares(Figure.TEMPERATURE, How.AT_MOST, 3), why_closed=both("先降温")
        ),
        say="一是{offer_1}，二是{offer_2}。",
        listing="offers",
    ),
    step(
        "agree",
        "close",
        choice("agrees", "settled", ReachAgreement(), PROMISE_TODAY),
        choice("refuses", "broken"),
        choice("asks-time", "promise"),
        say="说好：{accepted}。",
        verbatim=True,
        listing="agreement",
    ),
    step(
        "promise",
        "close",
        choice("by-today", "settled", PROMISE_TODAY),
        choice("by-week", "settled", PROMISE_WEEK),
        choice("talks-on", "owed"),
    ),
    step("settled", "close", kind=StepKind.END, outcome=Outcome.AGREED),
    step("broken", "close", kind=StepKind.END, outcome=Outcome.BROKEN_OFF),
    step(
        "calm-pause",
        "calm",
        choice("cooled", RETURN),
        choice("insults", "calm-limit"),
        choice("wants-answer", "promise"),
        listens_for=Place.FEELING,
    ),
    step(
        "calm-limit",
        "calm",
        choice("stops", RETURN),
        choice("goes-quiet", "calm-pause"),
        choice("hangs-up", "broken"),
        choice("breathes", "calm-pause", detour=True),
        choice("call-later", "promise", PROMISE_TODAY),
    ),
)


def small_program(**changes: object) -> Program:
    """Return the small program; ``changes`` are fields of :class:`Program`."""
    stages = (
        stage("open", "open"),
        stage("listen", "listen"),
        stage("restate", "restate"),
        stage("offer", "owed"),
        stage("close", "promise"),
        stage("calm", "calm-pause", aside=True),
    )
    remedies = (
        _remedy("letter"),
        _remedy("fee-back", ceiling=50_00),
        _remedy("contact"),
        _remedy("report", compliance_for=("policy",)),
        _remedy("gift", granted_by="supervisor", ceiling=500_00),
        _remedy("course", products=("policy",)),
    )
    owed = (EntitlementId("late-fee"), EntitlementId("interest"))
    parts: dict[str, object] = {
        "playbook": PlaybookSlug("small"),
        "revision": Revision("0" * 64),
        "title": both("小剧本"),
        "start": StepId("open"),
        "stages": {stage.id: stage for stage in stages},
        "steps": {each.id: each for each in STEPS},
        "slots": {"matter": Slot("matter", {"fee": both("一笔收费"), "claim": both("理赔")}, Place.FACT)},
        "everywhere": (Everywhere(choice("calm", "calm-pause", detour=True), 4),),
        "remedies": {remedy.id: remedy for remedy in remedies},
        "entitlements": {each: Entitlement(each, both(f"应付：{each}"), both("照付")) for each in owed},
        "lists": {
            "products": {"card": both("信用卡"), "policy": both("保单")},
            "promises": {"callback": both("回电"), "decision": both("答复")},
            "demands": {"refund": both("退费")},
        },
    }
    return Program(**parts | changes)  # type: ignore[arg-type]


SMALL = small_program()
