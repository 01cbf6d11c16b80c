"""`course mistakes`: which mistakes a class makes, from what the checks recorded while it was graded."""

from course.results.mistakes.command import show_mistakes

__all__ = ["show_mistakes"]
