"""Explorables: pictures that move, drawn by the learner's own functions. And `explore`, sliders around any figure."""

from helpers.explore.base import KINDS, STATE_MIME, Explorable, module_source
from helpers.explore.bowl import bowl_descent
from helpers.explore.descent import descent
from helpers.explore.digits import digit_pad
from helpers.explore.network import network
from helpers.explore.neuron import neuron
from helpers.explore.sliders import explore
from helpers.explore.sum_term import sum_term

__all__ = [
    "KINDS",
    "STATE_MIME",
    "Explorable",
    "bowl_descent",
    "descent",
    "digit_pad",
    "explore",
    "module_source",
    "network",
    "neuron",
    "sum_term",
]
