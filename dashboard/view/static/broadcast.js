// The broadcast board: takes each finished board from the stream and puts it in place. The browser
// itself connects again after a loss.
const RETRY = 4_000; // ms
const main = document.getElementById("board");
const part = (id) => document.getElementById(id);

function say(state) {
  part("line").dataset.state = state;
  part("line").querySelector(".dot").hidden = false;
  part("connection").textContent = part("connection").dataset[state];
}

function show(news) {
  say(news.reachable ? "live" : "away");
  document.title = part("title").textContent = news.title;
  part("final").textContent = part("final").dataset[news.is_final ? "final" : "provisional"];
  part("newest").textContent = news.newest && `${part("newest").dataset.label} ${news.newest}`;
  part("revision").textContent = `${part("revision").dataset.label} ${news.revision}`;
  if (main.innerHTML !== news.html) main.innerHTML = news.html;
}

function follow() {
  const stream = new EventSource(main.dataset.stream);
  stream.onopen = () => say("live");
  stream.onerror = () => {
    say("lost");
    // After an answer that is no stream, as of a proxy whose server starts anew, it gives up.
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, RETRY * (0.75 + Math.random() / 2));
  };
  stream.onmessage = (event) => { show(JSON.parse(event.data)); };
  stream.addEventListener("over", () => location.reload());
}

if (main.dataset.stream) follow();
