// The texts of the drawings whose contrast with what they are drawn on is under 4.5 : 1, with that contrast.
// "Relative luminance" and "contrast ratio" are those of WCAG 2.2.
() => {
  const rgb = text => {
    const found = /rgba?\(([^)]+)\)/.exec(text);
    const [red, green, blue, alpha = 1] = found ? found[1].split(/[ ,/]+/).map(Number) : [0, 0, 0, 0];
    return alpha === 0 ? null : [red, green, blue];
  };
  const linear = value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = colour => {
    const [red, green, blue] = colour.map(value => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour) return colour;
    }
    return [255, 255, 255];
  };
  const under = text => {
    const group = text.closest(".c4-element, .c4-label, .c4-hidden-label, .c4-boundary");
    const shape = group && group.querySelector(group.matches(".c4-element") ? ".c4-shape" : "rect, path");
    return (shape && rgb(getComputedStyle(shape).fill)) || background(text);
  };
  return [...document.querySelectorAll("svg.c4-diagram text")]
    .filter(text => text.textContent.trim())
    .map(text => [text.textContent, contrast(rgb(getComputedStyle(text).fill), under(text))])
    .filter(([, ratio]) => ratio < 4.5);
}
