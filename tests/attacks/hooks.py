"""Attacks by the hooks that Python and IPython offer: exceptions, transformers, events, the kernel itself."""

from tests.attacks.attack import Attack

ATTACKS = (
    Attack(
        "swallow-run-code",
        "exception hooks",
        "replaces IPython's run_code by one that drops every exception",
        stock=6,
        start="""
from IPython.core.interactiveshell import InteractiveShell

async def run_code(self, code, result=None, *, async_=False):
    try:
        exec(code, self.user_global_ns, self.user_ns)
    except BaseException:
        pass
    return False

InteractiveShell.run_code = run_code
""",
    ),
    Attack(
        "custom-exception",
        "exception hooks",
        "set_custom_exc, showtraceback and sys.excepthook all do nothing",
        start="""
import sys
shell = get_ipython()
shell.set_custom_exc((BaseException,), lambda *a, **k: None)
shell.showtraceback = shell._showtraceback = lambda *a, **k: None
sys.excepthook = sys.unraisablehook = lambda *a: None
""",
    ),
    Attack(
        "input-transformer",
        "input transformers",
        "an input transformer turns every later cell into `pass`",
        stock=6,
        last="get_ipython()",
        double="""
double = halve = step = None
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
""",
    ),
    Attack(
        "ast-transformer",
        "AST transformers",
        "an AST transformer removes what a check asserts",
        stock=6,
        double="""
import ast

class Drop(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        return node

get_ipython().ast_transformers.append(Drop())
""",
    ),
    Attack(
        "kernel-hook",
        "kernel hooks",
        "replaces the kernel's do_execute by one that always replies ok",
        stock=6,
        double="""
async def do_execute(*a, **k):
    return {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}

get_ipython().kernel.do_execute = do_execute
""",
    ),
    Attack(
        "cell-event",
        "IPython hooks",
        "a pre_run_cell event reads the source of the check that is about to run",
        reads=("hidden tests",),
        start="""
import re
get_ipython().events.register("pre_run_cell", lambda info: print(re.findall("canary.[a-z]+", info.raw_cell)))
""",
    ),
    Attack(
        "session-hook",
        "kernel hooks",
        "patches the session: drops error messages and makes every reply say ok",
        stock=6,
        start="""
from jupyter_client.session import Session
send = Session.send

def quiet(self, stream, kind, content=None, *a, **k):
    name = kind if isinstance(kind, str) else kind.get("msg_type")
    if name == "error":
        return None
    if name == "execute_reply":
        content = {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
    return send(self, stream, kind, content, *a, **k)

Session.send = quiet
""",
    ),
)
