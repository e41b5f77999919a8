// Keys of all pages. The page /help lists them.
const box = document.querySelector(".top input[name=q]");

function isTyping(target) {
  return target.closest("input:not([type=radio]), select, textarea, [contenteditable]") !== null;
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
}

// Moves the focus to the headline of the next or previous hit.
function move(step) {
  const links = [...document.querySelectorAll(".hits .hit h2 a")];
  if (links.length === 0) return;
  const hit = document.activeElement.closest(".hit");
  const index = hit ? links.findIndex((link) => hit.contains(link)) : -1;
  const next = index < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(index + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest(".hit").scrollIntoView({ block: "nearest" });
}

const actions = {
  "/": () => { box.focus(); box.select(); },
  "j": () => move(1),
  "k": () => move(-1),
  "o": () => { const hit = document.activeElement.closest(".hit"); if (hit) hit.querySelector("h2 a, h3 a").click(); },
  "[": () => follow(".hitbar a[rel=prev]"),
  "]": () => follow(".hitbar a[rel=next]"),
  "?": () => { location.href = "/help#keys"; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && location.hash === "#filters") { location.hash = "#content"; return; }
  if (isTyping(event.target)) {
    if (event.key === "Escape" && event.target === box && !event.defaultPrevented) box.blur();
    return;
  }
  const action = actions[event.key];
  if (action) { event.preventDefault(); action(); }
});

// A menu closes when something else is clicked, or by Escape.
const menus = [...document.querySelectorAll("details.menu")];
document.addEventListener("click", (event) => {
  menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
menus.forEach((menu) => menu.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
}));
