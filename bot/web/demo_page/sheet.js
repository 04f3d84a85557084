// The sheet from below in which WhatsApp opens a list: one row is marked, then sent.
import { element } from "./elements.js";

export class Sheet {
  constructor(phone, name, choose) {
    this.box = phone.querySelector(".sheet");
    this.veil = phone.querySelector(".veil");
    this.rows = phone.querySelector(".rows");
    this.send = phone.querySelector(".sheet-send");
    this.name = name; // of its radio buttons, one for each phone
    this.veil.onclick = phone.querySelector(".sheet-close").onclick = () => this.close();
    this.box.onkeydown = (event) => this.key(event);
    this.box.onsubmit = (event) => {
      event.preventDefault();
      const row = this.marked();
      const opener = this.opener;
      if (!row) return;
      this.close();
      choose(row.data, row.title, opener);
    };
  }

  open(choices, opener) {
    this.opener = opener;
    this.choices = choices;
    this.box.setAttribute("aria-label", choices.opens);
    this.box.querySelector("h3").textContent = choices.opens;
    this.rows.setAttribute("aria-label", choices.opens);
    this.rows.textContent = "";
    choices.rows.forEach((row, place) => {
      const line = this.rows.appendChild(element("label", "row"));
      const words = line.appendChild(element("span"));
      words.appendChild(element("b", "", row.title));
      if (row.description) words.appendChild(element("small", "", row.description));
      const mark = line.appendChild(element("input"));
      mark.type = "radio";
      mark.name = this.name;
      mark.value = place;
      mark.onchange = () => { this.send.disabled = false; };
    });
    this.send.disabled = true;
    this.box.hidden = this.veil.hidden = false;
    this.rows.scrollTop = 0;
    this.rows.querySelector("input").focus();
  }

  close() {
    if (this.box.hidden) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = this.veil.hidden = true;
    if (inside) this.opener.focus();
  }

  marked() {
    const mark = this.rows.querySelector("input:checked");
    return mark && this.choices.rows[mark.value];
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Tab") return;
    const stops = [this.box.querySelector(".sheet-close"), this.rows.querySelector("input:checked") ||
      this.rows.querySelector("input")].concat(this.send.disabled ? [] : [this.send]);
    const at = stops.indexOf(document.activeElement);
    const next = (at + (event.shiftKey ? stops.length - 1 : 1)) % stops.length;
    event.preventDefault();
    stops[next].focus();
  }
}
