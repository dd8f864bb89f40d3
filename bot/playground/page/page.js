// The page: three people side by side, or one at a time on a narrow screen.

import { listen, post, read } from "./api.js";
import { Pane } from "./pane.js";
import { element } from "./rich_text.js";
import { Trouble } from "./trouble.js";
import { language, speak, word } from "./words.js";

const narrow = window.matchMedia("(max-width: 800px)");
const asked = new URLSearchParams(window.location.search);
const shown = (asked.get("people") ?? "7001,7002,7003").split(",").map(Number);
const panes = [];
let active = 0;
let wanted = 0;
let busy = false;
let trouble;

function drawWords() {
  document.title = word("title");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = word(each.dataset.word);
  const other = document.getElementById("language");
  other.textContent = word("other");
  other.setAttribute("aria-label", word("otherLabel"));
  trouble?.draw();
}

function drawTabs() {
  const tabs = panes.map((pane, index) => {
    const tab = element("button", "tab");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(index === active));
    tab.dataset.person = pane.person.id;
    tab.append(element("span", "tab-name", pane.name()), element("span", "tab-role", pane.role()));
    if (pane.unread && !isVisible(pane)) {
      const badge = element("span", "badge", String(pane.unread));
      badge.setAttribute("aria-label", word("unread")(pane.unread));
      tab.append(badge);
    }
    tab.addEventListener("click", () => show(index));
    return tab;
  });
  document.getElementById("tabs").replaceChildren(...tabs);
  const unread = panes.reduce((sum, pane) => sum + pane.unread, 0);
  document.title = unread ? `(${unread}) ${word("title")}` : word("title");
}

const isVisible = (pane) => !narrow.matches || panes[active] === pane;

function show(index) {
  active = index;
  panes.forEach((pane, each) => pane.root.classList.toggle("active", each === index));
  panes[index].seen();
  drawTabs();
}

// Several changes in a row become one look; a change during a look makes another one.
async function refresh() {
  if (busy) return;
  busy = true;
  try {
    while (panes.some((pane) => pane.version < wanted)) {
      await Promise.all([...panes.map((pane) => pane.refresh()), trouble.refresh()]);
      drawTabs();
    }
  } finally {
    busy = false;
  }
}

async function changeLanguage(code) {
  speak(code);
  drawWords();
  const languageCode = code === "en" ? "en" : "zh-hans";
  for (const pane of panes) {
    await post("language", { person: pane.person.id, language_code: languageCode });
    await pane.redraw();
  }
  drawTabs();
}

function switchLanguage() {
  const code = language() === "en" ? "zh" : "en";
  asked.set("lang", code);
  window.history.replaceState(null, "", `?${asked}`);
  return changeLanguage(code);
}

async function begin() {
  speak(asked.get("lang"));
  drawWords();
  const { people } = await read("people");
  for (const id of shown) {
    const person = people.find((each) => each.id === id);
    if (!person) continue;
    const pane = new Pane(person, { isVisible, changed: drawTabs });
    panes.push(pane);
    document.getElementById("panes").append(pane.root);
  }
  trouble = new Trouble(people);
  await trouble.refresh();
  if (asked.has("lang")) await changeLanguage(language());
  await Promise.all(panes.map((pane) => pane.refresh()));
  show(0);
  document.getElementById("language").addEventListener("click", switchLanguage);
  narrow.addEventListener("change", () => show(active));
  listen(
    (version) => {
      wanted = version;
      if (panes.some((pane) => pane.version > version)) panes.forEach((pane) => pane.forget());
      refresh();
    },
    (reachable) => {
      document.querySelector(".top .offline").hidden = reachable;
    },
  );
  document.documentElement.dataset.ready = "yes";
}

begin();
