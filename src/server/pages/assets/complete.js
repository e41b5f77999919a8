// Completes names while the user types in the search box. The box works without this script.
const box = document.querySelector(".top input[name=q]");
const list = document.getElementById("suggestions");
// The word or quoted value before the cursor, with its field.
const partial = /(?:[^\s"]*:=?"[^"]*|[^\s"]*)$/;
// Time without a key after which completions are asked for, in milliseconds.
const PAUSE = 160;
// The parameter by which a search is narrowed to a value of a facet.
const parameters = { people: "person", places: "place", organisations: "org", topics: "topic", publisher: "publisher", section: "section" };
// Kinds whose parameter is no word.
const kinds = { organisations: "organisation" };
let timer = 0;
let pending = null;

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);
box.setAttribute("aria-expanded", "false");

function close() {
  clearTimeout(timer);
  if (pending) pending.abort();
  pending = null;
  list.replaceChildren();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

// The words of a text without accents, in small letters.
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean);
}

// The query without the words at its end that were the beginning of a name: "strike amara" without "amara".
function withoutName(query, name) {
  const [words, names] = [query.split(/\s+/).filter(Boolean), folded(name)];
  while (words.length > 0 && names.includes(folded(words[words.length - 1])[0])) words.pop();
  return words.join(" ");
}

// Takes a name over by its key, so that the search finds as many articles as were counted, and searches.
function accept(completion) {
  const [prefix] = box.value.match(partial)[0].match(/^[(!-]*/);
  const parameter = parameters[completion.field];
  const rest = box.value.replace(partial, "").trim();
  close();
  if (/[(]/.test(prefix) || /\b(OR|NOT|NEAR|PRE|SENT|PARA)(\/\d+)?$/.test(rest)) {
    box.value = box.value.replace(partial, () => `${prefix}${parameter}:="${completion.value}" `);
    box.focus();
    return;
  }
  box.value = withoutName(rest, completion.name);
  const value = (prefix ? "-" : "") + completion.value;
  box.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: parameter, value }));
  box.form.requestSubmit();
}

function option(completion, index) {
  const row = document.createElement("li");
  row.id = `suggestion-${index}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  const count = completion.count.toLocaleString("en");
  const kind = kinds[completion.field] || parameters[completion.field] || completion.field;
  for (const [tag, text] of [["b", completion.name], ["span", kind], ["span", count]]) {
    row.append(Object.assign(document.createElement(tag), { textContent: text }), " ");
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
  rows[next].scrollIntoView({ block: "nearest" });
}

async function complete() {
  pending = new AbortController();
  const { signal } = pending;
  const response = await fetch(`/api/complete?q=${encodeURIComponent(box.value)}`, { signal }).catch(() => null);
  const completions = response && response.ok ? await response.json().catch(() => []) : [];
  if (signal.aborted || completions.length === 0) return;
  list.replaceChildren(...completions.map(option));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
}

box.addEventListener("input", () => {
  close();
  if (box.selectionStart !== box.value.length || !/\S$/.test(box.value)) return;
  timer = setTimeout(complete, PAUSE);
});

box.addEventListener("keydown", (event) => {
  const selected = list.querySelector("[aria-selected=true]");
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") select(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && selected) selected.click();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

box.form.addEventListener("submit", close);
box.addEventListener("blur", close);
