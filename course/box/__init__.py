"""Grading outside the student's process: a box for the student's cells, a trusted process for the checks.

See course/box/README.md for who may know what.
"""
