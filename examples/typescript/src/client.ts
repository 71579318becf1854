// A client for one token: typed requests, errors as exceptions, tries that do nothing twice.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentString } from "./generated.js";

const ATTEMPTS = 3;
const PATIENCE_MS = 30_000;

/** An entry of `errors`: the request as a whole, or a field of it, was not answered. */
export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  /** `code` is of a closed list and never translated; `requestId` finds the request in the log. */
  readonly extensions?: { readonly code?: string; readonly requestId?: string };
}

/** An entry of a payload's `userErrors`: what a user can mend. Nothing was written. */
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** The API answered with `errors`, or with no GraphQL answer at all. */
export class RequestFailed extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly ApiError[],
  ) {
    const first = errors[0];
    super(`${status}: ${first?.message ?? "no GraphQL answer"}`);
    this.name = "RequestFailed";
  }

  /** Codes of the errors, to decide by; messages are for people. */
  get codes(): readonly string[] {
    return this.errors.flatMap((error) => error.extensions?.code ?? []);
  }
}

/** A mutation was answered with `userErrors`. */
export class NotDone extends Error {
  constructor(readonly userErrors: readonly UserError[]) {
    super(userErrors.map((error) => `${error.code}: ${error.message}`).join("; "));
    this.name = "NotDone";
  }
}

/** The payload of a mutation that was done; throws `NotDone` where there is something to mend. */
export function done<P extends { readonly userErrors: readonly UserError[] }>(payload: P): P {
  if (payload.userErrors.length > 0) throw new NotDone(payload.userErrors);
  return payload;
}

/** Speaks to one API with one token. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly language: "da" | "en" = "en",
  ) {}

  /**
   * Sends a document and gives its data. A mutation carries an `Idempotency-Key`: keep the key
   * beside your own record of the change and send it again after a crash, and the change is made
   * once. Without one, a key is made that covers the tries of this call.
   */
  async request<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    idempotencyKey: string = randomUUID(),
  ): Promise<Result> {
    const query = document.toString();
    const headers: Record<string, string> = {
      Accept: "application/graphql-response+json",
      "Accept-Language": this.language,
      Authorization: `Bearer ${this.token}`,
      "Content-Type": "application/json",
    };
    if (/^\s*mutation\b/.test(query)) headers["Idempotency-Key"] = idempotencyKey;
    const body = JSON.stringify({ query, variables });
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.send<Result>(headers, body);
      } catch (error) {
        if (attempt === ATTEMPTS || !passes(error)) throw error;
        await sleep(100 * 4 ** attempt);
      }
    }
  }

  private async send<Result>(headers: Record<string, string>, body: string): Promise<Result> {
    const response = await fetch(`${this.url}/graphql`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = (await response.json().catch(() => ({}))) as {
      readonly data?: Result | null;
      readonly errors?: readonly ApiError[];
    };
    // What is withheld from the caller is null in `data` and no error: here is what went wrong.
    if (answer.errors || !answer.data)
      throw new RequestFailed(response.status, answer.errors ?? []);
    return answer.data;
  }
}

/** Whether another try may succeed: the network, a time-out, something away for now. */
function passes(error: unknown): boolean {
  if (!(error instanceof RequestFailed)) return true;
  return [502, 503, 504].includes(error.status);
}
