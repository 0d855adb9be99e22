import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

/** A person at the provider. */
export interface ProviderPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  /** Methods of the sign-in, as RFC 8176 names them. */
  readonly amr?: readonly string[];
}

/** Somebody with a verified address. */
export const aPerson = (email: string, more: Partial<ProviderPerson> = {}): ProviderPerson => ({
  sub: randomUUID(),
  email,
  email_verified: true,
  ...more,
});

/** A certified OpenID provider on loopback (`oidc-provider`). */
export class IdentityProvider {
  readonly clientId = 'gate';
  readonly clientSecret = 'a secret of tests, long enough for all';

  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const script = path.join(__dirname, 'identity-provider.mjs');
    const child = fork(script, ['gate', 'a secret of tests, long enough for all'], { silent: true });
    const [issuer] = (await once(child, 'message')) as [string];
    return new IdentityProvider(child, issuer);
  }

  /** Variables of a service whose people sign in here. */
  get environment(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, OIDC_CLIENT_ID: this.clientId, OIDC_CLIENT_SECRET: this.clientSecret };
  }

  /** Signs in as this person whoever comes without a hint, as browsers do. */
  signInAs(person: ProviderPerson): void {
    this.child.send(person);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}

/** A browser as far as redirects and cookies go, which it keeps by origin. */
export class TestBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** One step: no redirect is followed. */
  async send(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.jarOf(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    this.keep(origin, response.headers);
    return response;
  }

  /** Takes the cookies of an answer of this origin. */
  keep(origin: string, headers: Headers): void {
    const jar = this.jarOf(origin);
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
  }

  /** A request to the API, as a page of the service sends it. */
  async request(service: string, method: string, route: string, body?: object): Promise<{ status: number; body: any }> {
    const headers = { 'content-type': 'application/json', origin: service };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await this.send(`${service}/api${route}`, init);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** Follows redirects up to one to the origin `until`, whose address it answers without going there. */
  async follow(start: string | URL, until: string): Promise<URL> {
    let url = new URL(start);
    for (let steps = 0; steps < 12; steps += 1) {
      const response = await this.send(url);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${url.href} answers ${response.status}: ${await response.text()}`);
      url = new URL(location, url);
      if (url.origin === until) return url;
    }
    throw new Error('Redirects do not end.');
  }

  /** Begins a sign-in; answers the address at the provider. */
  async startSignIn(service: string, search = ''): Promise<string> {
    const answer = await this.send(`${service}/api/auth/oidc/start${search}`);
    if (answer.status !== 303) throw new Error(await answer.text());
    return answer.headers.get('location')!;
  }

  /** The whole way of a sign-in: the page that the browser is led to at last, and who is signed in then. */
  async signIn(service: string, person: ProviderPerson | null, search = '') {
    const back = await this.signInAt(await this.startSignIn(service, search), person, service);
    const end = await this.send(back);
    if (end.status !== 303) throw new Error(await end.text());
    const answer = await this.send(`${service}/api/auth/me`);
    const me = (await answer.json()) as any;
    return { browser: this, back, page: end.headers.get('location')!, me, status: answer.status };
  }

  /** Signs in at the provider as this person, none for one who declines; answers the way back to the service. */
  async signInAt(authorizationUrl: string, person: ProviderPerson | null, service: string): Promise<URL> {
    const url = new URL(authorizationUrl);
    if (person) url.searchParams.set('login_hint', JSON.stringify(person));
    return this.follow(url, service);
  }

  cookieOf(origin: string, name: string): string | undefined {
    return this.jarOf(origin).get(name);
  }

  private jarOf(origin: string): Map<string, string> {
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    return jar;
  }
}
