import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
      void issuer.answer(new URL(request.url!, issuer.url)).then((body) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer: FakeIssuer = new FakeIssuer(server, `http://127.0.0.1:${port}`, privateKey, published);
    return issuer;
  }

  private async answer({ pathname, searchParams }: URL): Promise<object> {
    if (pathname === '/.well-known/openid-configuration') return { issuer: this.url, jwks_uri: `${this.url}/keys` };
    if (pathname === '/job-token')
      return { value: await this.sign({ ...this.jobClaims, aud: searchParams.get('audience') }) };
    return this.published;
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
