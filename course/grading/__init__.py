"""What this course adds to nbgrader: preprocessors named in nbgrader_config.py, and the report on a class."""
