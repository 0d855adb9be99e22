import { ApiError } from '../api/api-error.js';
import { HttpClient, type HttpRequest } from '../api/http.js';
import { CliError } from '../exit-code.js';
import { packageVersion } from '../package-root.js';
import { DEFAULT_RETRY } from '../retry.js';
import { type Terminal } from '../terminal.js';

/** Where a forge answers, and what to say when it does not. */
export interface ForgeAddress {
  readonly forge: string;
  /** Address of its API, without a slash at the end. */
  readonly url: string;
  /** Variable that names the address. */
  readonly variable: string;
  readonly token: string;
  /** Rights that the token needs, for the message of a refusal. */
  readonly rights: string;
  readonly headers: Readonly<Record<string, string>>;
}

const TIME_LIMIT_MS = 30_000;
const RETRY_FOR_MS = 60_000;
const ROWS = 100;
/** Pages that are read of one list; forges list at most 3,000 files. */
const MOST_PAGES = 30;

/** Requests to the API of a forge. */
export class ForgeRequests {
  private readonly http: HttpClient;

  constructor(
    private readonly address: ForgeAddress,
    { env, interrupted }: Terminal,
  ) {
    const { url, token } = address;
    this.http = new HttpClient({
      ...{ url, token, env, signal: interrupted },
      retry: { ...DEFAULT_RETRY, forMs: RETRY_FOR_MS },
      userAgent: `qgate/${packageVersion()}`,
    });
  }

  get(path: string, what: string): Promise<unknown> {
    return this.send({ method: 'GET', path, what });
  }

  /** All rows of a list of pages. */
  async list(path: string, what: string): Promise<readonly unknown[]> {
    const rows: unknown[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.get(`${path}?per_page=${ROWS}&page=${page}`, what);
      const found = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
      rows.push(...found);
      if (found.length < ROWS) break;
    }
    return rows;
  }

  async post(path: string, body: object, what: string): Promise<void> {
    await this.send({ method: 'POST', path, what, body: JSON.stringify(body), repeats: 'harmful' });
  }

  private async send(request: Pick<HttpRequest, 'method' | 'path' | 'what' | 'body' | 'repeats'>): Promise<unknown> {
    const { forge, variable, rights, headers } = this.address;
    try {
      return await this.http.send({
        ...request,
        isBeside: true,
        timeLimitMs: TIME_LIMIT_MS,
        headers: { ...headers, ...(request.body !== undefined && { 'content-type': 'application/json' }) },
      });
    } catch (error) {
      if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
      // Forges often answer as missing what a token may not see.
      if (error instanceof ApiError && [401, 403, 404].includes(error.status))
        throw new CliError('credentials', `${request.what}: ${forge} answered ${error.status}.`, rights);
      throw new CliError('infrastructure', error.message, `Check that ${variable} is the address of the ${forge} API.`);
    }
  }
}
