// The panel for network trouble: a plan of faults, the flood of one chat, and which calls were struck.

import { post, read, Refused } from "./api.js";
import { element } from "./rich_text.js";
import { language, word } from "./words.js";

const OF_CALLS = ["flood", "server_error", "bad_gateway", "reset", "lost_answer", "slow"];
const OF_UPDATES = ["duplicate", "reorder", "resend"];
const KINDS = [...OF_CALLS, ...OF_UPDATES];
const SHARES = [0, 0.1, 0.2];
const FLOOD_SECONDS = 30;
const SHOWN_CALLS = 40;
const SECOND_MS = 1000;

export class Trouble {
  constructor(people) {
    this.people = people;
    this.root = document.getElementById("trouble");
    this.opener = document.getElementById("trouble-open");
    this.state = { plan: null, counts: {}, flooded: {} };
    this.chosen = new Set(KINDS);
    this.calls = [];
    this.opener.addEventListener("click", () => this.toggle(this.root.hidden));
    this.find(".trouble-close").addEventListener("click", () => this.toggle(false));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.toggle(false);
    });
    this.find(".flood").addEventListener("click", () => this.flood());
    this.find(".seed").addEventListener("change", () => this.state.plan && this.follow(this.state.plan.share));
    this.makeShares();
    for (const kind of KINDS) this.makeKind(kind);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  makeShares() {
    for (const share of SHARES) {
      const label = element("label", "share");
      const radio = element("input");
      radio.type = "radio";
      radio.name = "share";
      radio.value = String(share);
      radio.addEventListener("change", () => this.follow(share));
      label.append(radio, element("span"));
      this.find(".shares").append(label);
    }
  }

  makeKind(kind) {
    const label = element("label", "kind");
    label.dataset.kind = kind;
    const box = element("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => this.choose(kind, box.checked));
    label.append(box, element("span", "kind-name"), element("span", "kind-count"));
    this.find(OF_CALLS.includes(kind) ? ".of-calls" : ".of-updates").append(label);
  }

  async toggle(open) {
    this.root.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (!open) return this.opener.focus();
    await this.refresh();
    return this.find("input:checked").focus();
  }

  choose(kind, isChosen) {
    if (isChosen) this.chosen.add(kind);
    else this.chosen.delete(kind);
    if (this.state.plan) this.follow(this.state.plan.share);
  }

  follow(share) {
    const seed = Number(this.find(".seed").value) || 1;
    return this.ask({ share, seed, kinds: KINDS.filter((kind) => this.chosen.has(kind)) });
  }

  flood() {
    return this.ask({ person: Number(this.find(".victim").value), flood_seconds: FLOOD_SECONDS });
  }

  async ask(fields) {
    const said = this.find(".trouble-error");
    try {
      this.take(await post("faults", fields));
      said.hidden = true;
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : word("offline");
      said.hidden = false;
    }
    this.draw();
  }

  // Looks again; the page calls it at each change, and a flood does each second.
  async refresh() {
    this.take(await read("faults"));
    if (!this.root.hidden) this.calls = (await read("calls", { last: SHOWN_CALLS })).calls.reverse();
    this.draw();
  }

  take(state) {
    this.state = state;
    if (state.plan) this.chosen = new Set(state.plan.kinds);
  }

  draw() {
    const { plan, counts, flooded } = this.state;
    const isOn = plan !== null || Object.keys(flooded).length > 0;
    this.opener.classList.toggle("is-on", isOn);
    this.opener.setAttribute("aria-label", plan ? `${word("trouble")} · ${percent(plan.share)}` : word("trouble"));
    this.find(".seed").title = word("troubleSeedHint");
    this.find(".trouble-close").setAttribute("aria-label", word("troubleClose"));
    if (plan && this.find(".seed") !== document.activeElement) this.find(".seed").value = plan.seed;
    for (const radio of this.root.querySelectorAll(".share input")) {
      const share = Number(radio.value);
      radio.checked = share === (plan ? plan.share : 0);
      radio.nextElementSibling.textContent = share ? percent(share) : word("troubleOff");
    }
    for (const label of this.root.querySelectorAll(".kind")) this.drawKind(label, counts[label.dataset.kind]);
    this.drawPeople();
    this.drawFloods(flooded);
    this.drawCalls();
  }

  drawKind(label, count) {
    label.querySelector("input").checked = this.chosen.has(label.dataset.kind);
    label.querySelector(".kind-name").textContent = word(label.dataset.kind);
    label.querySelector(".kind-count").textContent = count ? word("times")(count) : "";
  }

  drawPeople() {
    const victim = this.find(".victim");
    victim.setAttribute("aria-label", word("floodWho"));
    this.people.forEach((person, index) => {
      const name = this.name(person.id);
      const option = victim.options[index] ?? victim.appendChild(new Option("", person.id));
      if (option.text !== name) option.text = name; // an open list closes when its options are made anew
    });
  }

  drawFloods(flooded) {
    const lines = Object.entries(flooded).map(([chat, seconds]) => word("flooded")(this.name(Number(chat)), seconds));
    this.find(".floods").textContent = lines.join(" · ");
    clearTimeout(this.again);
    if (lines.length) this.again = setTimeout(() => this.refresh().catch(() => {}), SECOND_MS);
  }

  drawCalls() {
    this.find(".calls-empty").hidden = this.calls.length > 0;
    this.find(".calls").replaceChildren(...this.calls.map((call) => this.line(call)));
  }

  line(call) {
    const made = element("li", call.fault ? "call struck" : "call");
    const chat = Number(call.params.chat_id);
    made.append(element("span", "call-method", call.method));
    if (chat) made.append(element("span", "call-chat", this.name(chat)));
    if (call.fault) made.append(element("strong", "call-fault", word(`short_${call.fault}`)));
    else if (call.status !== 200) made.append(element("span", "call-status", String(call.status)));
    return made;
  }

  name(chat) {
    const person = this.people.find((each) => each.id === chat);
    if (!person) return word("group");
    return language() === "en" ? person.english_name : person.name;
  }
}

const percent = (share) => `${Math.round(share * 100)} %`;
