// What the page does beyond being read: it filters and copies, and unpacks cases that are stored compressed.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const suites = [...document.querySelectorAll("section.suite")];
  const cases = [...document.querySelectorAll("details.case")];
  const silent = [...document.querySelectorAll("details.silent")];
  const chunks = new Map();
  let texts;
  document.documentElement.classList.add("scripted");

  function searchable(one) {
    const facts = one.querySelector("dl.facts");
    return (one.firstElementChild.textContent + " " + (facts ? facts.textContent : "")).toLowerCase();
  }

  function filter() {
    const chosen = new FormData(form);
    const words = chosen.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(chosen.getAll("verdict"));
    const alike = ["level", "specification", "revision"].filter((name) => chosen.get(name));
    if (words.length && !texts) texts = cases.map(searchable);
    let shown = 0;
    cases.forEach((one, index) => {
      const fits = (!verdicts.size || verdicts.has(one.dataset.verdict))
        && alike.every((name) => one.dataset[name] === chosen.get(name))
        && words.every((word) => texts[index].includes(word));
      if (one.hidden === fits) one.hidden = !fits;
      shown += fits;
    });
    for (const group of silent) {
      group.hidden = !group.querySelector("details.case:not([hidden])");
      group.open = shown < cases.length && !group.hidden;  // what was looked for is seen
    }
    for (const suite of suites) suite.hidden = !suite.querySelector("details.case:not([hidden])");
    const all = cases.length.toLocaleString("en") + (cases.length === 1 ? " case" : " cases");
    count.textContent = shown === cases.length ? all : shown.toLocaleString("en") + " of " + all;
  }

  function chunk(number) {
    if (!chunks.has(number)) {
      const packed = document.getElementById("chunk-" + number).content.textContent;
      const octets = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
      const text = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"));
      chunks.set(number, new Response(text).json());
    }
    return chunks.get(number);
  }

  async function unpack(box) {
    if (!box.dataset.at) return;
    const [number, place] = box.dataset.at.split(".");
    const boxes = await chunk(number);
    if (!box.dataset.at) return;
    box.innerHTML = boxes[place];
    box.removeAttribute("data-at");
    box.classList.remove("stored");
  }

  async function follow() {
    let name;
    try {
      name = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const box = document.getElementById(name);
    const one = box && box.closest("details.case");
    if (!one) return;
    if (one.hidden) {
      form.reset();
      filter();
    }
    const group = one.closest("details.silent");
    if (group) group.open = true;
    one.open = true;
    await unpack(box);
    box.scrollIntoView();
  }

  function select(pre) {
    const range = document.createRange();
    range.selectNodeContents(pre);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy(button) {
    const pre = button.parentElement.querySelector("pre");
    const label = button.firstChild;
    try {
      await navigator.clipboard.writeText(pre.textContent);
      label.data = "Copied";
    } catch {
      select(pre);
      label.data = document.execCommand("copy") ? "Copied" : "Selected";
    }
    setTimeout(() => { label.data = "Copy"; }, 2000);
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches("details.case")) unpack(event.target.lastElementChild);
  }, true);
  addEventListener("hashchange", follow);
  filter();  // a browser may have kept what was chosen before
  follow();
})();
