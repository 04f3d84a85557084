// Moments as Indonesia's west writes them.

const WIB = 7 * 3600 * 1000; // Asia/Jakarta has no daylight saving time
const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
  "September", "Oktober", "November", "Desember"];

export function wib(iso) {
  const at = new Date(new Date(iso).getTime() + WIB); // its UTC fields now read as WIB
  const two = (n) => (n < 10 ? "0" : "") + n;
  const date = at.getUTCDate() + " " + MONTHS[at.getUTCMonth()] + " " + at.getUTCFullYear();
  return {
    day: at.toISOString().slice(0, 10),
    clock: two(at.getUTCHours()) + "." + two(at.getUTCMinutes()),
    long: DAYS[at.getUTCDay()] + ", " + date,
    short: DAYS[at.getUTCDay()] + ", " + at.getUTCDate() + " " + MONTHS[at.getUTCMonth()].slice(0, 3),
    date: at.getUTCDate(),
    month: MONTHS[at.getUTCMonth()].slice(0, 3),
  };
}
