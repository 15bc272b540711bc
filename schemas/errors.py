"""What a user can do wrong, and what can be away: each message says what to do next."""


class NewsmillError(Exception):
    """An error whose message is for the user; the command line prints it without a traceback."""


class AwayError(NewsmillError):
    """Raw files cannot be read at the moment. The same work may succeed later, so the flow tries it again."""
