/** A path as its parts: where it starts, and the names on the way. */
export interface LocatedPath {
  /** '' for a relative path, '/' for an absolute one, 'c:/' for one on a Windows drive. */
  readonly root: string;
  /** Without `.` and empty names; `..` only in front, as far as a relative path leaves where it starts. */
  readonly segments: readonly string[];
}

/**
 * Reads a path of any system: backslashes are slashes, `.` and `..` are resolved, drive letters, UNC and `\\?\` prefixes
 * and `file:` URLs are understood. Null for what cannot be a path inside of anything: one that holds NUL, names nothing,
 * or climbs above an absolute root.
 */
export function locatePath(written: string): LocatedPath | null {
  if (written.includes('\0')) return null;
  if (PLAIN.test(written)) return { root: '', segments: written.split('/') };
  const [root, rest] = splitRoot(withoutUrl(written.trim().replaceAll('\\', '/')));
  const segments: string[] = [];
  for (const name of rest.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..' || segments.length === 0 || segments.at(-1) === '..') segments.push(name);
    else segments.pop();
  }
  if (segments.length === 0 || (root !== '' && segments[0] === '..')) return null;
  return { root, segments };
}

/** A relative path with nothing to be read into it, which most are. */
const PLAIN = /^(?!.*(?:[\\:]|\/\/|(?:^|\/)\.{1,2}(?:\/|$)))[^/\s](?:.*[^/\s])?$/;

/** The path that `below` has when it starts at `base`. Null when it climbs above an absolute base. */
export function joinPath(base: LocatedPath, below: LocatedPath): LocatedPath | null {
  return below.root === '' ? locatePath(`${textOf(base)}/${below.segments.join('/')}`) : below;
}

/** Whether the path leaves the folder that it is relative to. */
export const climbs = (path: LocatedPath): boolean => path.segments[0] === '..';

export const textOf = (path: LocatedPath): string => path.root + path.segments.join('/');

function withoutUrl(path: string): string {
  if (!/^file:/i.test(path)) return path;
  // file:///c:/x is a path on a drive, file://host/x one on another machine, file:/x and file:///x are plain.
  const place = path.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, '').replace(/^\/(?=[a-z]:\/)/i, '');
  try {
    return decodeURIComponent(place);
  } catch {
    return place;
  }
}

function splitRoot(path: string): [root: string, rest: string] {
  const plain = path.replace(/^\/\/[?.]\/(?:UNC(?=\/))?/i, '');
  const drive = /^([a-z]):\/?/i.exec(plain);
  if (drive !== null) return [`${drive[1]!.toLowerCase()}:/`, plain.slice(drive[0].length)];
  return plain.startsWith('/') || plain !== path ? ['/', plain] : ['', plain];
}
