"""The metrics as a scraper reads them: names, numbers, and labels that hold nobody."""

from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.counted_log import Written
from bot.crisis_acts import Act
from bot.metrics import BATCHES, SECONDS, Metrics
from bot.telegram.fates import Fate
from bot.telegram.tally import Settled, Tally
from dialogs.cards import Verb
from dialogs.refusals import Reason
from storage.ports import Meter
from tests.bot.counting import changed, samples

PERSON, CALL = "7001", "01JDMZ0000ABCDEFGHJKMNPQRS"


def after(does: Callable[[Metrics], None]) -> dict[str, float]:
    """Return what changes in the text of fresh metrics; of a histogram the sum and the count."""
    metrics = Metrics()
    before = metrics.text()
    does(metrics)
    found = changed(before, metrics.text())
    return {name: value for name, value in found.items() if "_bucket" not in name}


def test_nothing_is_counted_before_anything_happens_and_the_store_takes_writes() -> None:
    found = samples(Metrics().text())

    assert {name: value for name, value in found.items() if value} == {
        "hejie_store_writable": 1.0,
    }
    assert "hejie_updates_total{outcome=set_aside}" in found
    assert "hejie_commits_lost_total" in found


def test_bot_that_leads_says_so_until_another_does() -> None:
    assert after(lambda metrics: metrics.leads(True)) == {"hejie_leads": 1.0}
    assert samples(Metrics().text())["hejie_leads"] == 0.0


@pytest.mark.parametrize("sound", [True, False])
def test_how_the_log_is_tells_only_a_bot_that_leads_and_has_read_it(sound: bool) -> None:
    metrics, found = Metrics(), list[dict[str, float]]()
    deeds: list[Callable[[], None]] = [
        lambda: metrics.leads(True),
        lambda: metrics.store.verified(sound=sound),
        lambda: metrics.leads(False),
        lambda: metrics.leads(True),
    ]

    for deed in deeds:
        deed()
        found.append(dict(samples(metrics.text(), "hejie_log_")))

    assert [each.get("hejie_log_sound") for each in found] == [None, float(sound), None, float(sound)]
    assert ["hejie_log_verified_timestamp_seconds" in each for each in found] == [False, True, False, True]


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (lambda meter: meter.queued(7), {"hejie_queued_transactions": 7.0}),
        (lambda meter: meter.lost(), {"hejie_commits_lost_total": 1.0}),
        (lambda meter: meter.writable(now=False), {"hejie_store_writable": 0.0}),
        (
            lambda meter: meter.appended(0.004),
            {"hejie_append_seconds_sum": 0.004, "hejie_append_seconds_count": 1.0},
        ),
        (
            lambda meter: meter.committed(3, 8, 0.25),
            {
                "hejie_commit_seconds_sum": 0.25,
                "hejie_commit_seconds_count": 1.0,
                "hejie_commit_transactions_sum": 3.0,
                "hejie_commit_transactions_count": 1.0,
                "hejie_events_written_total": 8.0,
            },
        ),
    ],
)
def test_what_the_store_tells_its_meter_is_read_back(
    does: Callable[[Meter], None], told: dict[str, float]
) -> None:
    assert after(lambda metrics: does(metrics.store)) == told


def test_store_that_takes_writes_again_says_so() -> None:
    def falters(metrics: Metrics) -> None:
        metrics.store.writable(now=False)
        metrics.store.writable(now=True)

    assert after(falters) == {}


def test_acts_in_a_crisis_are_counted_by_kind() -> None:
    told = after(lambda metrics: metrics.store.acted(Act.NOBODY))

    assert told == {"hejie_crisis_acts_total{act=nobody}": 1.0}


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (lambda tally: tally.settled(Settled.TAKEN), "hejie_updates_total{outcome=taken}"),
        (lambda tally: tally.settled(Settled.SET_ASIDE), "hejie_updates_total{outcome=set_aside}"),
        (lambda tally: tally.tapped(Verb.CHOOSE), "hejie_taps_total{verb=choose}"),
        (lambda tally: tally.tapped(None), "hejie_taps_total{verb=other}"),
        (lambda tally: tally.refused("stale"), "hejie_refusals_total{reason=stale}"),
        (lambda tally: tally.refused("stranger"), "hejie_refusals_total{reason=stranger}"),
        (
            lambda tally: tally.called("sendMessage", Fate.FLOOD),
            "hejie_bot_api_calls_total{method=sendMessage,outcome=flood}",
        ),
    ],
)
def test_what_happens_in_the_chats_is_read_back(does: Callable[[Tally], None], told: str) -> None:
    assert after(lambda metrics: does(metrics.chats)) == {told: 1.0}


def test_what_the_log_answers_is_read_back() -> None:
    assert after(lambda metrics: metrics.store.written(Written.REPEATED)) == {
        "hejie_appends_total{outcome=repeated}": 1.0
    }


@pytest.mark.parametrize(("cards", "told"), [(4, "4.0"), (None, "nan")])
def test_cards_that_are_behind_are_told_or_that_nobody_knows(cards: int | None, told: str) -> None:
    metrics = Metrics()

    metrics.chats.lagging(cards)

    assert str(samples(metrics.text())["hejie_cards_behind"]) == told


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0.00005, "0.0001"), (0.003, "0.005"), (4.0, "5.0"), (60.0, "+Inf")]
)
def test_buckets_part_a_disk_that_pretends_from_one_that_fails(seconds: float, bucket: str) -> None:
    metrics = Metrics()

    metrics.store.appended(seconds)

    held = [
        name.partition("le=")[2].rstrip("}")
        for name, count in samples(metrics.text(), "hejie_append_seconds_bucket").items()
        if count == 1.0
    ]
    assert held[0] == bucket
    assert len(samples(metrics.text(), "hejie_append_seconds_bucket")) == len(SECONDS) + 1


def test_batches_part_a_lonely_tap_from_a_crowd() -> None:
    found = samples(Metrics().text(), "hejie_commit_transactions_bucket")

    assert len(found) == len(BATCHES) + 1


SECRETS = (PERSON, CALL, "客户的话", "x" * 41)


def leaks(metrics: Metrics) -> list[str]:
    """Return the series whose labels hold what no label may."""
    return [name for name in samples(metrics.text()) if any(each in name for each in SECRETS)]


@pytest.mark.parametrize(
    "does",
    [
        lambda tally: tally.refused(PERSON),
        lambda tally: tally.refused("客户的话"),
        lambda tally: tally.called(f"sendMessage?chat_id={PERSON}", Fate.DONE),
        lambda tally: tally.called(CALL, Fate.DONE),
        lambda tally: tally.called("客户的话", Fate.DONE),
        lambda tally: tally.called("x" * 41, Fate.DONE),
    ],
)
def test_label_that_is_on_no_list_of_ours_is_other(does: Callable[[Tally], None]) -> None:
    metrics = Metrics()

    does(metrics.chats)

    assert len([name for name, count in samples(metrics.text()).items() if count and "=other" in name]) == 1
    assert leaks(metrics) == []


def test_planted_label_that_holds_a_person_is_found() -> None:
    metrics = Metrics()

    metrics.chats._calls.labels(f"sendMessage:{PERSON}", "done").inc()

    assert leaks(metrics) == [f"hejie_bot_api_calls_total{{method=sendMessage:{PERSON},outcome=done}}"]


def test_every_verb_and_every_reason_has_a_series_from_the_start() -> None:
    taps, refusals = (samples(Metrics().text(), f"hejie_{name}_total") for name in ("taps", "refusals"))

    assert len(taps) == len(Verb) + 1
    assert {f"hejie_refusals_total{{reason={reason}}}" for reason in Reason} <= refusals.keys()


def test_names_and_kinds_are_as_prometheus_has_them() -> None:
    families = list(text_string_to_metric_families(Metrics().text().decode()))
    ours = [each for each in families if each.name.startswith("hejie_")]
    counters = [sample.name for each in ours if each.type == "counter" for sample in each.samples]

    assert [each for each in counters if not each.endswith("_total")] == []
    assert [each.name for each in families if not each.documentation] == []
    assert {each.name.partition("_")[0] for each in families} == {"hejie", "process", "python"}
    assert [name for name in samples(Metrics().text(), "") if "_created" in name] == []


def test_process_tells_its_memory_its_time_and_its_files() -> None:
    found = samples(Metrics().text(), "process_")

    assert {"process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"} <= found.keys()


def test_two_of_them_share_nothing() -> None:
    one, other = Metrics(), Metrics()

    one.store.lost()

    assert samples(other.text())["hejie_commits_lost_total"] == 0.0
    assert samples(one.text())["hejie_commits_lost_total"] == 1.0
