// Steps through the matches of an article, and explains people, places and organisations where they
// are named. The text can be read without this script.
const matches = [...document.querySelectorAll(".reader mark[id]")];
let current = -1;

function show(index) {
  if (matches.length === 0) return;
  if (matches[current]) matches[current].classList.remove("current");
  current = (index + matches.length) % matches.length;
  matches[current].classList.add("current");
  matches[current].scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "n") show(current + 1);
  else if (event.key === "p") show(current < 0 ? -1 : current - 1);
});

// A strip at the edge shows where the matches are.
if (matches.length > 0) {
  const strip = Object.assign(document.createElement("nav"), { className: "strip", ariaLabel: "Matches" });
  const ticks = matches.map((match, index) => {
    const tick = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, title: match.textContent });
    tick.setAttribute("aria-label", `Match ${index + 1}`);
    tick.addEventListener("click", () => show(index));
    return tick;
  });
  const place = () => {
    const height = document.documentElement.scrollHeight;
    matches.forEach((match, index) => {
      ticks[index].style.top = `${(match.getBoundingClientRect().top + window.scrollY) / height * 100}%`;
    });
  };
  strip.append(...ticks);
  document.body.append(strip);
  place();
  window.addEventListener("resize", place);
  const link = document.querySelector(".hitbar a[href='#match-1']");
  if (link) link.addEventListener("click", (event) => { event.preventDefault(); show(0); });
}

// -- citations: a button beside each puts it on the clipboard

document.querySelectorAll(".cite [data-copies]").forEach((link) => {
  if (!navigator.clipboard) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "copy" });
  button.setAttribute("aria-label", `Copy ${link.textContent}`);
  button.addEventListener("click", async () => {
    const text = await fetch(link.href).then((response) => (response.ok ? response.text() : Promise.reject()));
    await navigator.clipboard.writeText(text);
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 2000);
  });
  link.after(" ", button);
});

// -- what is known about a name

let popover = null;
let timer = 0;

function hide() {
  clearTimeout(timer);
  if (popover) popover.remove();
  popover = null;
}

function explain(entity) {
  hide();
  const row = [...document.querySelectorAll("[data-subject]")].find((it) => it.dataset.subject === entity.dataset.value);
  if (!row) return;
  const name = row.querySelector("a");
  popover = Object.assign(document.createElement("div"), { className: "popover", role: "note" });
  const add = (tag, text, more = {}) => popover.append(Object.assign(document.createElement(tag), { textContent: text }, more));
  add("b", name.textContent);
  const role = row.querySelector(".role");
  if (role) add("div", role.textContent);
  const mentions = row.querySelector(".count");
  add("div", [mentions && (mentions.textContent === "1×" ? "1 mention here" : `${parseInt(mentions.textContent, 10)} mentions here`), name.title].filter(Boolean).join("; "), { className: "muted" });
  add("a", "open the dossier", { href: name.href });
  const all = row.querySelector(".links a");
  if (all) add("a", "all articles", { href: all.href });
  const correction = row.querySelector("form");
  if (correction) popover.append(correction.cloneNode(true));
  // Below the name, within the window.
  document.body.append(popover);
  const box = entity.getClientRects()[0] || entity.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - popover.offsetWidth - 8));
  popover.style.left = `${left + window.scrollX}px`;
  popover.style.top = `${box.bottom + window.scrollY + 6}px`;
  popover.addEventListener("pointerenter", () => clearTimeout(timer));
  popover.addEventListener("pointerleave", hide);
}

document.querySelectorAll(".reader a.entity").forEach((entity) => {
  const title = entity.title;
  entity.removeAttribute("title");
  entity.setAttribute("aria-description", title);
  entity.addEventListener("pointerenter", () => { clearTimeout(timer); timer = setTimeout(() => explain(entity), 250); });
  entity.addEventListener("pointerleave", () => { clearTimeout(timer); timer = setTimeout(hide, 250); });
  entity.addEventListener("focus", () => explain(entity));
  entity.addEventListener("blur", () => { timer = setTimeout(hide, 250); });
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
