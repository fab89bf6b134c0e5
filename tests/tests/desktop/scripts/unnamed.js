// Controls that a screen reader could not call by any name.
const controls = document.querySelectorAll("button, input, select, textarea, a[href], [role=application], [role=tab], img");
function name(element) {
  const said = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText ?? "");
  const labels = [...(element.labels ?? [])].map((label) => label.innerText);
  const own = [element.getAttribute("aria-label"), element.getAttribute("alt"), element.innerText, element.title];
  return [...said, ...labels, ...own].some((text) => text?.trim());
}
const shown = [...controls].filter((element) => element.checkVisibility());
return shown.filter((element) => !name(element)).map((element) => element.outerHTML.slice(0, 160));
