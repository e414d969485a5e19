// The emoji codes that turn up here. An unknown one stays as it was typed.

const NAMES = {
  ear: "👂", "+1": "👍", thumbsup: "👍", "-1": "👎", tada: "🎉", eyes: "👀", heart: "❤️",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", bulb: "💡",
  wave: "👋", pray: "🙏", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔",
  disappointed: "😞", angry: "😠", neutral_face: "😐", fire: "🔥", rocket: "🚀", bell: "🔔",
  no_bell: "🔕", calendar: "📅", clock1: "🕐", speech_balloon: "💬", memo: "📝", mag: "🔍",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", star: "⭐",
  red_circle: "🔴", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", ok_hand: "👌", raised_hands: "🙌", clap: "👏",
  point_right: "👉", hourglass: "⌛", lock: "🔒", unlock: "🔓", link: "🔗", sparkles: "✨",
};

export const emoji = (name) => NAMES[name] ?? null;
export const known = Object.keys(NAMES);

export const replaceCodes = (text) =>
  text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => NAMES[name] ?? whole);
