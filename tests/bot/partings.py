"""Turns of a rehearsal that go otherwise than it says, and what a trainer reads of it in Chinese."""

OF_WALKS = (
    ("{tap: agrees, step: where}", "RH101 走到了别的一步，演练改成箭头后面的，或改剧本：where → offers"),
    ("{tap: agrees, step: ofers}", "RH101 剧本里没有这一步，改成走到的那一步：ofers → offers"),
    (
        "{say: 您好。}",
        "RH102 要说的话不一样，演练改成箭头后面的，或改剧本：您好。 → 您好，您说的是这件事？",
    ),
    (
        "{say: '他说\"好\"。'}",
        'RH102 要说的话不一样，演练改成箭头后面的，或改剧本：他说"好"。 → 您好，您说的是这件事？',
    ),
    ("{pause: hung_up, say: 您好。}", "RH102 卡片上没有要说的话，删掉 say，或改剧本：您好。"),
    ("{shows: [快一点点儿]}", "RH103 卡片上没有这些字，照着卡片改演练，或改剧本：快一点点儿"),
    ("{shows: [慢二点]}", "RH103 卡片上没有这些字，照着卡片改演练，或改剧本：慢二点 → 慢一点"),
    ("{hides: [慢一点]}", "RH103 卡片上有这些字，从 hides 里删掉，或改剧本：慢一点"),
    ("{slots: {matter: fee}}", "RH104 这里什么也没记下，从 slots 里删掉，或改剧本：matter, fee"),
    (
        "{tap: agrees, slots: {matter: fees}}",
        "RH104 记下的不一样，演练改成箭头后面的，或改剧本：matter, fees → fee",
    ),
    ("{slots: {mater: fee}}", "RH104 没有这个槽位，改成有的，或删掉：mater → matter"),
    (
        "{tap: calm}",
        ("RH105 这里做不了，改前面的走法；本来就该做不了，就补上箭头后面的：tap calm, greet → refused: 先听"),
    ),
    (
        "{tap: agrees}\n  - {tap: put}",
        (
            "RH105 卡片上没有这个按钮，改前面的走法；本来就该没有，就补上箭头后面的："
            "tap put, offers → refused: hidden"
        ),
    ),
    (
        "{tap: agrees}\n  - {tap: put, refused: 先勾}",
        "RH105 卡片上根本没有这个按钮，理由写 hidden，或改剧本：先勾 → hidden",
    ),
    (
        "{tap: calm, refused: 后听}",
        "RH105 做不了的理由不一样，演练改成箭头后面的，或改剧本：后听 → 先听",
    ),
    ("{tap: agrees, refused: 先听}", "RH105 现在做得了，删掉 refused，或改剧本里的条件：先听"),
    ("{tap: agrees, outcome: agreed}", "RH106 电话还没结束，删掉 outcome，或改前面的走法：agreed"),
    (
        "{end: promised, outcome: declined}",
        "RH106 电话结束得不一样，演练改成箭头后面的，或改剧本：declined → promised",
    ),
    ("{tap: agree}", "RH107 这一步没有这个按钮，改成有的，或改剧本：agree, greet → agrees"),
    ("{jump: calm}", "RH107 没有这个阶段可跳，改成有的，或改剧本：calm → open / close"),
    ("{pick: point}", "RH107 这一步勾不了这个办法，改成有的，或改前面的走法：point, greet → points"),
    ("{compliance: points}", "RH107 这一步勾不了这个办法，改成有的，或改前面的走法：points, greet"),
    ("{tick: bill}", "RH107 这一步没有这一项可勾，改成有的，或改剧本：bill, greet"),
    ("{move: note}", "RH107 这一步做不了这件事，换一件，或改前面的走法：move note, greet"),
    (
        "{correct: {at: offers, to: none}}",
        "RH107 那一步的回答改不成这个，看看那一步有哪些选项：offers, none",
    ),
)
"""What is done after the first step of the small call."""
OF_EXITS = (
    (
        "{tap: stops}",
        "RH105 这样就离开了剧本，补上箭头后面的，或改剧本：tap stops → leaves: gives-up",
    ),
    (
        "{tap: stops, leaves: return}",
        "RH105 离开剧本的出口不一样，演练改成箭头后面的，或改剧本：tap stops, return → gives-up",
    ),
    ("{tap: still, leaves: return}", "RH105 这样没有离开剧本，删掉 leaves，或改剧本：return"),
)
"""What is done first in the playbook for calming, which others go into."""
OF_SHAPES = (
    ("{tap: agrees, back: true}", "PB017 一条里写了几项，每项各写一条"),
    ("{step: greet, refused: 先听}", "PB017 这一条什么也没做，写上做什么，或删掉这个键：refused"),
    ("{wait: 0}", "PB017 这里不能写这个数，能写：1-86400"),
    ("{temperature: 9}", "PB017 这里不能写这个数，能写：1-5"),
    (
        "{step: greet}\nbegins: 24.11.2026",
        "PB017 不是时间，照箭头后面的样子写：24.11.2026 → 2026-11-24 14:02",
    ),
    ("{outcome: agree}", "PB016 这里不能写这个，换成能写的：outcome, agree → agreed"),
    ("{taps: agrees}", "PB013 没有这个键，改成有的，或删掉：taps → tap"),
)
"""What a file has as its only turn, which no rehearsal can have."""
