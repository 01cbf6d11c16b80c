// Explorables without a kernel: each gets its module, and its state from the page. Without this script, the pictures stay.
(() => {
  "use strict";
  const modules = "MODULES";

  function modelOf(given) {
    const kept = { ...given };
    const nothing = () => {};
    return { get: (name) => kept[name], set: (name, value) => (kept[name] = value), save_changes: nothing, on: nothing, off: nothing };
  }

  async function bringToLife(figure) {
    const given = JSON.parse(figure.querySelector("script").textContent);
    const module = await import(`data:text/javascript;base64,${modules[given.kind]}`);
    const place = document.createElement("div");
    await module.default.render({ model: modelOf(given), el: place });
    figure.querySelector("img").replaceWith(place);
  }

  for (const figure of document.querySelectorAll("figure.explorable")) bringToLife(figure);

  // Not every browser lets the keys reach a wide formula or table that scrolls.
  function reachByKeys() {
    for (const one of document.querySelectorAll(".words :is(p, li, table)")) {
      if (one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto") one.tabIndex = 0;
      else one.removeAttribute("tabindex");
    }
  }

  reachByKeys();
  addEventListener("load", reachByKeys);
  addEventListener("resize", reachByKeys);
})();
