# expect 16: this looks like Markdown that lost its `# %% [markdown]`
# expect 20: this looks like Markdown that lost its `# %% [markdown]`
# expect 23: this looks like Markdown that lost its `# %% [markdown]`

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %%
print(1)
# ## 1.2 The heading of a section
# **Predict.** How large will it be?
# %%
# An ordinary comment, and a rule of ## signs: | a | b |
# **Predict.** How large will it be?
guess = "?"
# %%
# | line | why |
# |---|---|
# %% test="double" points=1
# ## A comment of a test is its own business.
assert double(3) == 6
