"""What answers a text that is no answer to the open question: why, and a tap to keep it as a note."""

from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import SessionId
from dialogs.refusals import Refusal
from dialogs.texts import Language, Phrase


def unread(refusal: Refusal, session: SessionId, message: int, language: Language) -> Card:
    """Draw it below ``message`` of the chat, whose words the tap keeps; nothing is kept before."""
    keep = Button(Phrase("button.keep_as_note"), Verb.KEEP, str(message))
    return Card(
        (Block(BlockKind.BODY, refusal.phrase),),
        ((keep,),),
        session=session,
        language=language,
        call_language=language,
    )
