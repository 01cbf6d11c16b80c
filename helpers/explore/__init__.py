"""Explorables: pictures that move, drawn by the learner's own functions. And `explore`, sliders around any figure."""

from helpers.explore.base import KINDS, STATE_MIME, Explorable, module_source
from helpers.explore.bowl import bowl
from helpers.explore.descent import descent
from helpers.explore.sliders import explore

__all__ = ["KINDS", "STATE_MIME", "Explorable", "bowl", "descent", "explore", "module_source"]
