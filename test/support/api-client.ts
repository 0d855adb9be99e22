import { holdToDocument } from './api-document.js';

/** An answer with its body read: parsed where it is JSON, else text. */
export interface ApiAnswer<Body = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/**
 * A caller of the API as a consumer would write it: plain HTTP, no knowledge of the service's code. Each answer is
 * checked against openapi.json: an unknown route, an undocumented status or shape fails the test that met it.
 */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  get = (path: string, headers?: Record<string, string>) => this.send('GET', path, undefined, headers);
  delete = (path: string, headers?: Record<string, string>) => this.send('DELETE', path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('POST', path, body, headers);
  put = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PUT', path, body, headers);
  patch = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PATCH', path, body, headers);

  /** Sends `body` as JSON, or as it is where it is text, bytes or a form. Paths begin after `/api`. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const answer = {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text ? JSON.parse(text) : text,
    };
    holdToDocument({ method, path, sent: isRaw ? undefined : body, ...answer });
    return answer;
  }

  /** Posts a message to a path beside the API, which its document does not describe. */
  async postBeside(path: string, body: unknown): Promise<ApiAnswer> {
    const accept = 'application/json, text/event-stream';
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...this.headers },
      body: JSON.stringify(body),
    });
    const { status, headers } = response;
    const text = await response.text();
    return { status, headers, text, body: headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
  }

  /** A multipart upload: text fields, and `file` with a name. */
  upload(
    path: string,
    fields: Record<string, string>,
    file?: { content: string | Uint8Array; name?: string },
  ): Promise<ApiAnswer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file) form.append('file', new Blob([file.content]), file.name ?? 'report');
    return this.post(path, form);
  }

  /** A client of this service for another caller. */
  as(headers: Record<string, string>): ApiClient {
    return new ApiClient(this.url, headers);
  }

  withToken(token: string): ApiClient {
    return this.as({ authorization: `Bearer ${token}` });
  }

  /** Signs in; throws when that fails. */
  async login(email: string, password: string, orgId?: number): Promise<ApiClient> {
    const answer = await this.post('/auth/login', { email, password, org_id: orgId });
    if (answer.status !== 200) throw new Error(`Login failed: ${answer.text}`);
    return this.withToken(answer.body.access_token as string);
  }
}
