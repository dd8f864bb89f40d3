"""Both catalogues hold exactly the keys that the sources use, with the same fields, fit for their place."""

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.changes import FIELDS, PARTS
from bot.telegram.handlers.attention import Awaited
from bot.telegram.incoming import OtherKind
from dialogs.briefs import FindingKind, Part
from dialogs.causes import Cause
from dialogs.deadlines import Milestone, PauseGround, Settling
from dialogs.events import ChangeKind, ErasureReason, Origin, PauseReason, SummarySection, Touch
from dialogs.ports import AccessDeed, Kept, NoticeKind, SessionStatus
from dialogs.program import (
    Answer,
    Channel,
    Outcome,
    Owner,
    Place,
)
from dialogs.refusals import Reason
from dialogs.render.brief_files import FileKind
from dialogs.render.deadline_look import Said
from dialogs.render.playbooks.findings import WORDED
from dialogs.render.playbooks.lines import _PLACES
from dialogs.retention import DoubtKind
from dialogs.roles import Role
from dialogs.severity import Level
from dialogs.slots import SlotType
from dialogs.texts import Language

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ("zh_CN", "en")
FAMILIES: dict[str, Iterable[object]] = {
    "access.": AccessDeed,
    "answer.": (*Answer, "open"),
    "ask.": Awaited,
    "brief.finding_": FindingKind,
    "brief.part_": Part,
    "brief.said_": (Place.FACT, Place.FEELING, Place.DEMAND),
    "button.brief_": sorted(each.name.lower() for each in FileKind),
    "button.call_language_": Language,
    "button.channel_": Channel,
    "button.language_": Language,
    "button.sign_": Level,
    "card.closed_": (Kept.STORED, Kept.ERASED),
    "card.declared_": (Level.MENTION, Level.CONTACT),
    "card.paused_": PauseReason,
    "change.": ChangeKind,
    "channel.": Channel,
    "deadline.do_pause_": PauseGround,
    "deadline.extend_": sorted(each.name.lower() for each in Said),
    "deadline.ground_": PauseGround,
    "deadline.line_": Settling,
    "deadline.milestone_": Milestone,
    "deadline.say_": ("mediation", "appraisal", "restart"),
    "deadline.tell_": ("mediation", "appraisal", "restart", "decision", "withdrawn"),
    "deadline.what_": (*PauseGround, "resume", "restart", "told", "decision", *Settling),
    "desk.can_": Role,
    "sign.sign_": Level,
    "diff.field_": FIELDS,
    "diff.part_": PARTS,
    "diff.touches_": Touch,
    "drafts.from_": Origin,
    "erased.": ErasureReason,
    "errand.": sorted(set(NoticeKind) - {NoticeKind.SENT_CHANGED}),
    "finding.": sorted({*Cause, *(code.lower() for code in WORDED)}),
    "fact.confidence_": ("a", "b", "c"),
    "keeping.": DoubtKind,
    "language.": Language,
    "list.what_": ("state", "outcome", "agent", "score", "heat"),
    "log.call_language_": Language,
    "log.declared_": Level,
    "log.paused_": PauseReason,
    "other.": OtherKind,
    "outcome.": Outcome,
    "owner.": Owner,
    "place.": Place,
    "playbooks.place_": (*_PLACES.values(), "other"),
    "refused.": Reason,
    "rehearse.missed_": ("steps", "choices"),
    "role.": Role,
    "slot.": SlotType,
    "status.": SessionStatus,
    "summary.": SummarySection,
    "summary.declared_": Level,
    "temperature.": range(1, 6),
    "toast.declared_": Level,
    "touch.": Touch,
    "weekday.": range(7),
    "time.": ("clock", "date", "date_only", "day", "day_only", "today", "tomorrow"),
}
"""What can stand at the end of a key that the sources put together: add a line here with a new such key."""
KEY = re.compile(r"([a-z]+)\.[a-z0-9_]+")
START = re.compile(r"([a-z]+)\.[a-z_]*")


def sentences(locale: str) -> dict[str, str]:
    path = ROOT / "bot" / "locale" / locale / "LC_MESSAGES" / "hejie.po"
    with path.open("rb") as opened:
        read = read_po(opened, locale=locale, abort_invalid=True)
    return {str(message.id): str(message.string) for message in read if message.id}


def sources() -> Iterator[ast.Module]:
    for package in ("dialogs", "bot"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "playground" not in path.parts:
                yield ast.parse(path.read_text(encoding="utf-8"))


def used_keys(tree: ast.Module, families: frozenset[str]) -> set[str]:
    """Every text that looks like a key of a known family, and every key that is given to a Phrase."""
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in joined for part in node.values}
    literals = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    ]
    keys = {text for text in literals if (found := KEY.fullmatch(text)) and found[1] in families}
    for node in joined:
        keys |= expanded(node, families)
    for call in phrases(tree):
        keys |= set(keys_of(call.args[0]))
    return keys


def expanded(node: ast.JoinedStr, families: frozenset[str]) -> set[str]:
    first = node.values[0]
    start = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    found = START.fullmatch(start)
    if not found or (start not in FAMILIES and found[1] not in families):
        return set()
    return set(ends_of(start, node))


def ends_of(start: str, node: ast.JoinedStr) -> Iterator[str]:
    """The keys that begin so: one when a member of an enum is named, else one for every member."""
    match node.values[1:]:
        case [ast.FormattedValue(value=ast.Attribute(attr=member))] if member.isupper():
            yield f"{start}{member.lower()}"
        case _:
            yield from (f"{start}{end}" for end in FAMILIES[start])


def phrases(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrase":
            yield node


def keys_of(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str() as key):
            yield key
        case ast.IfExp(body=body, orelse=other):
            yield from keys_of(body)
            yield from keys_of(other)
        case ast.JoinedStr():
            yield from ends_of(ast.unparse(argument.values[0]).strip("'\""), argument)
        case _:
            return


def fields_of(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in label)


def test_catalogues_hold_exactly_the_keys_that_the_sources_use() -> None:
    chinese, english = map(sentences, LOCALES)
    families = frozenset(key.partition(".")[0] for key in chinese)
    used = {key for tree in sources() for key in used_keys(tree, families)}

    missing = {"zh_CN": sorted(used - set(chinese)), "en": sorted(used - set(english))}
    extra = {"zh_CN": sorted(set(chinese) - used), "en": sorted(set(english) - used)}

    assert (missing, extra) == ({"zh_CN": [], "en": []}, {"zh_CN": [], "en": []})


def test_scan_finds_a_key_wherever_it_is_written() -> None:
    tree = ast.parse(
        'a = Phrase("new.one")\nb = "card.loose" if x else "card.other"\nc = Phrase(f"role.{role}")\n'
        'd = Phrase("new.two" if x else "new.three")\ne = f"m.{person}"\nf = "os.path"'
    )

    assert used_keys(tree, frozenset({"card", "role"})) == {
        "new.one",
        "new.two",
        "new.three",
        "card.loose",
        "card.other",
        *(f"role.{role}" for role in Role),
    }


def test_named_member_of_an_enum_is_one_key() -> None:
    assert used_keys(ast.parse('Phrase(f"role.{Role.ADMIN}")'), frozenset({"role"})) == {"role.admin"}


def test_key_put_together_from_something_unknown_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        used_keys(ast.parse('Phrase(f"weather.{today}")'), frozenset())


def test_both_catalogues_name_the_same_fields() -> None:
    chinese, english = map(sentences, LOCALES)
    different = {key for key in chinese if fields_of(chinese[key]) != fields_of(english[key])}

    assert different == set()


def test_sources_give_every_field_that_a_sentence_names() -> None:
    wanted = {key: fields_of(sentence) for key, sentence in sentences("zh_CN").items()}
    unfilled: list[str] = []
    for tree in sources():
        for call in phrases(tree):
            given = given_to(call)
            unfilled += [
                f"{key}: {sorted(wanted[key] - given)}"
                for key in keys_of(call.args[0])
                if given is not None and wanted.get(key, frozenset()) - given
            ]

    assert unfilled == []


def given_to(call: ast.Call) -> frozenset[str] | None:
    """The fields that a call gives; none when they are not written where the call is."""
    match call.args[1:]:
        case []:
            return frozenset()
        case [ast.Dict(keys=keys)]:
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
        case _:
            return None


def test_field_that_a_call_leaves_out_is_seen() -> None:
    given = [
        given_to(call)
        for call in phrases(ast.parse('Phrase("a.b", {"x": 1}), Phrase("a.c"), Phrase("a.d", y)'))
    ]

    assert sorted(map(str, given)) == sorted(map(str, [frozenset({"x"}), frozenset(), None]))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_empty_and_keys_are_sorted(locale: str) -> None:
    held = sentences(locale)

    assert [key for key, sentence in held.items() if not sentence.strip(" ") and key != "join.line"] == []
    assert list(held) == sorted(held)


@pytest.mark.parametrize("locale", LOCALES)
def test_toasts_and_refusals_fit_the_answer_to_a_tap(locale: str) -> None:
    too_long = {
        key
        for key, sentence in sentences(locale).items()
        if key.startswith(("toast.", "refused.")) and len(sentence) > 150
    }

    assert too_long == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_fixed_row_fits_a_narrow_phone(locale: str) -> None:
    held = sentences(locale)
    row = [held[f"button.{name}"] for name in ("back", "temperature", "menu", "help")]

    assert [label for label in row if columns(label) > 8] == []
    assert len({label[0] for label in row}) == 4


@pytest.mark.parametrize("locale", LOCALES)
def test_temperatures_are_told_apart_by_a_mark_and_a_word(locale: str) -> None:
    said = [sentences(locale)[f"temperature.{level}"] for level in range(1, 6)]

    assert [each[0] for each in said] == ["①", "②", "③", "④", "⑤"]
    assert len({each[1:].strip() for each in said}) == 5
