// What is asked of the server beside the socket.

export async function ask(path, body) {
  const answer = await fetch(path, body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.text);
  return json;
}

export async function upload(who, blob) {
  const form = new FormData();
  form.append("file", blob, blob.name);
  const answer = await fetch("/chat/file?who=" + encodeURIComponent(who), { method: "POST", body: form });
  const json = await answer.json();
  if (answer.ok) return json.ref;
  const error = new Error(json.text);
  error.refused = answer.status < 500; // the same file will be refused again
  throw error;
}
