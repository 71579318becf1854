// A person signs in at the provider, as a browser would: pages, forms, cookies, redirects.
import * as oauth from "openid-client";

/** Tokens of a person who signed in: authorization code with PKCE. */
export async function signIn(provider) {
  const { client, issuer } = provider;
  const config = await oauth.discovery(
    new URL(issuer),
    client.client_id,
    undefined,
    oauth.ClientSecretBasic(client.client_secret),
    { execute: [oauth.allowInsecureRequests] },
  );
  const verifier = oauth.randomPKCECodeVerifier();
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: client.redirect_uris[0],
    scope: "openid dkk:read",
    resource: "urn:stifinder",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const callback = await walk(address, client.redirect_uris[0]);
  return oauth.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier });
}

/** Follows redirects and fills in forms until the browser is sent back to the client. */
async function walk(address, back) {
  const cookies = new Map();
  let next = { address, options: {} };
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(next.address, {
      ...next.options,
      redirect: "manual",
      headers: {
        ...next.options.headers,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/s);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = response.headers.get("location");
    if (location) {
      const target = new URL(location, next.address);
      if (target.href.startsWith(back)) return target;
      next = { address: target, options: {} };
      continue;
    }
    next = filled(await response.text(), next.address);
  }
  throw new Error("the provider never sent the browser back");
}

/** The form of a page, filled in: the person's name where it asks for one, consent elsewhere. */
function filled(page, address) {
  const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
  if (!action) throw new Error(`no form: ${page.slice(0, 200)}`);
  const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? "login";
  const fields = prompt === "login" ? { prompt, login: "a-person", password: "any" } : { prompt };
  return {
    address: new URL(action, address),
    options: {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields),
    },
  };
}
