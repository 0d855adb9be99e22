import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Claims and header of a token, where they are otherwise than usual. */
export interface TokenTraits {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey | Uint8Array;
  /** Seconds since it was issued. */
  readonly age?: number;
}

/** An issuer of identity tokens on loopback, with discovery, whose requests are counted. */
export class FakeIssuer {
  requests = 0;
  /** Claims of the tokens that it issues to jobs at `/job-token?audience=`, as GitHub does. */
  jobClaims: Readonly<Record<string, unknown>> = {};
  /** The ID token that any code is redeemed for. */
  idToken = '';
  /** Claims of its user info; null: it has no such endpoint. */
  userInfo: object | null = null;
  /** The form by which the last code was redeemed. */
  lastForm: URLSearchParams | null = null;
  /** True: it answers nobody. */
  isAway = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly key: CryptoKey,
    readonly published: { readonly keys: readonly object[] },
  ) {}

  static async start(): Promise<FakeIssuer> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const published = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
    const server = createServer((request, response) => {
      issuer.requests += 1;
      if (issuer.isAway) response.destroy();
      else
        void issuer.answer(request).then((body) => {
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer: FakeIssuer = new FakeIssuer(server, `http://127.0.0.1:${port}`, privateKey, published);
    return issuer;
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    if (pathname === '/.well-known/openid-configuration')
      return {
        issuer: this.url,
        jwks_uri: `${this.url}/keys`,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        ...(this.userInfo && { userinfo_endpoint: `${this.url}/user-info` }),
      };
    if (pathname === '/job-token')
      return { value: await this.sign({ ...this.jobClaims, aud: searchParams.get('audience') }) };
    if (pathname === '/user-info') return this.userInfo!;
    if (pathname !== '/token') return this.published;
    this.lastForm = new URLSearchParams(await text(request));
    return { access_token: 'of tests', token_type: 'Bearer', id_token: this.idToken };
  }

  /** A token with these claims; one that is undefined is left out. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    { header, key = this.key, age = 0 }: TokenTraits = {},
  ): Promise<string> {
    const issuedAt = Math.floor(Date.now() / 1000) - age;
    const usual = { iss: this.url, jti: randomUUID(), iat: issuedAt, exp: issuedAt + 3600 };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })
      .sign(key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
