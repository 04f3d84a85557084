// The demo page: two phones on one desk. Written for old Android Chrome too (from 61): no optional chaining,
// no build step.
import { byId } from "./elements.js";
import { jump, showTime } from "./machine.js";
import { freshKey, remembered } from "./memory.js";
import { Officers } from "./officers.js";
import { Phone } from "./phone.js";
import { ask } from "./server.js";
import { Tabs } from "./tabs.js";

const citizen = new Phone("warga", { log: "Percakapan warga", start: "Mulai", first: "mulai" });
const officer = new Phone("petugas", { log: "Percakapan petugas", start: "Lihat menu", first: "menu" });
const phones = [citizen, officer];
const officers = new Officers(officer);

phones.forEach((phone) => { phone.heard = (frame) => officers.heard(frame); });
new Tabs(phones);
document.querySelectorAll("[data-jump]").forEach((button) => {
  button.onclick = () => jump(button.dataset.jump, phones);
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
    showTime(state, phones);
    if (state.body) byId("body-name").textContent = state.body;
    await officers.learn(state);
  } catch (error) { // the server is away; the phones say so themselves
    wait = 3000;
  }
  setTimeout(look, wait);
}

citizen.open(
  remembered("ppid-demo-warga", () => "warga-" + freshKey().slice(0, 10)),
  "Tanyakan informasi publik kepada pemerintah daerah. Gratis, dan dijawab menurut tenggat undang-undang."
);
look();
