"""`course check`: the verdict on a learner's own notebook."""
