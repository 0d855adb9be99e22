import { type components } from '../../../api/schema.gen';
import { expandLink } from '../../../gate/expand-link';

type Forge = components['schemas']['Forge'];
type Kind = Forge['kind'];

/** A request that answers a file's text. */
export interface SourceRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A file of a commit. */
export interface FileOfCommit {
  readonly sha: string;
  readonly path: string;
}

/** Addresses and headers by which a kind of forge answers a file to a page of another origin. */
interface RawFiles {
  /** Root of the address, by the site's origin. */
  readonly root: (origin: string) => string;
  /** Path below the root, as a template of `project`, `sha` and `path`. */
  readonly path: string;
  readonly headers: (token: string | null) => Record<string, string>;
}

const GITHUB = 'https://github.com';

const bearer = (token: string | null): Record<string, string> =>
  token === null ? {} : { Authorization: `Bearer ${token}` };

/** Files of public repositories, which need no token and count against no limit of the API. */
const PUBLIC_GITHUB: RawFiles = {
  root: () => 'https://raw.githubusercontent.com',
  path: '/{+project}/{sha}/{+path}',
  headers: () => ({}),
};

/** By the forges' own documents of their APIs. Azure DevOps answers pages of other origins with nothing. */
const RAW_FILES: Readonly<Record<Kind, RawFiles | null>> = {
  github: {
    root: (origin) => (origin === GITHUB ? 'https://api.github.com' : `${origin}/api/v3`),
    path: '/repos/{+project}/contents/{+path}?ref={sha}',
    headers: (token) => ({ Accept: 'application/vnd.github.raw+json', ...bearer(token) }),
  },
  gitlab: {
    root: (origin) => `${origin}/api/v4`,
    path: '/projects/{project}/repository/files/{path}/raw?ref={sha}',
    headers: (token): Record<string, string> => (token === null ? {} : { 'PRIVATE-TOKEN': token }),
  },
  bitbucket: {
    root: () => 'https://api.bitbucket.org/2.0',
    path: '/repositories/{+project}/src/{sha}/{+path}',
    headers: bearer,
  },
  gitea: {
    root: (origin) => `${origin}/api/v1`,
    path: '/repos/{+project}/raw/{+path}?ref={sha}',
    headers: (token): Record<string, string> => (token === null ? {} : { Authorization: `token ${token}` }),
  },
  azure: null,
  none: null,
};

/**
 * The request for a file's text at the repository's forge; null where the forge is not known or answers no pages, or where
 * the service opened none of its origins.
 *
 * @param token the reader's own; null: what everybody may read
 * @param origins those that pages may fetch from
 */
export function sourceRequest(
  { kind, web_url }: Forge,
  file: FileOfCommit,
  token: string | null,
  origins: readonly string[],
): SourceRequest | null {
  if (web_url === null) return null;
  const { origin, pathname } = new URL(web_url);
  const project = decodeURI(pathname.slice(1));
  const isPublic = kind === 'github' && origin === GITHUB && token === null;
  const requests = [isPublic ? PUBLIC_GITHUB : null, RAW_FILES[kind]].flatMap((files) =>
    files === null
      ? []
      : [{ url: files.root(origin) + expandLink(files.path, { ...file, project }), headers: files.headers(token) }],
  );
  return requests.find(({ url }) => origins.includes(new URL(url).origin)) ?? null;
}

/** An answer without the text, or none. */
export class SourceFault extends Error {
  /** @param status null where no answer came, or the browser may not read it */
  constructor(
    readonly url: string,
    readonly status: number | null,
  ) {
    super(status === null ? `${url} did not return a response that this page can read.` : `${url} answered ${status}.`);
  }
}

/**
 * Fetches a file's text. Nothing of the session goes along, and redirects are not followed: they would take the token along.
 *
 * @throws {SourceFault} where the text does not come
 */
export async function fetchSource({ url, headers }: SourceRequest, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, {
    ...{ headers, signal, mode: 'cors', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' },
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new SourceFault(url, null);
  });
  if (!answer.ok) throw new SourceFault(url, answer.status);
  return answer.text();
}
