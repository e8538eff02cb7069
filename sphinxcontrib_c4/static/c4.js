/* Interaction with the drawings of a page: neighbours stand out, tooltips hold the full text, edge labels can be shown
   on demand, and a drawing can be opened large and saved. Without this script, each drawing is whole and has all its text. */
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  /** The smallest text, in px on the screen, that counts as legible. */
  const LEGIBLE = 9;
  const TOOLTIP_DELAY = 250;
  /** The time in ms after which the background of a page has changed. */
  const TRANSITION = 600;
  const PARTS = ".c4-element, .c4-flow";
  const ICONS = {
    enlarge: "M10 2h4v4M14 2 9.5 6.5M6 14H2v-4M2 14l4.5-4.5",
    labels: "M2 3h12v7H8l-3 3v-3H2zM5 6.5h6",
    closer: "M8 3v10M3 8h10",
    farther: "M3 8h10",
    whole: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
    save: "M8 2v8M4.5 6.5 8 10l3.5-3.5M2.5 13.5h11",
    close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  };

  /** Return an element with attributes and children. */
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
    const element = make("button", { type: "button", class: "c4-button", title: label, "aria-label": label }, drawing);
    element.addEventListener("click", action);
    return element;
  }

  const toolbar = (...children) => make("div", { class: "c4-toolbar" }, ...children);
  const nameOf = svg => svg.querySelector("title").textContent;

  /** The kind of the last pointer that was pressed: not every browser says it of a click. */
  let pointer = "";
  document.addEventListener("pointerdown", event => { pointer = event.pointerType; }, true);

  // -- Tooltips -------------------------------------------------------------------------------------------------

  const tooltip = make("div", { class: "c4-tooltip", role: "tooltip" });
  const descriptions = new WeakMap();
  let timer = 0;

  function hideTooltip() {
    clearTimeout(timer);
    tooltip.remove();
  }

  const smallestText = svg =>
    Math.min(...[...svg.querySelectorAll("text")].map(text => parseFloat(getComputedStyle(text).fontSize)));
  const letters = text => text.replace(/[^\p{L}\p{N}]/gu, "");

  /** Return whether all that a tooltip says of a box is drawn in it, in legible text. */
  function isReadable(part) {
    const svg = part.closest("svg.c4-diagram");
    const drawn = [...part.querySelectorAll("text")].map(text => text.textContent).join("");
    return part.matches(".c4-element") && svg.getScreenCTM().a * smallestText(part) >= LEGIBLE
      && letters(drawn) === letters(descriptions.get(part));
  }

  /** Show the description of a line near a point, or that of a box below or above it. */
  function showTooltip(part, point) {
    hideTooltip();
    if (!descriptions.has(part) || isReadable(part)) return;
    const box = part.getBoundingClientRect();
    const isLine = point && part.matches(".c4-flow");
    const [x, top, bottom] = isLine ? [point.x + 12, point.y - 12, point.y + 18] : [box.left, box.top - 6, box.bottom + 6];
    tooltip.textContent = descriptions.get(part);
    (part.closest("dialog") || document.body).append(tooltip);
    const { clientWidth, clientHeight } = document.documentElement;
    const y = bottom + tooltip.offsetHeight < clientHeight ? bottom : top - tooltip.offsetHeight;
    tooltip.style.left = `${Math.max(4, Math.min(x, clientWidth - tooltip.offsetWidth - 4))}px`;
    tooltip.style.top = `${Math.max(4, y)}px`;
  }

  /** Return the sentences of the text alternative of `svg`: those about its boxes, and those about its flows. */
  function sentences(svg) {
    const words = svg.closest(".c4-figure")?.querySelector(".c4-words");
    const lists = words ? [...words.querySelectorAll(":scope > :is(ul, ol)")] : [];
    return lists.map(list => [...list.children].map(item => item.textContent.trim()));
  }

  /** Return sentences about the flows of one line as a list below their ends, which all of them start with. */
  function list(sentences) {
    const [first = "", ...others] = sentences;
    const length = first.indexOf(": ", first.indexOf(" → ")) + 2;
    const ends = first.slice(0, length);
    if (!others.length || length < 2 || !others.every(sentence => sentence.startsWith(ends))) return sentences.join("\n");
    return [`${ends}${sentences.length} flows`, ...sentences.map(sentence => `• ${sentence.slice(length)}`)].join("\n");
  }

  /** Name each part of `svg` and remember its description, which neither the focus nor a touch shows: its title or, if
   *  it has none, its sentences in the text alternative, one for each flow. */
  function describe(svg) {
    const [boxes = [], flows = []] = sentences(svg);
    for (const part of svg.querySelectorAll(PARTS)) {
      const title = part.querySelector(":scope > title");
      const own = (part.matches(".c4-flow") ? flows : boxes).splice(0, Number(part.dataset.c4Count ?? 1));
      const description = title ? title.textContent : list(own);
      if (!description) continue;
      descriptions.set(part, description);
      (part.closest(".c4-link") || part).setAttribute("aria-label", description);
      title?.remove();
    }
  }

  // -- Neighbours -----------------------------------------------------------------------------------------------

  const partAt = target => {
    const link = target.closest(".c4-link");
    return link ? link.querySelector(".c4-element") : target.closest(PARTS);
  };
  const ends = flow => [flow.dataset.c4Source, flow.dataset.c4Target];

  /** Return the parts that stand out with `chosen`: a line with its ends, or a box with its lines and their ends. */
  function neighbours(svg, chosen) {
    const own = chosen.dataset.c4Id;
    const flows = [...svg.querySelectorAll(".c4-flow")].filter(flow => flow === chosen || ends(flow).includes(own));
    const names = new Set(flows.flatMap(ends));
    const boxes = [...svg.querySelectorAll(".c4-element")].filter(box => names.has(box.dataset.c4Id));
    return new Set([chosen, ...flows, ...boxes]);
  }

  function highlight(svg, chosen) {
    const near = chosen ? neighbours(svg, chosen) : new Set();
    svg.classList.toggle("c4-lit", near.size > 0);
    for (const part of svg.querySelectorAll(PARTS)) part.classList.toggle("c4-near", near.has(part));
    if (!chosen) hideTooltip();
  }

  /** Add wide invisible lines, which are easier to hit than the visible ones. */
  function widen(svg) {
    for (const line of svg.querySelectorAll(".c4-line")) {
      const hit = document.createElementNS(SVG, "path");
      hit.setAttribute("class", "c4-hit");
      hit.setAttribute("d", line.getAttribute("d"));
      line.before(hit);
    }
  }

  /** Make lines and boxes without a link one stop of the Tab key; the arrow keys move among them. */
  function addKeyboardFocus(svg) {
    const parts = [...svg.querySelectorAll(PARTS)].filter(part => !part.closest(".c4-link"));
    parts.forEach((part, index) => {
      part.setAttribute("tabindex", index ? "-1" : "0");
      part.setAttribute("role", "img");
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

  /** Follow the mouse and the finger: a touch selects a part until the next one. */
  function followPointer(svg) {
    svg.addEventListener("pointerover", event => {
      if (event.pointerType === "touch") return;
      const part = partAt(event.target);
      highlight(svg, part);
      clearTimeout(timer);
      if (part) timer = setTimeout(showTooltip, TOOLTIP_DELAY, part, { x: event.clientX, y: event.clientY });
    });
    svg.addEventListener("pointerleave", event => event.pointerType === "touch" || highlight(svg, null));
    svg.addEventListener("click", event => {
      if (pointer !== "touch" || event.defaultPrevented) return;
      const part = partAt(event.target);
      highlight(svg, part);
      if (part) showTooltip(part, { x: event.clientX, y: event.clientY });
    });
    svg.addEventListener("keydown", event => event.key === "Escape" && highlight(svg, null));
  }

  /** Follow the focus. A drawing that listened by itself would become a stop of the Tab key in Chromium. */
  function followFocus() {
    const drawing = event => event.target instanceof Element && event.target.closest("svg.c4-diagram");
    document.addEventListener("focusin", event => {
      const svg = drawing(event);
      const part = svg && event.target.matches(":focus-visible") && partAt(event.target);
      if (!part) return;
      highlight(svg, part);
      showTooltip(part);
    });
    document.addEventListener("focusout", event => {
      const svg = drawing(event);
      if (svg) highlight(svg, null);
    });
    document.addEventListener("pointerdown", event => {
      for (const svg of document.querySelectorAll("svg.c4-lit")) if (!svg.contains(event.target)) highlight(svg, null);
    });
    document.addEventListener("scroll", hideTooltip, { capture: true, passive: true });
  }

  // -- The large view -------------------------------------------------------------------------------------------

  /** Return the operations that move and scale `svg` within `stage`. */
  function camera(stage, svg, focus) {
    const { width, height } = svg.viewBox.baseVal;
    const legible = LEGIBLE / smallestText(svg);
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
      scale = Math.min(2, (stage.clientWidth - 32) / width, (stage.clientHeight - 32) / height);
      x = (stage.clientWidth - width * scale) / 2;
      y = (stage.clientHeight - height * scale) / 2;
      show();
    };
    /** Bring the share `at` of a length to the middle of `room`, without empty space at either side. */
    const offset = (length, room, at) =>
      length < room ? (room - length) / 2 : Math.min(16, Math.max(room - length - 16, room / 2 - length * at));
    /** Show the whole drawing if its text is legible then, else the part around `focus` in full size. */
    const start = () => {
      whole();
      if (scale >= legible) return;
      scale = 1;
      x = offset(width, stage.clientWidth, focus.x);
      y = offset(height, stage.clientHeight, focus.y);
      show();
    };
    return { pan, zoom, whole, start };
  }

  function addDragging(stage, view) {
    const pointers = new Map();
    let moved = 0;
    const middle = () => {
      const all = [...pointers.values()];
      const x = all.reduce((sum, p) => sum + p.x, 0) / all.length;
      const y = all.reduce((sum, p) => sum + p.y, 0) / all.length;
      return { x, y, spread: all.length > 1 ? Math.hypot(all[0].x - all[1].x, all[0].y - all[1].y) : 0 };
    };
    const within = point => {
      const { left, top } = stage.getBoundingClientRect();
      return [point.x - left, point.y - top];
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
      moved += Math.hypot(after.x - before.x, after.y - before.y) + Math.abs(after.spread - before.spread);
      if (moved < 4) return;
      if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
      stage.classList.add("c4-dragging");
      hideTooltip();
      view.pan(after.x - before.x, after.y - before.y);
      if (before.spread && after.spread) view.zoom(after.spread / before.spread, ...within(after));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, event => {
        pointers.delete(event.pointerId);
        stage.classList.toggle("c4-dragging", pointers.size > 0 && moved >= 4);
      });
    }
    stage.addEventListener("wheel", event => {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      hideTooltip();
      view.zoom(Math.exp(-event.deltaY * lines / 400), ...within({ x: event.clientX, y: event.clientY }));
      event.preventDefault();
    }, { passive: false });
    // A drag that ends on a box is no click on it; nor is a link something to be dragged away.
    stage.addEventListener("click", event => { if (moved >= 4) event.preventDefault(); }, true);
    stage.addEventListener("dragstart", event => event.preventDefault());
  }

  /** Keep the Tab key within `dialog`: a browser lets it leave for the address bar. */
  function keepFocus(dialog, event) {
    const stops = [...dialog.querySelectorAll("button, a[href], [tabindex='0']")];
    const at = stops.indexOf(document.activeElement);
    const last = event.shiftKey ? 0 : stops.length - 1;
    if (at !== last && at >= 0) return;
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
    event.preventDefault();
  }

  /** Handle the keys of the large view. None of them reaches the page, whose scripts turn pages and cancel Esc. */
  function addKeys(dialog, view, close) {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    dialog.addEventListener("keydown", event => {
      event.stopPropagation();
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Tab") keepFocus(dialog, event);
      else {
        if (moves[event.key]) view.pan(...moves[event.key]);
        else if (event.key === "+" || event.key === "=") view.zoom(1.25);
        else if (event.key === "-") view.zoom(0.8);
        else if (event.key === "0") view.whole();
        else if (event.key === "Escape") close();
        else return;
        event.preventDefault();
      }
    });
  }

  /** Return the middle of the box where reading starts, as shares of the width and the height of the drawing:
   *  the leftmost person or else the leftmost box that no line leads to. */
  function firstBox(svg) {
    const boxes = [...svg.querySelectorAll(".c4-element")];
    const called = new Set([...svg.querySelectorAll(".c4-flow")].map(flow => flow.dataset.c4Target));
    const callers = boxes.filter(box => !called.has(box.dataset.c4Id));
    const starts = [callers.filter(box => box.matches(".c4-person")), callers, boxes].find(some => some.length) || [];
    const areas = starts.map(box => box.getBoundingClientRect());
    const [first] = areas.sort((a, b) => a.left - b.left || a.top - b.top);
    const { left, top, width, height } = svg.getBoundingClientRect();
    if (!first || !width || !height) return { x: 0, y: 0 };
    return { x: ((first.left + first.right) / 2 - left) / width, y: ((first.top + first.bottom) / 2 - top) / height };
  }

  // -- A drawing as a file ---------------------------------------------------------------------------------------

  /** The properties that the style sheet of a page may give a part of a drawing. */
  const STYLES = [
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "visibility", "rx",
    "font-family", "font-size", "font-weight", "text-anchor",
  ];

  /** Return the text of an SVG file with what `svg` shows: it has the present colours, and needs no style sheet. */
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    const parts = [svg, ...svg.querySelectorAll("*")];
    const copies = [copy, ...copy.querySelectorAll("*")];
    parts.forEach((part, index) => {
      const style = getComputedStyle(part);
      const inherited = part === svg ? null : getComputedStyle(part.parentNode);
      for (const name of STYLES) {
        const value = style.getPropertyValue(name);
        if (value !== inherited?.getPropertyValue(name)) copies[index].setAttribute(name, value);
        else copies[index].removeAttribute(name);
      }
      if (part.matches("a[href]")) copies[index].setAttribute("href", new URL(part.getAttribute("href"), document.baseURI));
      for (const name of ["style", "tabindex"]) copies[index].removeAttribute(name);
    });
    copy.querySelectorAll(".c4-hit").forEach(hit => hit.remove());
    if (copy.getAttribute("role") === "group") copy.setAttribute("role", "document"); // EPUB does not allow group here
    return new XMLSerializer().serializeToString(copy);
  }

  /** Offer the drawing as a file that is named after its view. */
  function save(svg) {
    const address = URL.createObjectURL(new Blob([standalone(svg)], { type: "image/svg+xml" }));
    const name = svg.dataset.c4View.replace(/[^A-Za-z0-9._-]+/g, "-");
    make("a", { href: address, download: `${name}.svg` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  /** Move the drawing into a dialog over the page, and back to its place when that is closed. */
  function openLarge(svg, opener, focus = firstBox(svg)) {
    const place = document.createComment("");
    const scroll = svg.parentElement;
    scroll.style.minHeight = `${scroll.offsetHeight}px`;
    svg.replaceWith(place);
    highlight(svg, null);

    const help = "Diagram: drag to move, turn the wheel or press + and - to zoom, 0 to see all, Esc to close";
    const stage = make("div", { class: "c4-stage", tabindex: "0", role: "region", "aria-label": help }, svg);
    const dialog = make("dialog", { class: "c4-dialog", "aria-label": nameOf(svg) });
    const close = () => {
      if (!dialog.isConnected) return;
      window.removeEventListener("resize", view.start);
      window.removeEventListener("beforeprint", close);
      highlight(svg, null);
      svg.style.transform = "";
      place.replaceWith(svg);
      scroll.style.minHeight = "";
      dialog.close();
      dialog.remove();
      opener.focus({ preventScroll: true });
    };
    const view = camera(stage, svg, focus);
    const title = make("span", { class: "c4-dialog-title" }, nameOf(svg));
    const buttons = [
      button("farther", "Zoom out", () => view.zoom(0.8)),
      button("closer", "Zoom in", () => view.zoom(1.25)),
      button("whole", "Show the whole diagram", view.whole),
      button("save", "Save as SVG", () => save(svg)),
      button("close", "Close", close),
    ];
    dialog.append(toolbar(title, ...labelsButton(svg), ...buttons), stage);
    addDragging(stage, view);
    addKeys(dialog, view, close);
    dialog.addEventListener("cancel", event => { event.preventDefault(); close(); });
    window.addEventListener("resize", view.start);
    window.addEventListener("beforeprint", close);
    document.body.append(dialog);
    dialog.showModal();
    view.start();
    stage.focus();
  }

  // -- The drawing in its page ----------------------------------------------------------------------------------

  /** Return the button that shows all edge labels, if they are hidden in `svg`. */
  function labelsButton(svg) {
    if (!svg.classList.contains("c4-labels-on-demand")) return [];
    const pressed = () => svg.classList.contains("c4-all-labels");
    const toggle = button("labels", "Show all labels", () => {
      svg.classList.toggle("c4-all-labels");
      toggle.setAttribute("aria-pressed", String(pressed()));
    });
    toggle.setAttribute("aria-pressed", String(pressed()));
    return [toggle];
  }

  /** Open the drawing by a click on it: where its text is too small, or a link too small for a finger. */
  function openByClick(figure, svg, scroll) {
    scroll.addEventListener("click", event => {
      const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
      const onLink = event.target.closest("a") && pointer !== "touch";
      if (!figure.classList.contains("c4-illegible") || !plain || !event.detail || onLink) return;
      if (!svg.isConnected || !scroll.contains(svg)) return;
      const box = svg.getBoundingClientRect();
      event.preventDefault();
      event.stopPropagation();
      const focus = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      openLarge(svg, scroll, focus);
    }, true);
    scroll.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.target !== scroll) return;
      event.preventDefault();
      openLarge(svg, scroll);
    });
  }

  /** Give a drawing its toolbar: above it, with a note, if its text is too small to be read; else below it. */
  function equip(figure) {
    const svg = figure.querySelector("svg.c4-diagram");
    const scroll = figure.querySelector(".c4-scroll");
    if (!svg || !scroll) return;
    const open = button("enlarge", "Open the diagram large", () => openLarge(svg, open));
    open.append(make("span", {}, "Open large"));
    const note = make("span", { class: "c4-note" });
    const bar = toolbar(note, ...labelsButton(svg), open);
    const smallest = smallestText(svg);
    const update = () => {
      if (!scroll.contains(svg)) return;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      if (!scale) return;
      const isSmall = scale < 0.995 && smallest * scale < LEGIBLE;
      note.textContent = isSmall ? `Reduced to ${Math.round(scale * 100)} %` : "";
      figure.classList.toggle("c4-illegible", isSmall);
      if (isSmall !== (bar.nextElementSibling === scroll)) isSmall ? scroll.before(bar) : scroll.after(bar);
    };
    scroll.after(bar);
    new ResizeObserver(update).observe(scroll);
    update();
    openByClick(figure, svg, scroll);
  }

  // -- The scheme of the page -----------------------------------------------------------------------------------

  /** Return red, green, blue and opacity of a colour, from 0 to 255, by painting it on a canvas of one pixel. */
  function channels(canvas, colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  }

  /** Return whether a colour is dark, given its channels. */
  function isDark([red, green, blue]) {
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }

  /** Return the background of a page that does not set one, in the scheme that the page supports. */
  function defaultGround() {
    const probe = make("span");
    probe.style.backgroundColor = "Canvas";
    document.body.append(probe);
    const ground = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return ground;
  }

  /** Return whether `element` lies on a dark background: that of the nearest element around it with an opaque colour or
      an image. An image is dark if the text on it is light. */
  function isOnDark(canvas, element) {
    for (let part = element; part; part = part.parentElement) {
      const style = getComputedStyle(part);
      const ground = channels(canvas, style.backgroundColor);
      if (ground[3] > 127) return isDark(ground);
      if (style.backgroundImage !== "none") return !isDark(channels(canvas, style.color));
    }
    return isDark(channels(canvas, defaultGround()));
  }

  /** State the scheme of the page for the style sheet, now and whenever the page or the system changes it. */
  function followScheme() {
    const root = document.documentElement;
    const canvas = make("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const ground = (document.querySelector(".c4-figure") || document.body.firstElementChild).parentElement;
    const update = () => {
      const scheme = isOnDark(canvas, ground) ? "dark" : "light";
      if (root.dataset.c4Scheme !== scheme) root.dataset.c4Scheme = scheme;
    };
    const follow = () => { update(); setTimeout(update, TRANSITION); };
    const observer = new MutationObserver(follow);
    for (const element of [root, document.body]) observer.observe(element, { attributes: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
    follow();
  }

  /** Open the text alternative that a link leads into; not every browser does that by itself. */
  function unfold() {
    const target = document.querySelector(":target");
    const words = target && target.closest("details.c4-words");
    if (!words || words.open) return;
    words.open = true;
    target.scrollIntoView();
  }

  function start() {
    followScheme();
    for (const svg of document.querySelectorAll("svg.c4-diagram")) {
      widen(svg);
      describe(svg);
      addKeyboardFocus(svg);
      followPointer(svg);
    }
    followFocus();
    document.querySelectorAll(".c4-figure").forEach(equip);
    addEventListener("hashchange", unfold);
    unfold();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
