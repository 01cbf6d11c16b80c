"""Reference forward and backward code: what the checks hold a learner's answers against.

One implementation for every network of the course. Samples are columns, `Z = W @ A_prev + b`, `A = g(Z)`, and a
gradient has the shape of what it differentiates by.
"""

from helpers.reference import activations, descent, digits, leaky, losses, network, neuron, paths, shallow, sum_term

__all__ = ["activations", "descent", "digits", "leaky", "losses", "network", "neuron", "paths", "shallow", "sum_term"]
