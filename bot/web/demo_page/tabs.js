// At phone width the phones are tabs.
const narrow = window.matchMedia("(max-width: 759px)");

export class Tabs {
  constructor(phones) {
    this.phones = phones;
    this.chosen = phones[0];
    phones.forEach((phone, place) => {
      const other = phones[1 - place];
      phone.tab.onclick = () => this.choose(phone);
      phone.tab.onkeydown = (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        this.choose(other);
        other.tab.focus();
      };
    });
    narrow.addListener(() => this.show());
    this.show();
  }

  choose(phone) {
    this.chosen = phone;
    this.show();
  }

  show() {
    this.phones.forEach((phone) => {
      const chosen = phone === this.chosen;
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
}
