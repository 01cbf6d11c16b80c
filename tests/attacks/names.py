"""The names of the mini lesson's checks; the answer of a check is its name with -answer."""

CHECKS = ("double", "halve", "step")
