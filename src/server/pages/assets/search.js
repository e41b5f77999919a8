// Makes the search page quicker: values of facets open in place, the timeline is brushed and walked
// with arrow keys, and the page follows the indexing. Everything works without this script too.
async function load(url) {
  const response = await fetch(url).catch(() => null);
  if (!response || !response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// -- facets

async function fill(section, url) {
  section.setAttribute("aria-busy", "true");
  const page = await load(url);
  section.removeAttribute("aria-busy");
  const values = page && page.querySelector(".values");
  if (!values) return false;
  section.querySelector(".values").replaceWith(values);
  return true;
}

document.querySelectorAll(".facets .facet").forEach((section) => {
  const more = section.querySelector(".more a");
  const form = section.querySelector("form.within");
  if (more) more.addEventListener("click", async (event) => {
    if (more.dataset.opened || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!await fill(section, more.href)) { location.href = more.href; return; }
    more.dataset.opened = "true";
    more.textContent = "all values on a page";
    section.querySelector(".values a").focus();
  });
  if (!form) return;
  const field = form.elements.containing;
  const first = section.querySelector(".values");
  let timer = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const question = ++asked;
      if (field.value.trim() === "") { section.querySelector(".values").replaceWith(first); return; }
      const page = await load(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
      const values = page && page.querySelector(".values");
      if (values && question === asked) section.querySelector(".values").replaceWith(values);
    }, 200);
  });
});

// -- timeline

document.querySelectorAll(".timeline").forEach((timeline) => {
  // The scale that was chosen last stays.
  timeline.querySelectorAll("[name=scale]").forEach((choice) => {
    if (choice.value === localStorage.getItem("scale")) choice.checked = true;
    choice.addEventListener("change", () => localStorage.setItem("scale", choice.value));
  });

  // One stop for the tabulator; arrow keys walk along the bars.
  const plot = timeline.querySelector(".plot");
  const bars = [...timeline.querySelectorAll("a.bar")];
  if (bars.length === 0) return;
  const stop = (bar) => {
    bars.forEach((other) => other.setAttribute("tabindex", other === bar ? "0" : "-1"));
    return bar;
  };
  stop(bars[bars.length - 1]);
  plot.addEventListener("keydown", (event) => {
    const index = bars.indexOf(document.activeElement);
    const steps = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: bars.length - 1 };
    if (index < 0 || !(event.key in steps)) return;
    event.preventDefault();
    stop(bars[Math.min(Math.max(steps[event.key], 0), bars.length - 1)]).focus();
  });

  // Dragging over bars narrows the search to their dates.
  let start = null;
  let brush = null;
  const at = (event) => event.clientX - plot.getBoundingClientRect().left;
  plot.addEventListener("dragstart", (event) => event.preventDefault());
  plot.addEventListener("pointerdown", (event) => { if (event.button === 0 && event.pointerType === "mouse") start = at(event); });
  window.addEventListener("pointermove", (event) => {
    if (start === null || Math.abs(at(event) - start) < 5) return;
    if (!brush) {
      brush = plot.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
      brush.setAttribute("class", "brush");
      brush.setAttribute("y", "0");
      brush.setAttribute("height", "78");
    }
    brush.setAttribute("x", String(Math.min(start, at(event))));
    brush.setAttribute("width", String(Math.abs(at(event) - start)));
  });
  window.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = [Math.min(start, at(event)), Math.max(start, at(event))];
    start = null;
    if (!brush) return;
    brush.remove();
    brush = null;
    const left = plot.getBoundingClientRect().left;
    const inside = bars.filter((bar) => {
      const box = bar.getBoundingClientRect();
      return box.right - left > from && box.left - left < to;
    });
    // The click that ends the drag must not follow a bar.
    window.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    if (inside.length === 0) return;
    const url = new URL(inside[0].getAttribute("href"), location.href);
    url.searchParams.set("since", inside[0].dataset.from);
    url.searchParams.set("until", inside[inside.length - 1].dataset.to);
    location.href = url.href;
  });
});

// -- indexing

async function follow() {
  const status = document.querySelector(".indexing");
  if (!status) return;
  const page = await load(location.href);
  const now = page && page.querySelector(".indexing");
  if (page && !now) { location.reload(); return; }
  if (now) {
    status.replaceWith(now);
    // Hits are not moved under the eyes of a reader: only where there were none, they appear.
    const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
    if (!old.querySelector(".hit") && fresh) {
      old.replaceWith(fresh);
      const filters = page.querySelector(".facets");
      if (filters) document.querySelector(".facets").replaceWith(filters);
    } else if (fresh) old.querySelector("h1").replaceWith(fresh.querySelector("h1"));
  }
  setTimeout(follow, 3000);
}
if (document.querySelector(".indexing")) setTimeout(follow, 3000);
