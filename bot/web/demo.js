// The demo page: two phones on one desk. Written for old Android Chrome too: no optional chaining,
// no build step. Text from outside only ever becomes text nodes.
"use strict";

(function () {
  const FILE_LIMIT = 20 * 1024 * 1024;
  const WIB = 7 * 3600 * 1000; // Asia/Jakarta has no daylight saving time
  const PATIENCE = 20000; // ms without an ack before the line is held for dead
  const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
  const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
    "September", "Oktober", "November", "Desember"];
  const ROLES = { pelaksana: "PPID Pelaksana", utama: "PPID Utama", atasan: "Atasan PPID" };

  const byId = (id) => document.getElementById(id);
  const narrow = window.matchMedia("(max-width: 759px)");
  const touch = window.matchMedia("(pointer: coarse)");

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#i-" + name);
    svg.appendChild(use);
    return svg;
  }

  function wib(iso) {
    const at = new Date(new Date(iso).getTime() + WIB); // its UTC fields now read as WIB
    const two = (n) => (n < 10 ? "0" : "") + n;
    const date = at.getUTCDate() + " " + MONTHS[at.getUTCMonth()] + " " + at.getUTCFullYear();
    return {
      day: at.toISOString().slice(0, 10),
      clock: two(at.getUTCHours()) + "." + two(at.getUTCMinutes()),
      long: DAYS[at.getUTCDay()] + ", " + date,
      short: DAYS[at.getUTCDay()] + ", " + at.getUTCDate() + " " + MONTHS[at.getUTCMonth()].slice(0, 3),
      date: at.getUTCDate(),
      month: MONTHS[at.getUTCMonth()].slice(0, 3),
    };
  }

  function size(bytes) {
    if (bytes < 1024 * 1024) return Math.max(1, Math.round(bytes / 1024)) + " kB";
    return (bytes / 1024 / 1024).toFixed(1).replace(".", ",") + " MB";
  }

  function freshKey() {
    const random = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(random, (b) => (b < 16 ? "0" : "") + b.toString(16)).join("");
  }

  function remembered(name, make) {
    try {
      const kept = localStorage.getItem(name) || make();
      localStorage.setItem(name, kept);
      return kept;
    } catch (refused) { // storage switched off: a new person at every visit
      return make();
    }
  }

  async function ask(path, body) {
    const answer = await fetch(path, body && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.text);
    return json;
  }

  // ---- Line: one socket, and the messages that still have to be stored ----------------------

  class Line {
    constructor(who, on) {
      this.who = who;
      this.on = on;
      this.outbox = []; // sent one at a time: the next when the one before is stored
      this.delay = 500;
      this.connect();
    }

    connect() {
      clearTimeout(this.again);
      const origin = location.origin.replace(/^http/, "ws");
      const socket = new WebSocket(origin + "/chat?who=" + encodeURIComponent(this.who));
      this.socket = socket;
      this.ready = this.busy = false;
      socket.onmessage = (event) => { if (socket === this.socket) this.take(JSON.parse(event.data)); };
      socket.onclose = () => { if (socket === this.socket) this.drop(); };
    }

    drop() {
      if (this.socket) this.socket.close();
      this.socket = null;
      this.ready = this.busy = false;
      clearTimeout(this.patience);
      if (this.ended) return;
      this.on.state(false);
      this.again = setTimeout(() => this.connect(), this.delay * (0.75 + Math.random() / 2));
      this.delay = Math.min(this.delay * 2, 15000);
    }

    hurry() { // the network or the person came back
      if (!this.socket && !this.ended) { this.delay = 500; this.connect(); }
    }

    end() { // what is not stored yet is still sent
      this.ended = true;
      if (!this.outbox.length) this.drop();
    }

    add(message) {
      this.outbox.push(message);
      this.pump();
    }

    async pump() {
      const message = this.outbox[0];
      const socket = this.socket;
      if (!message || !this.ready || this.busy) return;
      this.busy = true;
      if (message.blob && !message.frame.ref) {
        message.upload = message.upload || upload(this.who, message.blob);
        try {
          message.frame.ref = await message.upload;
        } catch (error) {
          message.upload = null;
          if (socket !== this.socket) return;
          if (error.refused) this.settle(message.frame.key, "failed", error);
          else this.later(2000);
          return;
        }
        if (socket !== this.socket) return;
      }
      socket.send(JSON.stringify(message.frame));
      this.patience = setTimeout(() => { if (socket === this.socket) this.drop(); }, PATIENCE);
    }

    later(wait) {
      const socket = this.socket;
      clearTimeout(this.patience);
      setTimeout(() => {
        if (socket === this.socket) { this.busy = false; this.pump(); }
      }, wait);
    }

    settle(key, how, what) {
      const message = this.outbox[0];
      if (!message || message.frame.key !== key) return;
      clearTimeout(this.patience);
      this.outbox.shift();
      this.busy = false;
      this.on[how](message, what);
      if (this.ended && !this.outbox.length) this.drop();
      else this.pump();
    }

    take(frame) {
      if (frame.t === "history") {
        const stored = frame.items.filter((item) => item.t === "own");
        this.outbox = this.outbox.filter((message) => { // stored, only the ack was lost
          const found = stored.find((item) => item.key === message.frame.key);
          if (found) this.on.stored(message, found);
          return !found;
        });
        this.ready = true;
        this.on.state(true);
        this.on.history(frame);
        if (this.ended && !this.outbox.length) this.drop();
        else this.pump();
      } else if (frame.t === "ack") {
        this.delay = 500;
        this.settle(frame.key, "stored", frame);
      } else if (frame.t === "error" && frame.key && frame.retry) {
        const message = this.outbox[0];
        if (message && message.frame.key === frame.key) {
          this.on.waiting(message, frame.text);
          this.later(frame.retry * 1000);
        }
      } else if (frame.t === "error" && frame.key) {
        this.settle(frame.key, "failed", new Error(frame.text));
      } else if (frame.t === "say" || frame.t === "own" || frame.t === "elsewhere" || frame.t === "error") {
        this.on[frame.t](frame);
      }
    }
  }

  async function upload(who, blob) {
    const form = new FormData();
    form.append("file", blob, blob.name);
    const answer = await fetch("/chat/file?who=" + encodeURIComponent(who), { method: "POST", body: form });
    const json = await answer.json();
    if (answer.ok) return json.ref;
    const error = new Error(json.text);
    error.refused = answer.status < 500; // the same file will be refused again
    throw error;
  }

  // ---- Phone: what one person sees ------------------------------------------------------------

  class Phone {
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
      this.unread = 0;
      this.elsewhere = 0; // waiting at addresses that are not open here

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
      on.elsewhere = (frame) => noteWaiting(frame);
      this.line = null;
      const line = new Line(who, on);
      this.line = line;
    }

    clear() {
      for (const child of Array.from(this.log.children)) if (child !== this.empty) child.remove();
      this.shown = new Set(); // ids of the messages in the log
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
      const bubble = this.message({ t: "own", text: frame.label || frame.text, files: files });
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
      document.body.classList.add("begun");
      const bubble = element("div", "message " + item.t);
      bubble.appendChild(element("span", "unseen", item.t === "own" ? "Anda: " : "Meja informasi: "));
      const body = bubble.appendChild(element("div", "bubble"));
      if (item.text) body.appendChild(linked(element("p", "text"), item.text));
      (item.files || []).forEach((file) => body.appendChild(this.paper(file)));
      const when = body.appendChild(element("p", "when", item.at ? wib(item.at).clock : "mengirim…"));
      if (item.t === "own" && item.at) when.appendChild(icon("check"));
      if (item.options && item.options.length) {
        const choices = bubble.appendChild(element("div", "options"));
        choices.setAttribute("role", "group");
        choices.setAttribute("aria-label", "Pilihan jawaban");
        item.options.forEach((option) => {
          const button = choices.appendChild(element("button", "", option[1]));
          button.type = "button";
          button.onclick = () => this.press(option[0], option[1], button);
        });
      }
      return bubble;
    }

    paper(file) {
      const ours = typeof file.url === "string" && file.url.startsWith("/chat/file/");
      const card = element(ours ? "a" : "span", "paper");
      if (ours) {
        card.href = file.url;
        card.target = "_blank";
        card.rel = "noopener";
      }
      if (ours && /^image\/(png|jpeg|gif|webp)$/.test(file.mime)) {
        const picture = card.appendChild(element("img"));
        picture.src = file.url;
        picture.alt = file.name;
        picture.onload = () => { if (this.nearEnd) this.log.scrollTop = this.log.scrollHeight; };
        return card;
      }
      card.appendChild(icon("file"));
      const label = card.appendChild(element("span", "paper-name"));
      label.appendChild(element("b", "", file.name));
      if (file.size) label.appendChild(element("small", "", size(file.size)));
      return card;
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

    visible() { return !narrow.matches || !this.seat.hidden; }

    count(unread) {
      this.unread = unread;
      const all = this.unread + this.elsewhere;
      const badge = this.tab.querySelector(".badge");
      badge.hidden = all === 0;
      badge.textContent = all > 99 ? "99+" : String(all);
      badge.setAttribute("aria-label", all + " pesan baru");
    }
  }

  function linked(target, text) { // our own one-time links are to be opened, nothing else is markup
    text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/).forEach((piece, index) => {
      if (index % 2 === 0) { target.appendChild(document.createTextNode(piece)); return; }
      const link = target.appendChild(element("a", "", piece));
      link.href = piece;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
    return target;
  }

  // ---- The desk: both phones, the officer, the time --------------------------------------------

  const citizen = new Phone("warga", { log: "Percakapan warga", start: "Mulai", first: "mulai" });
  const officer = new Phone("petugas", { log: "Percakapan petugas", start: "Lihat menu", first: "menu" });
  const phones = [citizen, officer];
  const chooser = byId("officer");
  const waiting = new Map(); // address -> unread there
  let seats = []; // [{who, agency, role}] where the server knows them
  let agencies = [];

  const seatName = (seat) => {
    const found = agencies.find((agency) => agency.code === seat.agency);
    return seat.role === "pelaksana" ? (found ? found.name : seat.agency) : ROLES[seat.role];
  };
  const seatValue = (seat) => seat.role + "/" + (seat.role === "pelaksana" ? seat.agency : "");

  function showTime(state) {
    const now = wib(state.now);
    const time = byId("date");
    const text = /WIB/.test(state.date_text) ? state.date_text : state.date_text + ", " + now.clock + " WIB";
    if (time.textContent !== text) time.textContent = text;
    byId("leaf-month").textContent = now.month;
    if (byId("leaf-day").textContent !== String(now.date)) {
      byId("leaf-day").textContent = now.date;
      byId("leaf").classList.remove("turned");
      void byId("leaf").offsetWidth; // let the turning start again
      byId("leaf").classList.add("turned");
    }
    phones.forEach((phone) => {
      phone.seat.querySelector(".strip-clock").textContent = now.clock;
      phone.seat.querySelector(".strip-day").textContent = now.short;
    });
  }

  function showAgencies(state) {
    const before = chooser.value;
    agencies = state.agencies;
    seats = state.officers || [];
    chooser.textContent = "";
    const above = chooser.appendChild(element("optgroup"));
    above.label = "Badan publik";
    ["utama", "atasan"].forEach((role) => above.appendChild(new Option(ROLES[role], role + "/")));
    const below = chooser.appendChild(element("optgroup"));
    below.label = "PPID Pelaksana";
    agencies.forEach((agency) => below.appendChild(new Option(agency.name, "pelaksana/" + agency.code)));
    if (before) chooser.value = before;
  }

  async function chooseOfficer(agency, role) {
    chooser.disabled = true;
    try {
      const chosen = await ask("/demo/officer", { agency: agency, role: role });
      chooser.value = seatValue({ agency: agency, role: role });
      chooser.dataset.chosen = chooser.value;
      const name = seatName({ agency: agency, role: role });
      officer.open(chosen.who, "Permohonan untuk " + name + " akan muncul di sini.");
      waiting.delete(chosen.who);
      showWaiting();
    } catch (error) {
      officer.warn(error.message || "Petugas tidak dapat diganti. Coba lagi.");
      if (chooser.dataset.chosen) chooser.value = chooser.dataset.chosen;
    }
    chooser.disabled = false;
  }

  function noteWaiting(frame) {
    if (frame.unread && !(officer.line && officer.line.who === frame.who)) waiting.set(frame.who, frame.unread);
    else waiting.delete(frame.who);
    showWaiting();
  }

  function showWaiting() {
    const found = seats.filter((seat) => waiting.has(seat.who));
    const list = officer.notes;
    const now = JSON.stringify(found.map((seat) => [seat.who, waiting.get(seat.who)]));
    if (list.dataset.now === now) return; // said once
    list.dataset.now = now;
    list.textContent = "";
    found.slice(0, 2).forEach((seat) => {
      const button = list.appendChild(element("button"));
      button.type = "button";
      button.appendChild(icon("bell"));
      button.appendChild(element("span", "", "Pesan baru untuk " + seatName(seat)));
      button.appendChild(element("b", "", "Buka"));
      button.onclick = () => { chooseOfficer(seat.agency, seat.role); officer.log.focus(); };
    });
    if (found.length > 2) list.appendChild(element("p", "", "dan " + (found.length - 2) + " petugas lain"));
    officer.elsewhere = found.reduce((sum, seat) => sum + waiting.get(seat.who), 0);
    officer.count(officer.unread);
    Array.from(chooser.options).forEach((option) => {
      const seat = found.find((each) => seatValue(each) === option.value);
      const plain = option.text.replace(/ · \d+ baru$/, "");
      const text = seat ? plain + " · " + waiting.get(seat.who) + " baru" : plain;
      if (option.text !== text) option.text = text;
    });
  }

  async function jump(kind) {
    const buttons = document.querySelectorAll("[data-jump]");
    const happened = byId("happened");
    if (happened.dataset.busy) return;
    happened.dataset.busy = "yes";
    buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
    try {
      const done = await ask("/demo/time", { jump: kind });
      showTime(done);
      happened.textContent = done.text;
      document.body.classList.add("moved");
    } catch (error) {
      happened.textContent = "Waktu belum dapat dimajukan. Coba lagi.";
    }
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
    delete happened.dataset.busy;
  }

  // At phone width the phones are tabs.
  let chosenTab = citizen;

  function showTabs() {
    phones.forEach((phone) => {
      const chosen = phone === chosenTab;
      phone.seat.hidden = narrow.matches && !chosen;
      if (narrow.matches) {
        phone.seat.setAttribute("role", "tabpanel");
        phone.seat.setAttribute("aria-labelledby", phone.tab.id);
      } else {
        phone.seat.removeAttribute("role");
        phone.seat.setAttribute("aria-labelledby", "name-" + phone.seat.id);
      }
      phone.tab.setAttribute("aria-selected", String(chosen));
      phone.tab.tabIndex = chosen ? 0 : -1;
      if (phone.visible()) {
        phone.count(0);
        phone.toEnd();
      }
    });
  }

  function chooseTab(phone) {
    chosenTab = phone;
    showTabs();
  }

  phones.forEach((phone) => {
    const other = phone === citizen ? officer : citizen;
    phone.tab.onclick = () => chooseTab(phone);
    phone.tab.onkeydown = (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      chooseTab(other);
      other.tab.focus();
    };
  });
  narrow.addListener(showTabs);
  const chooseValue = (value) => {
    const cut = value.indexOf("/");
    chooseOfficer(value.slice(cut + 1), value.slice(0, cut));
  };
  chooser.onchange = () => chooseValue(chooser.value);
  officer.restarted = () => chooseValue(chooser.dataset.chosen); // the new process must know the officer
  document.querySelectorAll("[data-jump]").forEach((button) => {
    button.onclick = () => jump(button.dataset.jump);
  });
  const top = document.querySelector(".top");
  const measure = () => { // at phone width the chat fills what the header leaves
    const above = top.offsetTop + top.offsetHeight + document.querySelector(".tabs").offsetHeight;
    document.documentElement.style.setProperty("--above", above + "px");
  };
  if (window.ResizeObserver) new ResizeObserver(measure).observe(top);
  const hurry = () => phones.forEach((phone) => { if (phone.line) phone.line.hurry(); });
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) hurry(); });

  async function look() { // the clock ticks on the server
    let wait = 30000;
    try {
      const state = await ask("/demo/state");
      showTime(state);
      if (state.body) byId("body-name").textContent = state.body;
      const first = chooser.disabled && !officer.line;
      if (first || state.agencies.length !== agencies.length) showAgencies(state);
      seats = state.officers || [];
      showWaiting();
      if (first) await chooseOfficer(state.officer.agency, state.officer.role);
    } catch (error) { // the server is away; the phones say so themselves
      wait = 3000;
    }
    setTimeout(look, wait);
  }

  showTabs();
  citizen.open(
    remembered("ppid-demo-warga", () => "warga-" + freshKey().slice(0, 10)),
    "Tanyakan informasi publik kepada pemerintah daerah. Gratis, dan dijawab menurut tenggat undang-undang."
  );
  look();
})();
