// One person's phone: their chat with the bot, and what they can do in it.

import { post, read, Refused } from "./api.js";
import { bubble, shortText } from "./bubble.js";
import { Composer } from "./composer.js";
import { element } from "./rich_text.js";
import { day, language, word, wordIn } from "./words.js";

const ANSWER_MS = 15_000;
const TYPING_MS = 5_000;
const TOAST_MS = 3_500;
const NEAR_PX = 60;
const NEVER = -1; // a version below every other

export class Pane {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.version = NEVER;
    this.unread = 0;
    this.messages = new Map();
    this.taps = new Map(); // callback id → what the person tapped, until the bot answers
    this.answers = new Map(); // callback id → an answer that came before we knew of the tap
    this.root = document.getElementById("pane").content.cloneNode(true).firstElementChild;
    this.root.dataset.person = person.id;
    this.log = this.find(".log");
    this.composer = new Composer(this);
    this.on = {
      copy: (text) => this.copy(text),
      command: (text) => this.say({ text }),
      tap: (button, key) => this.tap(button, key),
      reply: (message) => this.composer.reply(message),
      edit: (message) => this.composer.edit(message),
      show: (id) => this.messageElement(id)?.scrollIntoView({ block: "center", behavior: "smooth" }),
    };
    this.find(".start").addEventListener("click", () => this.say({ text: "/start" }));
    this.find(".down").addEventListener("click", () => this.toBottom());
    this.find(".alert-close").addEventListener("click", () => this.closeAlert());
    this.find(".speaks").addEventListener("click", () => this.switchLanguage());
    this.log.addEventListener("scroll", () => this.scrolled());
    this.drawWords();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  messageElement(id) {
    return this.log.querySelector(`[data-message-id="${id}"]`);
  }

  name() {
    return language() === "en" ? this.person.english_name : this.person.name;
  }

  role() {
    return word(this.person.role);
  }

  drawWords() {
    this.root.setAttribute("aria-label", `${this.name()} · ${this.role()}`);
    this.root.classList.add(this.person.role);
    this.find(".avatar").textContent = this.name().slice(0, 1);
    this.find(".name").textContent = this.name();
    this.find(".speaks").textContent = wordIn(this.person.language_code, "speaks");
    this.find(".speaks").setAttribute("aria-label", wordIn(this.person.language_code, "speaksLabel"));
    this.find(".speaks").title = wordIn(this.person.language_code, "speaksLabel");
    this.find(".empty-title").textContent = word("emptyTitle");
    this.find(".empty-hint").textContent = this.description || word(`${this.person.role}Hint`);
    this.find(".start").textContent = word("start");
    this.find(".down").setAttribute("aria-label", word("down"));
    this.find(".alert-close").textContent = word("close");
    this.drawTyping(this.typing ?? "");
    this.composer.drawWords();
  }

  // Forgets all that is drawn and draws it anew, as after a change of language or of the server's store.
  forget() {
    this.version = NEVER;
    this.messages.clear();
  }

  async redraw() {
    this.forget();
    await this.refresh();
  }

  async refresh() {
    const state = await read("state", { person: this.person.id, after: Math.max(this.version, 0) });
    const first = this.version === NEVER;
    const stay = this.isAtBottom();
    this.version = state.version;
    this.person = state.person;
    this.description = state.description;
    this.composer.commands = state.commands;
    if (first) this.log.replaceChildren();
    let arrived = 0;
    for (const message of state.messages) arrived += this.place(message) ? 1 : 0;
    this.drawDays();
    this.drawWords();
    this.drawTyping(state.typing);
    this.find(".empty").hidden = this.messages.size > 0;
    for (const tap of state.taps) this.answered(tap);
    if (first || stay) this.toBottom();
    if (!first && arrived && !this.isSeen()) this.unread += arrived;
    this.drawUnread();
  }

  // Draws one message and tells whether it is a new one of the bot.
  place(message) {
    const old = this.messageElement(message.message_id);
    if (message.deleted) {
      old?.remove();
      this.messages.delete(message.message_id);
      return false;
    }
    this.messages.set(message.message_id, message);
    const made = bubble(message, this.on);
    if (!old) {
      this.log.append(made);
      return message.by_bot;
    }
    const focused = old.contains(document.activeElement) ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    old.replaceWith(made);
    if (focused >= 0) (made.querySelectorAll("button")[focused] ?? this.log).focus({ preventScroll: true });
    this.drawBusy();
    return false;
  }

  drawDays() {
    const old = new Set(this.log.querySelectorAll(".day"));
    let before = "";
    for (const each of this.log.querySelectorAll(".message")) {
      const label = day(this.messages.get(Number(each.dataset.messageId)).body.date);
      const standing = each.previousElementSibling;
      const isThere = old.has(standing) && standing.textContent === label;
      if (label !== before && isThere) old.delete(standing);
      else if (label !== before) each.before(element("p", "day", label));
      before = label;
    }
    for (const each of old) each.remove();
  }

  drawTyping(action) {
    this.typing = action;
    this.root.classList.toggle("is-typing", action !== "");
    this.find(".role").textContent = action ? word("typing") : this.role();
    this.log.querySelector(".dots")?.remove();
    if (action) this.log.append(dots());
    clearTimeout(this.typingEnds);
    if (action) this.typingEnds = setTimeout(() => this.drawTyping(""), TYPING_MS);
  }

  async say(fields) {
    await this.attempt(() => post("send", { person: this.person.id, ...fields }));
    this.toBottom();
  }

  async tap(button, key) {
    if (button.copy_text) return this.copy(button.copy_text.text);
    if (!button.callback_data) return this.toast(word("unsupported"));
    if (key.getAttribute("aria-busy") === "true") return undefined;
    key.setAttribute("aria-busy", "true");
    const messageId = Number(key.closest(".message").dataset.messageId);
    const fields = { person: this.person.id, message_id: messageId, data: button.callback_data };
    const done = await this.attempt(() => post("tap", fields));
    if (!done) return key.removeAttribute("aria-busy");
    this.taps.set(done.callback_id, fields);
    const early = this.answers.get(done.callback_id);
    if (early) return this.answered(early);
    return setTimeout(() => this.endTap(done.callback_id), ANSWER_MS);
  }

  answered(tap) {
    if (!tap.answer) return;
    if (!this.taps.has(tap.callback_id)) {
      this.answers.set(tap.callback_id, tap);
      return;
    }
    this.endTap(tap.callback_id);
    if (tap.answer.text && tap.answer.show_alert) this.openAlert(tap.answer.text);
    else if (tap.answer.text) this.toast(tap.answer.text);
  }

  endTap(callbackId) {
    this.taps.delete(callbackId);
    this.drawBusy();
  }

  drawBusy() {
    const waiting = [...this.taps.values()];
    for (const key of this.log.querySelectorAll(".key[data-callback]")) {
      const id = Number(key.closest(".message").dataset.messageId);
      const isBusy = waiting.some((tap) => tap.message_id === id && tap.data === key.dataset.callback);
      if (isBusy) key.setAttribute("aria-busy", "true");
      else key.removeAttribute("aria-busy");
    }
  }

  async attempt(deed) {
    try {
      return await deed();
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : word("offline"));
      return null;
    }
  }

  async copy(text) {
    await navigator.clipboard.writeText(text);
    this.toast(word("copied"));
  }

  async switchLanguage() {
    const code = this.person.language_code === "en" ? "zh-hans" : "en";
    await this.attempt(() => post("language", { person: this.person.id, language_code: code }));
  }

  toast(text) {
    const made = this.find(".toast");
    made.textContent = text;
    made.hidden = false;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { made.hidden = true; }, TOAST_MS);
  }

  openAlert(text) {
    this.find(".alert-text").textContent = text;
    this.find(".alert").hidden = false;
    this.find(".alert-close").focus();
  }

  closeAlert() {
    this.find(".alert").hidden = true;
    this.log.focus({ preventScroll: true });
  }

  isAtBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  isSeen() {
    return this.page.isVisible(this) && !document.hidden && this.isAtBottom();
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  seen() {
    this.toBottom();
    this.unread = 0;
    this.drawUnread();
  }

  scrolled() {
    if (this.isSeen()) this.unread = 0;
    this.drawUnread();
    this.page.changed();
  }

  drawUnread() {
    const badge = this.find(".down .badge");
    this.find(".down").hidden = this.isAtBottom();
    badge.hidden = this.unread === 0;
    badge.textContent = String(this.unread);
  }

  quoted(message) {
    return shortText(message.body);
  }
}

function dots() {
  const made = element("div", "dots");
  made.setAttribute("aria-hidden", "true");
  made.append(element("i"), element("i"), element("i"));
  return made;
}
