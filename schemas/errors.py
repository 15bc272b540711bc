"""What a user can do wrong: each message says what to do next."""


class NewsmillError(Exception):
    """An error whose message is for the user; the command line prints it without a traceback."""
