const SIDE = 8;
const LEVELS = 16;
const PATIENCE = 400; // ms, after which a kernel counts as busy or gone
// Jupyter's server first says that the kernel is busy, and passes on the answer when that is acknowledged. A browser waits
// with it for 40 ms, or until it has something to send: an empty message, some ms after the question.
const NUDGES = [4, 12, 25];
const BRUSH = 1.4; // pixels from the brush's middle to where it leaves no ink
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function start(view) {
  const { data, parts, svg, model } = view;
  view.examples = new Grid(data.examples);
  view.probabilities = new Grid(data.probabilities);
  view.slopes = new Grid(data.slopes);
  view.layers = data.layers.map(({ W, b, activation }) => ({ W: new Grid(W), b: new Grid(b).values, activation }));
  view.example = view.values.example;
  view.cursor = 3 * SIDE + 3;
  // A page without a kernel has a model that cannot send.
  view.kernel = "send" in model;
  view.number = Math.floor(Math.random() * 1e9); // other views of the same model ask too
  view.timers = [];
  view.hear = (reply) => hear(view, reply);
  if (view.kernel) model.on("msg:custom", view.hear);

  set(svg, { role: "group", "aria-label": "Draw a digit" });
  set(parts.pad, { tabindex: 0, role: "application", "aria-roledescription": "drawing pad" });
  // In a narrow page the answer stands below the pad, which stays large enough for a finger.
  const fit = () => {
    const [width, height, move] = view.root.clientWidth < 520 ? [444, 720, "-316 376"] : [760, 392, "0 0"];
    set(svg, { viewBox: `0 0 ${width} ${height}`, width, height });
    set(parts.answer, { transform: `translate(${move})` });
  };
  view.watcher = new ResizeObserver(() => requestAnimationFrame(fit));
  view.watcher.observe(view.root);
  addButtons(view);
  drawByPointer(view);
  drawByKeys(view);
}

function stop(view) {
  view.timers.forEach(clearTimeout);
  view.watcher.disconnect();
  if ("send" in view.model) view.model.off("msg:custom", view.hear);
}

function addButtons(view) {
  const button = (words, act) => {
    const element = html("button", { type: "button" }, words);
    element.addEventListener("click", act);
    view.bar.append(element);
    return element;
  };
  button("clear", () => view.change({ levels: Array(SIDE * SIDE).fill(0) }));
  button("next example", () => {
    const example = (view.values.example + 1) % view.examples.shape[0];
    view.change({ example, levels: [...view.examples.row(example)] });
  });
  view.eraser = button("erase", () => set(view.eraser, { "aria-pressed": !erases(view) }));
  set(view.eraser, { "aria-pressed": "false" });
  view.bar.append(html("span", { class: "bbh-hint" }, "Draw with mouse, finger or pen. Keys: arrows, space paints, shift + space erases."));
}

function erases(view) {
  return view.eraser.getAttribute("aria-pressed") === "true";
}

// Ink by the distance of each pixel's middle from the line that the brush went: grey at the edges, as in the data.
function stroke(levels, [x0, y0], [x1, y1], erase) {
  const [across, down] = [x1 - x0, y1 - y0];
  const length = across ** 2 + down ** 2;
  return levels.map((level, pixel) => {
    const [x, y] = [(pixel % SIDE) + 0.5, Math.floor(pixel / SIDE) + 0.5];
    const along = length ? Math.min(Math.max(((x - x0) * across + (y - y0) * down) / length, 0), 1) : 0;
    const away = Math.hypot(x - x0 - along * across, y - y0 - along * down);
    const ink = Math.round(LEVELS * Math.min(Math.max(BRUSH - away, 0), 1));
    return erase ? Math.min(level, LEVELS - ink) : Math.max(level, ink);
  });
}

function drawByPointer(view) {
  const { pad } = view.parts;
  const PEN_ERASER = 32;
  let hand = null; // the pointer that draws, and where it was
  // In pixels of the drawing, however large it is shown.
  const place = (event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(pad.getScreenCTM().inverse());
    const side = Number(view.parts.cursor.getAttribute("width"));
    return [x / side, y / side];
  };
  const paint = (event, from) => {
    const to = place(event);
    const erase = event.shiftKey || Boolean(event.buttons & PEN_ERASER) || erases(view);
    hand = { id: event.pointerId, at: to };
    view.change({ levels: stroke(view.values.levels, from ?? to, to, erase) });
  };
  pad.addEventListener("pointerdown", (event) => {
    if (hand || (event.button !== 0 && !(event.buttons & PEN_ERASER))) return;
    pad.setPointerCapture(event.pointerId);
    paint(event);
  });
  pad.addEventListener("pointermove", (event) => hand?.id === event.pointerId && paint(event, hand.at));
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, (event) => hand?.id === event.pointerId && (hand = null));
  }
  // A finger draws, and does not scroll the page.
  pad.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
}

function drawByKeys(view) {
  view.parts.pad.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    const [row, column] = [Math.floor(view.cursor / SIDE), view.cursor % SIDE];
    if (key in MOVES) {
      const inside = (value) => Math.min(Math.max(value, 0), SIDE - 1);
      view.cursor = SIDE * inside(row + MOVES[key][0]) + inside(column + MOVES[key][1]);
      view.redraw();
    } else if ([" ", "Backspace", "Delete"].includes(key)) {
      const middle = [column + 0.5, row + 0.5];
      const erase = key !== " " || shiftKey || erases(view);
      view.change({ levels: stroke(view.values.levels, middle, middle, erase) });
    } else return;
    event.preventDefault();
  });
}

// Asking. One question is under way at most; when its answer comes, the newest drawing is asked, not those between.

function ask(view) {
  view.shown ??= withoutKernel(view);
  view.wanted = view.kernel;
  if (!view.kernel || view.late) view.shown = withoutKernel(view);
  if (view.kernel && !view.asked) send(view);
}

function send(view) {
  view.wanted = false;
  view.asked = ++view.number;
  set(view.root, { "aria-busy": true });
  view.timers = NUDGES.map((after) => setTimeout(() => tell(view, {}), after));
  view.timers.push(setTimeout(() => give(view, true), PATIENCE));
  tell(view, { ask: view.asked, levels: view.values.levels, digit: wished(view) });
  if (!view.kernel) give(view, false);
}

function tell(view, message) {
  try {
    view.model.send(message);
  } catch {
    view.kernel = false; // its connection is closed
  }
}

// Do without the kernel, for now or for good.
function give(view, late) {
  view.timers.forEach(clearTimeout);
  view.late = late;
  view.shown = withoutKernel(view);
  set(view.root, { "aria-busy": false });
  view.redraw();
}

function hear(view, reply) {
  if (reply.reply !== view.asked) return;
  view.timers.forEach(clearTimeout);
  view.asked = null;
  view.late = false;
  view.shown = { ...reply, source: "your functions, in the kernel" };
  if (view.wanted) send(view);
  else set(view.root, { "aria-busy": false });
  view.redraw();
}

// The digit that is chosen, or null: the one that the network answers.
function wished(view) {
  return view.values.digit ? view.values.digit - 1 : null;
}

function best(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

function withoutKernel(view) {
  const { levels } = view.values;
  for (let place = 0; place < view.probabilities.shape[0]; place++) {
    if (view.examples.row(place).some((level, pixel) => level !== levels[pixel])) continue;
    const probabilities = view.probabilities.row(place);
    const digit = wished(view) ?? best(probabilities);
    return { probabilities, digit, slopes: view.slopes.row(place, digit), source: "your functions, when the cell was run" };
  }
  if (!view.layers.length) return { message: view.data.note, source: "nobody" };
  return { ...pass(view, levels.map((level) => level / LEVELS)), source: "the weights of your network, in the browser" };
}

// Forward and backward through the weights, as passes() in digits.py.
function pass(view, image) {
  const { leak } = view.data;
  // g(z), and g'(z) from z and g(z); of softmax only the powers.
  const activations = {
    relu: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
    leaky_relu: [(z) => (z > 0 ? z : leak * z), (z) => (z > 0 ? 1 : leak)],
    tanh: [Math.tanh, (_, a) => 1 - a ** 2],
    sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (_, a) => a * (1 - a)],
    softmax: [(z, _, all) => Math.exp(z - Math.max(...all)), () => 0],
  };
  const turns = [];
  let a = image;
  for (const { W, b, activation } of view.layers) {
    const z = Array.from(b, (bias, j) => W.row(j).reduce((sum, weight, i) => sum + weight * a[i], bias));
    const [value, slope] = activations[activation];
    a = z.map(value);
    turns.push(z.map((each, j) => slope(each, a[j])));
  }
  const total = a.reduce((sum, power) => sum + power, 0);
  const probabilities = a.map((power) => power / total);
  const digit = wished(view) ?? best(probabilities);
  let delta = probabilities.map((probability, k) => probability - (k === digit ? 1 : 0));
  for (let layer = view.layers.length - 1; layer >= 0; layer--) {
    const { W } = view.layers[layer];
    delta = Array.from({ length: W.shape[1] }, (_, i) => delta.reduce((sum, slope, j) => sum + slope * W.at(j, i), 0));
    if (layer) delta = delta.map((slope, i) => slope * turns[layer - 1][i]);
  }
  return { probabilities, digit, slopes: delta };
}

// Painting.

function draw(view) {
  const { parts, values } = view;
  // The slider moved: its example is the new drawing. Not where another view of this model brought both.
  if (values.example !== view.example && String(values.levels) === view.levels) {
    values.levels = [...view.examples.row(values.example)];
  }
  view.example = values.example;
  view.levels = String(values.levels);
  const question = `${view.levels};${values.digit}`;
  if (question !== view.question) {
    view.question = question;
    ask(view);
  }
  values.levels.forEach((level, pixel) => set(parts.pixels.children[pixel], { "fill-opacity": level / LEVELS }));
  drawAnswer(view);
  const side = Number(parts.cursor.getAttribute("width"));
  const [row, column] = [Math.floor(view.cursor / SIDE), view.cursor % SIDE];
  set(parts.cursor, { x: column * side, y: row * side });
  const here = `${named(view.cursor)}, ink ${values.levels[view.cursor]} of ${LEVELS}`;
  set(parts.pad, { "aria-label": `Drawing pad. ${here}. Arrow keys move, space paints, shift and space erases.` });

  const words = said(view);
  const keys = parts.pad.matches(":focus-visible") ? `${here}. ` : "";
  return [words, keys + words + (view.shown.message ? "" : ` ${gradientSaid(view.shown)}`)];
}

function drawAnswer({ parts, shown }) {
  const { probabilities = Array(10).fill(0), slopes = Array(SIDE * SIDE).fill(0), digit = "it", message } = shown;
  const answer = message ? -1 : best(probabilities);
  probabilities.forEach((probability, place) => {
    const bar = parts[`bar-${place}`];
    set(bar, { width: (96 * probability).toFixed(1).replace(".0", ""), class: place === answer ? "fill-a" : "fill-quiet" });
    write(parts[`p-${place}`], message ? "" : probability.toFixed(2));
  });
  const steepest = Math.max(...slopes.map(Math.abs));
  slopes.forEach((slope, pixel) => {
    const share = slope / (steepest || 1);
    const opacity = (0.75 * Math.abs(share)).toFixed(2);
    set(parts.slopes.children[pixel], { "fill-opacity": opacity, class: share > 0 ? "fill-b" : "fill-a" });
    write(parts.signs.children[pixel], Math.abs(share) < 0.25 ? "" : share > 0 ? "−" : "+");
  });
  write(parts.best, message ? "no answer" : `your network: ${answer}`);
  write(parts.asked, message ? "no slopes" : `slopes of −log p(${digit})`);
  write(parts.more, `+ more ink makes ${digit} more likely`);
  write(parts.less, `− more ink makes ${digit} less likely`);
  write(parts.scale, message ? "" : `deepest colour: ${number(steepest, 2)}`);
  write(parts.source, `asked: ${shown.source}`);
}

function said({ shown, late }) {
  const waiting = late ? "The kernel has not answered yet: it is busy, or gone. " : "";
  if (shown.message) return waiting + shown.message;
  const order = [...shown.probabilities.keys()].sort((a, b) => shown.probabilities[b] - shown.probabilities[a] || a - b);
  const [first, second] = order.map((place) => `${place} with ${shown.probabilities[place].toFixed(2)}`);
  return `${waiting}Answer: ${first}; then ${second}.`;
}

function gradientSaid({ slopes, digit }) {
  const [low, high] = [Math.min(...slopes), Math.max(...slopes)];
  if (!low && !high) return `The gradient for ${digit} is 0 at every pixel.`;
  const parts = [];
  if (low < 0) parts.push(`more likely most at ${named(slopes.indexOf(low))}`);
  if (high > 0) parts.push(`less likely most at ${named(slopes.indexOf(high))}`);
  return `More ink would make ${digit} ${parts.join(", and ")}.`;
}

function named(pixel) {
  return `row ${Math.floor(pixel / SIDE) + 1}, column ${(pixel % SIDE) + 1}`;
}

export default explorable({ start, draw, stop });
