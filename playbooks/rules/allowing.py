"""What is said of the remarks that allow a warning, for the rule reference."""

from playbooks.diagnostics import Severity
from playbooks.rules.rule import Entry
from playbooks.waivers import NO_REASON, NOT_TO_ALLOW, UNUSED

ALLOWING: tuple[Entry, ...] = (
    Entry(
        code=NO_REASON,
        severity=Severity.WARNING,
        title="Allowed without a reason",
        why="A warning is set aside by whoever can say why; without the reason it stands.",
        bad='owner: "培训组"  # allow PB602\n',
        good='owner: "无"  # allow PB602: 本单位的培训组就叫“无”\n',
    ),
    Entry(
        code=NOT_TO_ALLOW,
        severity=Severity.WARNING,
        title="Not to be allowed",
        why="There is no such rule, or it is an error: what would break a call cannot be set aside.",
        bad='owner: "培训组"  # allow PB101: 以后再加这一步\n',
        good="owner: 培训组\n",
    ),
    Entry(
        code=UNUSED,
        severity=Severity.WARNING,
        title="Nothing to allow",
        why="The line is mended or has moved; left here, the remark would hide the next finding.",
        bad='owner: "培训组"  # allow PB602: 还没定下来谁管\n',
        good="owner: 培训组\n",
    ),
)
"""``# allow CODE: reason`` at the end of a line lets its warning stand; no error can be allowed."""
