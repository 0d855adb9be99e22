import { replaceControls } from '../../scanning/control-characters.js';
import { isStorable } from './clean-text.js';
import { TEXT_LIMITS } from './report-limits.js';

/** A stored path, null when it names the root itself; or the reason why it is invalid. */
export type ReportPath =
  | { readonly ok: true; readonly path: string | null }
  | { readonly ok: false; readonly reason: string };

/**
 * Makes a path that a tool wrote relative to the repository's root, with forward slashes and without `.` and `..`.
 * An absolute path (`/a`, `C:\a`, `\\host\a`) below one of `roots` loses the first root that holds it; below none it loses
 * only its leading slash or drive. Refused: a path that climbs above its root by `..`, that holds NUL or half a surrogate
 * pair, or that is longer than 1,000 characters. Other control characters become U+FFFD, as in file lists and changes.
 */
export function normalizeReportPath(written: string, roots: readonly string[] = []): ReportPath {
  if (!isStorable(written)) return refused('its path contains a NUL or an invalid character');
  const { anchor, segments } = parsePath(written);
  if (segments === null) return refused('its path climbs above the root');
  const path = anchor === null ? segments.join('/') : relativeToRoot(anchor, segments, roots);
  if (path.length > TEXT_LIMITS.path) return refused(`its path is longer than ${TEXT_LIMITS.path} characters`);
  return { ok: true, path: path === '' ? null : replaceControls(path) };
}

export function isAbsolutePath(path: string): boolean {
  return parsePath(path).anchor !== null;
}

/** True when the path leaves its base: `../a`, `a/../../b`. */
export function climbsAboveItsBase(path: string): boolean {
  return parsePath(path).segments === null;
}

/** True when an absolute path is below one of the roots. */
export function isBelowRoot(path: string, roots: readonly string[]): boolean {
  const { anchor, segments } = parsePath(path);
  return anchor !== null && segments !== null && roots.some((root) => depthBelow(root, anchor, segments) !== null);
}

function relativeToRoot(anchor: string, segments: readonly string[], roots: readonly string[]): string {
  for (const root of roots) {
    const depth = depthBelow(root, anchor, segments);
    if (depth !== null) return segments.slice(depth).join('/');
  }
  return segments.join('/');
}

/** Number of leading segments of the path that the root covers; null when the path is not below it. */
function depthBelow(root: string, anchor: string, segments: readonly string[]): number | null {
  const { anchor: rootAnchor, segments: rootSegments } = parsePath(root);
  if (rootAnchor !== anchor || rootSegments === null || rootSegments.length > segments.length) return null;
  const ignoresCase = anchor !== '/';
  const isSame = (a: string, b: string) => a === b || (ignoresCase && a.toLowerCase() === b.toLowerCase());
  return rootSegments.every((segment, at) => isSame(segment, segments[at]!)) ? rootSegments.length : null;
}

interface ParsedPath {
  /** `/`, a drive such as `c:`, or `//` for a host's share; null for a relative path. */
  readonly anchor: string | null;
  /** Null when `..` climbs above the anchor, or above the start of a relative path. */
  readonly segments: readonly string[] | null;
}

function parsePath(written: string): ParsedPath {
  const slashed = written
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\/\/\?\//, '');
  const drive = /^\/?([A-Za-z]:)(?=\/|$)/.exec(slashed);
  if (drive !== null) return { anchor: drive[1]!.toLowerCase(), segments: resolveDots(slashed.slice(drive[0].length)) };
  const anchor = /^\/\/?/.exec(slashed)?.[0] ?? null;
  return { anchor, segments: resolveDots(slashed) };
}

function resolveDots(path: string): readonly string[] | null {
  const resolved: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') resolved.push(segment);
    else if (resolved.pop() === undefined) return null;
  }
  return resolved;
}

const refused = (reason: string): ReportPath => ({ ok: false, reason });
