// A message as WhatsApp shows it. Both sides' words are shown as text, with WhatsApp's own marks and links.

import { hour, icon, make, page, say } from "./dom.js";

// Order matters: code and links come first, since marks inside them mean nothing.
const MARKS = /```([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>"]*[^\s<>".,!?;:)])|(?<![\p{L}\p{N}])([*_~])(?=\S)((?:(?!\4)[^\n])*\S)\4(?![\p{L}\p{N}])/gu;
const TAGS = { "*": "strong", _: "em", "~": "s" };

/** WhatsApp's *bold*, _italic_, ~struck~, `code` and links, as nodes. */
export function formatted(text) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(MARKS)) {
    nodes.push(text.slice(done, found.index), marked(found));
    done = found.index + found[0].length;
  }
  return [...nodes, text.slice(done)];
}

function marked([, block, code, link, mark, words]) {
  if (link) return make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link);
  return mark ? make(TAGS[mark], {}, ...formatted(words)) : make("code", {}, block ?? code);
}

/** The whole message: bubble, and buttons or list below it. `tap` sends what the customer chose. */
export function messageElement(message, { first, quoted, tap }) {
  const mine = message.direction === "in";
  const bubble = make("div", { className: "p-bub" },
    quoted && make("blockquote", { dir: "auto" }, plainWords(quoted)), ...body(message), foot(message));
  const element = make("article", { className: `p-msg ${mine ? "me" : "shop"}${first ? " first" : ""}` }, bubble, actions(message, tap));
  label(element, message);
  return element;
}

/** Show a message's new status. The rest stays as it is, so that a focused button keeps the focus. */
export function updateStatus(element, message) {
  element.querySelector(".p-foot").replaceWith(foot(message));
  label(element, message);
}

function label(element, message) {
  const from = say("from {number}", { number: `+${message.from}` });
  element.classList.toggle("failed", message.status === "failed");
  element.title = from;
  element.setAttribute("aria-label", say("{what}, {time}", { what: from, time: hour(message.at) }));
  element.dataset.status = message.status;
  element.dataset.from = message.from;
}

const TICKS = { sent: ["check", "Sent"], delivered: ["checks", "Delivered"], read: ["checks", "Read"], failed: ["alert", "Not delivered"] };

/** The ticks of a status: ✓ sent, ✓✓ delivered, blue ✓✓ read. */
function ticks(status) {
  const [name, words] = TICKS[status];
  const mark = make("span", { className: `ticks ${status}`, aria: { role: "img", "aria-label": say(words) } });
  mark.append(icon(name));
  return mark;
}

// Said once with the bubble: a reader is not told of each tick. As on a real phone, only the customer's own messages carry ticks; a business's failure is told in words.
function foot({ direction, status, at, error }) {
  const failure = status === "failed" && make("span", { className: "p-fail" }, icon("alert"),
    say("Not delivered"), error ? ` · ${say("Error {code}", { code: error })}` : "");
  return make("div", { className: "p-foot", aria: { "aria-live": failure ? "polite" : "off" } },
    make("span", { className: "p-meta" }, make("time", { dateTime: at }, hour(at)), direction === "in" ? ticks(status) : ""), failure || "");
}

const paragraph = (text, className = "") => (text ? make("p", { className, dir: "auto" }, ...formatted(text)) : "");

function body({ direction, type, content }) {
  if (direction === "in") return customerBody(type, content);
  switch (type) {
    case "text": return [paragraph(content.text)];
    case "image": case "sticker": return [picture(content.mediaUrl), paragraph(content.caption)];
    case "audio": return [sound(content.mediaUrl)];
    case "video": case "document": return [file(content.mediaUrl, content.filename), paragraph(content.caption)];
    case "location": return [place(content.name, content.address, content)];
    case "template": return [kind("queue", `${say("Template")}: ${content.templateName}`),
      paragraph((content.templateData?.body?.placeholders ?? []).join(" · "))];
    default: return interactiveBody(type, content);
  }
}

function interactiveBody(type, content) {
  const { header, body: main, footer } = content ?? {};
  const top = header?.type === "IMAGE" ? picture(header.mediaUrl)
    : header?.mediaUrl ? file(header.mediaUrl, header.filename) : header?.text ? paragraph(`*${header.text}*`) : "";
  if (!main?.text && !top) return [kind("alert", `${say("Message of a kind this phone cannot show")} (${type})`)];
  return [top, paragraph(main?.text), paragraph(footer?.text, "p-footer")];
}

function customerBody(type, content) {
  switch (type) {
    case "text": return [paragraph(content.text)];
    case "button": case "list": return [paragraph(content.title), paragraph(content.description, "p-footer")];
    case "template_button": return [paragraph(content.text)];
    case "image": case "sticker": return [picture(content.url), paragraph(content.caption)];
    case "voice": case "audio": return [sound(content.url)];
    case "video": case "document": return [file(content.url, content.filename), paragraph(content.caption)];
    case "location": return [place(content.name, content.address, content)];
    case "reaction": return [paragraph(content.emoji)];
    default: return [kind("alert", `${say("Message of a kind this phone cannot show")} (${type})`)];
  }
}

const kind = (name, words) => make("p", { className: "p-kind", dir: "auto" }, icon(name), words);

/** Where a file can be read: the emulator's own go through our door, others only over https (the page's policy). */
function reachable(url) {
  const own = /\/senders\/(\w+)\/media\/([\w.-]+)/.exec(url ?? "");
  if (own) return `${page.base}/media/${own[1]}/${own[2]}`;
  const given = URL.parse?.(url) ?? null;
  return given && (given.protocol === "https:" || given.origin === location.origin) ? given.href : null;
}

function picture(url) {
  const source = reachable(url);
  const missing = () => kind("image", say("Picture not available"));
  if (!source) return missing();
  const image = make("img", { className: "p-pic", src: source, alt: say("Picture"), referrerPolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(missing()), { once: true });
  return image;
}

function sound(url) {
  const source = reachable(url);
  const ours = source && new URL(source, location.href).origin === location.origin;
  return ours ? make("audio", { controls: true, preload: "none", src: source, aria: { "aria-label": say("Voice note") } })
    : file(url, say("Voice note"));
}

function file(url, name) {
  const source = reachable(url);
  const words = name || say("Open file");
  return make("p", { className: "p-kind" }, icon("clip"),
    source ? make("a", { href: source, target: "_blank", rel: "noopener noreferrer" }, words) : words);
}

function place(name, address, { latitude, longitude }) {
  const words = make("span", {}, make("b", {}, name || say("Location")), make("small", { dir: "auto" }, address || ""),
    make("small", { dir: "ltr" }, `${latitude}, ${longitude}`));
  return make("div", { className: "p-place" }, icon("pin"), words);
}

/** What the customer can tap below a message, or "" when there is nothing. */
function actions(message, tap) {
  if (message.direction === "in") return "";
  const { action } = message.content ?? {};
  const tapped = (type, chosen) => tap({ type, ...chosen, reply_to: message.id });
  if (message.type === "buttons") {
    return box(action.buttons.map(({ id, title }) => button(icon("undo"), title, () => tapped("button", { id, title }))));
  }
  if (message.type === "list") return box([list(action, (row) => tapped("list", row))]);
  if (message.type === "url-button" && reachable(action.url)) {
    return box([make("a", { href: action.url, target: "_blank", rel: "noopener noreferrer" }, icon("link"), action.displayText)]);
  }
  if (message.type === "location-request") return box([button(icon("pin"), say("Send location"), () => tap({ type: "location" }))]);
  return "";
}

const box = (children) => make("div", { className: "p-actions" }, ...children);
const button = (mark, words, onclick) => make("button", { type: "button", onclick }, mark, make("bdi", {}, words));

function list({ title, sections }, choose) {
  const rows = sections.flatMap((section) => [
    section.title ? make("h3", { dir: "auto" }, section.title) : "",
    ...section.rows.map((row) => make("button", { type: "button", className: "p-row", onclick: () => choose(row) },
      make("bdi", {}, row.title), row.description ? make("small", { dir: "auto" }, row.description) : "")),
  ]);
  return make("details", {}, make("summary", {}, icon("queue"), make("bdi", {}, title)), ...rows);
}

/** A message in a few plain words, for quotes. */
function plainWords({ content, type }) {
  return content?.text || content?.body?.text || content?.title || content?.caption || type;
}
