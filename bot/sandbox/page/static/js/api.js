// The way to the server. Everything that changes something goes through `act`.

const token = document.querySelector("meta[name=page-token]").content;

async function answered(response) {
  if (!response.ok) throw new Error((await response.text()) || response.statusText);
  return response.json();
}

export async function get(path, query = {}) {
  const asked = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return answered(await fetch(`/page/${path}?${new URLSearchParams(asked)}`));
}

async function post(path, body) {
  return answered(
    await fetch(`/page/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sandbox-Page": token },
      body: JSON.stringify(body),
    }),
  );
}

export function act(verb, as, body = {}) {
  return post(`do/${verb}`, { ...body, as });
}

export function leap(how) {
  return post("clock", { leap: how });
}
