import { FILE_FACTS, type FindingManifest } from '../../../../domain/findings/segments/file-facts.js';
import { differenceOf } from '../../../../domain/segments/manifest.js';

/** Ids of problems that one of two manifests has and the other has not. */
export interface DifferingIds {
  readonly addedIssueIds: readonly number[];
  readonly removedIssueIds: readonly number[];
}

/** Findings of a tool in a scan. */
export interface ToolFiles {
  readonly tool: string;
  readonly manifest: FindingManifest;
}

export const NO_IDS: DifferingIds = { addedIssueIds: [], removedIssueIds: [] };

/** Problems that one of two manifests has and the other has not. */
export function differingIds(keyframe: FindingManifest, manifest: FindingManifest): DifferingIds {
  const { changed, removed } = differenceOf(keyframe, manifest, FILE_FACTS);
  if (changed.length === 0 && removed.length === 0) return NO_IDS;
  const paths = new Set([...changed.map(({ path }) => path), ...removed.map((place) => keyframe[place]!.path)]);
  const before = new Set(keyframe.flatMap(({ path, facts }) => (paths.has(path) ? facts.issueIds : [])));
  const now = new Set(changed.flatMap(({ facts }) => facts.issueIds));
  return {
    addedIssueIds: [...now].filter((id) => !before.has(id)),
    removedIssueIds: [...before].filter((id) => !now.has(id)),
  };
}

/** Numbers of problems that one of two scans has and the other has not. */
export function countChange(
  before: readonly ToolFiles[],
  now: readonly ToolFiles[],
): { readonly appeared: number; readonly disappeared: number } {
  const manifestOf = (files: readonly ToolFiles[], tool: string) => files.find((each) => each.tool === tool)?.manifest;
  const tools = new Set([...before, ...now].map(({ tool }) => tool));
  const changes = [...tools].map((tool) => differingIds(manifestOf(before, tool) ?? [], manifestOf(now, tool) ?? []));
  return {
    appeared: changes.reduce((sum, { addedIssueIds }) => sum + addedIssueIds.length, 0),
    disappeared: changes.reduce((sum, { removedIssueIds }) => sum + removedIssueIds.length, 0),
  };
}
