/** Version and configuration of one run of a tool; null where not known. */
export interface ToolRunIdentity {
  readonly toolVersion: string | null;
  /** A digest over the files that configure it. */
  readonly configDigest: string | null;
}

/**
 * True when both runs apply the same rules, as far as that is known: version and configuration are equal, or unknown on
 * both sides.
 */
export const isSameTool = (one: ToolRunIdentity, other: ToolRunIdentity): boolean =>
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
