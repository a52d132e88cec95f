// The day and the moment on this machine's clock.

/** Today as year-month-day. */
export function today() {
  const day = new Date();
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** This moment to the second with its zone, as the command line logs it. */
export function now() {
  const moment = new Date();
  const minutes = -moment.getTimezoneOffset();
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(":");
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${today()}T${clock}${zone}`;
}
