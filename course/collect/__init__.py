"""`nbgrader zip_collect`: from what platforms and browsers call a class's files to one notebook a student."""
