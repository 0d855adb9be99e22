import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors/app-error.js';
import { noteFacts } from '../observability/request-facts.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { isNamed } from './entity-tag.js';
import { installScript } from './install-script.js';

const SCRIPT = '/install.sh';

/** A file that the service hands out. */
export interface Download {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface DownloadPlaces {
  /** The folder of the artefacts of a release. */
  readonly artifacts: string | null;
  /** The package of `qgate` that came with the build, for where the folder has none. */
  readonly qgatePackage: string | null;
  /** Version of the service: of the package in the folder with the artefacts. */
  readonly version: string;
  /** Address of the service in the script; null: the script names one for users of this machine alone. */
  readonly publicUrl: string | null;
}

/**
 * Hands out the command line, before Express: as a package, as archives that need no Node.js, and by a script that installs one of
 * those. Anyone may have them: they have no secret and depend on no organization.
 */
export class Downloads implements Doorkeeper {
  /** By path: the file, or the command that makes it where there is none. */
  private readonly files: ReadonlyMap<string, { readonly file: string | null; readonly command: string }>;
  private readonly digests = new Map<string, Promise<string>>();

  constructor(private readonly places: DownloadPlaces) {
    const { artifacts, qgatePackage, version } = places;
    const found = (...names: readonly string[]) =>
      (artifacts === null ? [] : names.map((name) => path.join(artifacts, name))).find((file) => existsSync(file));
    const archive = (cpu: string) => {
      const name = `qgate-linux-${cpu}`;
      const command = `npm run release -- --only ${name}`;
      return [`/${name}.tar.gz`, { file: found(`${name}.tar.gz`) ?? null, command }] as const;
    };
    const built = qgatePackage !== null && existsSync(qgatePackage) ? qgatePackage : null;
    const file = found(`qgate-${version}.tgz`, 'qgate.tgz') ?? built;
    this.files = new Map([
      ['/qgate.tgz', { file, command: 'npm run release -- --only qgate' }],
      archive('x64'),
      archive('arm64'),
    ]);
  }

  /** The files that are here. */
  async list(): Promise<Download[]> {
    const here = [...this.files].flatMap(([name, { file }]) => (file === null ? [] : [{ name, file }]));
    return Promise.all(
      here.map(async ({ name, file }) => ({
        path: name,
        sha256: await this.digestOf(file),
        bytes: statSync(file).size,
      })),
    );
  }

  /** A listener that answers a GET or HEAD of a file. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      const [name = ''] = (request.url ?? '').split('?', 1);
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const known = this.files.get(name);
      if (isRead && known) void this.send(name, known, request, response, context);
      else if (isRead && name === SCRIPT) this.sendScript(request, response, context);
      else context.next(request, response);
    };
  }

  private async send(
    name: string,
    { file, command }: { readonly file: string | null; readonly command: string },
    request: IncomingMessage,
    response: ServerResponse,
    { raw }: ServerContext,
  ): Promise<void> {
    const requestId = requestIdOf(request);
    noteFacts(request, { route: name });
    if (file === null) {
      raw.writeProblem(response, notHere(name, command), { path: name, requestId });
      return;
    }
    try {
      const tag = `"${await this.digestOf(file)}"`;
      const headers = [...raw.commonHeaders, 'X-Request-Id', requestId, 'ETag', tag, 'Cache-Control', 'no-cache'];
      if (isNamed(tag, request.headers['if-none-match'])) {
        response.writeHead(304, headers).end();
        return;
      }
      const about = ['Content-Type', 'application/gzip', 'Content-Length', String(statSync(file).size)];
      response.writeHead(200, [...headers, ...about]);
      if (request.method === 'HEAD') response.end();
      else await pipeline(createReadStream(file), response);
    } catch {
      // The file was deleted, or the client went away.
      if (response.headersSent) response.destroy();
      else raw.writeProblem(response, notHere(name, command), { path: name, requestId });
    }
  }

  private sendScript(request: IncomingMessage, response: ServerResponse, { raw }: ServerContext): void {
    noteFacts(request, { route: SCRIPT });
    const { publicUrl } = this.places;
    const text = installScript(publicUrl ?? localAddressOf(request));
    // A text for a user of this machine must not reach another by a cache.
    const kept = publicUrl === null ? ['Cache-Control', 'no-store', 'Vary', 'Host'] : ['Cache-Control', 'no-cache'];
    const headers = [...raw.commonHeaders, 'X-Request-Id', requestIdOf(request), ...kept];
    const about = ['Content-Type', 'text/x-shellscript; charset=utf-8'];
    const length = ['Content-Length', String(Buffer.byteLength(text))];
    response.writeHead(200, [...headers, ...about, ...length]).end(request.method === 'HEAD' ? undefined : text);
  }

  private digestOf(file: string): Promise<string> {
    const known = this.digests.get(file);
    if (known) return known;
    const digest = hashFile(file);
    this.digests.set(file, digest);
    digest.catch(() => this.digests.delete(file));
    return digest;
  }
}

const notHere = (name: string, command: string): AppError =>
  new AppError(
    'route_not_found',
    `${name} was not built here. Run \`${command}\` in a checkout, and set ARTIFACTS_DIR to its folder \`release\`.`,
  );

/**
 * The address of the service for a request of this machine, by its socket; null for any other, and where a proxy may have sent it on. The script takes
 * nothing that a client sends as Host: it could name the server of another.
 */
function localAddressOf({ headers: { host = '' }, socket }: IncomingMessage): string | null {
  const isLoopback = /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
  const own = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${socket.localPort ?? ''}`);
  return isLoopback && own.includes(host) ? `http://${host}` : null;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
