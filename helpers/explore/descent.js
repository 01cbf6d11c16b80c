function start(view) {
  const { data } = view;
  view.hill = new Axes(data.hill);
  view.time = new Axes(data.time);
  view.paths = new Grid(data.paths);
  view.heights = new Grid(data.values);
  view.slopes = new Grid(data.slopes);
  view.formula = data.formula && new Grid(data.formula);
  view.steps = Array.from({ length: view.paths.shape[2] }, (_, k) => k);
}

function draw(view) {
  const { data, parts, hill, time, steps } = view;
  const { eta, start, step } = view.values;
  const path = view.paths.row(eta, start);
  const heights = view.heights.row(eta, start);
  const [x, height, slope] = [path[step], heights[step], view.slopes.at(eta, start, step)];

  const near = [x - 5, x + 5];
  set(parts.tangent, { points: hill.points(near, near.map((other) => height + slope * (other - x))) });
  set(parts.trail, { points: hill.points(path.subarray(0, step + 1), heights) });
  set(parts.ball, { cx: hill.x(x), cy: hill.y(height) });
  set(parts.walk, { points: time.points(steps, path) });
  steps.forEach((k) => set(parts.dots.children[k], { cx: time.x(k), cy: time.y(path[k]) }));
  set(parts.now, { cx: time.x(step), cy: time.y(x) });
  if (view.formula) set(parts.formula, { points: time.points(steps, view.formula.row(eta, start)) });
  if (parts.marker) {
    const [left, unit, top] = data.scale;
    set(parts.marker, { transform: `translate(${(left + unit * data.etas[eta]).toFixed(1)} ${top})` });
    write(parts.regime, `yours: ${data.names[eta]}`);
  }

  let words = `x${subscript(step)} = ${number(x)}, f = ${number(height)}, slope ${number(slope)}`;
  if (step > 0 && path[step - 1] !== 0) words += `; the last step multiplied x by ${number(x / path[step - 1], 3)}`;
  if (view.formula) {
    const formula = view.formula.at(eta, start, step);
    const agree = Math.abs(formula - x) <= 1e-5 * Math.max(1, Math.abs(x));
    words += agree ? "; your formula says the same" : `; your formula says ${number(formula)}`;
  }
  if (data.names.length) words += `; ${data.names[eta]}`;
  if (!hill.has(x, height)) words += "; the ball is outside of the picture";
  return words + ".";
}

export default explorable({ start, draw });
