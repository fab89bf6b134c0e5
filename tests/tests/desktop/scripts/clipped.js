// Text that a person cannot read whole: outside the window, cut by an element around it, or under other text of a chart.
const found = new Set();
const scrolls = (style) => /auto|scroll/.test(style.overflowX);
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const named = (element) => element.closest("[data-testid]")?.dataset.testid ?? element.tagName.toLowerCase();

if (document.documentElement.scrollWidth > innerWidth)
  found.add(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);

/** The element that cuts this text at its side, or null. Text that ends in an ellipsis is whole in its title. */
function cutter(box, element) {
  for (let around = element; around && around !== document.body; around = around.parentElement) {
    const style = getComputedStyle(around);
    const frame = around.getBoundingClientRect();
    // What scrolls is read by scrolling, unless it reaches out of the window itself.
    if (scrolls(style)) return frame.right > innerWidth + 1 ? document.body : null;
    if (style.overflowX === "visible") continue;
    if (box.right > frame.right + 1 || box.left < frame.left - 1) return around.closest("[title]") ? null : around;
  }
  return box.right > innerWidth + 1 || box.left < -1 ? document.body : null;
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || !element || element.closest(".hidden-text, svg, select, script, style") || !shown(element)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  if (box.width === 0) continue;
  const cut = cutter(box, element);
  if (cut) found.add(`“${node.data.trim().slice(0, 60)}” in ${named(element)} is cut by ${named(cut)}`);
}

for (const field of document.querySelectorAll("input[type=text], input:not([type])"))
  if (shown(field) && field.scrollWidth > field.clientWidth + 1 && !field.title) found.add(`“${field.value}” in ${named(field)} is cut`);

for (const drawing of document.querySelectorAll("[data-testid^=drawing-]")) {
  const frame = drawing.getBoundingClientRect();
  const labels = [...drawing.querySelectorAll("svg text")].filter((text) => text.textContent.trim());
  const boxes = labels.map((label) => ({ text: label.textContent.trim(), box: label.getBoundingClientRect() }));
  boxes.forEach(({ text, box }, index) => {
    if (box.left < frame.left - 2 || box.right > frame.right + 2) found.add(`“${text}” leaves ${named(drawing)}`);
    for (const other of boxes.slice(index + 1)) {
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (wide > 2 && high > 4) found.add(`“${text}” and “${other.text}” overlap in ${named(drawing)}`);
    }
  });
}
return [...found];
