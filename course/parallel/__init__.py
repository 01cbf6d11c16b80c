"""`course grade`: a class graded in parallel.

    command      what `course grade` does from its start to its exit status
    classroom    the folders, plan and gradebook of one class, opened for one run
    submissions  what was handed in: found, read, and its fingerprint
    plan         what a worker has to know of an assignment
    cluster      workers on this machine, or a Dask cluster by its address
    run          submissions out to the workers, outcomes back, Ctrl-C
    watch        again and again, as submissions come in
    worker       one submission in a worker, as a Dask task
    converter    nbgrader's Autograde, set up once for each worker
    steps        nbgrader's preprocessors that use the gradebook, without it
    save         the one writer: one transaction for each submission
    ledger       which content is saved: a table beside nbgrader's
    place        a graded folder put in its place at one stroke
    versions     what has to be the same on all computers
    show         the bar, the table, JSON

A submission's way: `run` reads its bytes and sends them as a `worker.Task`; the worker's `converter` runs nbgrader's
configured steps on them in a folder of its own and gives back a `worker.Outcome`, with the files of autograded/ and
the scores; `save` writes both. Workers never see the gradebook or the course's folders.
"""
