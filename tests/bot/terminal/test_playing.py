"""A trainer walks a playbook in a terminal: from the first card to the summary, and nothing is kept."""

import io
from datetime import UTC, datetime
from pathlib import Path

from bot.terminal import play
from bot.terminal.playing import Manner
from dialogs.program import Channel
from dialogs.texts import Language

LIBRARY = Path(__file__).parent / "library"
TINY = LIBRARY / "tiny-call"


def clock() -> datetime:
    """14:02 in Shanghai."""
    return datetime(2026, 11, 24, 6, 2, tzinfo=UTC)


def played(
    *keys: str,
    path: Path = TINY,
    language: Language = Language.ZH,
    channel: Channel = Channel.PHONE,
    product: str | None = None,
) -> tuple[int, str]:
    out = io.StringIO()
    lines = io.StringIO("".join(f"{key}\n" for key in keys))
    manner = Manner(language=language, channel=channel, product=product, clock=clock)
    return play(path, lines, out, manner), out.getvalue()


def last_card(*keys: str, language: Language = Language.ZH, channel: Channel = Channel.PHONE) -> list[str]:
    """The lines between the last two prompts; after at least one key."""
    _, shown = played(*keys, language=language, channel=channel)
    return shown.split("› ")[-2].strip("\n").splitlines()


GREETING = [
    "青松-10 · ●○ 开场 · 14:02起",
    "您请说。",
    "· 慢一点",
    "✗ “冷静”",
    "✎ 事实",
    "",
    "[1] 说完了   [2] 缓下来了",
    "[3] ↩ 撤回   [4] 🌡 情绪   [5] ⋯ 更多   [6] 🆘 求助",
]
COMPOSING = [
    "青松-10 · ○● 方案 · 14:02起",
    "稍等。",
    "✎ 备注",
    "",
    "[1] ☐ 积分   [2] ☐ 书面致歉",
    "[3] 🔒 免息",
    "[4] 🔒 提出 · 先勾两样",
    "[5] 都不合适",
    "[6] ↩ 撤回   [7] 🌡 情绪   [8] ⋯ 更多   [9] 🆘 求助",
]


def test_first_card_stands_below_the_keys() -> None:
    code, shown = played()

    assert code == 0
    assert shown.splitlines()[0] == "试走的产品：信用卡"
    assert shown.splitlines()[1].startswith("数字 点按钮 · b 撤回")
    assert shown.splitlines()[3:-1] == GREETING
    assert shown.splitlines()[-1] == "› 再见。"


def test_number_taps_its_button() -> None:
    assert last_card("1") == COMPOSING


def test_b_undoes_the_last_step() -> None:
    assert last_card("1", "b") == GREETING


def test_first_step_cannot_be_undone_and_the_card_says_so() -> None:
    assert last_card("b")[1] == "! 已经是第一步，没有可撤回的。开错了？⋯ 更多 → 结束 → 点错了，作废。"


def test_b_takes_typed_words_back_first_and_the_step_after_them() -> None:
    gone = last_card("1", "他说扣了两次", "b")

    assert gone[1] == "! 刚打的字拿掉了。"
    assert [line for line in gone if line != gone[1]] == COMPOSING
    assert last_card("1", "他说扣了两次", "b", "b") == GREETING
    assert last_card("他说扣了两次", "还有利息", "b", "b", "b")[1].startswith("! 已经是第一步")


def test_b_takes_back_where_words_were_put_and_then_the_words() -> None:
    typed = last_card("他说扣了两次")
    moved = next(line for line in typed if "感受" in line)
    feeling = moved.split(" 感受")[0].rsplit("[", 1)[1].rstrip("]")

    assert last_card("他说扣了两次", feeling, "b", "b", "1") == last_card("1")
    assert last_card("1", "他说扣了两次", "+60", "b", "1")[0] == last_card("1", "+60", "1")[0]


def test_refusal_is_gone_after_the_next_tap() -> None:
    assert last_card("b", "1") == COMPOSING


def test_closed_choice_says_why() -> None:
    assert last_card("t5")[-3:-1] == ["[1] 说完了", "[2] 🔒 缓下来了 · 先安抚"]
    assert last_card("t5", "2")[2] == "! 现在还不能点：先安抚"


def test_options_are_ticked_given_and_answered_to_the_summary() -> None:
    code, shown = played("1", "1", "2", "4", "他说扣了两次", "1")

    assert code == 0
    assert "[1] ☑ 积分   [2] ☑ 书面致歉" in shown
    assert "您看哪种？\n1. 积分：送您积分。\n2. 书面致歉：书面向您道歉。" in shown
    assert shown.split("› ")[-2].strip("\n").splitlines()[:15] == [
        "青松-10 已结束 · 已谈成",
        "谢谢您。",
        "青松-10 · 信用卡 · 2026年11月24日 14:02",
        "【客户反映】",
        "（无记录）",
        "【核实】",
        "备注：他说扣了两次",
        "【方案】",
        "积分：不接受",
        "书面致歉：接受",
        "【约定】",
        "达成：书面致歉",
        "书面答复，经办员工，2026年11月24日 18:00前",
        "✎ 备注",
        "",
    ]


def test_option_beyond_the_agents_authority_is_refused() -> None:
    assert last_card("1", "3")[1] == "! 这项要主管来批。换一项，或点 🆘 求助。"


def test_t_takes_the_temperature_and_f_flags_the_moment() -> None:
    assert last_card("t4", "f")[1] == "④激动 · ⚑ 已标记"


def test_l_switches_the_language_of_the_line_and_of_nothing_else() -> None:
    assert last_card("l") == [line.replace("您请说。", "Please go ahead.") for line in GREETING]


def test_j_jumps_to_a_stage() -> None:
    assert last_card("j")[-3:] == ["", "[1] ● 开场   [2] 方案", "[3] ← 返回"]
    assert last_card("j", "2") == COMPOSING
    assert last_card("j", "3") == GREETING


def test_m_opens_the_menu_and_its_buttons_work() -> None:
    assert last_card("m")[-6:] == [
        "",
        "[1] 📵 客户挂断   [2] ⏸ 暂停",
        "[3] ⇄ 换一通   [4] ⤼ 跳到…",
        "[5] 我的回答   [6] 📖 查依据   [7] ⚑ 标记这一刻",
        "[8] 只看要点   [9] 用英文说   [10] ⏳ 期限",
        "[11] ⏹ 结束   [12] ← 返回",
    ]
    assert last_card("m", "8")[:3] == ["青松-10 · ●○ 开场 · 14:02起", "您请说。", "✎ 事实"]
    assert last_card("m", "1")[0] == "📵 青松-10 挂断了 · 开场。再打来就点“继续”。"
    assert last_card("m", "1", "1") == GREETING
    assert last_card("m", "11", "4")[0] == "青松-10 已结束 · 中途断了"


def test_earlier_answer_is_corrected_from_the_menu() -> None:
    assert last_card("1", "m", "5")[-2:] == ["[1] 开场：说完了", "[2] ← 返回"]
    assert last_card("1", "m", "5", "1", "1") == COMPOSING


def test_any_other_text_is_a_note_with_its_numbers_masked_and_can_be_moved() -> None:
    noted = last_card("打13812345678没人接")

    assert "✔ 事实：打****5678没人接" in noted
    assert noted[-2] == "[3] 感受   [4] 诉求   [5] 备注"
    assert last_card("打13812345678没人接", "3") == GREETING


def test_words_cannot_steer_the_terminal() -> None:
    noted = last_card("红\x1b[31m色\x07\u202e倒")

    assert (
        "✔ 事实：红\N{REPLACEMENT CHARACTER}[31m色\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}倒"
        in noted
    )


def test_number_that_is_not_on_the_card_is_refused() -> None:
    assert last_card("99")[1] == "! 没有 99 号按钮，看卡片上的号码。"
    assert last_card("0")[1] == "! 没有 0 号按钮，看卡片上的号码。"


def test_button_that_needs_the_chat_says_so() -> None:
    assert last_card("m", "3", "1")[1] == "! 这个按钮要在聊天里用，试走时没有。"


def test_empty_line_changes_nothing() -> None:
    assert last_card("", "  ") == GREETING


def test_end_can_be_taken_back_and_r_walks_again() -> None:
    walk = ("1", "1", "2", "4", "1")

    assert last_card(*walk)[0] == "青松-10 已结束 · 已谈成"
    assert last_card(*walk)[-1] == "走完了。r 再走一遍，b 撤回，q 离开。"
    assert last_card(*walk, "b")[1] == "您看哪种？"
    assert last_card(*walk, "r") == GREETING


def test_section_of_the_summary_is_rewritten() -> None:
    assert "客户说扣了两次" in last_card("1", "1", "2", "4", "1", "1", "客户说扣了两次")


def test_counter_shows_what_to_do_with_the_body() -> None:
    assert last_card("", channel=Channel.COUNTER)[2] == "· 请坐"


def test_whole_rehearsal_speaks_english() -> None:
    card = last_card("t2", language=Language.EN)

    assert card[0].startswith("Pine-10 · ●○ Open · ")
    assert card[1:6] == ["② Unhappy", "Please go ahead.", "· Slowly", "✗ “Calm down”", "✎ Fact"]


def test_other_product_asks_for_compliance() -> None:
    _, shown = played("1", "1", product="loan")

    assert "合规已同意：积分" in shown
    assert "  1. 积分（先问合规）\n" in shown


def test_unknown_product_names_the_known_ones() -> None:
    assert played(product="gold") == (1, "没有这个产品。可以写：card, loan\n")


def test_pipe_is_given_no_codes() -> None:
    assert "\x1b" not in played("t4", "1", "v", "r")[1]


def test_broken_playbook_is_not_played_and_its_findings_are_shown(tmp_path: Path) -> None:
    broken = tmp_path / "tiny-call" / "playbook.yaml"
    broken.parent.mkdir()
    broken.write_text("format: 1\n", encoding="utf-8")

    code, shown = played(path=broken)

    assert code == 1
    assert "playbook.yaml:1:1 PB" in shown
    assert "› " not in shown


def test_library_of_several_playbooks_asks_for_one(tmp_path: Path) -> None:
    for name in ("lists.yaml", "remedies.yaml"):
        (tmp_path / name).write_bytes((LIBRARY / name).read_bytes())
    for slug in ("tiny-call", "other-call"):
        (tmp_path / slug).mkdir()
        text = (TINY / "playbook.yaml").read_text(encoding="utf-8").replace("tiny-call", slug)
        (tmp_path / slug / "playbook.yaml").write_text(text, encoding="utf-8")

    code, shown = played(path=tmp_path)

    assert (code, shown.splitlines()[-1]) == (1, "这里有几个剧本：小剧本、小剧本。请写明其中一个的文件夹。")


def test_library_of_one_playbook_plays_it() -> None:
    assert played("q", path=LIBRARY)[0] == 0
