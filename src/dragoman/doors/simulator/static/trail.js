// "What happened": for each message of the customer, the webhook's answer and every send, with times and message ids.

import { amount, hour, icon, make, say } from "./dom.js";

const KINDS = { voice: "Voice note", audio: "Voice note", image: "Picture", location: "Location", list: "List", reaction: "Reaction" };
const SHOWN_TURNS = 30;

/** The turns, newest first. `seen(message, status)` is when the page saw a status, in ms, or undefined. */
export function turnElements(messages, seen) {
  const turns = [];
  for (const message of messages) {
    if (message.direction === "in") turns.push({ inbound: message, sends: [] });
    else if (turns.length) turns.at(-1).sends.push(message);
    else turns.push({ inbound: null, sends: [message] });
  }
  return turns.slice(-SHOWN_TURNS).reverse().map((turn) => turnElement(turn, seen));
}

function turnElement({ inbound, sends }, seen) {
  const start = Date.parse((inbound ?? sends[0]).at);
  const after = (time) => (time === undefined ? undefined : Math.max(0, time - start));
  const rows = [...(inbound ? webhookRows(inbound, (status) => after(seen(inbound, status))) : []),
    ...sends.flatMap((send) => sendRows(send, after(Date.parse(send.at)), (status) => after(seen(send, status))))];
  const scale = Math.max(1, ...rows.map((row) => row.to ?? 0));
  const title = inbound ? say(KINDS[inbound.type] ?? "Text") : say("The business wrote first");
  const total = inbound && sends.length ? say("{time} to the reply", { time: duration(after(Date.parse(sends[0].at))) }) : "";
  return make("section", { className: "turn" },
    make("header", {}, make("h3", {}, say("{what}, {time}", { what: title, time: hour(start) })), make("span", {}, total)),
    make("ol", { className: "fall" }, ...rows.map((row) => rowElement(row, scale))));
}

function webhookRows(inbound, at) {
  const id = inbound.id;
  if (inbound.status === "failed") return [{ words: say("Webhook"), tone: "bad", note: say("Dropped"), id }];
  if (inbound.status === "sent") return [{ words: say("Webhook"), tone: "warn", note: say("Waiting"), id }];
  const taken = at("delivered");
  const rows = [{ words: say("Webhook"), tone: "", from: 0, to: taken, note: taken === undefined ? say("Taken") : duration(taken), id }];
  if (inbound.status === "read") {
    const read = at("read");
    rows.push({ words: say("Marked as read"), tone: "", from: read, to: read, note: read === undefined ? say("Read") : duration(read) });
  }
  return rows;
}

const duration = (ms) => (ms < 1000 ? say("{n} ms", { n: amount(Math.round(ms)) }) : say("{n} s", { n: amount(ms / 1000) }));

const OUTCOMES = { sent: ["", "Sent"], delivered: ["ok", "Delivered"], read: ["ok", "Read"] };

function sendRows(send, sent, at) {
  const first = { words: say("Reply accepted"), tone: "ai", from: sent, to: sent, note: duration(sent), id: send.id };
  if (send.status === "failed") {
    const note = send.error ? say("Error {code}", { code: send.error }) : say("Not delivered");
    return [first, { words: say("Not delivered"), tone: "bad", from: at("failed"), to: at("failed"), note }];
  }
  const [tone, words] = OUTCOMES[send.status];
  return [first, { words: say("On the phone"), tone, from: sent, to: at("delivered") ?? at("read"), note: say(words) }];
}

function rowElement({ words, tone, from, to, note, id }, scale) {
  const known = from !== undefined && to !== undefined;
  const style = known ? { "--a": (96 * from) / scale, "--b": (96 * to) / scale } : {};
  return make("li", { className: tone }, make("span", { title: words }, tone === "bad" ? icon("alert") : "", words),
    make("i", { className: known ? "bar" : "", style, aria: { "aria-hidden": "true" } }), make("small", {}, note),
    id ? make("code", { dir: "ltr", title: id }, id) : "");
}
