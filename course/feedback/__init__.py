"""`course feedback`: the pages of `nbgrader generate_feedback`, made by Dask workers on this machine."""
