"""While a playbook is written, each save is walked to the same place, or it is said where the way broke."""

import io
import re
from datetime import timedelta
from pathlib import Path

from bot.terminal.playing import Manner, play_with
from bot.terminal.watching import Watch
from dialogs.texts import Language
from playbooks.check import check
from playbooks.rehearsal import read_script, rehearse, scripts_of
from tests.bot.terminal.copies import Hand, clock, copy_of_the_library, save, shown
from tests.playbooks.rehearsal.plays import VOICE

OFFERS = ("1", "1", "2", "4")
"""Told, two options ticked, offered: the walk stands at ``options``."""


def without_times(text: str) -> str:
    return re.sub(r"\d+ (?:毫秒|ms)", "N", text)


def test_save_is_walked_to_the_same_place(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, *OFFERS, save(playbook, "您看哪种？", "您要哪一种？"))

    assert without_times(last).splitlines()[0] == "已存盘，把您点过的 4 下又点了一遍，还在 options。（N）"
    assert "您要哪一种？" in last


def test_walk_that_now_leads_elsewhere_says_so(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    edit = save(playbook, "to: compose}\n", "to: options}\n")
    *_, last, _ = shown(playbook, "1", edit)

    assert (
        without_times(last).splitlines()[0]
        == "已存盘，把您点过的 1 下又点了一遍，现在走到 options（原来是 compose）。（N）"
    )


def test_broken_way_is_named_and_the_walk_stands_at_the_last_good_step(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, *OFFERS, save(playbook, "{id: told", "{id: heard"))

    told = "已存盘，第 1 下走不通：在 greet 这一步“说完了”。没有这个按钮了。现在停在走得通的最后一步。（N）"
    assert without_times(last).splitlines()[0] == told
    assert "您请说。" in last


def test_way_that_is_closed_now_gives_the_reason_of_the_playbook(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, *OFFERS, save(playbook, "options >= 2", "options >= 3"))

    assert "第 4 下走不通：在 compose 这一步“提出”。现在还不能点：先勾两样" in last
    assert "[1] ☑ 积分" in last


def test_broken_way_is_walked_whole_once_it_is_mended(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    spoil, mend = save(playbook, "{id: told", "{id: heard"), save(playbook, "{id: heard", "{id: told")

    *_, last, _ = shown(playbook, *OFFERS, spoil, mend)

    told = "已存盘，把您点过的 4 下又点了一遍，现在走到 options（原来是 greet）。（N）"
    assert without_times(last).splitlines()[0] == told


def test_tap_after_a_break_forgets_what_was_lost(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    spoil, mend = save(playbook, "{id: told", "{id: heard"), save(playbook, "{id: heard", "{id: told")

    *_, last, _ = shown(playbook, *OFFERS, spoil, "t2", mend)

    assert without_times(last).splitlines()[0] == "已存盘，把您点过的 1 下又点了一遍，还在 greet。（N）"


def test_errors_stand_beside_the_last_good_card_and_the_walk_goes_on(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, with_errors, tapped, _ = shown(playbook, save(playbook, "to: compose}", "to: compos}"), "1")

    first, second, *_ = with_errors.splitlines()
    assert re.search(r"playbook\.yaml:\d+:\d+ PB101 选项通到不存在的步骤，.*：compos → compose", first)
    assert second == "已存盘，错误 1 处，先改这些；卡片还是改之前的。"
    assert "您请说。" in with_errors
    assert "PB101" in tapped
    assert "稍等。" in tapped


def test_mended_file_takes_the_findings_away(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    spoil, mend = save(playbook, "to: compose}", "to: compos}"), save(playbook, "to: compos}", "to: compose}")

    *_, last, _ = shown(playbook, "1", spoil, mend)

    assert "PB101" not in last
    assert without_times(last).splitlines()[0] == "已存盘，把您点过的 1 下又点了一遍，还在 compose。（N）"


def test_saved_list_of_the_library_counts_too(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, "1", save(tmp_path / "remedies.yaml", "积分", "双倍积分"))

    assert "[1] ☐ 双倍积分" in last


def test_refused_taps_and_notes_are_done_again_as_they_were(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, "t5", "2", "扣了两次", "1", save(playbook, "稍等。", "请稍等。"), "b")

    assert "扣了两次" in last


def test_both_languages_stand_on_the_screen_at_once(tmp_path: Path) -> None:
    *_, last, _ = shown(copy_of_the_library(tmp_path), "v")

    assert "您请说。" in last
    assert "Please go ahead." in last
    assert "[1] Told it all" in last


def test_time_can_be_let_pass(tmp_path: Path) -> None:
    assert shown(copy_of_the_library(tmp_path), "+90")[-2].splitlines()[0] == "过了 90 秒。"


def test_full_width_keys_are_keys_and_typed_words_stay_as_they_are(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, tapped, back, hotter, waited, _ = shown(playbook, "１", "ｂ", "ｔ５", "＋９０", "ｑ", "1")
    halves = shown(playbook, "1", "b", "t5", "+90", "q", "1")
    *_, kept, _ = shown(playbook, "多收了２０元　ＶＩＰ", "　１　", "ｓ　何老师　的一通")

    assert [tapped, back, hotter, waited] == halves[1:5]
    assert waited.splitlines()[0] == "过了 90 秒。"
    assert kept.splitlines()[0].startswith("“何老师　的一通”已存为 rehearsals/walk.yaml（")
    text = (playbook.parent / "rehearsals" / "walk.yaml").read_text(encoding="utf-8")
    assert "多收了２０元　ＶＩＰ" in text
    assert "何老师　的一通" in text


def test_walk_is_kept_as_a_rehearsal_that_passes(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, "t5", "2", *OFFERS, "t2", "s give-two")
    *_, again, _ = shown(playbook, "1", "s give-two")
    *_, unnamed, _ = shown(playbook, "1", "s 只是看看")

    assert last.splitlines()[0] == "已存为 rehearsals/give-two.yaml，又照走了一遍，8 步都通过。"
    assert again.splitlines()[0] == "已存为 rehearsals/give-two-2.yaml，又照走了一遍，2 步都通过。"
    assert unnamed.splitlines()[0] == (
        "“只是看看”已存为 rehearsals/walk.yaml（文件名只用英文小写字母、数字和短横线，标题写在文件里），"
        "又照走了一遍，2 步都通过。"
    )
    program = check(playbook).program
    assert program is not None
    scripts = scripts_of(playbook.parent)
    assert [each.rehearsal.rehearsal for each in scripts if each.rehearsal] == [
        "give-two",
        "give-two",
        "只是看看",
    ][: len(scripts)]
    assert rehearse(program, scripts, VOICE).passes


def test_nothing_done_is_nothing_kept_and_errors_come_first(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, nothing, _ = shown(playbook, "s")
    *_, errors, _ = shown(playbook, "1", save(playbook, "to: compose}", "to: compos}"), "s")

    assert nothing.splitlines()[0] == "还没走过，没有可存的。"
    assert "文件有错，改好再存成演练。" in errors
    assert not (tmp_path / "tiny-call" / "rehearsals").exists()


def test_english_walk_is_told_in_english(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)

    *_, last, _ = shown(playbook, "1", save(playbook, "One moment.", "Just a moment."), language=Language.EN)

    assert (
        without_times(last).splitlines()[0]
        == "Saved; your taps (1), done again, lead to compose as before. (N)"
    )


def test_watch_sees_a_file_changed_replaced_added_and_removed(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    watch = Watch(playbook.parent)
    assert not watch.has_changed()

    save(playbook, "您请说。", "请您说。")()
    assert watch.has_changed()
    (tmp_path / "phrases.yaml").touch()
    assert watch.has_changed()
    (tmp_path / "notes.txt").touch()
    assert not watch.has_changed()
    (tmp_path / "phrases.yaml").unlink()
    assert watch.has_changed()
    assert not watch.has_changed()


def test_rehearsals_that_part_from_what_was_saved_are_told(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    shown(playbook, *OFFERS, "s give-two")

    *_, first, second, _ = shown(playbook, "1", save(playbook, "{id: put", "{id: offer"))

    assert "走岔的演练" not in first
    assert "稍等。" in first
    told = second.splitlines()[:2]
    assert without_times(told[0]) == "已存盘，把您点过的 1 下又点了一遍，还在 compose。（N）"
    said = "RH107 这一步没有这个按钮，改成有的，或改剧本：put, compose → offer / none"
    assert re.fullmatch(rf"走岔的演练：1。\S+give-two\.yaml:\d+:\d+ {said}", told[1])


def test_cue_that_falls_due_comes_by_itself_and_only_once(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    cue = "listens_for: fact\n    cue_after: {seconds: 40, say: {zh: 该复述了, en: Restate}}"
    save(playbook, "listens_for: fact", cue)()
    times, out = [clock()], io.StringIO()

    def wait() -> None:
        times[0] += timedelta(seconds=30)

    play_with(playbook, Hand([wait, wait, wait]), out, Manner(clock=lambda: times[0]))

    cards = out.getvalue().split("› ")[:-1]
    assert ["该复述了" in card for card in cards] == [False, True]


def test_cue_is_seen_in_a_rehearsal_that_waits(tmp_path: Path) -> None:
    playbook = copy_of_the_library(tmp_path)
    cue = "listens_for: fact\n    cue_after: {seconds: 40, say: {zh: 该复述了, en: Restate}}"
    save(playbook, "listens_for: fact", cue)()
    program = check(playbook).program
    assert program is not None
    head, turns = "format: 1\nrehearsal: x\nwalk:\n", ("wait: 39, hides", "wait: 1, shows")
    walk = head + "".join(f"  - {{{turn}: [该复述了]}}\n" for turn in turns)

    rehearsed = rehearse(program, [read_script("walk", walk.encode())], VOICE)

    assert list(map(str, rehearsed.diagnostics)) == []
