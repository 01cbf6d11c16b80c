"""`make bench`: how long grading takes, side by side with stock nbgrader, and how that grows with the class."""
