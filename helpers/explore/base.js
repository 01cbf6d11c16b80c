// What every explorable shares: building the picture, controls, keyboard, theme, words for screen readers.
// It needs nothing but a model {get, set, save_changes, on, off} and an element to draw in.
// It is the first part of each module. The file of the kind follows, with the default of both.

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["svg", "g", "path", "line", "rect", "circle", "ellipse", "polyline", "text", "tspan", "title", "desc"]);
const KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", " ", "Enter", "Backspace", "Delete"]);

// A picture comes as a tree of [tag, attributes, ...children]. Nothing but shapes and words is built from it.
function build([tag, attributes, ...children], parts) {
  if (!TAGS.has(tag)) throw new Error(`a picture holds no <${tag}>`);
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith("on") && !name.endsWith("href")) element.setAttribute(name, value);
  }
  for (const child of children) element.append(typeof child === "string" ? child : build(child, parts));
  if (attributes["data-part"]) parts[attributes["data-part"]] = element;
  return element;
}

function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function show(element, visible) {
  element.classList.toggle("hidden", !visible);
}

// An array from Python: float32 in base64, with its shape. row(i, j) is what stands behind the first indices.
class Grid {
  constructor({ shape, f4 }) {
    const bytes = Uint8Array.from(atob(f4), (letter) => letter.charCodeAt(0));
    this.shape = shape;
    this.values = new Float32Array(bytes.buffer);
    this.strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  }
  start(indices) {
    return indices.reduce((sum, index, axis) => sum + index * this.strides[axis], 0);
  }
  at(...indices) {
    return this.values[this.start(indices)];
  }
  row(...indices) {
    const start = this.start(indices);
    return this.values.subarray(start, start + (this.strides[indices.length - 1] ?? this.values.length));
  }
}

// The scales of a panel, as in scene.py.
class Axes {
  constructor({ size, x, y }) {
    Object.assign(this, { size, xRange: x, yRange: y });
  }
  x(value) {
    return near(((value - this.xRange[0]) / (this.xRange[1] - this.xRange[0])) * this.size[0]);
  }
  y(value) {
    return near(((this.yRange[1] - value) / (this.yRange[1] - this.yRange[0])) * this.size[1]);
  }
  has(x, y) {
    const [left, right, low, high] = [...this.xRange, ...this.yRange];
    return x >= left && x <= right && y >= low && y <= high;
  }
  points(xs, ys) {
    return Array.from(xs, (x, i) => `${this.x(x)},${this.y(ys[i])}`).join(" ");
  }
}

function near(pixel) {
  const kept = Number.isNaN(pixel) ? -1e4 : Math.min(Math.max(pixel, -1e4), 1e4);
  return Math.round(kept * 10) / 10;
}

// A number with four digits and a true minus sign, as number() in scene.py.
function number(value, digits = 4) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "not a number";
  const size = Math.abs(value);
  let said = size >= 10 ** digits || size < 1e-4 ? value.toExponential(digits - 1) : value.toPrecision(digits);
  const [mantissa, exponent] = said.split("e");
  said = mantissa.includes(".") ? mantissa.replace(/0+$/, "").replace(/\.$/, "") : mantissa;
  if (exponent) said += "e" + exponent.replace(/([+-])(\d)$/, "$10$2");
  return said.replaceAll("-", "−");
}

// A number in a formula: three digits, and brackets around a negative factor.
const short = (value) => number(value, 3);
const factor = (value) => (value < 0 ? `(${short(value)})` : short(value));

// Indices as small digits.
function subscript(...indices) {
  return [...indices.join("")].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");
}

// definition.start(view) once, definition.draw(view) whenever a value changed. It returns the words below the picture,
// or [those, the words for screen readers] where the picture itself says more.
function explorable(definition) {
  return {
    render({ model, el }) {
      const state = model.get("state");
      const parts = {};
      const root = html("div", { class: "bbh" });
      const svg = build(state.scene, parts);
      root.append(svg);
      el.append(root);
      const unwatch = watchTheme(root);
      if (state.message) return unwatch;

      const said = html("p", { class: "bbh-said" });
      // Spoken when the hand rests: a voice cannot follow a slider that is being drawn.
      const status = html("div", { class: "bbh-status", role: "status" });
      const view = { model, state, data: state.data, parts, root, svg, values: { ...model.get("values") } };
      let resting = 0;
      let moved = false; // and the kernel does not know yet

      function draw() {
        for (const control of controls) control.show(view.values[control.name]);
        const [words, spoken = words] = [definition.draw(view)].flat();
        write(said, words);
        clearTimeout(resting);
        resting = setTimeout(() => rest(spoken), 300);
      }
      function rest(spoken) {
        write(status, spoken);
        if (parts.desc) write(parts.desc, spoken);
        if (!moved) return;
        moved = false;
        model.set("values", view.values);
        model.save_changes();
      }
      // A slider's place may be called otherwise where another control moved.
      view.call = (name, words) => controls.find((control) => control.name === name).call(words);
      view.redraw = draw;
      view.change = (changed) => {
        const next = { ...view.values, ...changed };
        if (JSON.stringify(next) === JSON.stringify(view.values)) return;
        view.values = next;
        moved = true;
        draw();
        model.set("values", next);
      };
      // Another view moved, or Python. A kernel also sends back what it was sent a while ago: the hand has moved on since.
      function follow() {
        const values = model.get("values");
        if (moved || JSON.stringify(values) === JSON.stringify(view.values)) return;
        view.values = { ...values };
        draw();
      }

      const controls = (state.controls ?? []).filter(isShown).map((control) => makeControl(control, view));
      const bar = html("div", { class: "bbh-controls" }, ...controls.map((control) => control.element));
      root.append(bar, said, status);
      view.bar = bar;
      const release = keepKeys(root);
      definition.start?.(view);
      model.on("change:values", follow);
      draw();
      return () => {
        clearTimeout(resting);
        model.off("change:values", follow);
        definition.stop?.(view);
        release();
        unwatch();
      };
    },
  };
}

// JupyterLab and Notebook move between cells with these keys, and would swallow them. Notebook listens before any element
// does, but passes over one with this attribute; JupyterLab listens after all elements.
function keepKeys(root) {
  const ours = (event) => KEYS.has(event.key) && (!event.shiftKey || event.key === " ") && !event.ctrlKey && !event.altKey && !event.metaKey;
  const before = (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", ours(event));
  };
  window.addEventListener("keydown", before, true);
  root.addEventListener("keydown", (event) => ours(event) && event.stopPropagation());
  return () => window.removeEventListener("keydown", before, true);
}

// Things in the picture to choose from, by mouse or by arrow keys: view.values.part is chosen, view.pointed is under the
// mouse. items: {group, name}. next(place, key) is the place to which an arrow key leads, or null.
function choosable(view, label, items, next) {
  set(view.svg, { role: "radiogroup", "aria-label": label });
  const point = (place) => {
    view.pointed = place;
    view.redraw();
  };
  view.pointed = null;
  view.markChosen = () =>
    items.forEach(({ group }, place) => {
      const chosen = place === view.values.part;
      set(group, { "aria-checked": chosen, tabindex: chosen ? 0 : -1 });
    });
  items.forEach(({ group, name }, place) => {
    set(group, { role: "radio", "aria-label": name });
    for (const child of group.children) set(child, { "aria-hidden": "true" });
    group.addEventListener("pointerenter", () => point(place));
    group.addEventListener("pointerleave", () => point(null));
    group.addEventListener("click", () => group.focus());
    group.addEventListener("focus", () => {
      view.pointed = null; // the keyboard moves on, wherever the mouse was left
      view.change({ part: place });
      view.redraw();
    });
    group.addEventListener("keydown", (event) => {
      const other = next(place, event.key);
      if (other === null) return;
      event.preventDefault();
      items[other].group.focus();
    });
  });
}

// A control with one place alone says nothing.
function isShown({ kind, texts }) {
  return kind !== "picked" && texts.length > 1;
}

function makeControl(control, view) {
  const { name, label, texts } = control;
  const words = html("span", {}, label);
  if (control.kind === "choice") {
    const options = texts.map((text, place) => html("option", { value: place }, text));
    const input = html("select", {}, ...options);
    input.addEventListener("change", () => view.change({ [name]: Number(input.value) }));
    const element = html("label", { class: "bbh-choice" }, words, input);
    return { name, element, show: (place) => (input.value = String(place)), call() {} };
  }
  const input = html("input", { type: "range", min: 0, max: texts.length - 1, step: 1 });
  // Not <output>: that would be read aloud at every move. The slider itself says the same.
  const width = `min-width: ${Math.max(...texts.map((text) => text.length))}ch`;
  const output = html("span", { class: "bbh-value", style: width, "aria-hidden": "true" });
  input.addEventListener("input", () => view.change({ [name]: Number(input.value) }));
  const element = html("label", { class: "bbh-control" }, words, input, output);
  const call = (text) => {
    set(input, { "aria-valuetext": text });
    write(output, text);
  };
  const show = (place) => {
    if (input.value !== String(place)) input.value = String(place);
    call(texts[place]);
  };
  return { name, element, show, call };
}

// Light or dark, as the page around says; a page that says nothing follows the system.
function watchTheme(root) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { jpThemeLight, vscodeThemeKind, theme } = document.body.dataset;
    let dark = system.matches;
    if (jpThemeLight !== undefined) dark = jpThemeLight === "false";
    else if (vscodeThemeKind !== undefined) dark = vscodeThemeKind.includes("dark") || vscodeThemeKind === "vscode-high-contrast";
    else if (theme === "light" || theme === "dark") dark = theme === "dark";
    root.dataset.theme = dark ? "dark" : "light";
  };
  const watcher = new MutationObserver(apply);
  watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind", "data-theme"] });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watcher.disconnect();
    system.removeEventListener("change", apply);
  };
}
