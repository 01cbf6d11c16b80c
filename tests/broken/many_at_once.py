# expect 7: the answer `double` has no hints
# expect 12: points=0 is not positive
# expect 13: `a` is not defined
# expect 14: the key `hello` is unknown
# expect 17: this is not Python

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% test="double" points=0
assert double(a) == 6
# %% [markdown] hello="x"
# Text.
# %%
y = = 1
