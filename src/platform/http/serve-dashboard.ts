import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';
import { AppError } from '../errors/app-error.js';
import { noteFacts } from '../observability/request-facts.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { acceptedEncoding, type ContentEncoding } from './content-encoding.js';
import { isNamed } from './entity-tag.js';
import { firstRequestsOf, type PageRequests } from './first-requests.js';

/** A file in one encoding; each has a strong ETag of its own (RFC 9110, section 8.8.3.3). */
interface Form {
  readonly bytes: Buffer;
  readonly tag: string;
}

/** A file of the build with the encodings that the build wrote beside it. */
interface ServedFile {
  readonly type: string;
  readonly forms: Readonly<Partial<Record<ContentEncoding, Form>>> & { readonly identity: Form };
}

/** Theme that a visitor may have chosen; without one the page follows the system. */
type Theme = 'light' | 'dark' | 'system';

const ASSETS = '/assets/';
/** Paths beside the pages; everything below them is answered as before. */
const NO_PAGES =
  /^\/(?:\.well-known|api|docs|install\.sh|llms\.txt|mcp|metrics|qgate[\w-]*\.(?:tgz|tar\.gz)|schemas)(?:$|[/?])/;
const SESSION_COOKIE = /(?:^|;\s*)(?:__Host-)?qg_session=/;
const THEME_COOKIE = /(?:^|;\s*)theme=(light|dark)(?:;|$)/;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const ENDINGS: Readonly<Record<ContentEncoding, string>> = { identity: '', br: '.br', gzip: '.gz' };

/**
 * Policy of the pages: own files alone, no inline script or style, no string made into markup
 * (docs/adr/dashboard.md#serving-from-memory).
 *
 * @param sourceOrigins origins from which the pages may fetch source as well
 */
export const dashboardPolicy = (sourceOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...sourceOrigins].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

const ASSET_HEADERS = ['Cache-Control', 'public, max-age=31536000, immutable', 'Vary', 'Accept-Encoding'];
const PAGE_HEADERS = ['Cache-Control', 'no-cache', 'Vary', 'Accept-Encoding, Cookie'];

const NO_ASSET = new AppError(
  'route_not_found',
  'The file does not exist. Reload the page to get the files of the current build.',
);
const NOT_BUILT = 'The dashboard is not built here. Run `npm run web:build`. The API is described at /api/docs.\n';

/**
 * Serves the dashboard's build from memory, before Express: it waits in no queue and spends no budget. Anything but a GET or
 * HEAD of an asset or a page is passed on.
 */
export class Dashboard implements Doorkeeper {
  private readonly assets: ReadonlyMap<string, ServedFile>;
  /** The page in each theme; null where the dashboard was not built. */
  private readonly pages: Readonly<Record<Theme, ServedFile>> | null;

  private readonly pageHeaders: readonly string[];
  private readonly firstRequests: ReturnType<typeof firstRequestsOf>;

  /**
   * @param folder the build, read once; null or a folder that is not there: only the address itself answers, by a sentence
   * @param sourceOrigins origins from which pages may fetch source
   */
  constructor(folder: string | null, sourceOrigins: readonly string[] = []) {
    this.pageHeaders = [...PAGE_HEADERS, 'Content-Security-Policy', dashboardPolicy(sourceOrigins)];
    const isBuilt = folder !== null && existsSync(path.join(folder, 'index.html'));
    this.assets = isBuilt ? readAssets(path.join(folder, 'assets')) : new Map();
    this.pages = isBuilt ? readPages(folder) : null;
    this.firstRequests = firstRequestsOf(isBuilt ? readFirstRequests(folder) : []);
  }

  /** A listener that answers requests for assets and pages. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') context.next(request, response);
      else if (request.url?.startsWith(ASSETS)) this.sendAsset(request, response, context);
      else if (isPage(request)) this.sendPage(request, response, context);
      else context.next(request, response);
    };
  }

  private sendAsset(request: IncomingMessage, response: ServerResponse, { raw }: ServerContext): void {
    noteFacts(request, { route: '/assets/:name' });
    const [name = ''] = request.url!.split('?', 1);
    const file = this.assets.get(name);
    if (file) send(file, ASSET_HEADERS, request, response, raw.commonHeaders);
    else raw.writeProblem(response, NO_ASSET, { path: name, requestId: requestIdOf(request) });
  }

  private sendPage(request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
    if (this.pages === null && !isHome(request)) {
      context.next(request, response);
      return;
    }
    noteFacts(request, { route: '/' });
    const common = context.raw.commonHeaders;
    if (this.pages) {
      const link = this.firstRequests(request.url ?? '', SESSION_COOKIE.test(request.headers.cookie ?? ''));
      const own = link === null ? this.pageHeaders : [...this.pageHeaders, 'Link', link];
      send(this.pages[themeOf(request)], own, request, response, common);
    } else sendSentence(request, response, common);
  }
}

const isHome = ({ url }: IncomingMessage): boolean => url === '/' || url?.startsWith('/?') === true;

/** True for a browser that navigates; the address itself answers programs as well. */
const isPage = (request: IncomingMessage): boolean =>
  isHome(request) || (request.headers.accept?.includes('text/html') === true && !NO_PAGES.test(request.url ?? ''));

const themeOf = ({ headers }: IncomingMessage): Theme =>
  (THEME_COOKIE.exec(headers.cookie ?? '')?.[1] as Theme | undefined) ?? 'system';

function send(
  { type, forms }: ServedFile,
  own: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
  common: readonly string[],
): void {
  const { headers } = request;
  const accepted = acceptedEncoding(headers);
  const encoding = forms[accepted] ? accepted : 'identity';
  const { bytes, tag } = forms[encoding] ?? forms.identity;
  const sent = headersOf(request, ['ETag', tag, ...own], common);
  if (isNamed(tag, headers['if-none-match'])) {
    response.writeHead(304, sent).end();
    return;
  }
  const about = ['Content-Type', type, 'Content-Length', String(bytes.length)];
  if (encoding !== 'identity') about.push('Content-Encoding', encoding);
  response.writeHead(200, [...sent, ...about]).end(bytes);
}

function sendSentence(request: IncomingMessage, response: ServerResponse, common: readonly string[]): void {
  const own = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'];
  const length = ['Content-Length', String(Buffer.byteLength(NOT_BUILT))];
  response.writeHead(404, headersOf(request, [...own, ...length], common)).end(NOT_BUILT);
}

/** Headers of every answer but those that this one has its own of, as the policy and the caching. */
function headersOf(request: IncomingMessage, own: readonly string[], common: readonly string[]): string[] {
  const names = new Set(own.filter((_, at) => at % 2 === 0));
  const kept = common.filter((_, at) => !names.has(common[at - (at % 2)]!));
  return [...kept, 'X-Request-Id', requestIdOf(request), ...own];
}

function readAssets(folder: string): Map<string, ServedFile> {
  const names = readdirSync(folder).filter((name) => path.extname(name) in TYPES);
  return new Map(names.map((name) => [`${ASSETS}${name}`, readServedFile(path.join(folder, name))]));
}

function readPages(folder: string): Record<Theme, ServedFile> {
  const page = (name: string) => readServedFile(path.join(folder, name));
  return { system: page('index.html'), light: page('index.light.html'), dark: page('index.dark.html') };
}

/** None where an earlier version built the dashboard. */
function readFirstRequests(folder: string): PageRequests[] {
  const file = path.join(folder, 'first-requests.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PageRequests[]) : [];
}

function readServedFile(file: string): ServedFile {
  const forms: Partial<Record<ContentEncoding, Form>> = {};
  for (const [encoding, ending] of Object.entries(ENDINGS) as [ContentEncoding, string][])
    if (existsSync(file + ending)) forms[encoding] = readForm(file + ending);
  return { type: TYPES[path.extname(file)]!, forms: forms as ServedFile['forms'] };
}

function readForm(file: string): Form {
  const bytes = readFileSync(file);
  return { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}
