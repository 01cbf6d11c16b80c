"""`course export`: a class's scores as a file that Canvas or Moodle imports.

nbgrader's own command takes the same plugins: `nbgrader export --exporter course.results.export.canvas.CanvasExporter`.
"""
