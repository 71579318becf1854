// Standard OAuth client libraries against a running demo: node run.mjs URL TOKENS.json
// `openid-client` gets tokens by every way of proving a client, queries with them, introspects and
// revokes them. A real OpenID provider (`oidc-provider`) signs a person in; the person's tokens are
// exchanged, and taken as they are.
import { readFileSync } from "node:fs";

import * as jose from "jose";
import * as oauth from "openid-client";

import { check, finish, same } from "./check.mjs";
import { startProvider } from "./provider.mjs";
import { signIn } from "./sign-in.mjs";

const [url, tokensFile] = process.argv.slice(2);
if (!url || !tokensFile) {
  console.error("usage: node run.mjs URL TOKENS.json");
  process.exit(2);
}
const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));

/** Asks the API; data, or the status where it refuses. */
async function ask(token, query, variables = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/graphql-response+json",
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.json();
  if (response.status !== 200) return { status: response.status };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return { status: 200, ...body.data };
}

const administer = async (mutation, type, shown, input) => {
  const query = `mutation($i: ${type}!) { ${mutation}(input: $i) { ${shown} userErrors { code message path } } }`;
  const payload = (await ask(tokens.admin, query, { i: input }))[mutation];
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

const me = async (token) =>
  ask(token, "{ me { clientId userId roles scopes organisation { id } } }");
const { me: person } = await me(tokens.sofCoordinator);
const { units } = await ask(
  tokens.admin,
  "query($o: ID!) { units(organisationId: $o, search: \"Nørrebro\") { nodes { id } } }",
  { o: person.organisation.id },
);

const number = Date.now().toString(36);
const register = async (name, more) => {
  const payload = await administer("createClient", "CreateClientInput", "client { id clientId } secret", {
    clientId: `${name}-${number}`,
    name,
    organisationId: person.organisation.id,
    unitId: units.nodes[0].id,
    scopes: ["dkk:read", "dkk:write"],
    ...more,
  });
  return { id: payload.client.clientId, node: payload.client.id, secret: payload.secret };
};

const discover = (id, authentication) =>
  oauth.discovery(new URL(url), id, undefined, authentication, {
    algorithm: "oauth2",
    execute: [oauth.allowInsecureRequests],
  });

// Clients with a secret, and with keys.
const bySecret = await register("med-hemmelighed", {});
for (const way of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
  const config = await discover(bySecret.id, way(bySecret.secret));
  const granted = await oauth.clientCredentialsGrant(config, { scope: "dkk:read" });
  same(`${way.name}: scope`, granted.scope, "dkk:read");
  same(`${way.name}: query`, (await me(granted.access_token)).me?.clientId, bySecret.id);
  const told = await oauth.tokenIntrospection(config, granted.access_token);
  same(`${way.name}: introspection`, [told.active, told.client_id], [true, bySecret.id]);
  await oauth.tokenRevocation(config, granted.access_token);
  same(`${way.name}: revoked`, (await me(granted.access_token)).status, 401);
  const after = await oauth.tokenIntrospection(config, granted.access_token);
  same(`${way.name}: introspection of a revoked token`, after.active, false);
}

const algorithms = ["EdDSA", "ES256", "ES384", "RS256", "PS256"];
const pairs = {};
for (const alg of algorithms) {
  const curve = alg === "EdDSA" ? { crv: "Ed25519" } : {};
  pairs[alg] = await jose.generateKeyPair(alg, { extractable: true, ...curve });
}
const publicKeys = await Promise.all(
  algorithms.map(async (alg) => ({ ...(await jose.exportJWK(pairs[alg].publicKey)), alg, kid: alg })),
);
const byKeys = await register("med-noegler", {
  jwks: JSON.stringify({ keys: publicKeys }),
  tokenAlgorithm: "ES256",
});
for (const alg of algorithms) {
  const key = { key: await cryptoKey(alg), kid: alg };
  const config = await discover(byKeys.id, oauth.PrivateKeyJwt(key));
  const granted = await oauth.clientCredentialsGrant(config);
  same(`private_key_jwt by ${alg}`, (await me(granted.access_token)).me?.clientId, byKeys.id);
  const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const verified = await jose.jwtVerify(granted.access_token, keys, {
    issuer: config.serverMetadata().issuer,
    audience: "stifinder",
    typ: "at+jwt",
  });
  same(`${alg}: the key set verifies the token`, verified.protectedHeader.alg, "ES256");
}

/** Web Crypto names its algorithms otherwise, and a key is for one of them. */
async function cryptoKey(alg) {
  const pkcs8 = await jose.exportPKCS8(pairs[alg].privateKey);
  return jose.importPKCS8(pkcs8, alg);
}

await check("a wrong secret is invalid_client", async () => {
  const config = await discover(bySecret.id, oauth.ClientSecretBasic("wrong"));
  const error = await oauth.clientCredentialsGrant(config).catch((thrown) => thrown);
  return error.error === "invalid_client" || error.cause?.error === "invalid_client" || error.status === 401;
});
await check("a scope beyond the client's is invalid_scope", async () => {
  const config = await discover(bySecret.id, oauth.ClientSecretBasic(bySecret.secret));
  const error = await oauth.clientCredentialsGrant(config, { scope: "audit:read" }).catch((thrown) => thrown);
  return error.error === "invalid_scope";
});

// A person signs in at an OpenID provider.
const provider = await startProvider({ employee: person.userId });
const trusted = await administer("trustIssuer", "TrustIssuerInput", "issuer { id version }", {
  name: "Kommunens login",
  issuer: provider.issuer,
  audiences: ["stifinder", provider.client.client_id],
  mapping: {
    organisationClaim: "administration",
    organisations: [{ value: "SOF", organisationId: person.organisation.id }],
    user: { claim: "employee", by: "ID" },
    roleClaim: "groups",
    roles: [{ value: "sagsbehandler", role: "CASEWORKER" }],
  },
  bearerClientId: bySecret.node,
});
try {
  let signedIn = await signIn(provider);
  const config = await discover(bySecret.id, oauth.ClientSecretBasic(bySecret.secret));
  const exchange = (token, type, more = {}) =>
    oauth.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:token-exchange", {
      subject_token: token,
      subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
      ...more,
    });
  for (const [type, token] of [
    ["id_token", signedIn.id_token],
    ["access_token", signedIn.access_token],
  ]) {
    const granted = await exchange(token, type, { scope: "dkk:read" });
    const found = (await me(granted.access_token)).me;
    same(`exchange of an ${type}`, [found?.userId, found?.roles, found?.scopes], [
      person.userId,
      ["CASEWORKER"],
      ["dkk:read"],
    ]);
  }
  const taken = (await me(signedIn.access_token)).me;
  same("the provider's access token as it is", [taken?.clientId, taken?.userId], [bySecret.id, person.userId]);

  await check("what the provider gives another audience is refused", async () => {
    const error = await exchange(await provider.tokenForAnother(), "access_token").catch((thrown) => thrown);
    return error.error === "invalid_request";
  });

  // The provider signs with another key from one moment to the next.
  const before = signedIn.access_token;
  await provider.rotate();
  signedIn = await signIn(provider);
  same("a token by the provider's new key", (await me(signedIn.access_token)).status, 200);
  same("a token by the key it took away", (await me(before)).status, 401);

  await administer("removeTrustedIssuer", "RemoveTrustedIssuerInput", "issuer { removedAt }", {
    id: trusted.issuer.id,
  });
  same("a provider that is trusted no more", (await me(signedIn.access_token)).status, 401);
} finally {
  await provider.stop();
}
finish();
