"""Grading outside the student's process: a box for the student's cells, a trusted process for the checks.

See docs/sandbox.md for who may know what.
"""
