/** A report of a scan, by the name of its tool and the digest of its bytes, which only unnamed reports have. */
export interface KeptReport {
  readonly tool: string;
  readonly digest: string | null;
}

/** Place of an unnamed report among those of its scan. */
export interface NamedReport {
  readonly tool: string;
  /** True when these very bytes are stored under that name. */
  readonly isKnown: boolean;
}

/**
 * Name under which a report is stored that does not name its tool. The first has the format's own (`code-quality`),
 * others with another content are stored beside it as `code-quality#2` and so on.
 *
 * @param base the format's own name
 * @param digest digest of the report's bytes
 * @param kept the reports of the scan
 */
export function nameUnnamedReport(base: string, digest: string, kept: readonly KeptReport[]): NamedReport {
  const numbered = kept.flatMap(({ tool, digest: other }) => {
    const number = numberOf(tool, base);
    return number === null ? [] : [{ tool, number, isSame: other === digest }];
  });
  const same = numbered.find(({ isSame }) => isSame);
  if (same !== undefined) return { tool: same.tool, isKnown: true };
  const last = Math.max(0, ...numbered.map(({ number }) => number));
  return { tool: last === 0 ? base : `${base}#${last + 1}`, isKnown: false };
}

/** Number of a tool among the reports of that name, from 1; null when it is none of them. */
function numberOf(tool: string, base: string): number | null {
  if (tool === base) return 1;
  const number = tool.startsWith(`${base}#`) ? tool.slice(base.length + 1) : '';
  return /^[1-9]\d{0,8}$/.test(number) ? Number(number) : null;
}
