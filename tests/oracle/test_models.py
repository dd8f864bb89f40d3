"""The fields that are read from aiogram's sources are those of its models."""

import json
import subprocess
import sys

from tests.house.tree import ROOT
from tests.oracle.models import METHODS, TYPES, kinds, model, sources

TELL = """
import json, aiogram.methods, aiogram.types
def told(models):
    return {
        each.__name__: {field.alias or name: field.is_required() for name, field in each.model_fields.items()}
        for each in vars(models).values()
        if isinstance(each, type) and hasattr(each, "model_fields") and each.model_fields
    }
print(json.dumps([told(aiogram.methods), told(aiogram.types)]))
"""
OF_AIOGRAM_ALONE = frozenset({"Request", "Response", "TelegramObject", "MutableTelegramObject"})


def test_fields_are_those_of_the_models_and_none_is_less_required() -> None:
    told = subprocess.run([sys.executable, "-c", TELL], check=True, capture_output=True, text=True).stdout

    for folder, models in zip((METHODS, TYPES), json.loads(told), strict=True):
        assert len(models) > 100
        for name, fields in models.items():
            if name in OF_AIOGRAM_ALONE:
                continue
            read = model(folder, name)
            assert read is not None, name
            assert read.fields.keys() == fields.keys(), name
            assert read.required >= {each for each, required in fields.items() if required}, name


def test_every_type_of_every_field_is_understood() -> None:
    for folder in (METHODS, TYPES):
        found = [model(folder, name) for name in sources(folder)]
        for each in found:
            for field in each.fields.values() if each else ():
                assert kinds(field.annotation) or field.annotation.startswith("Default"), field


def test_oracle_shares_no_code_with_what_it_judges() -> None:
    program = "import sys, tests.oracle.overhearing; print(*{each.partition('.')[0] for each in sys.modules})"
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    loaded = ran.stdout.split()

    assert {"bot", "dialogs", "playbooks", "storage"}.isdisjoint(loaded)
    assert "telegram" in loaded
