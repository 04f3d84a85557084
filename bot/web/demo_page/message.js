// A message in the log. What we say is several on a platform's screen; the server's renderers decide which.
import { element, icon, linked } from "./elements.js";
import { size } from "./files.js";
import { wib } from "./moments.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

// `hands`: press(data, label, button), open(choices, button), grown(). `item.at` is empty until it is stored.
export function message(item, look, hands) {
  const made = element("div", "message " + item.t);
  made.appendChild(element("span", "unseen", item.t === "own" ? "Anda: " : "Meja informasi: "));
  if (item.t === "own") bubble(part(made), item.text, item.files || [], item.at, hands);
  else draw(made, item, look, hands);
  return made;
}

export function draw(made, item, look, hands) { // again, where the look has changed
  Array.from(made.querySelectorAll(".part")).forEach((old) => old.remove());
  item.looks[look].forEach((each) => {
    const place = part(made);
    bubble(place, each.text, each.file === null ? [] : [item.files[each.file]], item.at, hands);
    if (!each.keys.length && !each.choices) return;
    const choices = place.appendChild(element("div", "options"));
    choices.setAttribute("role", "group");
    choices.setAttribute("aria-label", "Pilihan jawaban");
    each.keys.forEach((row) => choices.appendChild(keys(row, hands)));
    if (each.choices) choices.appendChild(opener(each.choices, hands));
  });
}

function part(made) {
  return made.appendChild(element("div", "part"));
}

function bubble(place, text, files, at, hands) {
  const body = place.appendChild(element("div", "bubble"));
  files.forEach((file) => body.appendChild(paper(file, hands)));
  if (text) body.appendChild(linked(element("p", "text"), text));
  const when = body.appendChild(element("p", "when", at ? wib(at).clock : "mengirim…"));
  if (at && place.parentNode.classList.contains("own")) when.appendChild(icon("check"));
}

function keys(row, hands) {
  const made = element("div", "keys");
  row.forEach((key) => {
    const button = made.appendChild(element("button", "", key[1]));
    button.type = "button";
    button.onclick = (event) => { // not the second of a double click, though the first be stored already
      if (event.detail < 2) hands.press(key[0], key[1], button);
    };
  });
  return made;
}

function opener(choices, hands) {
  const button = element("button", "opener");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.appendChild(icon("list"));
  button.appendChild(element("span", "", choices.opens));
  button.onclick = () => hands.open(choices, button);
  return button;
}

function paper(file, hands) {
  const ours = typeof file.url === "string" && file.url.startsWith("/chat/file/");
  const card = element(ours ? "a" : "span", "paper");
  if (ours) {
    card.href = file.url;
    card.target = "_blank";
    card.rel = "noopener";
  }
  if (ours && PICTURE.test(file.mime)) {
    const picture = card.appendChild(element("img"));
    picture.src = file.url;
    picture.alt = file.name;
    picture.onload = hands.grown;
    return card;
  }
  card.appendChild(icon("file"));
  const label = card.appendChild(element("span", "paper-name"));
  label.appendChild(element("b", "", file.name));
  if (file.size) label.appendChild(element("small", "", size(file.size)));
  return card;
}
