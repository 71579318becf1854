// An OpenID provider as a municipality may have one, on a loopback port of its own.
import { createServer } from "node:http";

import * as jose from "jose";
import { Provider } from "oidc-provider";

const AUDIENCES = { "urn:stifinder": "stifinder", "urn:andet": "another-service" };

async function signingKey() {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  const jwk = await jose.exportJWK(privateKey);
  const kid = await jose.calculateJwkThumbprint(jwk);
  return { ...jwk, kid, alg: "RS256", use: "sig" };
}

function configuration(client, claims, key) {
  return {
    clients: [client],
    jwks: { keys: [key] },
    cookies: { keys: ["only for this run"] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "employee", "administration", "groups"] },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...claims }) }),
    extraTokenClaims: async () => claims,
    ttl: { AccessToken: 600, IdToken: 600, Interaction: 600, Session: 600, Grant: 600, ClientCredentials: 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => "urn:stifinder",
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_, resource) => ({
          scope: "dkk:read dkk:write",
          audience: AUDIENCES[resource],
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}

/** Starts a provider whose people have these claims. */
export async function startProvider(person) {
  const claims = { administration: "SOF", groups: ["sagsbehandler", "husholdning"], ...person };
  // The provider says on standard error that it is not for production.
  const warn = console.warn;
  console.warn = () => {};
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = {
    client_id: "fagsystem-web",
    client_secret: "a-secret-of-this-run-alone-0123456789",
    redirect_uris: [`${issuer}/cb`],
    grant_types: ["authorization_code", "client_credentials"],
    response_types: ["code"],
  };
  let handle;
  const begin = async () => {
    const provider = new Provider(issuer, configuration(client, claims, await signingKey()));
    handle = provider.callback();
  };
  await begin();
  server.on("request", (request, response) => handle(request, response));
  return {
    issuer,
    client,
    /** Signs with a new key from now on; the old one is not published any more. */
    rotate: begin,
    /** A token that the provider gives for another service. */
    async tokenForAnother() {
      const response = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ grant_type: "client_credentials", resource: "urn:andet" }),
      });
      return (await response.json()).access_token;
    },
    async stop() {
      console.warn = warn;
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
    },
  };
}
