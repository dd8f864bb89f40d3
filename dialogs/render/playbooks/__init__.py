"""The cards on which trainers see, change and publish playbooks; no file format shows on them."""

from dialogs.render.playbooks.drafts import (
    Drafted,
    asking_card,
    days_card,
    differences_card,
    discarding_card,
    draft_card,
    findings_card,
    read_day,
)
from dialogs.render.playbooks.findings import finding_of, told_of, trouble_of
from dialogs.render.playbooks.lines import (
    diagram_failed,
    line_card,
    stage_card,
    stages_card,
    step_card,
    under_diagram,
)
from dialogs.render.playbooks.news import (
    broken_card,
    mended_card,
    news_card,
    with_others,
    with_others_serving,
)
from dialogs.render.playbooks.places import At, Deed
from dialogs.render.playbooks.releases import history_card, release_card, retiring_card, rolling_back_card
from dialogs.render.playbooks.shelf import Names, authors_of, named, playbook_card, shelf_card

__all__ = [
    "At",
    "Deed",
    "Drafted",
    "Names",
    "asking_card",
    "authors_of",
    "broken_card",
    "days_card",
    "diagram_failed",
    "differences_card",
    "discarding_card",
    "draft_card",
    "finding_of",
    "findings_card",
    "history_card",
    "line_card",
    "mended_card",
    "named",
    "news_card",
    "playbook_card",
    "read_day",
    "release_card",
    "retiring_card",
    "rolling_back_card",
    "shelf_card",
    "stage_card",
    "stages_card",
    "step_card",
    "told_of",
    "trouble_of",
    "under_diagram",
    "with_others",
    "with_others_serving",
]
