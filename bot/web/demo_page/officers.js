// Which officer the second phone belongs to, and who of the others has unread messages.
import { byId, element, icon } from "./elements.js";
import { ask } from "./server.js";

const ROLES = { pelaksana: "PPID Pelaksana", utama: "PPID Utama", atasan: "Atasan PPID" };

const valueOf = (seat) => seat.role + "/" + (seat.role === "pelaksana" ? seat.agency : "");

export class Officers {
  constructor(phone) {
    this.phone = phone;
    this.chooser = byId("officer");
    this.waiting = new Map(); // address -> unread there
    this.seats = []; // [{who, agency, role}] where the server knows them
    this.agencies = [];
    this.chooser.onchange = () => this.chooseValue(this.chooser.value);
    phone.restarted = () => this.chooseValue(this.chooser.dataset.chosen); // the new process must know
  }

  async learn(state) { // where the demo stands
    const first = this.chooser.disabled && !this.phone.line;
    if (first || state.agencies.length !== this.agencies.length) this.list(state.agencies);
    this.seats = state.officers || [];
    this.showWaiting();
    if (first) await this.choose(state.officer.agency, state.officer.role);
  }

  list(agencies) {
    const before = this.chooser.value;
    this.agencies = agencies;
    this.chooser.textContent = "";
    const above = this.chooser.appendChild(element("optgroup"));
    above.label = "Badan publik";
    ["utama", "atasan"].forEach((role) => above.appendChild(new Option(ROLES[role], role + "/")));
    const below = this.chooser.appendChild(element("optgroup"));
    below.label = "PPID Pelaksana";
    agencies.forEach((agency) => below.appendChild(new Option(agency.name, "pelaksana/" + agency.code)));
    if (before) this.chooser.value = before;
  }

  nameOf(seat) {
    const found = this.agencies.find((agency) => agency.code === seat.agency);
    return seat.role === "pelaksana" ? (found ? found.name : seat.agency) : ROLES[seat.role];
  }

  chooseValue(value) {
    const cut = value.indexOf("/");
    return this.choose(value.slice(cut + 1), value.slice(0, cut));
  }

  async choose(agency, role) {
    const turning = this.turn(agency, role);
    this.phone.turning = turning;
    await turning;
    if (this.phone.turning === turning) this.phone.turning = null;
  }

  async turn(agency, role) { // whether the phone is this officer's now
    const chooser = this.chooser;
    chooser.disabled = true;
    try {
      const chosen = await ask("/demo/officer", { agency: agency, role: role });
      chooser.value = valueOf({ agency: agency, role: role });
      chooser.dataset.chosen = chooser.value;
      const name = this.nameOf({ agency: agency, role: role });
      this.phone.open(chosen.who, "Permohonan untuk " + name + " akan muncul di sini.");
      this.waiting.delete(chosen.who);
      this.showWaiting();
      return true;
    } catch (error) {
      this.phone.warn(error.message || "Petugas tidak dapat diganti. Coba lagi.");
      if (chooser.dataset.chosen) chooser.value = chooser.dataset.chosen;
      return false;
    } finally {
      chooser.disabled = false;
    }
  }

  heard(frame) {
    const open = this.phone.line && this.phone.line.who === frame.who;
    if (frame.unread && !open) this.waiting.set(frame.who, frame.unread);
    else this.waiting.delete(frame.who);
    this.showWaiting();
  }

  showWaiting() {
    const found = this.seats.filter((seat) => this.waiting.has(seat.who));
    const list = this.phone.notes;
    const now = JSON.stringify(found.map((seat) => [seat.who, this.waiting.get(seat.who)]));
    if (list.dataset.now === now) return; // said once
    list.dataset.now = now;
    list.textContent = "";
    found.slice(0, 2).forEach((seat) => list.appendChild(this.note(seat)));
    if (found.length > 2) list.appendChild(element("p", "", "dan " + (found.length - 2) + " petugas lain"));
    this.phone.elsewhere = found.reduce((sum, seat) => sum + this.waiting.get(seat.who), 0);
    this.phone.count(this.phone.unread);
    Array.from(this.chooser.options).forEach((option) => {
      const seat = found.find((each) => valueOf(each) === option.value);
      const plain = option.text.replace(/ · \d+ baru$/, "");
      const text = seat ? plain + " · " + this.waiting.get(seat.who) + " baru" : plain;
      if (option.text !== text) option.text = text;
    });
  }

  note(seat) {
    const button = element("button");
    button.type = "button";
    button.appendChild(icon("bell"));
    button.appendChild(element("span", "", "Pesan baru untuk " + this.nameOf(seat)));
    button.appendChild(element("b", "", "Buka"));
    button.onclick = () => { this.choose(seat.agency, seat.role); this.phone.log.focus(); };
    return button;
  }
}
