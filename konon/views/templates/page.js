function light(event) {
  const near = event.target.closest("[data-c]");
  document.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
  for (const c of near ? near.dataset.c.split(" ") : [])
    document.querySelectorAll(`[data-c~="${c}"]`).forEach((e) => e.classList.add("on"));
}
for (const kind of ["mouseover", "focusin", "click"]) document.addEventListener(kind, light);
