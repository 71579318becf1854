// The web console in a real browser: node run.mjs URL TOKENS.json
// An administrator signs in, registers a client, sees its secret once, rotates, revokes; all of one
// way by the keyboard alone; the access log with its filters for who may read it. On every page axe
// finds no violation, nothing is asked of another host, and the policy of the page is not broken.
// `SCREENSHOTS=FOLDER` keeps a picture of each page.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { check, finish, same } from "../oauth/check.mjs";

const [url, tokensFile] = process.argv.slice(2);
if (!url || !tokensFile) {
  console.error("usage: node run.mjs URL TOKENS.json");
  process.exit(2);
}
const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const number = Date.now().toString(36);

const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const faults = [];
let pictures = 0;

/** A browser with nothing in it, in a language. */
async function open(locale, viewport = { width: 1280, height: 900 }) {
  const folder = mkdtempSync(join(tmpdir(), "stifinder-console-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: "/usr/bin/chromium", headless: true, args: quiet, locale, viewport,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked of another host: ${request.url()}`);
  });
  page.on("console", (message) => {
    // A refusal is told by the page; that its status is none of success is no fault.
    const told = /the server responded with a status of (403|404|422)/.test(message.text());
    if (message.type() === "error" && !told) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, close };
}

/** Has axe look at a page. The page's own policy stays in force. */
async function look(page, what) {
  if (process.env.SCREENSHOTS) {
    pictures += 1;
    const name = `${String(pictures).padStart(2, "0")}-${what.replace(/[^a-z0-9]+/gi, "-")}.png`;
    await page.screenshot({ path: join(process.env.SCREENSHOTS, name), fullPage: true });
  }
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(", ")}`);
  });
  same(`axe on ${what}`, found, []);
}

const heading = (page) => page.locator("h1").innerText();
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const sends = async (page, act) => {
  await Promise.all([page.waitForNavigation(), act()]);
};

/** Tabs on until what is in focus has this name; at most so many times. */
async function tabTo(page, name, most = 80) {
  for (let step = 0; step < most; step += 1) {
    const focused = await page.evaluate(() => {
      const own = document.activeElement;
      const label = own?.labels?.[0]?.innerText ?? own?.getAttribute?.("aria-label");
      return (label ?? own?.innerText ?? "").trim();
    });
    if (focused === name) {
      const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      if (outlined === "none") throw new Error(`focus on ${name} cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} cannot be reached by the keyboard`);
}

async function signIn(page, fields) {
  await page.goto(`${url}/admin`);
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${name}`).fill(value);
  const form = page.locator("form", { has: page.locator(`#${Object.keys(fields)[0]}`) });
  await sends(page, () => form.getByRole("button").click());
}

async function fetchToken(id, secret) {
  const response = await fetch(`${url}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return { status: response.status, ...(await response.json()) };
}

const ask = (token, query, variables) =>
  fetch(`${url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
const me = async (token) => (await ask(token, "{ me { clientId } }")).status;

/** A client that administers, registered over GraphQL. */
async function administrator() {
  const own = await (await ask(tokens.admin, "{ me { organisation { id } } }")).json();
  const input = {
    clientId: `drift-${number}`, name: "Drift", scopes: ["admin:clients"],
    organisationId: own.data.me.organisation.id,
  };
  const query = "mutation($i: CreateClientInput!) { createClient(input: $i) { secret } }";
  const made = await (await ask(tokens.admin, query, { i: input })).json();
  return { id: input.clientId, secret: made.data.createClient.secret };
}

const cookieOf = async (page) => (await page.context().cookies()).map((c) => [c.httpOnly, c.sameSite, c.path]);

// An administrator with a token, by mouse.
{
  const { page, close } = await open("en-GB");
  await page.goto(`${url}/admin`);
  same("who is not signed in is asked to", new URL(page.url()).pathname, "/admin/sign-in");
  await look(page, "sign-in");
  await signIn(page, { token: "no token" });
  same("a wrong token", await heading(page), "Sign in");
  same("what went wrong is in focus", await page.evaluate(() => document.activeElement.className), "errors");
  await look(page, "sign-in refused");
  await signIn(page, { token: tokens.sofCoordinator });
  same("who administers nothing", await heading(page), "Sign in");
  await signIn(page, { token: tokens.admin });
  same("signed in", await heading(page), "Overview");
  same("the cookie", await cookieOf(page), [[true, "Strict", "/admin"]]);
  await look(page, "overview");
  same("no log for who administers tokens", await page.getByRole("link", { name: "Access log" }).count(), 0);
  await page.goto(`${url}/admin/log`);
  same("the log itself", await heading(page), "Not for you");
  await look(page, "log refused");

  const id = `fagsystem-${number}`;
  await page.getByRole("link", { name: "Clients" }).click();
  await look(page, "clients");
  await page.getByRole("link", { name: "Register a client" }).click();
  await look(page, "register");
  await sends(page, () => page.getByRole("button", { name: "Register" }).click());
  same("nothing filled in", await page.locator("[aria-invalid]").count() > 0, true);
  await look(page, "register with errors");
  await page.getByLabel("Client id").fill(id);
  await page.getByLabel("Name", { exact: true }).fill("Fagsystem <b>A/S</b>");
  await page.getByLabel("Contact (e-mail)").fill("drift@fagsystem.example");
  await page.getByLabel("Acts for").selectOption({ label: "Voksenenheden Amager" });
  await page.getByLabel(/^dkk:read/).check();
  await page.getByLabel(/^dkk:write/).check();
  await page.getByLabel("Ends on").fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await sends(page, () => page.getByRole("button", { name: "Register" }).click());
  const first = await page.getByLabel("Secret").inputValue();
  same("the secret is shown", /^stf_\w{49}$/.test(first), true);
  same("and in focus", await page.evaluate(() => document.activeElement.id), "secret");
  await look(page, "secret");
  await page.reload();
  same("a reload shows it no more", await page.getByLabel("Secret").count(), 0);
  await page.getByRole("link", { name: "To the client" }).click();
  same("a name is text", await heading(page), "Fagsystem <b>A/S</b>");
  same("nor does the client's page", (await page.content()).includes(first), false);
  await look(page, "client");
  const token = await fetchToken(id, first);
  same("it gets a token that works", [token.status, await me(token.access_token)], [200, 200]);

  await page.getByLabel(/secret of before/).selectOption({ label: "one day" });
  await sends(page, () => page.getByRole("button", { name: "Make a new secret" }).click());
  const second = await page.getByLabel("Secret").inputValue();
  same("rotated: both get tokens", [(await fetchToken(id, first)).status, (await fetchToken(id, second)).status], [200, 200]);
  await page.getByRole("link", { name: "To the client" }).click();
  await page.getByRole("link", { name: new RegExp(`^Revoke …${first.slice(-4)}`) }).click();
  await look(page, "revoke a secret");
  await sends(page, () => page.getByRole("button", { name: "Revoke the secret" }).click());
  same("the first is refused", [(await fetchToken(id, first)).status, (await fetchToken(id, second)).status], [401, 200]);
  await look(page, "client with a notice");

  await page.getByRole("link", { name: "Change" }).click();
  await look(page, "change a client");
  await page.getByLabel("Name", { exact: true }).fill("Fagsystem");
  await sends(page, () => page.getByRole("button", { name: "Save" }).click());
  same("changed", await heading(page), "Fagsystem");
  await sends(page, () => page.getByRole("button", { name: "Switch off" }).click());
  same("switched off: its token is refused", await me(token.access_token), 401);
  await sends(page, () => page.getByRole("button", { name: "Switch on" }).click());
  same("switched on", await me(token.access_token), 200);

  await page.getByRole("link", { name: "Tokens", exact: true }).click();
  await look(page, "tokens");
  await page.getByLabel("Token or its id").fill(token.access_token);
  await sends(page, () => page.getByRole("button", { name: "Revoke the token" }).click());
  same("a token is revoked", await me(token.access_token), 401);

  await page.goto(`${url}/admin/clients/${id}`);
  const last = await fetchToken(id, second);
  await page.getByRole("link", { name: "Revoke for good…" }).click();
  await look(page, "revoke a client");
  await sends(page, () => page.getByRole("button", { name: "Revoke for good" }).click());
  same("a client is revoked", [await me(last.access_token), (await fetchToken(id, second)).status], [401, 401]);
  await look(page, "client revoked");

  await page.getByRole("link", { name: "Signing keys" }).click();
  await look(page, "keys");
  await sends(page, () => page.getByRole("button", { name: "Make a new key" }).click());
  same("a key is published", await page.getByText("Published, does not sign yet").count() > 0, true);
  await page.getByRole("link", { name: "Retire at once…" }).first().click();
  await look(page, "retire a key");

  await page.getByRole("link", { name: "Trusted issuers" }).click();
  await look(page, "issuers");
  await page.getByRole("link", { name: "Trust an issuer" }).click();
  await look(page, "trust an issuer");
  await page.getByLabel("Name", { exact: true }).fill("Kommunens login");
  await page.getByLabel("Issuer", { exact: true }).fill(`https://${number}.kommune.example`);
  await page.getByLabel("Audiences").fill("stifinder");
  await page.getByLabel("Organisations 1: stands for").selectOption({ label: "Socialforvaltningen" });
  await page.getByLabel("Claim of the user").fill("email");
  await page.getByLabel("The user is found by").selectOption("EMAIL");
  await sends(page, () => page.getByRole("button", { name: "Trust", exact: true }).click());
  same("an issuer is trusted", await page.getByText("The issuer is trusted.").count(), 1);
  await look(page, "issuers with one");
  await page.getByRole("link", { name: "Kommunens login" }).first().click();
  await look(page, "change an issuer");

  await page.getByRole("link", { name: "Log chain" }).click();
  await look(page, "chain");
  await sends(page, () => page.getByRole("button", { name: "Verify every row now" }).click());
  same("the chains hold", await page.getByText("Every chain holds.").count(), 1);
  await look(page, "chain verified");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download a checkpoint" }).click();
  const checkpoint = JSON.parse(readFileSync(await (await download).path(), "utf8"));
  same("a checkpoint has the heads", checkpoint.heads.length > 0, true);
  await close();
}

// By the keyboard alone: sign in, register a client that may read the log, sign out.
let reader;
{
  const { page, close } = await open("en-GB");
  const own = await administrator();
  await page.goto(`${url}/admin`);
  await tabTo(page, "Client id");
  await page.keyboard.type(own.id);
  await tabTo(page, "Secret");
  await page.keyboard.type(own.secret);
  await sends(page, () => press(page, "Enter"));
  same("signed in by the keyboard", await heading(page), "Overview");
  await press(page, "Tab");
  same("the first stop skips what is on every page", await page.evaluate(() => document.activeElement.className), "skip");
  await tabTo(page, "Clients");
  await sends(page, () => press(page, "Enter"));
  await tabTo(page, "Register a client");
  await sends(page, () => press(page, "Enter"));
  const id = `konsol-${number}`;
  await tabTo(page, "Client id");
  await page.keyboard.type(id);
  await tabTo(page, "Acts for");
  await page.keyboard.type("Koncern");
  await check("an organisation is chosen by typing", async () => (await page.getByLabel("Acts for").inputValue()) !== "");
  await tabTo(page, "Name");
  await page.keyboard.type("Revisionens konsol");
  for (const scope of ["audit:read – Read the access log", "admin:clients – Administer clients and keys"]) {
    await tabTo(page, scope);
    await press(page, "Space");
  }
  await tabTo(page, "Register");
  await sends(page, () => press(page, "Enter"));
  same("the secret is in focus", await page.evaluate(() => document.activeElement.id), "secret");
  reader = { id, secret: await page.getByLabel("Secret").inputValue() };
  const cookie = await page.context().cookies();
  await page.goto(`${url}/admin/keys`);
  await tabTo(page, "Sign out");
  await sends(page, () => press(page, "Enter"));
  same("signed out by the keyboard", await heading(page), "Sign in");
  same("without the cookie", await cookieOf(page), []);
  await page.context().addCookies(cookie);
  await page.goto(`${url}/admin/keys`);
  same("whoever kept the cookie", await heading(page), "Sign in");
  await close();
}

// Who may also read the log, with the client's id and secret.
{
  const { page, close } = await open("en-GB");
  await signIn(page, { clientId: reader.id, secret: reader.secret });
  await page.getByRole("link", { name: "Access log" }).click();
  same("the log is there", await heading(page), "Access log");
  await look(page, "log");
  const search = () => sends(page, () => page.getByRole("button", { name: "Search" }).click());
  await page.getByLabel("Client id").fill(reader.id);
  await search();
  const of = async (column) => [...new Set(await page.locator(`tbody tr > :nth-child(${column})`).allInnerTexts())];
  same("rows of one client", await of(3), [reader.id]);
  await page.getByLabel("Kind").selectOption("WRITE");
  await search();
  same("it wrote nothing", await page.getByText("No rows.").count(), 1);
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByLabel("Kind").selectOption("WRITE");
  await search();
  same("rows of one kind", await of(2), ["Written"]);
  await page.locator("summary").first().click();
  same("what was administered is in the row", /konsol-/.test(await page.locator("details[open]").innerText()), true);
  await look(page, "log with filters");
  await page.getByLabel("From").fill("2099-01-01");
  await search();
  same("nothing of a day to come", await page.getByText("No rows.").count(), 1);
  await close();
}

// In Danish, on a small screen.
{
  const { page, close } = await open("da-DK", { width: 360, height: 740 });
  await page.goto(`${url}/admin`);
  same("in Danish", await heading(page), "Log ind");
  await look(page, "da sign-in");
  await signIn(page, { clientId: reader.id, secret: reader.secret });
  for (const path of ["", "/clients", "/clients/new", "/tokens", "/keys", "/issuers", "/issuers/new", "/chain", "/log", `/clients/${reader.id}`]) {
    await page.goto(`${url}/admin${path}`);
    await look(page, `da ${path.slice(1, 12) || "overview"}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    same(`${path} fits a small screen`, wide, false);
  }
  await close();
}
same("faults of any page", faults, []);
finish();
