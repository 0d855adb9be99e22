import { isControlUnit, replaceControls } from '../scanning/control-characters.js';

/** A path as its parts: where it starts, and the names on the way. */
export interface LocatedPath {
  /** '' for a relative path, '/' for an absolute one, 'c:/' for one on a Windows drive. */
  readonly root: string;
  /** Without `.` and empty names; `..` only in front, as far as a relative path leaves where it starts. */
  readonly segments: readonly string[];
}

/**
 * Reads a path of any system: backslashes are slashes, `.` and `..` are resolved, drive letters, UNC and `\\?\`
 * prefixes and `file:` URLs are understood. Null for anything that cannot be a path inside a folder: one that contains
 * NUL, names nothing, or climbs above an absolute root. Other control characters become U+FFFD.
 */
export function locatePath(written: string): LocatedPath | null {
  if (written.includes('\0')) return null;
  if (isPlainPath(written)) return { root: '', segments: written.split('/') };
  const [root, rest] = splitRoot(replaceControls(withoutUrl(written.trim().replaceAll('\\', '/'))));
  const segments: string[] = [];
  for (const name of rest.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..' || segments.length === 0 || segments.at(-1) === '..') segments.push(name);
    else segments.pop();
  }
  if (segments.length === 0 || (root !== '' && segments[0] === '..')) return null;
  return { root, segments };
}

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const DOT = 0x2e;

/**
 * True for a relative path that needs no interpretation, as most are: such a path is its own text. Uses a loop, since a
 * report names thousands.
 */
export function isPlainPath(written: string): boolean {
  const { length } = written;
  if (!isPlainEnd(written.charCodeAt(0)) || !isPlainEnd(written.charCodeAt(length - 1))) return false;
  let nameStart = 0;
  for (let at = 0; at < length; at++) {
    const unit = written.charCodeAt(at);
    if (isControlUnit(unit) || unit === BACKSLASH || unit === COLON) return false;
    if (unit !== SLASH) continue;
    if (!isPlainName(written, nameStart, at)) return false;
    nameStart = at + 1;
  }
  return isPlainName(written, nameStart, length);
}

/** True for a character that is neither a slash nor possibly white space; false beyond the end too. */
const isPlainEnd = (unit: number): boolean => unit > 0x20 && unit < 0x7f && unit !== SLASH;

/** True for a name other than the empty one, `.` and `..`. */
function isPlainName(path: string, start: number, end: number): boolean {
  if (end - start > 2) return true;
  for (let at = start; at < end; at++) if (path.charCodeAt(at) !== DOT) return true;
  return false;
}

/** The path of `below` when it starts at `base`. Null when it climbs above an absolute base. */
export function joinPath(base: LocatedPath, below: LocatedPath): LocatedPath | null {
  return below.root === '' ? locatePath(`${pathText(base)}/${below.segments.join('/')}`) : below;
}

/** True when the path leaves the folder that it is relative to. */
export const climbs = (path: LocatedPath): boolean => path.segments[0] === '..';

export const pathText = (path: LocatedPath): string => path.root + path.segments.join('/');

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
