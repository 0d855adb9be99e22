/**
 * The path that a URI of a report names, percent-decoded; still absolute if the URI was (`file:///w/a.c` is `/w/a.c`,
 * `https://host/a.c` is `//host/a.c`). Tools write raw paths where SARIF requires URIs: those pass unchanged, and so do
 * `#` and `?`, which file names may contain and artifact URIs never use for anything else.
 */
export function pathOfUri(uri: string): string {
  const trimmed = uri.trim();
  if (/^[A-Za-z]:[\\/]/.test(trimmed) || trimmed.includes('\\')) return trimmed;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:(?=\/)|^file:/i.exec(trimmed);
  if (scheme === null) return decodePercent(trimmed);
  const afterScheme = decodePercent(trimmed.slice(scheme[0].length));
  const isFile = /^file:$/i.test(scheme[0]);
  return isFile ? pathOfFileUri(afterScheme) : afterScheme;
}

/** `file:///a`, `file:/a` and `file://localhost/a` are local; `file://C:/a` is a common slip for `file:///C:/a`. */
function pathOfFileUri(afterScheme: string): string {
  if (!afterScheme.startsWith('//')) return afterScheme;
  const withoutLocalHost = afterScheme.replace(/^\/\/(localhost)?(?=\/)/i, '');
  return withoutLocalHost.replace(/^\/\/(?=[A-Za-z]:)/, '/');
}

/** Bytes that are no UTF-8 leave the text as it was written. */
function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
