// Talking to the server of this page.

export class Refused extends Error {}

async function answered(response) {
  const answer = await response.json();
  if (!answer.ok) throw new Refused(answer.error ?? answer.description);
  return answer;
}

export async function read(name, query = {}) {
  return answered(await fetch(`/chat/${name}?${new URLSearchParams(query)}`, { cache: "no-store" }));
}

export async function post(name, fields) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(`/chat/${name}`, { method: "POST", headers, body: JSON.stringify(fields) }));
}

// Calls `changed` at each change and `reachable(true | false)` when the connection comes and goes.
export function listen(changed, reachable) {
  const source = new EventSource("/chat/stream");
  source.addEventListener("open", () => reachable(true));
  source.addEventListener("error", () => reachable(false));
  source.addEventListener("message", (event) => changed(JSON.parse(event.data).version));
}
