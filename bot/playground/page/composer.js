// Where a person writes: the field, the command menu, samples to attach, and what is being answered or changed.

import { post } from "./api.js";
import { element } from "./rich_text.js";
import { word } from "./words.js";

const SAMPLES = ["photo", "voice", "sticker", "contact"];
const FILE_BYTES = 1_048_576;
const TALLEST_PX = 120;

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.list = [];
    this.context = null; // { kind: "reply" | "edit", message }
    this.form = pane.find(".composer");
    this.field = pane.find(".field");
    this.popover = pane.find(".popover");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("input", () => this.typed());
    pane.find(".slash").addEventListener("click", () => this.toggle("slash", () => this.commandItems("")));
    pane.find(".attach").addEventListener("click", () => this.toggle("attach", () => this.sampleItems()));
    pane.find(".context-close").addEventListener("click", () => this.leave());
    pane.find(".picker").addEventListener("change", (event) => this.sendFile(event.target));
    pane.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.escape();
    });
    document.addEventListener("click", (event) => {
      if (!this.popover.contains(event.target) && !this.form.contains(event.target)) this.close();
    });
  }

  set commands(list) {
    this.list = list;
    this.pane.find(".slash").hidden = list.length === 0;
  }

  drawWords() {
    this.field.placeholder = word("placeholder");
    this.field.setAttribute("aria-label", word("placeholder"));
    this.pane.find(".send").setAttribute("aria-label", word("send"));
    this.pane.find(".slash").setAttribute("aria-label", word("commands"));
    this.pane.find(".attach").setAttribute("aria-label", word("attach"));
    this.pane.find(".context-close").setAttribute("aria-label", word("cancel"));
  }

  // Enter sends; but while an input method is composing Chinese, Enter only chooses a word.
  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST_PX)}px`;
    this.form.classList.toggle("has-text", this.field.value.trim() !== "");
    const begun = /^\/\w*$/.exec(this.field.value);
    const items = begun ? this.commandItems(begun[0].slice(1)) : [];
    if (items.length) this.open("slash", items);
    else this.close();
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { context } = this;
    this.field.value = "";
    this.typed();
    this.leave();
    if (context?.kind === "edit") {
      const fields = { person: this.pane.person.id, message_id: context.message.message_id, text };
      await this.pane.attempt(() => post("edit", fields));
      return;
    }
    await this.pane.say(context ? { text, reply_to: context.message.message_id } : { text });
  }

  async sendFile(picker) {
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    if (file.size > FILE_BYTES) {
      this.pane.toast(word("tooLarge"));
      return;
    }
    const content = await file.text();
    const mime = file.type || "application/octet-stream";
    await this.pane.say({ kind: "document", file_name: file.name, mime, content });
  }

  reply(message) {
    this.enter({ kind: "reply", message }, word("replyTo"));
  }

  edit(message) {
    this.field.value = message.body.text;
    this.typed();
    this.enter({ kind: "edit", message }, word("editing"));
  }

  enter(context, title) {
    this.context = context;
    this.pane.find(".context-title").textContent = title;
    this.pane.find(".context-text").textContent = this.pane.quoted(context.message);
    this.pane.find(".context").hidden = false;
    this.field.focus();
  }

  leave() {
    if (this.context?.kind === "edit" && this.field.value) {
      this.field.value = "";
      this.typed();
    }
    this.context = null;
    this.pane.find(".context").hidden = true;
  }

  commandItems(begun) {
    const found = this.list.filter((each) => each.command.startsWith(begun));
    return found.map((each) => this.item(`/${each.command}`, each.description, () => {
      this.field.value = "";
      this.typed();
      this.pane.say({ text: `/${each.command}` });
    }));
  }

  sampleItems() {
    const samples = SAMPLES.map((kind) => this.item(word(kind), "", () => this.pane.say({ kind })));
    return [...samples, this.item(word("document"), "", () => this.pane.find(".picker").click())];
  }

  item(title, detail, act) {
    const made = element("button", "item");
    made.type = "button";
    made.append(element("strong", "", title), element("span", "", detail));
    made.addEventListener("click", () => {
      this.close();
      act();
    });
    return made;
  }

  toggle(name, items) {
    if (!this.popover.hidden && this.popover.dataset.of === name) this.close();
    else this.open(name, items());
  }

  open(name, items) {
    this.popover.dataset.of = name;
    this.popover.replaceChildren(...items);
    this.popover.hidden = false;
    this.drawExpanded();
  }

  close() {
    this.popover.hidden = true;
    this.drawExpanded();
  }

  escape() {
    if (!this.popover.hidden) this.close();
    else if (!this.pane.find(".alert").hidden) this.pane.closeAlert();
    else this.leave();
  }

  drawExpanded() {
    for (const name of ["slash", "attach"]) {
      const isOpen = !this.popover.hidden && this.popover.dataset.of === name;
      this.pane.find(`.${name}`).setAttribute("aria-expanded", String(isOpen));
    }
  }
}
