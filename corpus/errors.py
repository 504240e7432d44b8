"""The one error a user is meant to read."""


class KuanyanError(Exception):
    """Bad input or a fault the user can mend.

    ``str(error)`` is one Chinese sentence with the cause, the place and the next step. The command
    line prints it to stderr and exits with 2; the page shows it. It never comes with a traceback.
    """
