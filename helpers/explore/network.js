const PRODUCTS = 5; // as many terms of a sum as fit into a line
const PATHS = 27; // as many paths as are listed
const MOST = 1000; // and as many as are walked
const HINT = "Choose a weight: its paths to the loss are listed here.";

function start(view) {
  const { data, parts } = view;
  view.arrays = Object.fromEntries(Object.entries(data.arrays).map(([name, packed]) => [name, new Grid(packed)]));
  view.costs = new Grid(data.costs);
  view.X = new Grid(data.X);
  view.Y = new Grid(data.Y);
  view.last = data.sizes.length - 1;
  view.items = items(data.sizes, parts);
  const label = `A ${data.sizes.join("-")} network: choose a unit or an edge`;
  view.items.forEach((item) => (item.name = nameOf(item, view)));
  choosable(view, label, view.items, (place, key) => neighbour(view, place, key));
  makeButtons(view);
  makeList(view);
}

// Below the picture: the paths from the chosen weight to the loss, each with its product. One under the mouse, or with
// the focus, is lit alone.
function makeList(view) {
  const { data, last } = view;
  view.path = null;
  const most = Math.min(PATHS, last > 1 ? data.sizes.slice(2).reduce((product, size) => product * size, 1) : 1);
  view.list = html("ul", { class: "bbh-paths", "aria-label": "paths to the loss" });
  // Without the slopes of the units there are no products, and one path is the line in the picture.
  if (most === 1 || !view.arrays.G1) return;
  view.list.style.minHeight = `${Math.ceil(most / 3) * 34}px`;
  view.svg.after(view.list);
  const light = (place) => {
    if (view.path === place) return;
    view.path = place;
    view.redraw();
  };
  view.rows = Array.from({ length: most }, (_, place) => {
    const button = html("button", { type: "button" });
    button.addEventListener("pointerenter", () => light(place));
    button.addEventListener("pointerleave", () => light(null));
    button.addEventListener("focus", () => light(place));
    button.addEventListener("blur", () => light(null));
    return { button, item: html("li", {}, button) };
  });
  view.hint = html("li", { class: "bbh-hint" });
}

function drawList(view, chosen, products) {
  if (!view.rows) return;
  const { data, list, rows, hint } = view;
  const shown = products.length > 1 ? rows.slice(0, products.length) : [];
  shown.forEach(({ button }, place) => {
    const { units, product } = products[place];
    const name = units.map((unit) => unit + data.countFrom).join(" → ");
    write(button, `${name}: ${short(product)}`);
  });
  write(hint, chosen.kind === "unit" ? HINT : "");
  const children = shown.length ? shown.map(({ item }) => item) : [hint];
  if (children.length !== list.children.length || children[0] !== list.firstChild) list.replaceChildren(...children);
}

// Units and edges, column by column: units, the edges behind them, units ...
function items(sizes, parts) {
  const all = [];
  sizes.forEach((size, layer) => {
    for (let j = 0; layer && j < size; j++) {
      for (let i = 0; i < sizes[layer - 1]; i++) {
        const key = `${layer}-${j}-${i}`;
        const line = parts[`edge-${key}`].querySelector("line");
        const [y1, y2] = [Number(line.getAttribute("y1")), Number(line.getAttribute("y2"))];
        all.push({ kind: "edge", layer, j, i, key, column: 2 * layer - 1, y: (y1 + y2) / 2 + 0.01 * i });
      }
    }
    for (let j = 0; j < size; j++) {
      const key = `${layer}-${j}`;
      const y = Number(parts[`unit-${key}`].querySelector("circle").getAttribute("cy"));
      all.push({ kind: "unit", layer, j, key, column: 2 * layer, y });
    }
  });
  all.forEach((item) => (item.group = parts[`${item.kind}-${item.key}`]));
  return all;
}

// Left and right follow an edge, up and down stay in the column.
function neighbour(view, place, key) {
  const { items } = view;
  const item = items[place];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const turn = { ArrowUp: -1, ArrowDown: 1 }[key];
  let found = [];
  if (turn) {
    const column = items.filter((other) => other.column === item.column).sort((a, b) => a.y - b.y);
    found = column.slice(column.indexOf(item) + turn)[0];
    return column.indexOf(item) + turn < 0 || !found ? null : items.indexOf(found);
  }
  if (!step) return null;
  found = items.filter((other) => other.column === item.column + step && touches(item, other));
  found.sort((a, b) => Math.abs(a.y - item.y) - Math.abs(b.y - item.y));
  return found.length ? items.indexOf(found[0]) : null;
}

function touches(a, b) {
  const [edge, unit] = a.kind === "edge" ? [a, b] : [b, a];
  return (edge.layer === unit.layer && edge.j === unit.j) || (edge.layer === unit.layer + 1 && edge.i === unit.j);
}

function makeButtons(view) {
  const { bar, data } = view;
  const move = (by) => {
    const { stage, done } = view.values;
    const last = data.stages.length - 1;
    const rounds = view.costs.shape[3] - 1;
    if (by > 0 && stage === last) view.change({ stage: 0, done: Math.min(done + 1, rounds) });
    else if (by < 0 && stage === 0) view.change({ stage: done > 0 ? last : 0, done: Math.max(done - 1, 0) });
    else view.change({ stage: stage + by });
  };
  for (const [words, by] of [["◀ back", -1], ["next ▶", 1]]) {
    const button = html("button", { type: "button" }, words);
    button.addEventListener("click", () => move(by));
    bar.append(button);
  }
}

function nameOf(item, { data, last }) {
  const [j, i] = [item.j + data.countFrom, item.i + data.countFrom];
  const layerName = (layer) => (layer === 0 ? "input" : layer === last ? "output" : last === 2 ? "hidden unit" : `layer ${layer}, unit`);
  if (item.kind === "unit") return `${layerName(item.layer)} ${j}`;
  return `weight ${j}, ${i} of W${item.layer}: ${layerName(item.layer - 1)} ${i} to ${layerName(item.layer)} ${j}`;
}

// What is known at a stage: how far forward, and which gradients.
function known(view, stage) {
  const { last, data } = view;
  const back = stage - last - 1; // stages: input, forward 1 ... last, cost, backward dZ last, dW last, ...
  return {
    forward: (layer) => stage >= layer,
    cost: stage > last,
    dZ: (layer) => back > 2 * (last - layer),
    dW: (layer) => back > 2 * (last - layer) + 1,
    updated: data.stages[stage] === "update",
  };
}

function draw(view) {
  const { data, parts, last, items } = view;
  const { start, activation, sample, done, stage } = view.values;
  const frame = [start, activation, sample, done];
  const seen = known(view, stage);
  const value = (name, index) => view.arrays[name].row(...frame)[index];
  const samples = view.X.shape[1];
  const reader = {
    A: (layer, j) => (layer === 0 ? view.X.values[j * samples + sample] : value(`A${layer}`, j)),
    W: (layer, j, i) => value(`W${layer}`, j * data.sizes[layer - 1] + i),
    dW: (layer, j, i) => value(`dW${layer}`, j * data.sizes[layer - 1] + i),
    of: (name, layer, j) => value(`${name}${layer}`, j),
    y: (j) => view.Y.values[j * samples + sample],
    activation: (layer) => (layer === last ? data.output : data.hidden[activation]),
    slope: (layer, j) => (view.arrays[`G${layer}`] ? value(`G${layer}`, j) : null),
    eta: data.eta,
  };
  const place = view.pointed ?? view.values.part;
  const chosen = items[place];
  const listed = chosen.kind === "edge" && seen.dW(chosen.layer) ? pathsFrom(view, reader, chosen) : [];
  const alone = listed[view.path];

  view.markChosen();
  for (let layer = 1; layer <= last; layer++) drawEdges(view, reader, seen, layer, frame);
  for (const item of items) {
    const { group, layer, j, key } = item;
    group.classList.toggle("chosen", item === chosen);
    if (item.kind === "edge") {
      group.classList.toggle("along", chosen.kind === "edge" ? (alone ? lies(alone, item) : leads(chosen, item)) : touches(chosen, item) && item.layer === chosen.layer);
      show(parts[`plate-${key}`], item === chosen || (chosen.kind === "unit" && item.layer === chosen.layer && item.j === chosen.j));
    } else {
      write(parts[`a-${key}`], seen.forward(layer) ? brief(reader.A(layer, j)) : "");
      if (layer) write(parts[`dz-${key}`], seen.dZ(layer) ? number(reader.of("dZ", layer, j), 2) : "");
    }
  }
  drawList(view, chosen, listed);
  const lines = [chosen.name, ...formulas(view, reader, seen, chosen, listed)];
  if (alone) lines[3] = pathWords(view, alone);
  for (let line = 0; line < 5; line++) write(parts[`line${line}`], lines[line] ?? "");
  let words = `Stage: ${data.stages[stage]}${done ? ` after ${done} updates` : ""}`;
  if (data.hasCost && seen.cost) words += `; cost ${number(view.costs.at(...frame))}`;
  return [`${words}.`, `${words}. ${lines.join(". ")}.`];
}

// Whether an edge lies behind another one, so that its gradient comes back through it.
function leads(from, to) {
  return to.layer === from.layer + 1 ? to.i === from.j : to.layer > from.layer;
}

// Whether an edge is a part of one path. A path's units begin in front of its weight.
function lies({ layer, units }, { layer: at, j, i }) {
  return at > layer && units[at - layer] === i && units[at - layer + 1] === j;
}

function drawEdges({ data, parts }, reader, seen, layer, frame) {
  const [rows, columns] = [data.sizes[layer], data.sizes[layer - 1]];
  let [most, steepest] = [0, 0];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      most = Math.max(most, Math.abs(reader.W(layer, j, i)));
      steepest = Math.max(steepest, Math.abs(reader.dW(layer, j, i)));
    }
  }
  const width = (value, among, widest) => (0.6 + (widest - 0.6) * (among ? Math.abs(value) / among : 0)).toFixed(1);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const key = `${layer}-${j}-${i}`;
      const [w, dw] = [reader.W(layer, j, i), reader.dW(layer, j, i)];
      const [weight, gradient] = parts[`edge-${key}`].children;
      set(weight, { "stroke-width": width(w, most, 9) });
      weight.classList.toggle("negative", w < 0);
      set(gradient, { "stroke-width": seen.dW(layer) ? width(dw, steepest, 2.6) : 0 });
      write(parts[`w-${key}`], number(w, 3));
      write(parts[`dw-${key}`], seen.dW(layer) ? number(dw, 2) : "");
    }
  }
}

// A number that fits into a unit.
function brief(value) {
  const said = [3, 2, 1].map((digits) => number(value, digits));
  return said.find((text) => text.length <= 6) ?? said[2];
}

// "0.4·0.5 + (−0.6)·1 + ..." and the sum.
function sum(pairs) {
  const terms = pairs.slice(0, PRODUCTS).map(([a, b]) => `${factor(a)}·${factor(b)}`);
  if (pairs.length > PRODUCTS) terms.push("…");
  return [terms.join(" + "), pairs.reduce((total, [a, b]) => total + a * b, 0)];
}

function agree(expected, yours) {
  return Math.abs(expected - yours) <= 1e-4 * Math.max(0.01, Math.abs(expected), Math.abs(yours));
}

// What the formula gives, and what the learner's function says where that is something else.
function result(expected, yours) {
  return agree(expected, yours) ? short(yours) : `${short(expected)}, but yours says ${short(yours)}`;
}

function formulas(view, reader, seen, item, listed) {
  return item.kind === "unit" ? unitFormulas(view, reader, seen, item) : edgeFormulas(view, reader, seen, item, listed);
}

function unitFormulas(view, reader, seen, { layer, j }) {
  const { data, last } = view;
  if (layer === 0) return [`a = ${short(reader.A(0, j))}, given`];
  const lines = [];
  const hasBias = data.hasBias[layer - 1];
  const bias = hasBias ? reader.of("b", layer, j) : 0;
  if (seen.forward(layer)) {
    const before = Array.from({ length: data.sizes[layer - 1] }, (_, i) => [reader.W(layer, j, i), reader.A(layer - 1, i)]);
    const [words, total] = sum(before);
    const z = reader.of("Z", layer, j);
    const shown = hasBias ? ` + ${factor(bias)}` : "";
    lines.push(`z = Σ w·a${hasBias ? " + b" : ""} = ${words}${shown} = ${result(total + bias, z)};  a = ${reader.activation(layer)}(z) = ${short(reader.A(layer, j))}`);
  }
  if (seen.dZ(layer)) lines.push(backward(view, reader, layer, j));
  if (seen.dW(layer) && hasBias) {
    const [dz, db] = [reader.of("dZ", layer, j), reader.of("db", layer, j)];
    lines.push(`db = dz = ${result(dz, db)}` + (seen.updated ? `;  ${stepped("b", bias, db, reader.eta)}` : ""));
  }
  return lines;

  function backward() {
    const dz = reader.of("dZ", layer, j);
    if (layer === last) {
      if (data.outputSlope !== "ŷ − y") return `dz = ${data.outputSlope} = ${short(dz)}`;
      const [a, y] = [reader.A(layer, j), reader.y(j)];
      return `dz = ŷ − y = ${short(a)} − ${factor(y)} = ${result(a - y, dz)}`;
    }
    const behind = Array.from({ length: data.sizes[layer + 1] }, (_, k) => [reader.W(layer + 1, k, j), reader.of("dZ", layer + 1, k)]);
    const [words, total] = sum(behind);
    const slope = reader.slope(layer, j);
    if (slope === null) return `dz = (Σ w·dz behind)·g′(z) = (${words})·g′(z) = ${short(dz)}`;
    return `dz = (Σ w·dz behind)·g′(z) = (${words})·${factor(slope)} = ${result(total * slope, dz)}`;
  }
}

function edgeFormulas(view, reader, seen, { layer, j, i }, listed) {
  const [w, a] = [reader.W(layer, j, i), reader.A(layer - 1, i)];
  const lines = [];
  if (seen.forward(layer - 1)) lines.push(`forward: w·a = ${factor(w)}·${factor(a)} = ${short(w * a)}, one term of the sum z`);
  if (seen.dW(layer)) {
    const [dz, dw] = [reader.of("dZ", layer, j), reader.dW(layer, j, i)];
    lines.push(`backward: dw = dz·a = ${factor(dz)}·${factor(a)} = ${result(dz * a, dw)}`);
    lines.push(pathsWords(view, layer, listed, dw));
    if (seen.updated) lines.push(stepped("w", w, dw, reader.eta));
  }
  return lines;
}

function stepped(letter, value, slope, eta) {
  return `new ${letter} = ${letter} − η·d${letter} = ${short(value)} − ${short(eta)}·${factor(slope)} = ${short(value - eta * slope)}`;
}

// Every way from a weight to the loss, with the product of its slopes; nothing where the units' slopes are not known.
function pathsFrom({ data, last }, reader, { layer, j, i }) {
  const count = data.sizes.slice(layer + 1).reduce((product, size) => product * size, 1);
  if (reader.slope(layer, j) === null || count > MOST) return [];
  const found = [];
  const walk = (at, units, factors) => {
    const unit = units[units.length - 1];
    if (at === last) {
      const all = [...factors, reader.of("dZ", at, unit)];
      found.push({ layer, units, factors: all, product: all.reduce((product, one) => product * one, 1) });
      return;
    }
    const slope = reader.slope(at, unit);
    for (let k = 0; k < data.sizes[at + 1]; k++) walk(at + 1, [...units, k], [...factors, slope, reader.W(at + 1, k, unit)]);
  };
  walk(layer, [i, j], [reader.A(layer - 1, i)]);
  return found;
}

// How many paths there are, and that together they are the gradient.
function pathsWords({ data }, layer, listed, dw) {
  const count = data.sizes.slice(layer + 1).reduce((product, size) => product * size, 1);
  const words = count === 1 ? "one path to the loss" : `${count} paths to the loss`;
  if (!listed.length) return words;
  if (count === 1) return `${words}: ${short(listed[0].product)}`;
  const total = listed.reduce((sum, { product }) => sum + product, 0);
  if (count <= PRODUCTS + 1) return `${words}: ${listed.map(({ product }) => factor(product)).join(" + ")} = ${result(total, dw)}`;
  const told = agree(total, dw) ? `and your dw is ${number(dw)}` : `but yours says ${number(dw)}`;
  return `${words}: their products add up to ${number(total)}, ${told}`;
}

// One path, factor by factor: the value in front, then slope and weight in turn, and dz of the output.
function pathWords({ data }, { units, factors, product }) {
  const name = units.map((unit) => unit + data.countFrom).join(" → ");
  return `path ${name}: a·g′·w·…·dz = ${factors.map(factor).join("·")} = ${short(product)}`;
}

export default explorable({ start, draw });
