const claims = [...document.querySelectorAll(".claim")];
const kept = `konon ${claims.map((one) => one.dataset.saying).join(" ")}`;

function row(claim) {
  const { number, saying, stratum, of } = claim.dataset;
  const made = { number: Number(number), stratum, of: Number(of), saying };
  for (const name of new Set([...claim.querySelectorAll("[type=radio]")].map((one) => one.name.slice(number.length + 1))))
    made[`${name}_ok`] = claim.querySelector(`[name="${number}-${name}"]:checked`).value;
  return { ...made, note: claim.querySelector("[type=text]").value };
}

function tell() {
  const rows = claims.map(row);
  const done = rows.filter((one) => Object.entries(one).some(([name, value]) => name.endsWith("_ok") && value)).length;
  document.getElementById("done").textContent = `${done} of ${rows.length} claims looked at`;
  try { sessionStorage.setItem(kept, JSON.stringify(rows)); } catch { /* a browser that keeps nothing */ }
}

function bring() {
  let rows = [];
  try { rows = JSON.parse(sessionStorage.getItem(kept)) ?? []; } catch { /* nothing was kept */ }
  for (const one of rows)
    for (const [name, value] of Object.entries(one)) {
      if (name.endsWith("_ok") && value)
        document.querySelector(`[name="${one.number}-${name.slice(0, -3)}"][value="${value}"]`).checked = true;
      if (name === "note") document.querySelector(`[name="${one.number}-note"]`).value = value;
    }
}

function save() {
  const lines = claims.map((one) => `${JSON.stringify(row(one))}\n`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
  link.download = "checked.jsonl";
  link.click();
}

document.addEventListener("input", tell);
document.getElementById("save").addEventListener("click", save);
bring();
tell();
