"""Deadlines as the law has them for every complaint, and one that an objection begins."""

from datetime import date

from dialogs.deadlines import DeadlinePolicy, DeadlineRule, Extension, Milestone, PauseGround
from dialogs.ids import FactId, PlaybookSlug
from dialogs.retention import Confidence
from dialogs.texts import Bilingual

LONG_AFTER = date(2099, 1, 1)
COMPLEX = Extension(id="complex", title=Bilingual("情况复杂", "complex case"), days=30)
SPECIAL = Extension(
    id="special",
    title=Bilingual("特殊原因", "special reasons"),
    days=60,
    needs_approval=True,
    must_tell=True,
    say=Bilingual("虚构的告知", "invented words"),
)
DECISION = DeadlineRule(
    id="complaint-decision",
    title=Bilingual("投诉处理决定", "Decision on the complaint"),
    cases=("complaint",),
    milestone=Milestone.RECEIVED,
    days=15,
    confidence=Confidence.A,
    law=FactId("complaint-deadline"),
    check_by=LONG_AFTER,
    extensions=(COMPLEX, SPECIAL),
    pauses=frozenset(PauseGround),
    restarts=True,
    then=Milestone.DECISION_TOLD,
)
REVIEW = DeadlineRule(
    id="review-request",
    title=Bilingual("申请核查", "Asking for a review"),
    cases=("review",),
    milestone=Milestone.DECISION_TOLD,
    days=30,
    confidence=Confidence.A,
    check_by=LONG_AFTER,
    of_customer=True,
)
OBJECTION = DeadlineRule(
    id="account-objection",
    title=Bilingual("账户异议答复", "Answer to the objection"),
    cases=("account",),
    milestone=Milestone.ACCOUNT_OBJECTION,
    days=15,
    confidence=Confidence.C,
    check_by=LONG_AFTER,
    products=frozenset({"account", "card"}),
    playbooks=frozenset({PlaybookSlug("five-steps")}),
)
POLICY = DeadlinePolicy(rules=(DECISION, REVIEW, OBJECTION))
