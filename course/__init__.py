"""The instructor's package: writing, building, auditing and grading the lessons."""

import time

# When a command began, by `time.perf_counter`: what it loads afterwards takes seconds that a person waits too.
STARTED = time.perf_counter()
