"""`course grade`: a class graded in parallel.

    command      what `course grade` does from its start to its exit status
    classroom    the folders, plan and gradebook of one class, opened for one run
    submissions  what was handed in: found, read, and its fingerprint
    plan         what a worker has to know of an assignment
    cluster      workers on this machine, or a Dask cluster by its address
    scratch      a folder for what the workers of one run write
    run          who is to be graded, what is saved of it, Ctrl-C
    traffic      submissions out to the workers and outcomes back, a few at a time
    watch        again and again, as submissions come in
    worker       one submission in a worker, as a Dask task
    converter    nbgrader's Autograde, set up once for each worker
    steps        nbgrader's preprocessors that use the gradebook, without it
    save         the one writer: outcomes and their folders, whole or not at all
    rows         the rows of one submission, in nbgrader's tables and by its rules
    ledger       which content is saved: a table beside nbgrader's
    noted        what nbgrader itself graded, in that table
    place        a graded folder put in its place at one stroke
    versions     what has to be the same on all computers
    show         the bar, the table, JSON

A submission's way: `run` reads its bytes, `traffic` sends them as a `worker.Task`; the worker's `converter` runs
nbgrader's configured steps on them in a folder of its own and gives back a `worker.Outcome`, with the files of
autograded/ and the scores; `save` writes both. Workers never see the gradebook or the course's folders.
"""

import sys

if "jsonschema" not in sys.modules:
    # To check addresses, which no notebook's schema has, jsonschema loads a package that builds a grammar when it is
    # imported. That takes a second, as long as all else together, in this process and in each worker. jsonschema does
    # without where the package cannot be imported, and it is there for whoever asks for it later.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    import jsonschema  # type: ignore[import-untyped]  # noqa: F401

    del sys.modules["rfc3987_syntax"]
