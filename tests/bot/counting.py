"""What a text of metrics says, as a scraper reads it."""

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

Samples = Mapping[str, float]


def samples(text: bytes, prefix: str = "hejie_") -> Samples:
    """Return the value of each sample whose name begins with ``prefix``, by name and labels."""
    return {
        _written(sample.name, sample.labels): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.name.startswith(prefix)
    }


def changed(before: bytes, after: bytes) -> Samples:
    """Return the samples of ours that are not what they were, with what they are now."""
    old, new = samples(before), samples(after)
    return {name: value for name, value in new.items() if old.get(name) != value}


def _written(name: str, labels: Mapping[str, str]) -> str:
    told = ",".join(f"{label}={value}" for label, value in sorted(labels.items()))
    return f"{name}{{{told}}}" if told else name
