/**
 * The repository's name in a remote's address: `acme/web` of `git@github.com:acme/web.git`, of
 * `https://user:secret@host/acme/web` and of `ssh://git@host:22/acme/web.git`. Of a path on this machine only the last
 * folder, as those above it say nothing about the repository. Null when nothing is left.
 */
export function slugOfRemote(remote: string): string | null {
  const address = remote
    .trim()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : null;
  if (url !== null) return url.protocol === 'file:' ? lastFolder(url.pathname) : cleanPath(url.pathname);
  // git's short form, host:path; one letter before the colon is a Windows drive.
  const short = /^(?:[^/@]+@)?[^/:]{2,}:(.+)$/.exec(address);
  return short?.[1] === undefined ? lastFolder(address.replaceAll('\\', '/')) : cleanPath(short[1]);
}

const lastFolder = (path: string): string | null => path.split('/').findLast((part) => part !== '') ?? null;

/** Azure DevOps keeps `_git` between project and repository, Bitbucket Server `scm` before both. */
function cleanPath(path: string): string | null {
  const parts = decode(path)
    .split('/')
    .filter((part) => part !== '' && part !== '_git');
  if (parts[0] === 'scm') parts.shift();
  return parts.length === 0 ? null : parts.join('/');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
