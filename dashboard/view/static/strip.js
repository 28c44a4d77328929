// The live strip: keeps one socket to the server, puts the pieces that come with a newer revision in
// their place, or has the page draw itself where that is not enough, and shows three facts apart: the
// connection, the age of the newest score, the age of this reading.
const SILENCE = 40_000; // ms without a heartbeat (every 15 s) until the connection counts as lost
const PATIENCE = 3_000; // ms that the page may lag behind before the strip says so and asks again
const GONE = 4401; // the access card was revoked, the sign-in is over, or they signed out
const NOT_FOR_THEM = 4403; // the competition is gone, or not published any longer
const RETRY = [500, 15_000]; // ms, first and longest wait before the next try
const LEAVING = 5_000; // ms that a page which goes elsewhere, as to sign out, is given to get there

const strips = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let strip = strips.get(parentElement);
  if (!strip) strips.set(parentElement, (strip = open(parentElement)));
  strip.show(data, setTriggerValue);
  return strip.close;
}

function open(parentElement) {
  const root = parentElement.querySelector(".strip");
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  let data, trigger, socket, address;
  let retry = RETRY[0], reopening, asking, asked = -Infinity, pace = 0;
  let known = null, reachable = true, behindSince = 0;
  let shown; // what all of the page shows at least: by a run of the page, or by what was sent since
  let heard = 0, heardServer = 0; // when the last message came: our monotonic clock, server's clock
  let lostAt = null, left = -Infinity, going = { from: "", until: -Infinity };

  const current = () => Math.min(shown.revision, oldest());
  const isBehind = () => known > current();
  const serverNow = () => heardServer + (performance.now() - heard);

  function connect() {
    address = data.path;
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const mine = (socket = new WebSocket(scheme + location.host + address));
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      const news = JSON.parse(event.data);
      retry = RETRY[0];
      lostAt = null;
      heard = performance.now();
      heardServer = news.now;
      reachable = news.reachable;
      pace = news.pace;
      if (news.revision !== null) learn(news);
      draw();
    };
    mine.onclose = (event) => {
      if (mine !== socket) return;
      if (event.code === GONE) return clear();
      if (event.code === NOT_FOR_THEM) trigger("behind", data.drawing);
      lostAt ??= Date.now();
      reopening = setTimeout(connect, retry * (0.75 + Math.random() / 2));
      retry = Math.min(retry * 2, RETRY[1]);
      draw();
    };
  }

  // Nothing may stay on the screen. Who is on the way elsewhere gets there: to load this page anew
  // at once would call them back.
  function clear() {
    document.body.hidden = true;
    setTimeout(() => location.reload(), Math.max(0, left + LEAVING - performance.now()));
  }

  function learn(news) {
    known = news.revision;
    if (news.pieces && place(news.pieces, known))
      shown = { ...shown, revision: known, newest: news.newest, read: news.read };
    follow(Math.random() * news.spread);
  }

  // Has the page draw itself, so many milliseconds from now, where it is behind.
  function follow(ms) {
    if (!isBehind()) return void (behindSince = 0);
    behindSince ||= performance.now();
    askIn(ms);
  }

  // At once, unless the page has just asked: many screens leave each other room.
  function askIn(ms) {
    asking ??= setTimeout(ask, Math.max(ms, asked + pace - performance.now()));
  }

  // A hidden tab waits until it is looked at; the newest revision is enough for it then.
  function ask() {
    asking = null;
    if (isGoing()) return void (asking = setTimeout(ask, 200));
    asked = performance.now();
    if (!document.hidden && isBehind()) trigger("behind", data.drawing);
  }

  // Until the server has answered with the page that they chose, whatever is asked of it still
  // names the old one, and would lead back there.
  function isGoing() {
    return location.pathname === going.from && performance.now() < going.until;
  }

  function state() {
    if (socket?.readyState !== WebSocket.OPEN || !heard) return lostAt ? "lost" : "joining";
    if (performance.now() - heard > SILENCE) return "lost";
    if (!reachable) return "away";
    return behindSince && performance.now() - behindSince > PATIENCE + pace ? "behind" : "live";
  }

  function clock(ms) {
    const time = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: data.timezone,
    });
    return `${time.format(ms)} ${data.zone}`;
  }

  function ago(ms) {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const [size, unit] = seconds < 60 ? [1, "second"] : seconds < 3600 ? [60, "minute"]
      : seconds < 86400 ? [3600, "hour"] : [86400, "day"];
    return new Intl.RelativeTimeFormat(data.language).format(-Math.floor(seconds / size), unit);
  }

  function put(name, text) {
    const element = part(name);
    if (element.textContent !== text) element.textContent = text;
  }

  function draw() {
    if (!data) return;
    const now = state();
    if (now === "lost" && socket?.readyState === WebSocket.OPEN) socket.close();
    root.dataset.state = now;
    put("state", data.labels[now]);
    const read = now === "live" && !isBehind() ? heardServer : shown.read;
    put("newest", shown.newest === null ? data.labels.none
      : `${data.labels.newest} ${clock(shown.newest)} (${ago(serverNow() - shown.newest)})`);
    put("read", `${data.labels.read} ${clock(read)}`);
    put("revision", `${data.labels.revision} ${current()}`);
  }

  // What the page is asked while its own connection is down is lost, so it is asked again.
  const ticking = setInterval(() => {
    draw();
    if (data && isBehind() && !asking && performance.now() - asked > PATIENCE + pace) ask();
  }, 1000);
  // Who comes back or wakes up does not wait for the next try, which may be seconds away.
  const wake = () => {
    if (socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(reopening);
    retry = RETRY[0];
    connect();
  };
  const seen = () => { if (!document.hidden) wake(); ask(); draw(); };
  const leave = () => { left = performance.now(); };
  const go = (event) => {
    if (event.type === "popstate" || event.composedPath().some((one) => one.localName === "a"))
      going = { from: location.pathname, until: performance.now() + PATIENCE };
  };
  const redrawn = () => { follow(0); draw(); };
  addEventListener("pantau:piece", redrawn);
  addEventListener("beforeunload", leave);
  addEventListener("click", go, { capture: true });
  addEventListener("popstate", go);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener("resume", wake);
  window.addEventListener("online", wake);

  return {
    show(fresh, setTriggerValue) {
      data = fresh;
      trigger = setTriggerValue;
      root.classList.toggle("on-wall", data.wall);
      if (!heard) [heard, heardServer] = [performance.now(), data.now];
      // Streamlit calls anew with what it drew before, too.
      if (shown?.drawing !== data.drawing) shown = data;
      if (address !== data.path || known === null) known = data.revision;
      known = Math.max(known, data.revision);
      behindSince = 0;
      follow(0);
      if (address !== data.path) {
        const old = socket;
        connect();
        old?.close();
      }
      draw();
    },
    close() {
      // Streamlit also calls this while the strip stays, when a newer run overtakes an older one.
      if (root.isConnected) return;
      clearInterval(ticking);
      clearTimeout(reopening);
      clearTimeout(asking);
      removeEventListener("pantau:piece", redrawn);
      removeEventListener("beforeunload", leave);
      removeEventListener("click", go, { capture: true });
      removeEventListener("popstate", go);
      document.removeEventListener("visibilitychange", seen);
      document.removeEventListener("resume", wake);
      window.removeEventListener("online", wake);
      const old = socket;
      socket = null;
      old?.close();
      strips.delete(parentElement);
    },
  };
}
