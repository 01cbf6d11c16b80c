const ARRAYS = ["x", "y", "grid", "weights", "losses", "curves", "answers", "primes", "slopes"];

function start(view) {
  const { data } = view;
  view.curve = new Axes(data.curve);
  view.land = new Axes(data.land);
  for (const name of ARRAYS) view[name] = new Grid(data[name]);
  const { values } = view.weights;
  view.ws = values.filter((_, i) => i % 2 === 0);
  view.bs = values.filter((_, i) => i % 2 === 1);
}

function draw(view) {
  const { data, parts, curve, land, ws, bs } = view;
  const { moment, sample } = view.values;
  const x = view.x.at(sample);
  const y = view.y.at(sample);
  const answer = view.answers.at(moment, sample);

  set(parts.curve, { points: curve.points(view.grid.values, view.curves.row(moment)) });
  set(parts.miss, { points: curve.points([x, x], [y, answer]) });
  set(parts.sample, { cx: curve.x(x), cy: curve.y(y) });
  set(parts.path, { points: land.points(ws.subarray(0, moment + 1), bs) });
  set(parts.place, { cx: land.x(ws[moment]), cy: land.y(bs[moment]) });

  const factors = [2 * (answer - y), view.primes.at(moment, sample), x];
  const product = factors[0] * factors[1] * factors[2];
  const [left, unit] = data.bars;
  [...factors, product].forEach((value, row) => {
    const width = Math.sqrt(Math.abs(value)) * unit;
    set(parts[`bar${row}`], { x: (left - (value < 0 ? width : 0)).toFixed(1), width: width.toFixed(1) });
    write(parts[`value${row}`], number(value));
  });
  const slope = view.slopes.at(moment, sample);
  const agree = Math.abs(slope - product) <= 1e-5 * Math.max(1, Math.abs(product));
  write(parts.yours, `your gradient_one says dl/dw = ${number(slope)}${agree ? "" : ", which is not the product"}`);

  return (
    `After ${data.moments[moment]} steps: w = ${number(ws[moment])}, b = ${number(bs[moment])}, ` +
    `loss ${number(view.losses.at(moment))}. For x = ${number(x, 3)}: ŷ = ${number(answer, 3)}, y = ${number(y, 3)}, ` +
    `dl/dw = ${number(slope, 3)}.`
  );
}

export default explorable({ start, draw });
