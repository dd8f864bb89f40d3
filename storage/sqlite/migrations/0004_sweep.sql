-- Whether a message must leave its chat: nobody is shown its call any more, or its words were erased.
ALTER TABLE shown ADD COLUMN sweep INTEGER NOT NULL DEFAULT 0;
CREATE INDEX shown_to_sweep ON shown (chat, message) WHERE sweep;

-- Begins with the call, so that its messages are found in all chats at once.
DROP INDEX shown_of_session;
CREATE INDEX shown_of_session ON shown (session, chat, message);
