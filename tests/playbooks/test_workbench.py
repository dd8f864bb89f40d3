"""Which texts of a step can be changed alone, and what is left as it was."""

from dialogs.ids import StepId
from dialogs.texts import Language
from playbooks.workbench import reworded, texts_of
from tests.playbooks.samples import SMALL_CALL, small_call

OFFERS = StepId("offers")
SAY = "say: {zh: 您看哪种合适？, en: Which would suit you?}"
VARIANTS = (
    "say: {variants: [{id: a, zh: 您看哪种合适？, en: Which?}, {id: b, zh: 您选哪种？, en: Which one?}]}"
)


def places(sources: dict[str, bytes], step: str = "offers") -> list[str]:
    return [text.where for text in texts_of(SMALL_CALL, sources, StepId(step))]


def test_texts_of_a_step_come_in_the_order_of_its_card() -> None:
    assert places(small_call(), "greet") == [
        "say",
        "hints.0",
        "avoid",
        "at_counter",
        "choices.0.label",
        "choices.1.label",
        "choices.1.closed",
    ]
    assert places(small_call(), "nowhere") == []


def test_each_variant_of_a_line_is_changed_by_itself() -> None:
    sources = small_call({SAY: VARIANTS})
    texts = texts_of(SMALL_CALL, sources, OFFERS)
    assert [text.where for text in texts][:2] == ["say.variants.0", "say.variants.1"]

    looked = reworded(SMALL_CALL, sources, texts[1].trail, Language.ZH, "您想要哪种？")

    assert looked.program is not None, looked.found
    assert looked.sources == small_call({SAY: VARIANTS.replace("您选哪种？", "您想要哪种？")})


def test_text_that_others_share_is_not_changed_here() -> None:
    sources = small_call(
        {SAY: "say: {phrase: which}", "uses: [remedies, lists]": "uses: [remedies, lists, phrases]"}
    )
    sources["phrases.yaml"] = "format: 1\nphrases: {which: {zh: 您看哪种合适？, en: Which?}}\n".encode()

    assert "say" not in places(sources)
    assert "choices.0.label" in places(sources)
