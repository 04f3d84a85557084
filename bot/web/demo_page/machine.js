// The demo's time, and the buttons that move it.
import { byId } from "./elements.js";
import { wib } from "./moments.js";
import { ask } from "./server.js";

export function showTime(state, phones) {
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

export async function jump(kind, phones) {
  const buttons = document.querySelectorAll("[data-jump]");
  const happened = byId("happened");
  if (happened.dataset.busy) return;
  happened.dataset.busy = "yes";
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  try {
    const done = await ask("/demo/time", { jump: kind });
    showTime(done, phones);
    happened.textContent = done.text;
    document.body.classList.add("moved");
  } catch (error) {
    happened.textContent = "Waktu belum dapat dimajukan. Coba lagi.";
  }
  buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  delete happened.dataset.busy;
}
