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
      const isDiscovery = request.url === '/.well-known/openid-configuration';
      const body = isDiscovery ? { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` } : published;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer: FakeIssuer = new FakeIssuer(server, `http://127.0.0.1:${port}`, privateKey, published);
    return issuer;
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
