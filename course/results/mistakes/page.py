"""The page: the picture and the table in one file that needs no network."""

import base64

from jinja2 import Environment, PackageLoader, StrictUndefined

from course.results.mistakes.collect import WITHOUT_NAME, ClassMistakes
from course.results.mistakes.picture import heat_map


def as_page(found: ClassMistakes) -> str:
    """Return the whole page. What students and lessons are called is text in it, never markup."""
    environment = Environment(
        loader=PackageLoader("course.results.mistakes", "."), autoescape=True, undefined=StrictUndefined
    )
    figure = heat_map(found)
    return environment.get_template("page.html").render(
        found=found,
        picture=base64.b64encode(figure.png()).decode("ascii"),
        alt=figure.alt,
        without_name=WITHOUT_NAME,
    )
