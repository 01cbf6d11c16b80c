"""`course demo`: a class of 12, from handing in to feedback, in a folder of its own."""

from course.demo.run import run_demo

__all__ = ["run_demo"]
