// What one person sees.
import { byId, element, icon } from "./elements.js";
import { FILE_LIMIT, size } from "./files.js";
import { Line } from "./line.js";
import { Looks } from "./looks.js";
import { freshKey } from "./memory.js";
import { draw, message } from "./message.js";
import { wib } from "./moments.js";
import { Sheet } from "./sheet.js";

const touch = window.matchMedia("(pointer: coarse)");

export class Phone {
  constructor(seat, words) {
    this.seat = byId(seat);
    this.words = words;
    this.seat.appendChild(document.importNode(byId("phone").content, true));
    const part = (selector) => this.seat.querySelector(selector);
    this.log = part(".log");
    this.log.setAttribute("aria-label", words.log);
    this.state = part(".state");
    this.empty = part(".empty");
    this.fresh = part(".fresh");
    this.notes = part(".waiting");
    this.trouble = part(".trouble");
    this.field = part("textarea");
    this.chip = part(".chip");
    this.pick = part(".pick");
    this.tab = byId("tab-" + seat);
    this.turning = null; // a promise, while it goes from one person to another
    this.unread = 0;
    this.elsewhere = 0; // waiting at addresses that are not open here
    this.sheet = new Sheet(this.seat, "row-" + seat, (data, label, button) => this.press(data, label, button));
    this.looks = new Looks(this.seat, seat, (change) => this.redraw(change));
    this.hands = {
      press: (data, label, button) => this.press(data, label, button),
      open: (choices, button) => this.sheet.open(choices, button),
      grown: () => { if (this.nearEnd) this.log.scrollTop = this.log.scrollHeight; },
    };

    part(".start").textContent = words.start;
    part(".start").onclick = () => this.say(words.first);
    part(".write").onsubmit = (event) => { event.preventDefault(); this.submit(); };
    part(".attach").onclick = () => this.pick.click();
    part(".chip button").onclick = () => { this.attach(null); this.field.focus(); };
    this.pick.onchange = () => { if (this.pick.files[0]) this.attach(this.pick.files[0]); };
    this.field.oninput = () => this.grow();
    this.field.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch.matches) return;
      event.preventDefault();
      this.submit();
    };
    this.fresh.onclick = () => { this.toEnd(); this.log.focus(); };
    this.log.onscroll = () => { if (this.atEnd()) this.fresh.hidden = true; };
    if (window.ResizeObserver) new ResizeObserver(() => { if (this.nearEnd) this.toEnd(); }).observe(this.log);
    this.clear();
  }

  open(who, hint) {
    if (this.line && this.line.who === who) return;
    if (this.line) this.line.end();
    this.epoch = "";
    this.clear();
    this.empty.firstElementChild.textContent = hint;
    this.count(0);
    this.connected(false);
    const on = {};
    const mine = (line) => line === this.line || !this.line;
    for (const name of ["history", "say", "own", "stored", "waiting", "failed", "error"]) {
      on[name] = (a, b) => { if (mine(line)) this["on_" + name](a, b); };
    }
    on.state = (up) => { if (mine(line)) this.connected(up); };
    on.elsewhere = (frame) => { if (this.heard) this.heard(frame); };
    this.line = null;
    const line = new Line(who, on);
    this.line = line;
  }

  clear() {
    for (const child of Array.from(this.log.children)) if (child !== this.empty) child.remove();
    this.sheet.close();
    this.shown = new Set(); // ids of the messages in the log
    this.said = new Map(); // what we say: its element -> what came
    this.day = "";
    this.empty.hidden = true;
    this.fresh.hidden = this.trouble.hidden = true;
    this.attach(null);
  }

  connected(up) {
    this.state.textContent = up ? "tersambung" : "menyambung…";
    this.state.classList.toggle("off", !up);
  }

  // -- what the line reports

  on_history(frame) {
    if (frame.epoch !== this.epoch) { // another server process: its ids begin anew
      const pending = this.line ? this.line.outbox.map((message) => message.bubble) : [];
      const chip = this.file;
      this.clear();
      this.attach(chip);
      if (this.epoch && this.restarted) this.restarted();
      this.epoch = frame.epoch;
      pending.forEach((bubble) => this.log.appendChild(bubble));
    }
    this.log.setAttribute("aria-busy", "true"); // a whole history is not read aloud
    const missed = frame.items.filter((item) => !this.shown.has(item.id));
    const pending = this.log.querySelector(".pending");
    missed.forEach((item) => this.put(this.message(item), item, pending));
    this.log.removeAttribute("aria-busy");
    this.empty.hidden = this.shown.size > 0 || pending !== null;
    this.dim();
    if (missed.length) this.toEnd();
  }

  on_say(item) {
    if (this.shown.has(item.id)) return;
    const follow = this.atEnd();
    const bubble = this.message(item);
    this.put(bubble, item, null);
    this.dim();
    if (follow) this.reveal(bubble);
    else this.offer("Pesan baru");
    if (!this.visible()) this.count(this.unread + 1);
  }

  on_own(item) { // written on another page of the same person, or an ack that comes first
    if (this.shown.has(item.id)) return;
    if (this.line && this.line.outbox.some((message) => message.frame.key === item.key)) return;
    const bubble = this.message(item);
    this.put(bubble, item, null);
    this.dim();
    this.reveal(bubble);
  }

  on_stored(message, ack) {
    const bubble = message.bubble;
    this.shown.add(ack.id);
    bubble.classList.remove("pending", "trouble-own");
    this.divide(bubble, ack.at);
    const foot = bubble.querySelector(".when");
    foot.textContent = wib(ack.at).clock;
    foot.appendChild(icon("check"));
    foot.appendChild(element("span", "unseen", " terkirim"));
    if (message.button) message.button.removeAttribute("aria-disabled");
  }

  on_waiting(message, text) {
    message.bubble.querySelector(".when").textContent = text;
  }

  on_failed(message, error) {
    const bubble = message.bubble;
    bubble.classList.add("trouble-own");
    bubble.classList.remove("pending");
    const foot = bubble.querySelector(".when");
    foot.textContent = "";
    const why = element("span", "", "Tidak terkirim. " + error.message);
    why.setAttribute("role", "alert");
    foot.appendChild(why);
    if (message.button) message.button.removeAttribute("aria-disabled");
    if (error.refused) return;
    const again = foot.appendChild(element("button", "again", "Kirim ulang"));
    again.type = "button";
    again.onclick = () => {
      bubble.remove();
      if (message.blob) message.frame.ref = "";
      this.send(message.frame, message.blob, message.button);
    };
  }

  on_error(frame) { this.warn(frame.text); }

  // -- what the person does

  say(text) { this.send({ t: "text", key: freshKey(), text: text }); }

  submit() {
    if (this.turning) { // what is written is for who comes
      this.turning.then((turned) => { if (turned) this.submit(); });
      return;
    }
    const text = this.field.value.replace(/\s+$/, "");
    this.trouble.hidden = true;
    if (this.file) {
      const file = this.file;
      this.send({ t: "file", key: freshKey(), name: file.name, mime: file.type, size: file.size,
        ref: "", text: text }, file);
    } else if (text.trim()) {
      this.say(text);
    } else {
      return;
    }
    this.field.value = "";
    this.attach(null);
    this.grow();
    this.field.focus();
  }

  press(data, label, button) {
    if (button.getAttribute("aria-disabled")) return; // pressed twice: once is meant
    button.setAttribute("aria-disabled", "true");
    this.send({ t: "press", key: freshKey(), data: data, label: label }, null, button);
  }

  send(frame, blob, button) {
    if (!this.line) return;
    this.empty.hidden = true;
    const files = blob ? [{ name: blob.name, size: blob.size, mime: blob.type }] : [];
    const bubble = message({ t: "own", text: frame.label || frame.text, files: files }, "", this.hands);
    bubble.classList.add("pending");
    this.log.appendChild(bubble);
    this.dim();
    this.reveal(bubble);
    this.line.add({ frame: frame, blob: blob, button: button, bubble: bubble });
  }

  attach(file) {
    if (file && file.size > FILE_LIMIT) {
      this.warn("Berkas lebih dari 20 MB. Pilih berkas yang lebih kecil.");
      file = null;
    }
    this.file = file;
    this.pick.value = "";
    this.chip.hidden = !file;
    if (!file) return;
    this.trouble.hidden = true;
    this.chip.querySelector("span").textContent = file.name + " · " + size(file.size);
    this.field.focus();
  }

  warn(text) {
    this.trouble.textContent = text;
    this.trouble.hidden = false;
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = Math.min(this.field.scrollHeight + 2, 140) + "px";
  }

  // -- the log

  put(bubble, item, before) {
    this.empty.hidden = true;
    this.shown.add(item.id);
    this.log.insertBefore(bubble, before);
    this.divide(bubble, item.at);
  }

  divide(bubble, at) { // a line between days: the demo's time is moved by hand
    const moment = wib(at);
    if (moment.day === this.day) return;
    this.day = moment.day;
    this.log.insertBefore(element("p", "day", moment.long), bubble);
  }

  message(item) {
    const made = message(item, this.looks.now, this.hands);
    if (item.t === "say") this.said.set(made, item);
    document.body.classList.add("begun");
    return made;
  }

  redraw(change) { // in another look; what is read stays in view
    const end = this.atEnd();
    const inView = (made) => made.offsetTop + made.offsetHeight > this.log.scrollTop;
    const reading = Array.from(this.said.keys()).find(inView);
    const before = reading ? reading.offsetTop - this.log.scrollTop : 0;
    this.sheet.close();
    change();
    this.log.setAttribute("aria-busy", "true"); // nothing new is said
    this.said.forEach((item, made) => draw(made, item, this.looks.now, this.hands));
    this.log.removeAttribute("aria-busy");
    if (end) this.toEnd();
    else if (reading) this.log.scrollTop = reading.offsetTop - before;
  }

  dim() { // options above the person's last message are older: still there, no longer in front
    let older = false;
    Array.from(this.log.children).reverse().forEach((child) => {
      if (child.classList.contains("own")) older = true;
      child.classList.toggle("older", older);
    });
  }

  atEnd() {
    this.nearEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    return this.nearEnd;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.nearEnd = true;
  }

  offer(text) { // a way to the end
    this.fresh.lastChild.textContent = text;
    this.fresh.hidden = false;
  }

  reveal(bubble) { // the end, or the beginning of what is longer than the screen
    const end = this.log.scrollHeight - this.log.clientHeight;
    const start = bubble.offsetTop - 12;
    const tall = bubble.offsetHeight > this.log.clientHeight;
    this.log.scrollTop = tall ? Math.min(start, end) : end;
    this.nearEnd = !tall;
    if (tall) this.offer("Ke bawah"); // its buttons are out of sight
  }

  visible() { return !this.seat.hidden; }

  count(unread) {
    this.unread = unread;
    const all = this.unread + this.elsewhere;
    const badge = this.tab.querySelector(".badge");
    badge.hidden = all === 0;
    badge.textContent = all > 99 ? "99+" : String(all);
    badge.setAttribute("aria-label", all + " pesan baru");
  }
}
