"""`course feedback`: the pages of `nbgrader generate_feedback`, made by several processes that are set up once."""
