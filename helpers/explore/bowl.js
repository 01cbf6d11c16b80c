function start(view) {
  const { data } = view;
  view.plane = new Axes(data.plane);
  view.fall = new Axes(data.fall);
  view.paths = new Grid(data.paths);
  view.steps = Array.from({ length: view.paths.shape[2] }, (_, k) => k);
}

function draw(view) {
  const { data, parts, plane, fall, steps } = view;
  const { width, share, step } = view.values;
  const b = data.widths[width];
  const eta = data.shares[share] / b;
  const flat = view.paths.row(width, share);
  const xs = steps.map((k) => flat[2 * k]);
  const ys = steps.map((k) => flat[2 * k + 1]);
  const away = steps.map((k) => Math.log10(Math.max(Math.hypot(xs[k], ys[k]), 1e-9)));

  view.call("share", eta.toFixed(3));
  write(parts.name, b === 1 ? "x² + y²" : `x² + ${b} y²`);
  data.levels.forEach((level, i) => set(parts.levels.children[i], { ry: (data.unit * Math.sqrt(level / b)).toFixed(1) }));
  set(parts.walk, { points: plane.points(xs, ys) });
  set(parts.trail, { points: plane.points(xs.slice(0, step + 1), ys) });
  set(parts.ball, { cx: plane.x(xs[step]), cy: plane.y(ys[step]) });
  set(parts.fall, { points: fall.points(steps, away) });
  set(parts.now, { cx: fall.x(step), cy: fall.y(away[step]) });

  let words = `η = ${number(eta, 3)}: after ${step} steps at (${number(xs[step])}, ${number(ys[step])})`;
  words += `, ${number(10 ** away[step], 3)} from the middle`;
  if (step > 0) {
    const along = xs[step - 1] && xs[step] / xs[step - 1];
    const across = ys[step - 1] && ys[step] / ys[step - 1];
    words += `; the last step multiplied x by ${number(along, 3)} and y by ${number(across, 3)}`;
  }
  if (!plane.has(xs[step], ys[step])) words += "; outside of the picture";
  return words + ".";
}

export default explorable({ start, draw });
