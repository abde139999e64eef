// Page data, words, and making elements. Text goes in as text: nothing here or elsewhere parses HTML.

export const page = JSON.parse(document.getElementById("data").textContent);

/** A text in the page's language, with `{name}` replaced from `values`. */
export const say = (text, values = {}) => (page.texts[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** An element: `className`, `dataset` and other properties, `aria` for attributes, `style` for CSS variables, then its children. */
export function make(tag, { dataset, aria, style, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, dataset);
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(name, value);
  for (const [name, value] of Object.entries(style ?? {})) element.style.setProperty(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const MIRRORED = new Set(["undo", "queue"]); // have a direction: mirrored right to left

/** An icon of the page's sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", MIRRORED.has(name) ? "icon flip" : "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `#i-${name}`);
  return svg;
}

// Browsers differ in the digits that they give Arabic; the page's own words have Arabic ones.
const locale = page.lang === "ar" ? "ar-u-nu-arab" : page.lang;
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(locale, { weekday: "short", hour: "numeric", minute: "2-digit" });

/** Hour and minute of a time, as the reader writes them. */
export const hour = (time) => clock.format(new Date(time));
export const dayAndHour = (time) => dayAndClock.format(new Date(time));

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
export const amount = (value) => number.format(value);
