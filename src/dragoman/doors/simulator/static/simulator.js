// The phone in the browser: follows one conversation by long polling and sends what the customer does.

import { messageElement, updateStatus } from "./bubbles.js";
import { amount, dayAndHour, hour, make, page, say } from "./dom.js";
import { turnElements } from "./trail.js";

const find = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const SEEN_KEY = "dragoman.simulator";
const HERE = { type: "location", latitude: 33.8959, longitude: 35.5078, place: "Martyrs' Square", address: "Beirut" };

// One conversation on the screen; `follower` stops the long poll of the one before it.
let shown = null;
let follower = null;
let skew = 0; // the emulator's clock minus ours, ms

/* --- talking to the server --- */

async function ask(path, options = {}) {
  const answer = await fetch(`${page.base}/${path}`, options).catch((failure) => {
    throw failure.name === "AbortError" ? failure : new Error(say("The simulator does not answer."));
  });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.error ?? `${answer.status}`);
  return data;
}

const tell = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function complain(words) {
  find("alert").textContent = words;
  find("alert").hidden = !words;
}

/* --- who talks to whom --- */

const shop = () => page.shops.find((one) => one.number === find("shop").value);

function customer() {
  const chosen = find("customer").selectedOptions[0];
  if (chosen.value) return { name: chosen.dataset.name, number: chosen.value };
  return { name: find("name").value.trim(), number: digitsOf(find("number").value) };
}

/** A phone number as people type it, in digits; "" when it is none. */
function digitsOf(typed) {
  const ascii = typed.replace(/[٠-٩۰-۹]/g, (digit) => digit.codePointAt(0) & 15);
  const digits = /^[\s\d+().-]*$/.test(ascii) ? ascii.replace(/\D/g, "").replace(/^00/, "") : "";
  return /^[1-9]\d{4,14}$/.test(digits) ? digits : "";
}

function remember() {
  const kept = Object.fromEntries(["shop", "customer", "name", "number"].map((id) => [id, find(id).value]));
  try { localStorage.setItem(SEEN_KEY, JSON.stringify(kept)); } catch { /* switched off: then nothing is remembered */ }
}

function recall() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(SEEN_KEY) ?? "{}"); } catch { /* switched off, or spoilt */ }
  for (const [id, value] of Object.entries(kept)) {
    const field = find(id);
    if (field && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value))) field.value = value;
  }
}

function choose() {
  const { brand, number, phrases } = shop();
  const who = customer();
  find("someone").hidden = Boolean(find("customer").value);
  find("number").setAttribute("aria-invalid", String(!who.number));
  find("number-wrong").hidden = Boolean(who.number);
  find("brand").textContent = brand;
  find("shop-number").textContent = `+${number}`;
  find("logo").textContent = [...brand][0];
  find("logo").style.setProperty("--h", (page.shops.indexOf(shop()) * 137 + 60) % 360);
  find("phrases").hidden = !phrases.length;
  find("phrases").querySelector(".chips").replaceChildren(...phrases.map((words) =>
    make("button", { type: "button", className: "chip", dir: "auto", onclick: () => send({ type: "text", text: words }) }, words)));
  if (!who.number) return leave();
  complain("");
  remember();
  follow(number, who.number);
}

/* --- the conversation --- */

async function follow(sender, number) {
  follower?.abort();
  const { signal } = (follower = new AbortController());
  let cursor = 0, wait = 0, rest = 500, fresh = true;
  open(sender, number);
  while (!signal.aborted) {
    try {
      const query = new URLSearchParams({ sender, customer: number, after: cursor, wait });
      const began = Date.now();
      const answer = await ask(`conversation?${query}`, { signal });
      if (signal.aborted) return;
      if (rest > 500) { complain(""); refresh(); } // it was away, and may have begun anew
      if (answer.cursor < cursor) { [cursor, wait, fresh] = [0, 0, true]; continue; } // the emulator began anew
      if (fresh) open(sender, number);
      show(answer);
      if (wait && !answer.messages.length && Date.now() - began < 200) await pause(300); // never a busy loop
      [cursor, wait, rest, fresh] = [answer.cursor, 20, 500, false];
    } catch (failure) {
      if (signal.aborted) return;
      complain(say("The simulator does not answer. Trying again…"));
      await pause(rest);
      [cursor, wait, rest, fresh] = [0, 0, Math.min(rest * 2, 5000), true];
    }
  }
}

function open(sender, number) {
  const same = shown?.sender === sender && shown?.number === number;
  shown = { sender, number, messages: new Map(), elements: new Map(), seen: same ? shown.seen : new Map(), live: false };
  clear();
}

function leave() {
  follower?.abort();
  shown = null;
  clear();
  find("window").textContent = "–";
}

function clear() {
  find("chat").setAttribute("aria-live", "off"); // what was said before is not read out
  find("messages").replaceChildren();
  find("turns").replaceChildren();
  find("nothing").hidden = false;
  for (const id of ["typing", "typing-word"]) find(id).hidden = true;
}

const keyOf = (message) => `${message.direction} ${message.id} ${message.seq ?? ""}`;

function show({ messages, typing, window_until: until }) {
  for (const message of messages) place({ ...message, from: message.direction === "in" ? shown.number : shown.sender });
  for (const id of ["typing", "typing-word"]) find(id).hidden = !typing;
  shown.until = until;
  if (messages.length) {
    find("turns").replaceChildren(...turnElements(shown.messages.values(), (message, status) => shown.seen.get(`${keyOf(message)} ${status}`)));
    find("nothing").hidden = shown.messages.size > 0;
    refreshSoon();
  }
  if (!shown.live) listenSoon(shown);
  shown.live = true;
  showWindow();
}

/** From now on new bubbles are read out; a moment late, for readers look at the page a moment late. */
function listenSoon(opened) {
  setTimeout(() => { if (shown === opened) find("chat").setAttribute("aria-live", "polite"); }, 200);
}

function place(message) {
  const key = keyOf(message);
  const known = shown.elements.get(key);
  const last = [...shown.messages.values()].at(-1);
  // Only what changes while we look has a time of its own; what was there before has none.
  if (shown.live && !shown.seen.has(`${key} ${message.status}`)) shown.seen.set(`${key} ${message.status}`, Date.now() + skew);
  shown.messages.set(key, message);
  if (known) return updateStatus(known, message);
  const quoted = message.reply_to && [...shown.messages.values()].find((one) => one.id === message.reply_to);
  const element = messageElement(message, { first: last?.direction !== message.direction, quoted, tap: send });
  shown.elements.set(key, element);
  find("messages").append(element);
}

async function send(what) {
  const who = customer();
  if (!who.number) { complain(`${say("Not sent")}: ${find("number-wrong").textContent}`); return false; }
  const message = what.type === "location" ? { ...HERE, ...what } : what;
  try {
    await tell("inbound", { to: shop().number, from: who.number, name: who.name, ...message });
    complain("");
    if (body.classList.contains("show-setup")) openPanel(null);
    return true;
  } catch (failure) {
    complain(`${say("Not sent")}: ${failure.message}`);
    return false;
  }
}

/* --- state of the emulator: clock, faults, counts --- */

let due = null;
function refreshSoon() {
  due ??= setTimeout(async () => { due = null; await refresh(); }, 1000);
}

async function refresh() {
  try { showState(await ask("state")); } catch { /* the long poll says so already */ }
}

async function change(path, what) {
  try { showState(await tell(path, what)); } catch (failure) { complain(failure.message); await refresh(); }
}

const isOn = (fault) => (typeof fault === "object" ? fault.rate > 0 || fault.next > 0 : fault > 0);

function showState(state) {
  skew = Date.parse(state.now) - Date.now();
  for (const box of document.querySelectorAll("[data-fault]")) box.checked = isOn(state.faults[box.dataset.fault] ?? 0);
  for (const button of find("clock").children) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.offset) === state.clock.offset_seconds));
  }
  for (const cell of document.querySelectorAll("[data-count]")) cell.textContent = amount(state.counts[cell.dataset.count] ?? 0);
  showWindow();
}

function showWindow() {
  const now = Date.now() + skew;
  find("phone-time").textContent = hour(now);
  if (!shown?.live) return;
  find("window").textContent = !shown.until ? say("Opens when the customer writes")
    : Date.parse(shown.until) > now ? say("Open until {time}", { time: dayAndHour(shown.until) })
      : say("Closed: only templates may be sent");
}

/* --- what a person does --- */

const { body, documentElement: root } = document;

function toggleTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
  document.cookie = `simulator_theme=${root.dataset.theme}; path=${page.base}; max-age=31536000; samesite=lax`;
}

const small = matchMedia("(max-width: 759px)"); // there a panel covers the phone
let opener = null;

function openPanel(name) {
  if (name) opener = document.activeElement;
  body.classList.remove("show-setup", "show-trail");
  if (name) body.classList.add(`show-${name}`);
  find("main").inert = Boolean(name) && small.matches;
  (name ? find(name).querySelector('[data-act="phone"]') : opener ?? find("text")).focus();
}

const ACTS = { theme: toggleTheme, setup: () => openPanel("setup"), trail: () => openPanel("trail"), phone: () => openPanel(null) };

function listen() {
  for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", ACTS[button.dataset.act]);
  document.cookie = `simulator_lang=${page.lang}; path=${page.base}; max-age=31536000; samesite=lax`;
  if (!page.shops.length) return;
  for (const id of ["shop", "customer", "name", "number"]) find(id).addEventListener("change", choose);
  for (const box of document.querySelectorAll("[data-fault]")) {
    box.addEventListener("change", () => change("faults", { name: box.dataset.fault, on: box.checked }));
  }
  for (const button of find("clock").children) {
    button.addEventListener("click", () => change("clock", { offset_seconds: Number(button.dataset.offset) }));
  }
  for (const button of find("composer").querySelectorAll("button[data-type]")) {
    const { type, sample } = button.dataset;
    button.addEventListener("click", () => { closeMenu(); send(sample ? { type, sample } : { type }); });
  }
  find("composer").addEventListener("submit", submit);
  find("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    find("composer").requestSubmit();
  });
  find("again").addEventListener("click", () => find("confirm").showModal());
  find("confirm").addEventListener("close", () => { if (find("confirm").returnValue === "yes") startAgain(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") escape(); });
  small.addEventListener("change", () => { if (find("main").inert) openPanel(null); });
  addEventListener("click", (event) => { if (!find("attach").contains(event.target)) find("attach").open = false; });
}

async function submit(event) {
  event.preventDefault();
  const box = find("text"), text = box.value.trim();
  if (!text) return;
  box.value = "";
  box.focus();
  if (!(await send({ type: "text", text })) && !box.value) box.value = text;
}

function closeMenu() {
  const inside = find("attach").contains(document.activeElement);
  find("attach").open = false;
  if (inside) find("attach").firstElementChild.focus();
}

function escape() {
  if (find("confirm").open) return;
  if (find("attach").open) closeMenu();
  else if (body.classList.contains("show-setup") || body.classList.contains("show-trail")) openPanel(null);
}

async function startAgain() {
  await change("reset");
  find("confirm").returnValue = "";
  choose();
}

listen();
if (page.shops.length) {
  recall();
  await refresh();
  choose();
  setInterval(showWindow, 30_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
