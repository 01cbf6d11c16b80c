# %% [markdown]
# # 0 Is everything ready?
#
# This page takes five minutes. At its end you know that your set-up works, you have seen a check pass and a check fail,
# and you know where to find hints.
#
# You need nothing but this notebook. A notebook is a page of **cells**. Text cells, such as this one, are to be read.
# Code cells are to be run: click into one and press **Shift + Enter**.
#
# Run the next cell. It loads what this page uses. It is locked, for the checks rely on it.

# %% locked="setup"
from importlib.metadata import version

import numpy as np

from helpers import figures
from helpers.checks import between, check, inputs, on_purpose, random_inputs
from helpers.explore import explore

# %% [markdown]
# ## 0.1 What is installed?
#
# If something goes wrong later, the first question is which versions you have. This cell tells.

# %%
for package in ("numpy", "matplotlib", "jupyterlab", "ipywidgets", "nbgrader", "backprop-by-hand"):
    print(f"{package:18} {version(package)}")

# %% [markdown]
# ## 0.2 An exercise and its check
#
# Every exercise of the course looks like this one. A short text says what to do. Then comes **your cell**, with a
# function that is not finished: the line `raise NotImplementedError(...)` holds the place of your code.
# Below it stands **its check**.
#
# Do it in this order, once:
#
# 1. Run your cell as it is, and then the check below it. The check says that the function is not written yet.
# 2. In your cell, replace the line `raise NotImplementedError(...)` by `return 3 * x`. Run your cell, then the check.
#    That answer is wrong, and the check says how.
# 3. Now mend it: the function should return **twice** its input. Run your cell, then the check.
#
# Two things that everybody meets once. `NameError: name 'check' is not defined` means that the cells above have not been run. And where your
# own cell ends in red, mend that first: the check still sees the function of before, and says so.

# %% answer="ready"
def ready(x):
    """Return twice the number x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% test="ready" points=1
check(
    ready,
    inputs(x=[1.0, -2.5, 0.0, 10.0]),
    expected=[2.0, -5.0, 0.0, 20.0],
    look="the function should return its input times 2.",
)
### BEGIN HIDDEN TESTS
cases = random_inputs(seed=1, count=10, x=between(-50, 50))
check(ready, cases, expected=[case["x"] + case["x"] for case in cases], look="does it work for every number?")
### END HIDDEN TESTS

# %% [markdown] hints="ready"
# 1. **The idea.** The function gets a number under the name `x`. It has to hand back another number.
# 2. **The rule.** What stands behind `return` is what the function hands back. Twice a number is `2 * x`.
# 3. **The first line.** There is only one line: `return 2 * x`. It takes the place of the line with `raise`.

# %% [markdown]
# Under most exercises you find a line **Hint 1**, like the one above. Click on it and it opens. There are three hints:
# the idea, then the rule, then the first line of the code. Take one at a time, and try again after each.

# %% [markdown]
# ## 0.3 A check that fails
#
# You will see failing checks often. They are the course's way of talking to you, so here is one to read in peace.
# The function below should return the square of a number. It does not.

# %% locked="wrong_square"
def wrong_square(x):
    """Should return x times x. It is wrong on purpose."""
    return x + x


with on_purpose():
    check(
        wrong_square,
        inputs(x=[2.0, 3.0, -1.0]),
        expected=[4.0, 9.0, 1.0],
        look="which of + and * makes a square?",
    )

# %% [markdown]
# Read it from the top:
#
# - the first line names **what** is wrong, and what is not: shape and type are right, so the function returned one number;
# - then comes the **input** for which it went wrong, with your value and the expected one;
# - then how many inputs were right. On $x = 2$ the wrong function is right, for $2 + 2 = 2 \cdot 2$. One example proves little;
# - the last line says where to **look** next.

# %% [markdown]
# ## 0.4 A figure that moves
#
# Move the slider with the mouse, or click on it and use the arrow keys. The dashed line is the tangent at $x$.
# If you see the picture and the slider moves it, your set-up is complete.

# %%
explore(lambda x: figures.parabola_tangent(lambda t: (t**2, 2 * t), x), x=(-3.0, 3.0, 0.25, 1.5))

# %% [markdown]
# If you see the picture and no slider, the widgets are not running: see *Troubleshooting* in the course's README.
# The pictures stand without them, so you can go on.

# %% [markdown]
# ## 0.5 The notation of this course
#
# You do not need this table yet. It is here so that you can come back to it.
#
# | symbol | meaning | shape |
# |---|---|---|
# | $m$ | number of samples (examples) | a number |
# | $X$ | inputs, one **column** per sample | $(n_\text{in}, m)$ |
# | $Y$ | targets, what the network should say | $(n_\text{out}, m)$ |
# | $\hat Y$ | predictions, what it does say | $(n_\text{out}, m)$ |
# | $W_l$ | weights of layer $l$ | $(n_\text{out}, n_\text{in})$ |
# | $b_l$ | biases of layer $l$ | $(n_\text{out}, 1)$ |
# | $Z_l = W_l A_{l-1} + b_l$ | what goes into the activation | $(n_\text{out}, m)$ |
# | $A_l = g(Z_l)$ | what comes out of it | $(n_\text{out}, m)$ |
# | $J$ | the cost: one number that says how wrong all predictions are | a number |
# | $\eta$ (in code `eta`) | the learning rate: how far one step goes | a number |
# | $\dfrac{\partial J}{\partial W}$ (in code `dW`) | gradient of the cost by $W$ | the shape of $W$ |
#
# One rule is worth knowing by heart: **a gradient has the shape of what you differentiate by.**
#
# Books differ in a factor in front of the error: $1$, $\tfrac12$, $\tfrac1m$ or $\tfrac1{2m}$. Each lesson says at its
# start which one it uses.

# %% [markdown]
# ## 0.6 Check the whole notebook, and hand it in
#
# - **While you work**, run the check below each exercise.
# - **Before you hand in**, choose *Kernel → Restart Kernel and Run All Cells*. It shows whether the notebook works from top to
#   bottom, and not only in the order in which you happened to run its cells. The **Validate** button in JupyterLab's toolbar does
#   the same and lists the checks that fail. In a terminal, in the folder that holds the lessons, `course check 00_start` does so too.
#   Both also count a text that is still to be written.
# - **To hand in**, use the *Assignments* tab if your class has one (*Nbgrader → Assignment List*), or give your instructor
#   this file. Keep its name: `00_start.ipynb`.
# - **If you study by yourself**, there is nobody to hand it to: when `course check` says that all checks pass, you are done. The texts are for you.
#
# Next: **01_descent**, how to find the lowest point of a curve by walking downhill.
