// The GraphiQL page: schema, examples and answers come from this host, and from no other.
import "graphiql/style.css";
import { GraphiQL } from "graphiql";
import { buildSchema } from "graphql";
import { createRoot } from "react-dom/client";

// The page names the files with their hashes, so that this script need not know them.
const workerOf = (label) =>
  document.querySelector(`meta[name="worker-${label}"]`)?.content;
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(workerOf(label) ?? workerOf("editor")),
};

const TOKEN = "stifinder:token";

// `#token=…` never leaves the browser: a fragment is not sent. It is taken out of the address,
// so that it does not stay in the history. Everything the page keeps is in the session storage:
// it is there after a reload, and gone with the tab.
const takeToken = () => {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.clear();
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(TOKEN);
};

const fetcher = async (params, options) => {
  const response = await fetch("/graphql", {
    method: "POST",
    credentials: "omit",
    headers: {
      accept: "application/graphql-response+json",
      "content-type": "application/json",
      ...options?.headers,
    },
    body: JSON.stringify(params),
  });
  return response.json();
};

// The schema is public and served as text; without a token the documentation works, too.
const loadSchema = async () => {
  try {
    const response = await fetch("/schema.graphql");
    return buildSchema(await response.text(), { assumeValidSDL: true });
  } catch {
    return undefined;
  }
};

const loadExamples = async () => {
  try {
    return await (await fetch("/graphiql/examples.json")).json();
  } catch {
    return [];
  }
};

const start = async () => {
  const token = takeToken();
  const headers = JSON.stringify(
    { Authorization: `Bearer ${token ?? "paste a token here"}` },
    null,
    2,
  );
  const [schema, examples] = await Promise.all([loadSchema(), loadExamples()]);
  const tabs = examples.map(({ query, variables }) => ({ query, variables, headers }));
  createRoot(document.getElementById("graphiql")).render(
    <GraphiQL
      fetcher={fetcher}
      schema={schema}
      storage={sessionStorage}
      shouldPersistHeaders
      showPersistHeadersSettings={false}
      defaultTabs={tabs.length > 0 ? tabs : undefined}
      defaultHeaders={headers}
      initialHeaders={headers}
      defaultEditorToolsVisibility="headers"
      defaultTheme="light"
    />,
  );
};

addEventListener("hashchange", () => {
  if (location.hash.includes("token=")) location.reload();
});
start();
