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

// Dates: dragging over the bars of months chooses from the first to the last of them; fields and links do without.
let drag = null;
function placeIn(bars, event) {
  const box = bars.getBoundingClientRect();
  return ((event.clientX - box.left) / box.width) * bars.viewBox.baseVal.width;
}
function draw(bars, from, to) {
  let shade = bars.querySelector(".dragged");
  if (!shade) {
    shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    shade.classList.add("dragged");
    shade.setAttribute("height", "100%");
    bars.append(shade);
  }
  shade.setAttribute("x", Math.min(from, to));
  shade.setAttribute("width", Math.abs(to - from));
}
function periodsWithin(bars, from, to) {
  return [...bars.querySelectorAll("a[data-period]")].filter((one) => {
    const room = one.querySelector("rect").getBBox();
    return room.x < Math.max(from, to) && room.x + room.width > Math.min(from, to);
  });
}
function chooseDates(links) {
  const address = new URL(links[0].getAttribute("href"), location.href);
  address.searchParams.set("until", links[links.length - 1].dataset.period);
  const form = document.querySelector("form.dates");
  if (!form) return location.assign(address);
  for (const name of ["since", "until"]) form.elements[name].value = address.searchParams.get(name);
  form.requestSubmit();
}
document.addEventListener("pointerdown", (event) => {
  const bars = event.button === 0 && event.target.closest ? event.target.closest(".bars") : null;
  if (bars) drag = { bars, from: placeIn(bars, event), x: event.clientX, moved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  drag.moved = drag.moved || Math.abs(event.clientX - drag.x) > 4;
  if (drag.moved) draw(drag.bars, drag.from, placeIn(drag.bars, event));
});
document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { bars, from, moved } = drag;
  drag = null;
  const links = moved ? periodsWithin(bars, from, placeIn(bars, event)) : [];
  const shade = bars.querySelector(".dragged");
  if (shade) shade.remove();
  if (!moved) return;
  const stay = (click) => click.preventDefault(); // where the drag ends on a link
  document.addEventListener("click", stay, true);
  setTimeout(() => {
    document.removeEventListener("click", stay, true);
    if (links.length) chooseDates(links);
  }, 0);
});
document.addEventListener("pointercancel", () => {
  if (drag && drag.bars.querySelector(".dragged")) drag.bars.querySelector(".dragged").remove();
  drag = null;
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest && event.target.closest(".bars")) event.preventDefault();
});

// Words marked in an article fill the form for what was missed, by their places in its text.
let marked = "";
function placeOf(node, offset) {
  const words = node && (node.nodeType === 1 ? node : node.parentElement).closest(".words[data-at]");
  if (!words) return null;
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(node, offset);
  const copy = before.cloneContents();
  copy.querySelectorAll(".n").forEach((e) => e.remove());
  return Number(words.dataset.at) + [...copy.textContent].length;
}
function readMarked() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  const places = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  if (places[0] !== null && places[1] > places[0]) marked = places.join(":");
}
if (document.getElementById("missed")) {
  document.addEventListener("selectionchange", readMarked);
  for (const button of document.querySelectorAll("[data-take]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (marked) button.form.elements[button.dataset.take].value = marked;
    });
  }
}

// Add: files dropped anywhere on the form are chosen; how far it is comes as the server tells it.
const add = document.getElementById("add");
if (add) {
  for (const kind of ["dragover", "drop"])
    add.addEventListener(kind, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      if (kind === "drop") add.elements.files.files = event.dataTransfer.files;
    });
}
const job = document.querySelector("[data-job]");
if (job) {
  const told = new EventSource(job.dataset.job);
  told.addEventListener("progress", (event) => {
    job.innerHTML = event.data;
  });
  told.addEventListener("end", (event) => {
    told.close();
    location.replace(event.data);
  });
}
const go = document.querySelector("[data-go]");
if (go) location.replace(go.dataset.go);
