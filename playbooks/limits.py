"""How much a playbook may hold; every number says why it is what it is."""

MAX_FILE_BYTES = 256 * 1024
"""A playbook of 200 steps has about 100 KiB; more is a mistake or an attack on whoever reads it."""
MAX_DEPTH = 20
"""The deepest place of the format, a guard within guards, is at 9; no stack of ours ends near 20."""
MAX_EVENTS = 20_000
"""Keys, values and brackets of one file: 200 full steps have about 15,000."""
MAX_FINDINGS = 100
"""Keys that stand twice: whoever has more than this many made one mistake a hundred times."""
MAX_STEPS = 200
"""What one trainer can look after; a longer walk is two playbooks."""
MAX_STAGES = 12
"""The rail on the card is one line of a telephone's screen."""
MAX_CHOICES = 4
"""Answers under one line that a person on the phone takes in at a glance."""
MAX_COMPOSE_CHOICES = 2
"""The ticks stand above them on the same card."""
MAX_CHOICES_BESIDE_PICK = 2
"""The items of the list stand above them on the same card."""
MAX_ITEMS = 8
"""Four rows of two on the card."""
MAX_CHECK_ITEMS = 5
"""Things to tick, one a row above the choices: with more, nobody sees which one is still open."""
SCALE_FROM, SCALE_TO = 0, 10
"""The widest scale: its numbers stand in two rows of buttons."""
MAX_HINTS = 2
"""A third hint is not read during a call."""
MAX_ID = 24
"""Ids travel in buttons, which hold 64 bytes in all, beside the session and its turn."""
MAX_LABEL_COLUMNS_ZH = 24
"""12 Chinese characters: what half a row of buttons shows uncut on a small telephone."""
MAX_LABEL_COLUMNS_EN = 28
"""Latin letters are narrower than half a Chinese character."""
PLACEHOLDER_COLUMNS = 8
"""What a placeholder in a label counts for: four Chinese characters, a short name."""
MAX_SAY_ZH = 40
"""Chinese characters: about ten seconds of speech, one breath."""
MAX_SAY_EN = 25
"""Words: the same ten seconds."""
MAX_VERBATIM_ZH = 400
"""A compliance line is read out and may be long; it must still fit one message."""
MAX_VERBATIM_EN = 200
"""The same, in words."""
MAX_ASIDE_ZH = 30
"""Chinese characters of a hint, of what not to say and of a cue: read with half an eye."""
MAX_ASIDE_EN = 20
"""The same, in words."""
MAX_OFFERS = 3
"""Options put before a customer at once; more and people choose none."""
MAX_TEMPERATURE = 5
"""平静 不满 生气 激动 失控."""
MAX_CARD = 4096
"""What a Telegram message holds, in characters."""
CARD_FRAME = 600
"""The rail, the temperature, two notices and where the next text goes, with the empty lines between them."""
PROMISES_A_CALL = 4
"""More than this stand on no card that we have seen; each is a line of the agreement."""
MIN_CUE_SECONDS, MAX_CUE_SECONDS = 5, 1_800
"""Seconds until a cue: sooner it is a hint, later the step is long past."""
MAX_PROGRAM_STEPS = 1_000
"""Steps of a playbook with all that it goes into: its machine is built while somebody waits."""
MAX_CALLS = 5
"""Playbooks open within each other: more and nobody knows what they will come back to."""
MAX_FACTS = 3
"""Law cards of one step: more are not read during a call."""
MAX_TOLD_ZH = 60
"""Chinese characters of how a law card is put to a customer: fifteen seconds, as rules have conditions."""
MAX_TOLD_EN = 40
"""Words: the same fifteen seconds."""
MAX_LAW_ZH = 150
"""Chinese characters of what a law card says: read by the agent while the customer talks."""
MAX_LAW_EN = 90
"""The same, in words."""
MAX_TALE_ZH = 120
"""Chinese characters of one part of a case: read between two calls, or while somebody else talks."""
MAX_TALE_EN = 75
"""Words: the same."""
MAX_VARIANTS = 4
"""Ways to say one line that are compared: with more, each is shown too seldom to tell anything."""
