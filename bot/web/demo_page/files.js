// Files as a person sees them.
import { element, icon } from "./elements.js";

export const FILE_LIMIT = 20 * 1024 * 1024; // bytes, as the server says

export function size(bytes) {
  if (bytes < 1024 * 1024) return Math.max(1, Math.round(bytes / 1024)) + " kB";
  return (bytes / 1024 / 1024).toFixed(1).replace(".", ",") + " MB";
}
