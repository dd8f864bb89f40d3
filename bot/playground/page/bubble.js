// One message with its buttons.

import { hasIcon, icon } from "./icons.js";
import { element, richText } from "./rich_text.js";
import { clock, word } from "./words.js";

const MEDIA = {
  photo: () => word("photo"),
  voice: (voice) => word("seconds")(voice.duration),
  sticker: (sticker) => sticker.emoji ?? word("sticker"),
  contact: (contact) => `${contact.first_name} ${contact.phone_number}`,
  document: (file) => file.file_name,
};

// `on` holds what the pane does: copy, command, tap(button, element), reply(message), edit(message), show(message id).
export function bubble(message, on) {
  const { body } = message;
  const made = element("article", `message ${message.by_bot ? "bot" : "me"}`);
  made.dataset.messageId = body.message_id;
  made.dataset.chat = body.chat.id;
  made.dataset.revision = message.revision;
  const box = element("div", "bubble");
  if (body.forward_origin) {
    box.append(element("p", "forwarded", word("forwarded")(body.forward_origin.sender_user_name)));
  }
  if (body.reply_to_message) box.append(quote(body.reply_to_message, on));
  box.append(...media(body));
  const text = body.text ?? body.caption;
  if (text) {
    const holder = element("div", "text");
    holder.append(richText(text, body.entities ?? body.caption_entities, on));
    box.append(holder);
  }
  box.append(meta(body));
  const line = element("div", "line");
  line.append(box, actions(message, on));
  made.append(line);
  const rows = body.reply_markup?.inline_keyboard ?? [];
  if (rows.length) made.append(keyboard(rows, on));
  return made;
}

export function shortText(body) {
  const kind = Object.keys(MEDIA).find((name) => body[name]);
  return body.text ?? body.caption ?? (kind ? MEDIA[kind](body[kind]) : "");
}

function quote(replied, on) {
  const made = element("button", "quote");
  made.type = "button";
  made.append(element("strong", "", replied.from.first_name), element("span", "", shortText(replied)));
  made.addEventListener("click", () => on.show(replied.message_id));
  return made;
}

function media(body) {
  return Object.keys(MEDIA).filter((kind) => body[kind]).map((kind) => {
    const made = element(kind === "document" ? "a" : "div", `media ${kind}`);
    if (kind === "document") {
      made.href = `/chat/file?id=${encodeURIComponent(body.document.file_id)}`;
      made.download = body.document.file_name;
    }
    if (hasIcon(kind)) made.append(icon(kind));
    made.append(element("span", "label", MEDIA[kind](body[kind])));
    return made;
  });
}

function meta(body) {
  const made = element("footer", "meta");
  if (body.edit_date) made.append(element("span", "edited", word("edited")));
  const time = element("time", "", clock(body.date));
  time.dateTime = new Date(body.date * 1000).toISOString();
  made.append(time);
  return made;
}

function actions(message, on) {
  const made = element("div", "actions");
  made.append(action("reply", word("reply"), () => on.reply(message)));
  if (!message.by_bot && message.body.text) made.append(action("edit", word("edit"), () => on.edit(message)));
  return made;
}

function action(name, label, act) {
  const made = element("button", `action ${name}`);
  made.append(icon(name));
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function keyboard(rows, on) {
  const made = element("div", "keyboard");
  for (const row of rows) {
    const line = element("div", "row");
    line.append(...row.map((button) => key(button, on)));
    made.append(line);
  }
  return made;
}

function key(button, on) {
  if (button.url) {
    const made = element("a", "key away", button.text);
    if (/^https?:/i.test(button.url)) made.href = button.url;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }
  const made = element("button", `key ${button.style ?? ""}`.trim(), button.text);
  made.type = "button";
  if (button.callback_data) made.dataset.callback = button.callback_data;
  if (button.copy_text) made.classList.add("copies");
  made.addEventListener("click", () => on.tap(button, made));
  return made;
}
