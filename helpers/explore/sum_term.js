const NAMES = ["w", "o", "t", "slopes", "output", "expression_1", "expression_2"];

function start(view) {
  const { data, parts } = view;
  for (const name of NAMES) view[name] = data[name] ? new Grid(data[name]) : null;
  [view.J, view.K] = view.w.shape;
  const { J, K } = view;
  view.cells = [];
  for (let j = 0; j < J; j++) {
    for (let k = 0; k < K; k++) {
      const name = `w ${j} ${k}, from unit ${j} to unit ${k}: ${number(view.w.at(j, k), 3)}`;
      view.cells.push({ group: parts[`weight-${j}-${k}`], name });
    }
  }
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  choosable(view, "The weights: choose one to differentiate by", view.cells, (place, key) => {
    if (!moves[key]) return null;
    const [j, k] = [Math.floor(place / K) + moves[key][0], (place % K) + moves[key][1]];
    return j < 0 || j >= J || k < 0 || k >= K ? null : j * K + k;
  });
}

function draw(view) {
  const { parts, J, K } = view;
  const { stage } = view.values;
  const place = view.pointed ?? view.values.part;
  const [j, k] = [Math.floor(place / K), place % K];
  const slope = (i, l) => view.slopes.at(j, k, i, l);
  const isZero = (value) => Math.abs(value) <= 1e-6;
  view.markChosen();
  view.cells.forEach(({ group }, other) => set(group, { class: other === place ? "chosen" : "weight-cell" }));

  const staying = [];
  for (let i = 0; i < J; i++) {
    for (let l = 0; l < K; l++) {
      const zero = isZero(slope(i, l));
      const kind = stage < 2 ? "" : zero ? " faded" : " stays";
      set(parts[`term-${i}-${l}`], { class: `term${kind}` });
      write(parts[`slope-${i}-${l}`], stage > 0 ? `slope ${zero ? 0 : number(slope(i, l), 3)}` : "");
      if (!zero) staying.push(`w${subscript(i, l)}·o${subscript(i)}`);
    }
  }

  const front = `∂E/∂w${subscript(j, k)} = −2 (t${subscript(k)} − o${subscript(k)}) · σ(s${subscript(k)})(1 − σ(s${subscript(k)})) · `;
  write(parts.front1, `${front}∂/∂w${subscript(j, k)} (`);
  write(parts.front2, front);
  const pieces = [];
  let [total, left] = [0, false];
  for (let i = 0; i < J; i++) {
    const zero = isZero(slope(i, k));
    total += slope(i, k);
    write(parts[`piece-${i}`], `w${subscript(i, k)}·o${subscript(i)}`);
    set(parts[`piece-${i}`], { class: stage < 2 ? "" : zero ? "faded" : "stays" });
    if (i) set(parts[`plus-${i}`], { class: stage < 2 || (!zero && left) ? "" : "faded" });
    left ||= !zero;
    pieces.push(zero ? "0" : named(view, i, slope(i, k)));
  }
  const last = pieces.filter((piece) => piece !== "0").join(" + ") || "0";
  write(parts.slopes, stage > 0 ? `each term by itself: ${pieces.join(" + ")}` : "");
  set(parts.second, { class: stage > 1 ? "large" : "large faded" });
  write(parts.last, last);
  write(parts.numbers, stage > 1 ? numbers(view, j, k, total) : "");
  write(parts.yours, stage > 1 ? results(view, j, k) : "");

  const words = `w${subscript(j, k)} goes from unit ${j} to unit ${k}. `;
  if (stage === 0) return words + "Which of the terms hold it?";
  if (stage === 1) return words + "A term that does not hold it stands still: its slope is 0.";
  return words + `By your function ${staying.join(" and ") || "no term"} changes with it; the last factor is ${last}.`;
}

// A slope that is the unit's output gets its name; any other is a number.
function named(view, i, slope) {
  const o = view.o.at(i);
  return Math.abs(slope - o) <= 1e-5 * Math.max(1, Math.abs(o)) ? `o${subscript(i)}` : number(slope, 3);
}

function numbers(view, j, k, total) {
  if (!view.output || !view.t) return "";
  const o = view.output.at(k);
  const miss = view.t.at(k) - o;
  const slope = o * (1 - o);
  return `= −2 · ${factor(miss)} · ${factor(slope)} · ${factor(total)} = ${number(-2 * miss * slope * total)}`;
}

function results(view, j, k) {
  const said = [1, 2].filter((n) => view[`expression_${n}`]).map((n) => `expression_${n} says ${number(view[`expression_${n}`].at(j, k))}`);
  return said.length ? `yours: ${said.join(", ")}` : "";
}

export default explorable({ start, draw });
