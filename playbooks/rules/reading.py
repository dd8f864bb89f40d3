"""What the reader of files refuses before any rule is asked, for the rule reference."""

from playbooks.rules.rule import Entry

_DOES = """\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [%s]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""
_GUARDED = """\
steps:
  - id: greet
    stage: open
    say: {{zh: 您好。, en: Hello.}}
    choices:
      - {{id: on, label: {{zh: 继续, en: Go on}}, to: bye, when: {}}}
      - {{id: skip, label: {{zh: 跳过, en: Skip}}, to: bye}}
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""

READING: tuple[Entry, ...] = (
    Entry(
        code="PB001",
        title="Too large",
        why="More than 256 KiB, 20 levels or 20,000 values is a mistake, or an attack on the reader.",
        bad="owner: [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]\n",
        good="owner: 培训组\n",
    ),
    Entry(
        code="PB003",
        title="Invisible character",
        why="What cannot be seen cannot be looked after: it changes a name or the direction of writing.",
        bad='owner: "Trainers\\u202E"\n',
        good='owner: "Trainers"\n',
    ),
    Entry(
        code="PB004",
        title="Not YAML",
        why="The file cannot be read beyond this place.",
        bad="owner: Trainers: first floor\n",
        good='owner: "Trainers: first floor"\n',
    ),
    Entry(
        code="PB005",
        title="Anchor or alias",
        why="A text that stands elsewhere cannot be checked where it is read, and some never end.",
        bad="owner: &team 培训组\n",
        good="owner: 培训组\n",
    ),
    Entry(
        code="PB006",
        title="Tag",
        why="A tag makes a value mean what it does not show.",
        bad="owner: !!str 3\n",
        good='owner: "3"\n',
    ),
    Entry(
        code="PB007",
        title="Second document",
        why="Only the first would count, and nobody would notice.",
        bad="owner: 培训组\n---\n",
        good="owner: 培训组\n",
    ),
    Entry(
        code="PB008",
        title="Key twice",
        why="Only the last would count, and the other text would be lost without a word.",
        bad="title: {zh: 示例, zh: 例子, en: Example}\n",
        good="title: {zh: 示例, en: Example}\n",
    ),
    Entry(
        code="PB009",
        title="Key of several words",
        why="A key is one word of the format.",
        bad="title: {[zh]: 示例, en: Example}\n",
        good="title: {zh: 示例, en: Example}\n",
    ),
)
"""By code; PB000 (no such file), PB002 (not UTF-8) and PB010 (no keys) cannot be shown as text."""

SHAPE: tuple[Entry, ...] = (
    Entry(
        code="PB011",
        title="Nothing after a key",
        why="Left empty on purpose or forgotten: the file does not say.",
        bad="title: {zh: 示例, en: }\n",
        good="title: {zh: 示例, en: Example}\n",
    ),
    Entry(
        code="PB012",
        title="Missing key",
        why="The card cannot be drawn, or the walk not walked, without it.",
        bad="stages:\n  - {id: open}\n  - {id: close, title: {zh: 收, en: Off}}\n",
        good="stages:\n  - {id: open, title: {zh: 开, en: On}}\n  - {id: close, title: {zh: 收, en: Off}}\n",
    ),
    Entry(
        code="PB013",
        title="Unknown key",
        why="A mistyped key would be passed over in silence. A text with a comma needs quotes.",
        bad="title: {zh: 示例, en: Example, eng: Sample}\n",
        good="title: {zh: 示例, en: Example}\n",
    ),
    Entry(
        code="PB014",
        title="Empty text or list",
        why="There would be nothing to say, or nothing to choose from.",
        bad='title: {zh: "", en: Example}\n',
        good="title: {zh: 示例, en: Example}\n",
    ),
    Entry(
        code="PB015",
        title="Another kind of value",
        why="Nothing is guessed: 3 is a number and no text, yes is a text and not true.",
        bad="title: {zh: 示例, en: 3}\n",
        good='title: {zh: 示例, en: "3"}\n',
    ),
    Entry(
        code="PB016",
        title="Value that cannot stand here",
        why="The key takes only certain values.",
        bad="check_by: 31.05.2027\n",
        good="check_by: 2027-05-31\n",
    ),
    Entry(
        code="PB017",
        title="None or several in one entry",
        why="Each effect is an entry of its own, so that their order is plain.",
        bad=_DOES % "{agreed: true, restated: true}",
        good=_DOES % "{agreed: true}, {restated: true}",
    ),
    Entry(
        code="PB018",
        title="Missing language",
        why="Half the staff, or half the customers, would see nothing.",
        bad="title: {zh: 示例}\n",
        good="title: {zh: 示例, en: Example}\n",
    ),
    Entry(
        code="PB019",
        title="Unknown phrase",
        why="Nobody could say what is not written anywhere.",
        bad="uses: [lists, remedies, phrases]\ntitle: {phrase: good-bye}\n",
        good="uses: [lists, remedies, phrases]\ntitle: {phrase: goodbye}\n",
    ),
    Entry(
        code="PB020",
        title="Full-width mark outside quotes",
        why="To the computer a full-width colon, comma, quote, brace or space is part of a text.",
        bad="owner：培训组\n",
        good="owner: 培训组\n",
    ),
    Entry(
        code="PB021",
        title="Condition that cannot be read",
        why="Nothing is guessed: a choice that is open when it should be closed misleads a customer.",
        bad=_GUARDED.format("temperature =< 3"),
        good=_GUARDED.format("temperature <= 3"),
    ),
)
"""Errors of shape, all found in one pass; the rules are asked only when there is none."""
