// What a browser remembers, and names that nobody had before.

export function freshKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (b) => (b < 16 ? "0" : "") + b.toString(16)).join("");
}

export function remembered(name, make) {
  try {
    const kept = localStorage.getItem(name) || make();
    localStorage.setItem(name, kept);
    return kept;
  } catch (refused) { // storage switched off: a new person at every visit
    return make();
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch (refused) { // storage switched off: until the page is left
  }
}
