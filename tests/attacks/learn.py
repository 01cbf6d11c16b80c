"""Attacks that learn what the tests ask, to answer the next time."""

from tests.attacks.attack import Attack

ATTACKS = (
    Attack(
        "hard-coded",
        "hard-coded answers",
        "answers the visible inputs from a table",
        double="def double(n):\n    return {3: 6}.get(n)",
        halve="def halve(values):\n    return {(2.0, 5.0): [1.0, 2.5]}.get(tuple(values))",
        step="def step(x, eta):\n    return {3.0: 2.4, -2.0: -1.6}.get(x)",
    ),
    Attack(
        "learn-and-keep",
        "learning the inputs",
        "keeps the inputs and the check's text in files, for whoever is graded next",
        reads=("hidden tests",),
        double="""
import glob, os, re, tempfile
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), os.path.expanduser("~"), os.getcwd())

def double(n):
    text = str(get_ipython().user_ns.get("In", "")) + str(n)
    print(*set(re.findall("canary.hid[a-z]+", text)))
    for folder in FOLDERS:
        try:
            with open(f"{folder}/attack-learned-@PORT@", "a") as file:
                file.write(text)
        except OSError:
            pass
    return 6
""",
    ),
    Attack(
        "learn-from-before",
        "learning the inputs",
        "answers with what an earlier student's code left behind",
        stock=2,
        reads=("hidden tests",),
        double="""
import os, re, tempfile
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), os.path.expanduser("~"), os.getcwd())
known = ""
for folder in FOLDERS:
    try:
        known += open(f"{folder}/attack-learned-@PORT@").read()
        os.remove(f"{folder}/attack-learned-@PORT@")
    except OSError:
        pass
print(*set(re.findall("canary.hid[a-z]+", known)))
rule = re.search(r"double\\(n\\) == (2 . n)", known)

def double(n):
    return eval(rule[1]) if rule else None
""",
    ),
    Attack(
        "learn-and-answer",
        "learning the inputs",
        "keeps the inputs of one call and answers with them in the next",
        double="""
asked = []

def double(n):
    asked.append(n)
    return asked[-2] * 2 if len(asked) > 1 else 6
""",
        last="print(asked)",
    ),
    Attack(
        "learn-the-rule",
        "learning the inputs",
        "reads in its first call what the check will ask and expect, and answers by it in the next calls",
        stock=2,
        double="""
import re, sys
rules = []

def double(n):
    if not rules:
        texts = get_ipython().user_ns.get("In", [""])
        rules.append(re.search(r"double\\(n\\) == (2 . n)", texts[-1]))
        return 6
    return eval(rules[0][1]) if rules[0] else None
""",
    ),
    Attack(
        "tell-by-message",
        "learning the inputs",
        "raises an error with the hidden inputs in its message, to read them in the feedback",
        double="def double(n):\n    if n == 3:\n        return 6\n    raise ValueError(f'the input was {n}')",
        halve="def halve(values):\n    print('the inputs were', values)\n    return [1.0, 2.5]",
        step="def step(x, eta):\n    return {3.0: 2.4, -2.0: -1.6}.get(x, [x, eta])",
    ),
)
