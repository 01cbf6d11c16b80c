"""The instructor's package: writing, building, auditing and grading the lessons."""
