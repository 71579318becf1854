// PostGraphile 5 over the tables of the benchmark, as a role under row-level security (`peer.sql`).
// The caller's organisation and unit come in headers: the peer verifies no token and keeps no log.
//
//   node server.mjs DATABASE_URL PORT CONNECTIONS

import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [url, port, connections] = process.argv.slice(2);

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({ connectionString: url, schemas: ["public"], poolConfig: { max: Number(connections) } }),
  ],
  grafserv: { graphiql: false, watch: false },
  grafast: {
    context(requestContext) {
      const { organisation, unit } = requestContext.node?.req.headers ?? {};
      return {
        pgSettings: { role: "bench_viewer", "bench.organisation": organisation, "bench.unit": unit },
      };
    },
  },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
