// One socket, and the messages that still have to be stored.
import { upload } from "./server.js";

const PATIENCE = 20000; // ms without an ack before the line is held for dead

export class Line {
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
