// What the story runs against: the viewers of `stifinder demo`, and the count of what held.
import { readFile } from "node:fs/promises";
import { Client, RequestFailed } from "./client.js";

export class Demo {
  private passed = 0;
  private failed = 0;

  private constructor(
    private readonly url: string,
    private readonly tokens: Readonly<Record<string, string>>,
  ) {}

  /** The demo at a URL; the file is the one that its `--tokens-out` wrote. */
  static async at(url: string, tokensFile: string): Promise<Demo> {
    return new Demo(url, JSON.parse(await readFile(tokensFile, "utf8")) as Record<string, string>);
  }

  /** A client for one viewer, by the name in the tokens file. */
  as(viewer: string): Client {
    const token = this.tokens[viewer];
    if (!token) throw new Error(`no token of \`${viewer}\` in the tokens file`);
    return new Client(this.url, token);
  }

  /** A client whose token is not valid. */
  asNobody(): Client {
    return new Client(this.url, "not-a-token");
  }

  /** Counts whether something held, and says so. */
  expect(what: string, held: boolean): void {
    if (held) this.passed += 1;
    else this.failed += 1;
    console.log(`${held ? "ok    " : "FAILED"}  ${what}`);
  }

  /** Says how many held, and gives whether all did. */
  finish(): boolean {
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 && this.passed > 0;
  }
}

/** Codes that a request is refused with; none where it is answered. */
export async function refusal(request: Promise<unknown>): Promise<readonly string[]> {
  try {
    await request;
    return [];
  } catch (error) {
    if (error instanceof RequestFailed) return error.codes;
    throw error;
  }
}
