// Moments as the person reads them, in her own time zone.

import { now, zone } from "./state.js";

function format(ms, options) {
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone: zone(), ...options }).format(new Date(ms));
  return shown.replace(/\bSept\b/, "Sep"); // three letters for every month
}

/** The person's zone by its place: "Berlin", "New York". */
export const place = () => zone().split("/").at(-1).replaceAll("_", " ");

const dayKey = (ms) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" });

export const ms = (ts) => Number(ts) * 1000;
export const clock = (at) => format(at, { hour: "2-digit", minute: "2-digit" });
export const today = () => dayKey(now());
export const sameDay = (a, b) => dayKey(a) === dayKey(b);

export function day(at) {
  if (sameDay(at, now())) return "Today";
  if (sameDay(at, now() - 86_400_000)) return "Yesterday";
  return format(at, { weekday: "long", day: "numeric", month: "long" });
}

/** "2026-09-04" -> "Fri 4 Sep 2026": a day of the calendar, in no zone. */
export function weekday(iso) {
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return format(`${iso}T12:00Z`, options).replace(",", "");
}

export function full(at) {
  return format(at, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** Where no line above says of which day it is. */
export function dayAndClock(at) {
  if (sameDay(at, now())) return clock(at);
  return sameDay(at, now() - 86_400_000) ? `Yesterday, ${clock(at)}` : full(at);
}

const DATE = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
const SHORT = { year: "numeric", month: "short", day: "numeric" };

function pretty(at, options) {
  const word = day(at);
  return word === "Today" || word === "Yesterday" ? word.toLowerCase() : format(at, options);
}

/** docs.slack.dev: the tokens of <!date^…>. */
export function tokens(text, at) {
  const made = {
    date_num: () => format(at, { year: "numeric", month: "2-digit", day: "2-digit" }),
    date: () => format(at, { year: "numeric", month: "long", day: "numeric" }),
    date_short: () => format(at, SHORT),
    date_long: () => format(at, DATE),
    date_pretty: () => pretty(at, { year: "numeric", month: "long", day: "numeric" }),
    date_short_pretty: () => pretty(at, SHORT),
    date_long_pretty: () => pretty(at, DATE),
    time: () => clock(at),
    time_secs: () => format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => pretty(at, SHORT),
  };
  return text.replace(/\{(\w+)\}/g, (whole, name) => made[name]?.() ?? whole);
}
