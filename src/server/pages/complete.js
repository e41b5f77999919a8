// Offers the names of the archive while one is typed in the box. Without it the box works as any.
"use strict";
const box = document.querySelector("header input[name=q]");
const list = document.getElementById("names");
const typed = /(?:[^\s"]*:=?"[^"]*|[^\s"]*)$/;
let asked = 0;

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);

function close() {
  asked += 1;
  list.replaceChildren();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function take(name) {
  const [opening] = box.value.match(typed)[0].match(/^[(!-]*/);
  const quoted = name.name.replace(/[\\"“”„‟«»＂]/g, "\\$&");
  box.value = box.value.replace(typed, () => `${opening}${name.field}:"${quoted}" `);
  close();
  box.focus();
}

function option(name, number) {
  const row = document.createElement("li");
  row.id = `name-${number}`;
  row.setAttribute("role", "option");
  for (const [kind, text] of [["b", name.name], ["span", name.field], ["span", name.count.toLocaleString("en")]]) {
    row.append(Object.assign(document.createElement(kind), { textContent: text }));
  }
  // A press would take the focus from the box before the click comes.
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", () => take(name));
  return row;
}

function choose(step) {
  const rows = [...list.children];
  const chosen = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = (chosen + step + rows.length + (chosen < 0 && step < 0 ? 1 : 0)) % rows.length;
  rows.forEach((row, number) => { row.setAttribute("aria-selected", String(number === next)); });
  box.setAttribute("aria-activedescendant", rows[next].id);
}

box.addEventListener("input", async () => {
  close();
  const question = asked;
  if (box.selectionStart !== box.value.length || !/\S$/.test(box.value)) return;
  const answer = await fetch(`/api/complete?q=${encodeURIComponent(box.value)}`).catch(() => null);
  const names = answer && answer.ok ? await answer.json() : [];
  if (question !== asked || names.length === 0) return;
  list.replaceChildren(...names.map(option));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
});

box.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  const chosen = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && chosen) chosen.click();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

box.addEventListener("blur", close);
