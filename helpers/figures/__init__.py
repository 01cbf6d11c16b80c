"""Figures of the lessons. Each takes what it draws as arguments and returns a Figure with alt text."""

from helpers.figures.base import Picture, picture
from helpers.figures.descent import (
    bowl_paths,
    difference_errors,
    directions,
    distances,
    parabola_tangent,
)
from helpers.figures.digits import (
    confusion_matrix,
    digit_images,
    loss_and_slope,
    pixel_slopes,
    slopes_agree,
    softmax_bars,
    weight_images,
    worst_confusions,
)
from helpers.figures.leaky import height_maps, layer_deltas, leaky_curve, relative_gaps, shape_flow, training_runs
from helpers.figures.network import activation_curves, cost_history, decision_slices, network_diagram, row_paths
from helpers.figures.neuron import (
    loss_surface,
    neuron_factors,
    neuron_fit,
    saturation_window,
    settling,
    sigmoid_curve,
)
from helpers.figures.paths import lit_paths, operation_counts, path_products
from helpers.figures.sum_term import error_falling, factors_by_unit, index_orders

__all__ = [
    "Picture",
    "activation_curves",
    "bowl_paths",
    "confusion_matrix",
    "cost_history",
    "decision_slices",
    "difference_errors",
    "digit_images",
    "directions",
    "distances",
    "error_falling",
    "factors_by_unit",
    "height_maps",
    "index_orders",
    "layer_deltas",
    "leaky_curve",
    "lit_paths",
    "loss_and_slope",
    "loss_surface",
    "network_diagram",
    "neuron_factors",
    "neuron_fit",
    "operation_counts",
    "parabola_tangent",
    "path_products",
    "picture",
    "pixel_slopes",
    "relative_gaps",
    "row_paths",
    "saturation_window",
    "settling",
    "shape_flow",
    "sigmoid_curve",
    "slopes_agree",
    "softmax_bars",
    "training_runs",
    "weight_images",
    "worst_confusions",
]
