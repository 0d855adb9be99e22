/** Version and configuration of one run of a tool; null where not known. */
export interface ToolRunIdentity {
  readonly toolVersion: string | null;
  /** A digest over the files that configure it. */
  readonly configDigest: string | null;
}

/** Extent to which two runs of a tool apply the same rules. */
export type ToolComparison = 'same' | 'other' | 'unknown';

/** Compares two runs: a version or a configuration that is unknown on both sides leaves open whether they are the same. */
export function compareTools(one: ToolRunIdentity, other: ToolRunIdentity): ToolComparison {
  if (!isSameIdentity(one, other)) return 'other';
  return one.toolVersion === null || one.configDigest === null ? 'unknown' : 'same';
}

/** True when the same is known of both. */
export const isSameIdentity = (one: ToolRunIdentity, other: ToolRunIdentity): boolean =>
  one.toolVersion === other.toolVersion && one.configDigest === other.configDigest;

/** A tool as CI names it, beside the reports. */
export interface NamedTool {
  readonly tool: string;
  readonly version: string | null;
  readonly configDigest: string | null;
}

/** Completes a report's facts about its tool by those from CI; the report's own come first. */
export function completeIdentity(
  tool: string,
  reported: ToolRunIdentity,
  named: readonly NamedTool[],
  versions: Readonly<Record<string, string>>,
): ToolRunIdentity {
  const found = named.find((each) => each.tool === tool) ?? named.find((each) => isAlike(each.tool, tool));
  return {
    toolVersion: reported.toolVersion ?? found?.version ?? versions[tool] ?? null,
    configDigest: reported.configDigest ?? found?.configDigest ?? null,
  };
}

const isAlike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
