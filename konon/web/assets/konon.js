// What makes the pages quicker to use; every page works without it.
"use strict";

// A claim's words and its note light up together.
function light(event) {
  const near = event.target.closest ? event.target.closest("[data-c]") : null;
  document.querySelectorAll(".on[data-c]").forEach((e) => e.classList.remove("on"));
  for (const c of near ? near.dataset.c.split(" ") : [])
    document.querySelectorAll(`[data-c~="${CSS.escape(c)}"]`).forEach((e) => e.classList.add("on"));
}
for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, light);

// Keys: "/" search, j k next and previous claim, Enter opens it, g and a letter a page, "?" the list.
let waiting = false;
function typing(target) {
  return target.matches && target.matches("input, textarea, select, [contenteditable]");
}
function step(by) {
  const all = [...document.querySelectorAll("[data-claim]")];
  const at = all.findIndex((e) => e.classList.contains("here"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  if (!next) return;
  all.forEach((e) => e.classList.remove("here"));
  next.classList.add("here");
  next.scrollIntoView({ block: "nearest" });
  const link = next.querySelector("[data-open]");
  if (link) link.focus({ preventScroll: true });
}
function lead(key) {
  const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (link) link.click();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const list = document.getElementById("keys");
  if (list && list.open) return;
  if (waiting) {
    waiting = false;
    lead(event.key);
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("ask").select();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "g") waiting = true;
  else if (event.key === "?" && list) list.showModal();
});
