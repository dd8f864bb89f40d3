// A message's text drawn from its entities. Text only ever becomes text nodes, never markup.

import { word } from "./words.js";

export function element(name, className = "", text = null) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  return made;
}

// `on` holds what a tap does: copy(text), command(text).
export function richText(text, entities, on) {
  const inOrder = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const drawn = document.createDocumentFragment();
  drawn.append(...nodes(text, 0, text.length, inOrder, on));
  return drawn;
}

function nodes(text, from, to, entities, on) {
  const made = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    const inner = entities.slice(i + 1).filter((other) => other.offset >= entity.offset && other.offset < end);
    if (entity.offset > at) made.push(document.createTextNode(text.slice(at, entity.offset)));
    // A block already ends its line: the line break behind it would show as an empty line.
    const broken = BLOCKS.has(entity.type) && end < to && text[end] === "\n" ? 1 : 0;
    const drawn = wrapped(entity, text.slice(entity.offset, end), on);
    drawn.holder.append(...nodes(text, entity.offset, end, inner, on));
    made.push(drawn.outer);
    at = end + broken;
  }
  if (at < to) made.push(document.createTextNode(text.slice(at, to)));
  return made;
}

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

function wrapped(entity, text, on) {
  switch (entity.type) {
    case "pre":
      return codeBlock(entity, text, on);
    case "code":
      return same(pressable(element("code"), word("copy"), () => on.copy(text)));
    case "spoiler":
      return same(spoiler());
    case "bot_command": {
      const command = element("button", "command");
      command.type = "button";
      command.addEventListener("click", () => on.command(text));
      return same(command);
    }
    case "url":
    case "text_link":
      return same(link(entity.url ?? text));
    default:
      return same(element(PLAIN[entity.type] ?? "span", entity.type));
  }
}

const same = (made) => ({ outer: made, holder: made });

function codeBlock(entity, text, on) {
  const outer = element("div", "code-block");
  const bar = element("div", "code-bar");
  const copy = element("button", "copy", word("copy"));
  copy.type = "button";
  copy.addEventListener("click", (event) => {
    event.stopPropagation();
    on.copy(text);
  });
  bar.append(element("span", "", entity.language ?? ""), copy);
  const holder = element("pre");
  outer.addEventListener("click", () => {
    if (!String(window.getSelection())) on.copy(text);
  });
  outer.append(bar, holder);
  return { outer, holder };
}

function spoiler() {
  const made = element("span", "spoiler");
  const reveal = () => {
    made.classList.add("shown");
    made.removeAttribute("role");
    made.removeAttribute("aria-label");
  };
  return pressable(made, word("reveal"), reveal);
}

function link(address) {
  const made = element("a");
  if (/^(https?|mailto|tel):/i.test(address)) {
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

function pressable(made, label, act) {
  made.tabIndex = 0;
  made.setAttribute("role", "button");
  made.title = label;
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return made;
}
