// Completes names while the user types in the search box. The box works without this script.
"use strict";
const box = document.querySelector("header input[name=q]");
const list = document.getElementById("suggestions");
// The word or quoted value before the cursor, with its field.
const partial = /(?:[^\s"]*:=?"[^"]*|[^\s"]*)$/;
// Counts requests, so that a late answer to an old one is dropped.
let requests = 0;

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);

function close() {
  requests += 1;
  list.replaceChildren();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function accept(completion) {
  const [prefix] = box.value.match(partial)[0].match(/^[(!-]*/);
  const quoted = completion.name.replace(/[\\"“”„‟«»＂]/g, "\\$&");
  box.value = box.value.replace(partial, () => `${prefix}${completion.field}:"${quoted}" `);
  close();
  box.focus();
}

function option(completion, index) {
  const row = document.createElement("li");
  row.id = `suggestion-${index}`;
  row.setAttribute("role", "option");
  const count = completion.count.toLocaleString("en");
  for (const [tag, text] of [["b", completion.name], ["span", completion.field], ["span", count]]) {
    row.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
  // Pressing the mouse button would move the focus away from the box before the click arrives.
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", () => accept(completion));
  return row;
}

function select(step) {
  const rows = [...list.children];
  const selected = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = (selected + step + rows.length + (selected < 0 && step < 0 ? 1 : 0)) % rows.length;
  rows.forEach((row, index) => { row.setAttribute("aria-selected", String(index === next)); });
  box.setAttribute("aria-activedescendant", rows[next].id);
}

box.addEventListener("input", async () => {
  close();
  const request = requests;
  if (box.selectionStart !== box.value.length || !/\S$/.test(box.value)) return;
  const response = await fetch(`/api/complete?q=${encodeURIComponent(box.value)}`).catch(() => null);
  const completions = response && response.ok ? await response.json() : [];
  if (request !== requests || completions.length === 0) return;
  list.replaceChildren(...completions.map(option));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
});

box.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  const selected = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") select(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && selected) selected.click();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

box.addEventListener("blur", close);
