"""The hatch: how the command line writes while a bot runs, since one program writes a database at a time.

An *order* is a value. It is carried out by one function, :func:`bot.hatch.orders.perform`: by the command
itself when no bot runs, or else by the bot, which takes orders through a Unix socket beside its database.
Either way it is the same order, for the same cause, and comes to the same outcome.

To add an order:

1. Describe it in ``orders``: a frozen ``Order`` with a tag of its own, named in ``AnyOrder``. Its fields are
   checked as they arrive, so give them bounds. It may hold ids and names of staff, never a customer's words.
2. Carry it out in ``perform``: the type checker asks for it. It gets a ``Room``, with the settings, the open
   log and the office over it, and the cause, for which it writes at most once. What takes longer than a few
   seconds tells how far it has come: a minute of silence is taken for an answer that was lost.
3. Let the command call :func:`bot.hatch.asking.carry_out` with it, and say what is done.

Whoever connects is the user who runs the bot, and is not believed all the same: a line that is too long,
comes too slowly or is no order is turned away, and the bot goes on.
"""
