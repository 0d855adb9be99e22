export const FORGE_KINDS = ['github', 'gitlab', 'bitbucket', 'gitea', 'azure', 'none'] as const;
/** Kind of a forge, which decides how its addresses are made; `none`: no links. */
export type ForgeKind = (typeof FORGE_KINDS)[number];

/** Kind of a forge that an organization may connect. */
export type ConnectionKind = Exclude<ForgeKind, 'none'>;
export const CONNECTION_KINDS = FORGE_KINDS.filter((kind): kind is ConnectionKind => kind !== 'none');

/** Forge of a repository, and the repository's address there; null where there is none. */
export interface Forge {
  readonly kind: ForgeKind;
  readonly webUrl: string | null;
}

/** Addresses as RFC 6570 templates of `sha`; of `sha`, `path` and the lines `from` and `to`. */
export interface ForgeLinks {
  readonly commit: string;
  readonly file: string;
}

export const NO_FORGE: Forge = Object.freeze({ kind: 'none', webUrl: null });

/** Sites that each kind is known by. Others are not guessed: a wrong link is worse than none. */
const KIND_OF_HOST: Readonly<Record<string, ForgeKind>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
  'codeberg.org': 'gitea',
  'gitea.com': 'gitea',
  'dev.azure.com': 'azure',
};
const AZURE_SITE = '.visualstudio.com';

/** Paths behind a repository's address. */
const PATHS: Readonly<Record<ConnectionKind, ForgeLinks>> = {
  github: { commit: '/commit/{sha}', file: '/blob/{sha}/{+path}#L{from}-L{to}' },
  gitlab: { commit: '/-/commit/{sha}', file: '/-/blob/{sha}/{+path}#L{from}-{to}' },
  bitbucket: { commit: '/commits/{sha}', file: '/src/{sha}/{+path}#lines-{from}:{to}' },
  gitea: { commit: '/commit/{sha}', file: '/src/commit/{sha}/{+path}#L{from}-L{to}' },
  azure: {
    commit: '/commit/{sha}',
    file: '?path=/{path}&version=GC{sha}&line={from}&lineEnd={to}&lineStartColumn=1&lineEndColumn=1000&_a=contents',
  },
};

/** The forge of a repository by its web address: one of the public sites, else none. */
export function guessForge(url: string | null): Forge {
  const webUrl = toWebUrl(url);
  if (webUrl === null) return NO_FORGE;
  const { hostname } = new URL(webUrl);
  const kind = hostname.endsWith(AZURE_SITE) ? 'azure' : KIND_OF_HOST[hostname];
  return kind === undefined ? NO_FORGE : { kind, webUrl };
}

/** A forge that was set, at the repository's web address unless it has one of its own. */
export const setForge = (kind: ForgeKind, webUrl: string | null, url: string | null): Forge =>
  kind === 'none' ? NO_FORGE : { kind, webUrl: toWebUrl(webUrl ?? url) };

/** Null for kind `none`, and where the repository has no address. */
export function linksOf({ kind, webUrl }: Forge): ForgeLinks | null {
  if (kind === 'none' || webUrl === null) return null;
  const { commit, file } = PATHS[kind];
  return { commit: webUrl + commit, file: webUrl + file };
}

/**
 * Expands a template of `linksOf` (RFC 6570, simple and reserved expansion). In a path `#` and `?` are encoded too: they
 * would end it.
 */
export const expandLink = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\+?)(\w+)\}/g, (_, isReserved: string, name: string) => {
    const text = String(values[name] ?? '');
    return isReserved ? encodeURI(text).replaceAll('#', '%23').replaceAll('?', '%3F') : encodeURIComponent(text);
  });

/** A repository's address for people: without credentials, `.git`, query and closing slashes; null for what is none. */
export function toWebUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (!['http:', 'https:'].includes(protocol)) return null;
  return `${protocol}//${host}${pathname.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, '')}`;
}
