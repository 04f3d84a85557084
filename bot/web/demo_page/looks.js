// The switch between Telegram's look and WhatsApp's, remembered for each phone.
import { remember, remembered } from "./memory.js";

const FIRST = "telegram";

export class Looks {
  constructor(phone, seat, around) { // `around` is given the change to make
    const name = "ppid-demo-tampilan-" + seat;
    const marks = Array.from(phone.querySelectorAll(".looks input"));
    const kept = remembered(name, () => FIRST);
    this.phone = phone;
    this.show(marks.some((mark) => mark.value === kept) ? kept : FIRST);
    marks.forEach((mark) => {
      mark.name = name;
      mark.checked = mark.value === this.now;
      mark.onchange = () => {
        remember(name, mark.value);
        around(() => this.show(mark.value));
      };
    });
  }

  show(look) {
    this.now = look;
    this.phone.setAttribute("data-look", look);
  }
}
