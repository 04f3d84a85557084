// Elements of the page. Text from outside only ever becomes text nodes.

export const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#i-" + name);
  svg.appendChild(use);
  return svg;
}

export function linked(target, text) { // our own one-time links are to be opened, nothing else is markup
  text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/).forEach((piece, index) => {
    if (index % 2 === 0) { target.appendChild(document.createTextNode(piece)); return; }
    const link = target.appendChild(element("a", "", piece));
    link.href = piece;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  });
  return target;
}
