/* Looking closer at the drawings of a page: what belongs together stands out, and a drawing can be fitted to the
   page or opened in the whole window. Everything can be read without this script. */
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  /** A drawing that is wider than its page by no more than this is fitted to it from the start: its text stays legible. */
  const SLIGHTLY = 1.2;
  const ICONS = {
    fit: "M2 3v10M14 3v10M5 8h6M7 6 5 8l2 2M9 6l2 2-2 2",
    enlarge: "M10 2h4v4M14 2 9.5 6.5M6 14H2v-4M2 14l4.5-4.5",
    closer: "M8 3v10M3 8h10",
    farther: "M3 8h10",
    whole: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
    close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  };

  /** An element with attributes and children. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function button(icon, label, action) {
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[icon]);
    drawing.append(path);
    const made = make("button", { type: "button", class: "c4-button", title: label, "aria-label": label }, drawing);
    made.addEventListener("click", action);
    return made;
  }

  const toolbar = (...buttons) => make("div", { class: "c4-toolbar" }, ...buttons);

  // -- What belongs together ------------------------------------------------------------------------------------

  const part = target => {
    const link = target.closest(".c4-link");
    return link ? link.querySelector(".c4-element") : target.closest(".c4-element, .c4-flow");
  };
  const ends = flow => [flow.dataset.c4Source, flow.dataset.c4Target];

  /** The parts to stand out with `chosen`: a line with its ends, or a box with its lines and their other ends. */
  function neighbours(svg, chosen) {
    const own = chosen.dataset.c4Id;
    const flows = [...svg.querySelectorAll(".c4-flow")].filter(f => f === chosen || ends(f).includes(own));
    const names = new Set(flows.flatMap(ends));
    const boxes = [...svg.querySelectorAll(".c4-element")].filter(e => names.has(e.dataset.c4Id));
    return new Set([chosen, ...flows, ...boxes]);
  }

  function light(svg, chosen) {
    const near = chosen ? neighbours(svg, chosen) : new Set();
    svg.classList.toggle("c4-lit", near.size > 0);
    for (const each of svg.querySelectorAll(".c4-element, .c4-flow")) each.classList.toggle("c4-near", near.has(each));
  }

  /** Let the mouse hit lines more easily than by their own width. */
  function widen(svg) {
    for (const line of svg.querySelectorAll(".c4-line")) {
      const hit = document.createElementNS(SVG, "path");
      hit.setAttribute("class", "c4-hit");
      hit.setAttribute("d", line.getAttribute("d"));
      line.before(hit);
    }
  }

  /** Lines, and boxes that lead nowhere, are one stop of the Tab key; the arrow keys move among them. */
  function walk(svg) {
    const parts = [...svg.querySelectorAll(".c4-element, .c4-flow")].filter(each => !each.closest(".c4-link"));
    parts.forEach((each, index) => {
      each.setAttribute("tabindex", index ? "-1" : "0");
      each.setAttribute("role", "img");
      each.setAttribute("aria-label", each.querySelector("title").textContent);
    });
    if (parts.length) svg.setAttribute("role", "group");
    svg.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = parts.indexOf(event.target);
      if (!step || at < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const next = parts[(at + step + parts.length) % parts.length];
      event.target.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
      event.preventDefault();
      event.stopPropagation();
    });
  }

  function highlight(svg) {
    widen(svg);
    walk(svg);
    svg.addEventListener("pointerover", event => light(svg, part(event.target)));
    svg.addEventListener("pointerleave", () => light(svg, null));
    svg.addEventListener("keydown", event => event.key === "Escape" && light(svg, null));
  }

  /** Follow the focus. A drawing that listened by itself would become a stop of the Tab key in Chromium. */
  function follow() {
    const drawing = event => event.target instanceof Element && event.target.closest("svg.c4-diagram");
    document.addEventListener("focusin", event => {
      const svg = drawing(event);
      if (svg && event.target.matches(":focus-visible")) light(svg, part(event.target));
    });
    document.addEventListener("focusout", event => {
      const svg = drawing(event);
      if (svg) light(svg, null);
    });
  }

  // -- The whole window -----------------------------------------------------------------------------------------

  /** Pan and zoom `svg` within `stage`; returns what the buttons call. */
  function camera(stage, svg) {
    const width = svg.viewBox.baseVal.width;
    const height = svg.viewBox.baseVal.height;
    let x = 0, y = 0, scale = 1;

    const show = () => { svg.style.transform = `translate(${x}px, ${y}px) scale(${scale})`; };
    const pan = (dx, dy) => { x += dx; y += dy; show(); };
    const zoom = (factor, atX = stage.clientWidth / 2, atY = stage.clientHeight / 2) => {
      const next = Math.min(8, Math.max(0.05, scale * factor));
      x = atX - (atX - x) * next / scale;
      y = atY - (atY - y) * next / scale;
      scale = next;
      show();
    };
    const whole = () => {
      scale = Math.min(2, (stage.clientWidth - 32) / width, (stage.clientHeight - 96) / height);
      x = (stage.clientWidth - width * scale) / 2;
      y = (stage.clientHeight - height * scale) / 2;
      show();
    };
    return { pan, zoom, whole };
  }

  function drags(stage, view) {
    const pointers = new Map();
    let moved = 0;
    const middle = () => {
      const all = [...pointers.values()];
      const x = all.reduce((sum, p) => sum + p.x, 0) / all.length;
      const y = all.reduce((sum, p) => sum + p.y, 0) / all.length;
      return { x, y, spread: all.length > 1 ? Math.hypot(all[0].x - all[1].x, all[0].y - all[1].y) : 0 };
    };
    stage.addEventListener("pointerdown", event => {
      if (event.button) return;
      if (!pointers.size) moved = 0;
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    stage.addEventListener("pointermove", event => {
      if (!pointers.has(event.pointerId)) return;
      const before = middle();
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const after = middle();
      moved += Math.hypot(after.x - before.x, after.y - before.y);
      if (moved < 4) return;
      if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
      stage.classList.add("c4-dragging");
      view.pan(after.x - before.x, after.y - before.y);
      if (before.spread && after.spread) view.zoom(after.spread / before.spread, after.x, after.y);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, event => {
        pointers.delete(event.pointerId);
        stage.classList.toggle("c4-dragging", pointers.size > 0 && moved >= 4);
      });
    }
    // A drag that ends on a box is no click on it; nor is a link something to be dragged away.
    stage.addEventListener("click", event => { if (moved >= 4) event.preventDefault(); }, true);
    stage.addEventListener("dragstart", event => event.preventDefault());
  }

  function keys(dialog, view) {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    dialog.addEventListener("keydown", event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (moves[event.key]) view.pan(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") view.zoom(1.25);
      else if (event.key === "-") view.zoom(0.8);
      else if (event.key === "0") view.whole();
      else return;
      event.preventDefault();
    });
  }

  /** Move the drawing into a window of its own, and back to its place when that is closed. */
  function enlarge(svg, opener) {
    const place = document.createComment("");
    const scroll = svg.parentElement;
    scroll.style.minHeight = `${scroll.offsetHeight}px`;
    svg.replaceWith(place);
    light(svg, null);

    const stage = make("div", { class: "c4-stage", tabindex: "0", role: "region", "aria-label": "Diagram: drag to move, turn the wheel or press + and - to zoom" }, svg);
    const dialog = make("dialog", { class: "c4-dialog", "aria-label": svg.querySelector("title").textContent }, stage);
    const view = camera(stage, svg);
    dialog.append(toolbar(
      button("farther", "Zoom out", () => view.zoom(0.8)),
      button("closer", "Zoom in", () => view.zoom(1.25)),
      button("whole", "Show the whole diagram", view.whole),
      button("close", "Close", () => dialog.close()),
    ));
    drags(stage, view);
    keys(dialog, view);
    stage.addEventListener("wheel", event => {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      view.zoom(Math.exp(-event.deltaY * lines / 400), event.clientX, event.clientY);
      event.preventDefault();
    }, { passive: false });
    window.addEventListener("resize", view.whole);
    dialog.addEventListener("close", () => {
      window.removeEventListener("resize", view.whole);
      svg.style.transform = "";
      place.replaceWith(svg);
      scroll.style.minHeight = "";
      dialog.remove();
      opener.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    view.whole();
    stage.focus();
  }

  // -- The page -------------------------------------------------------------------------------------------------

  function equip(figure) {
    const svg = figure.querySelector("svg.c4-diagram");
    const scroll = figure.querySelector(".c4-scroll");
    if (!svg || !scroll) return;
    const overflow = () => svg.width.baseVal.value / scroll.clientWidth;
    const fit = button("fit", "Fit to the width of the page", () => toggle());
    const toggle = wanted => fit.setAttribute("aria-pressed", String(figure.classList.toggle("c4-fit", wanted)));
    toggle(overflow() > 1 && overflow() <= SLIGHTLY);
    const open = button("enlarge", "Enlarge the diagram", () => enlarge(svg, open));
    const sized = () => { fit.hidden = overflow() <= 1 && !figure.classList.contains("c4-fit"); };
    new ResizeObserver(sized).observe(scroll);
    scroll.after(toolbar(fit, open));
  }

  /** Open the words that a link leads into; not every browser does that by itself. */
  function unfold() {
    const target = document.querySelector(":target");
    const words = target && target.closest("details.c4-words");
    if (!words || words.open) return;
    words.open = true;
    target.scrollIntoView();
  }

  function start() {
    document.querySelectorAll("svg.c4-diagram").forEach(highlight);
    follow();
    document.querySelectorAll(".c4-figure").forEach(equip);
    addEventListener("hashchange", unfold);
    unfold();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
