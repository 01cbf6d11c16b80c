"""The one error of this package that is meant for a person."""


class CourseError(Exception):
    """Something the user can mend.

    The message says what is wrong, where, and what to do next. The command line prints it without a
    traceback and ends with status 2.
    """
