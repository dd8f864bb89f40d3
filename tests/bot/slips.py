"""Small playbooks with one slip each, and what a trainer reads of it in Chinese."""

END = "  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}\n"
GREET = "  - id: greet\n    stage: open\n    say: {zh: 您好。, en: Hello.}\n"
ON = "label: {zh: 继续, en: Go on}, to: bye"
GUARDED = f"""\
slots:
  amount: {{type: money}}
  mood: {{type: scale, from: 1, to: 5}}
  matter: {{values: {{fee: {{zh: 收费, en: a charge}}}}}}
steps:
{GREET}    choices:
      - {{id: skip, {ON}, does: [{{set: {{matter: fee}}}}]}}
      - {{id: "on", {ON}, when: '%s'}}
{END}"""


def choices(*written: str) -> str:
    """A playbook whose first step has these choices."""
    return f"steps:\n{GREET}    choices:\n" + "".join(f"      - {each}\n" for each in written) + END


DOES = f"{{id: go, {ON}, does: [%s]}}"
PLAIN = f"{{id: go, {ON}}}"
ASK = f"steps:\n  - {{id: greet, stage: open, kind: ask, say: {{zh: 多少？, en: How much?}}, %s}}\n{END}"
STEP = (
    f"steps:\n  - {{id: greet, stage: open, say: {{zh: 您好。, en: Hello.}}, choices: [{PLAIN}], %s}}\n{END}"
)
COMPOSE = (
    f"steps:\n{GREET}    kind: compose\n    choices:\n      - {{id: put, {ON}%s}}\n      - {PLAIN}\n{END}"
)
SAYS = f'steps:\n  - {{id: greet, stage: open, say: {{zh: "%s", en: "%s"}}, choices: [{PLAIN}]}}\n{END}'
INTO = "{id: go, label: {zh: 继续, en: Go on}, into: %s}"
MATTER = "slots: {matter: {values: {fee: {zh: 收费, en: a charge}}}}\n"
AMOUNT = "slots: {amount: {type: money}}\n"
NINE = ", ".join(f"{{id: p{n}, zh: 甲{n}, en: A{n}}}" for n in range(9))
REMEDY = (
    "remedies:\n  - {id: points, kind: goodwill, name: {zh: 积分, en: Points}, say: {zh: 送您。, en: Yours.}"
    ", granted_by: staff, products: [card], ceiling: %s}\n"
)
CASES = (
    ("owner: [%s]\n" % ("1," * 30_000), "PB001 文件里的内容太多，拆成两个剧本"),
    (
        REMEDY % "{minor: 100, currency: cny}",
        "PB016 金额写多少分，货币写三个大写字母：currency",
    ),
    (
        f"lists: {{products: [{NINE}]}}\n",
        "PB402 名单太长，卡片上最多放 8 条：products",
    ),
    (
        "exits: [left]\ncomplaint: {products: [card], label: {zh: 费, en: Fee}}\n"
        + choices("{id: go, label: {zh: 走, en: Go}, to: return, exit: left}"),
        "PB413 来电不会从这个剧本开始，删掉 complaint",
    ),
    (
        choices(PLAIN).replace(
            "outcome: agreed",
            "outcome: agreed, cue_after: {seconds: 30, say: {zh: 还在吗？, en: Still there?}}",
        ),
        "PB411 通话都结束了，来不及提醒，删掉：bye",
    ),
    ("owner: %s\n" % ("[" * 21 + "]" * 21), "PB001 括号套得太深，最多 20 层"),
    (
        "stages:\n  - {id: open, title: {zh: 开, en: On, eng}}\n",
        "PB013 逗号把这句话切断了，整句加上引号：eng",
    ),
    ("owner: 3\n", "PB015 这里要写文字，加上引号：owner"),
    ("owner: [a]\n", "PB015 这里要写文字，加上引号：owner"),
    ("stages: open\n", "PB015 这里要一条一条列，每条前面写“- ”：stages"),
    ("slots: [a]\n", "PB015 这里要按“键: 内容”来写：slots"),
    ("title: 示例\n", "PB015 这里中英文都要写，分成 zh 和 en 两句：title"),
    (choices(f"{{id: go, {ON}, when: 3}}"), "PB015 这里要写条件，比如 temperature <= 3：when"),
    (choices(f"{{id: go, {ON}, detour: 3}}"), "PB015 这里写 true 或 false，不加引号：detour"),
    (choices(DOES % "{temperature: hot}"), "PB015 温度写 1 到 5，升降写 +1 或 -1：temperature"),
    (choices(DOES % '{answer: {offer: "1", is: accepted}}'), "PB015 这里要写整数，不加引号：offer"),
    ("check_by: 3\n", "PB015 这里要写日期，比如 2027-05-31：check_by"),
    ("check_by: 31.05.2027\n", "PB016 不是日期，写成年-月-日：31.05.2027 → 2027-05-31"),
    (choices(DOES % "{agreed: true, restated: true}"), "PB017 一条里写了几项，每项各写一条"),
    (choices(DOES % "{}"), "PB017 这一条什么也没写，写上一项"),
    (choices(f"{{id: go, {ON}, into: calming}}"), "PB017 这两个只能留一个：to, into"),
    (choices(f"{{id: go, {ON}, at: pause}}"), "PB017 要和 into 一起写，写明进哪个剧本：at, into"),
    ("slots: {matter: {}}\n", "PB017 槽位没写能填什么，补上 values：values, values_from, words"),
    ("title: {phrase: goodbye}\n", "PB019 剧本没有用上共用的句子，在 uses 里加上 phrases：goodbye"),
    (
        "uses: [lists, remedies, phrases]\ntitle: {phrase: goodbye, zh: 再见}\n",
        "PB017 这个键要单独写，旁边的删掉：phrase",
    ),
    ("owner：培训组\n", "PB020 这个冒号是全角的，换成半角，后面空一格：： → :"),
    ("title: {zh: “示例”，en: Example}\n", "PB020 全角引号包不住一句话，两头都换成英文引号：“"),
    ("title: {zh: 示例，en: Example}\n", "PB020 引号外面有全角标点，改成半角：， → ,"),
    ("owner: a\n　check_by: 2027-05-31\n", "PB020 引号外面有全角空格，换成半角的"),
    (
        f"steps:\n{GREET}    choices: [{{id: go, label: {{zh: 好, en: Good}}}}]\n{END}",
        "PB012 没写通到哪一步，补上：to",
    ),
    (
        "slots: {Matter: {values: {fee: {zh: 收费, en: a charge}}}}\n",
        "PB106 不能当槽位的名字，用小写字母开头，只用字母、数字、下划线：Matter",
    ),
    (choices(f"{{id: {'a' * 60}, {ON}}}"), f"PB106 名字太长，最多 24 个字符：{'a' * 40}"),
    (
        f"steps:\n{GREET}    choices: [{PLAIN}]\n{END.replace('bye', 'return')}",
        "PB107 return 是“回去”的意思，这一步换个名字：return",
    ),
    (
        "slots: {owed: {type: text}}\n",
        "PB107 这个名字由系统来填，槽位换个名字：owed",
    ),
    (
        "lists: {entitlements: [{id: a, zh: 甲, en: A}]}\n",
        "PB107 entitlements 写在 remedies.yaml 里，这个名单换个名字：entitlements",
    ),
    (
        MATTER + choices(DOES % "{set: {mattr: fee}}"),
        "PB111 没有这个槽位，改成有的，或在 slots 里补上：mattr → matter",
    ),
    (
        MATTER + choices(DOES % "{set: {matter: fees}}"),
        "PB111 这个槽位没有这个取值，改成有的，或在 values 里补上：matter, fees → fee",
    ),
    (
        AMOUNT + choices(DOES % "{set: {amount: many}}"),
        "PB111 这个槽位是打字填的，没有取值，删掉这里，或给它换个类型：amount",
    ),
    (
        MATTER + STEP % "pick: {from: products, into: matter, to: bye}",
        "PB111 这个槽位放不下名单里的每一条，取值改成用这个名单：matter, card, products → values_from",
    ),
    (
        "uses: [remedies]\n" + choices(DOES % "{demand: refund}"),
        "PB112 剧本没有用上 lists.yaml，在 uses 里加上 lists：demands, refund",
    ),
    (
        "uses: [lists]\n" + choices(DOES % "{owed: refund}"),
        "PB112 剧本没有用上 remedies.yaml，在 uses 里加上 remedies：entitlements, refund",
    ),
    (
        choices(DOES % "{demand: refnud}"),
        "PB112 名单里没有这一条，改成有的，或补上：demands, refnud → refund",
    ),
    (
        "slots: {what: {values_from: product}}\n",
        "PB112 没有这个名单，或者是空的，改成有的，或写进 lists.yaml：product → products",
    ),
    (
        STEP % "pick: {from: products, as: demand, to: bye}",
        "PB112 as 和名单对不上，换成这个名单，或删掉 as：as: demand, demands",
    ),
    (
        SAYS % ("您说{amount}。", "You said {amount}."),
        "PB304 没有这个名字可填，改成有的，或在 slots 里补上：amount",
    ),
    (
        AMOUNT + SAYS % ("您说{amount}。", "You said it."),
        "PB304 有一种语言漏了这个占位，中英文要说得一样：{amount}",
    ),
    (
        AMOUNT + 'title: {zh: "{amount}的事", en: "{amount}"}\n',
        "PB304 这里的占位填不上，只有要说的话、提示和选项按钮能用：{amount}",
    ),
    ('title: {zh: "{金额", en: Example}\n', "PB304 花括号不成对，占位写成一对括号里的一个名字"),
    (
        choices(PLAIN).replace("outcome: agreed, ", ""),
        "PB204 结束步骤没写结果，补上 outcome：bye",
    ),
    (STEP % "outcome: agreed", "PB204 有结果，却不是结束步骤：加上 kind: end，或删掉 outcome：greet"),
    (
        choices(f"{{id: go, {ON}, detour: true}}", PLAIN.replace("go", "on")),
        "PB206 这一步不在支线里，删掉 detour，或给它的阶段加上 aside: true：bye",
    ),
    (
        MATTER + choices(f"{{id: go, {ON}, when: matter is fee}}", PLAIN.replace("go", "on")),
        "PB209 这个选项永远点不开，没有哪个选项会填这个取值：补上，或删掉它：go, matter, fee",
    ),
    (
        choices(f"{{id: go, {ON}, when: has(offer)}}", PLAIN.replace("go", "on")),
        "PB209 这个选项永远点不开，它要的没有哪个选项会记下：补上，或删掉它：go",
    ),
    (
        choices(f"{{id: go, {ON}, when: options >= 1}}", PLAIN.replace("go", "on")),
        "PB209 这个选项永远点不开，没有哪一步提方案：补上，或删掉它：go",
    ),
    (
        choices(f"{{id: go, {ON}, when: ticked >= 1}}", PLAIN.replace("go", "on")),
        "PB209 这个选项永远点不开，没有哪一步有要勾的：加一步核对，或删掉它：go",
    ),
    (
        choices(f"{{id: go, {ON}, when: temperature < 2 and temperature > 3}}", PLAIN.replace("go", "on")),
        "PB209 这个选项永远点不开，几个条件不能同时成立：go",
    ),
    (choices(PLAIN.replace("继续", "继续" * 20)), "PB301 按钮上放不下，最多 12 个汉字"),
    (choices(PLAIN.replace("Go on", "Go on " * 20)), "PB301 按钮上放不下，最多 28 个英文字母"),
    (SAYS % ("您好。", "Well, hello. " * 40), "PB302 英文太长，一口气念不完，最多 25 个单词"),
    (SAYS % ("您好。" * 80, "Hello."), "PB302 太长了，一口气念不完，最多 40 字"),
    (STEP % f"hints: [{{zh: {'您好' * 100}, en: Hello.}}]", "PB302 卡片上放不下，最多 30 个汉字"),
    (STEP % f"hints: [{{zh: 您好, en: {'hello ' * 100}}}]", "PB302 卡片上放不下，最多 20 个英文单词"),
    (SAYS % ("Hello there.", "Hello there."), "PB305 中英文写得一样，各写各的"),
    (SAYS % ("Hello there.", "Hello."), "PB305 中文里没有汉字，写成中文"),
    (SAYS % ("您好。", "Hello 您好."), "PB305 英文里有汉字，写成英文"),
    (SAYS % ("您好。", "Hello， you."), "PB306 英文里有全角标点，换成半角，后面空一格：，"),
    (SAYS % ("您好,您说。", "Hello."), "PB306 标点是另一种语言的，换成这种语言的：, → ，"),
    (STEP % "hints: [%s]" % ", ".join(["{zh: 听, en: Listen}"] * 9), "PB402 提示太多，最多 2 条：greet"),
    (choices(DOES % "{answer: {offer: 9, is: accepted}}"), "PB403 没有这个方案，改成有的"),
    (choices(DOES % "{temperature: +9}"), "PB404 温度升降得太多，写 +1 到 +4，或 -1 到 -4"),
    (COMPOSE % "", "PB405 没有选项会提方案，给一个选项的 does 加上 make_offers: true：greet"),
    (
        COMPOSE % ", does: [{make_offers: true}]",
        "PB405 没要求先勾方案，加上 when: options >= 2：put",
    ),
    (
        "uses: [lists]\n" + COMPOSE % ", when: options >= 2, does: [{make_offers: true}]",
        "PB405 没有方案可勾，在 uses 里加上 remedies：greet",
    ),
    (choices(DOES % "{make_offers: true}"), "PB405 这一步没有方案可勾，加上 kind: compose：go"),
    ("slots: {amount: {type: money, currency: yuan}}\n", "PB406 不是货币，写三个大写字母，比如 CNY：yuan"),
    (
        "slots: {amount: {type: text, currency: CNY}}\n",
        "PB406 这一类槽位用不上它，删掉，或改 type：currency → type: money",
    ),
    ("slots: {mood: {type: scale, from: 5, to: 1}}\n", "PB406 终点要比起点大：mood"),
    ("slots: {mood: {type: scale, from: 1, to: 100}}\n", "PB406 刻度不能到这个数，能写：0-10"),
    ("slots: {mood: {type: scale}}\n", "PB406 没写刻度从几到几，补上 from 和 to：mood"),
    (
        "slots: {told: {type: yes_no, values: {maybe: {zh: 也许, en: maybe}}}}\n",
        "PB406 是非题的取值只能叫 yes 和 no，不然写 type: one_of：maybe",
    ),
    (ASK % "to: bye", "PB407 没写问的是什么，补上 slot：greet"),
    (AMOUNT + ASK % "slot: amount", "PB407 没写答完去哪一步，补上 to：greet"),
    (AMOUNT + STEP % "slot: amount", "PB407 这一步不提问，用不上它：加上 kind: ask，或删掉：slot, greet"),
    (
        AMOUNT + ASK % "slot: amount, to: bye, pick: {from: products, to: bye}",
        "PB407 提问的步骤不用 pick，取值由槽位用 values_from 来取：greet",
    ),
    (
        AMOUNT + ASK % "slot: amount, to: bye, listens_for: fact",
        "PB407 打的字就是回答，删掉 listens_for：greet",
    ),
    (
        "slots: {said: {words: fact}}\n" + ASK % "slot: said, to: bye",
        "PB407 槽位没有可点的取值，补上，或写 type: text：said",
    ),
    (
        STEP % "items: [{id: bill, label: {zh: 账单, en: Bill}}]",
        "PB408 这一步不是核对，用不上它：加上 kind: check，或删掉：items, greet",
    ),
    (STEP % "kind: check", "PB408 要勾的单子是空的，补上 items：greet"),
    (
        STEP % "cue_after: {seconds: 1, say: {zh: 在听吗？, en: Still there?}}",
        "PB411 这个秒数的提醒帮不上忙，能写",
    ),
    (choices(INTO % "calmin"), "PB501 没有这个剧本，改成有的，或补上它的文件夹：calmin → calming"),
    (
        choices(INTO % "calming, at: paus, exits: {gives-up: bye}"),
        "PB501 那个剧本没有这一步，改成有的：calming, paus → pause",
    ),
    (
        choices(INTO % "calming, exits: {gives-up: by}"),
        "PB505 出口通到不存在的步骤，改成有的，或补上这一步：by → bye",
    ),
    (choices(f"{{id: go, {ON}, exit: left}}"), "PB505 开头的 exits 里没有这个出口，改成有的，或补上：left"),
)
