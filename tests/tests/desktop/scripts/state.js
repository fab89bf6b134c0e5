// All that still changes while the window works: equal twice means at rest.
const page = document.querySelector("[data-testid=page]");
return [
  document.querySelector("[data-testid=workspace]")?.dataset.revision,
  page?.dataset.page,
  page?.innerText.length,
  page?.scrollHeight,
  document.querySelector("[aria-busy=true]") !== null && performance.now(),
];
