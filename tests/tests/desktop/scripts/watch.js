// Keeps what the page complains about: errors, rejections, warnings, and what its security policy refused, also before now.
window.complaints = [];
// A flow starts by loading the page anew; answers to what the page asked before come too late, which is no fault of it.
const ownDoing = /Couldn't find callback id/;
const note = (kind, text) => ownDoing.test(text) || window.complaints.push(`${kind}: ${text}`);
addEventListener("error", (event) => note("error", event.message));
addEventListener("unhandledrejection", (event) => note("rejection", String(event.reason)));
addEventListener("securitypolicyviolation", (event) => note("policy", `${event.violatedDirective} ${event.blockedURI}`));
for (const level of ["error", "warn"]) {
  const original = console[level].bind(console);
  console[level] = (...parts) => {
    note(level, parts.map(String).join(" "));
    original(...parts);
  };
}
if (window.ReportingObserver) {
  const refused = (reports) => reports.forEach(({ body }) => note("policy", `${body.effectiveDirective} ${body.blockedURL}`));
  new ReportingObserver(refused, { types: ["csp-violation"], buffered: true }).observe();
}
