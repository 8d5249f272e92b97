// Business time as the house writes it (CONVERSATION rule 3), always in Asia/Shanghai.

const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function parts(moment) {
  return Object.fromEntries(PARTS.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** 3月2日 */
export function day(moment) {
  const { month, day: number } = parts(moment);
  return `${month}月${number}日`;
}

/** 周一 */
export function weekday(moment) {
  return parts(moment).weekday;
}

/** 09:00 */
export function clockTime(moment) {
  const { hour, minute } = parts(moment);
  return `${hour}:${minute}`;
}

/** 09:00:01 */
export function exactTime(moment) {
  const { hour, minute, second } = parts(moment);
  return `${hour}:${minute}:${second}`;
}

/** 2026-03-02T09:00, for a date-and-time field. */
export function fieldValue(moment) {
  const { year, month, day: number, hour, minute } = parts(moment);
  const two = (value) => value.padStart(2, "0");
  return `${year}-${two(month)}-${two(number)}T${hour}:${minute}`;
}

/** The instant of such a field. */
export function fromField(value) {
  return `${value.length === 16 ? `${value}:00` : value}+08:00`;
}

/** Whether two instants are on the same day in Shanghai. */
export function isSameDay(one, other) {
  return fieldValue(one).slice(0, 10) === fieldValue(other).slice(0, 10);
}
