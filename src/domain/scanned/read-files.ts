import type { FindingFile } from '../findings/segments/file-facts.js';
import { Segment, type SegmentDetails } from '../findings/segments/segment.js';
import type { Address } from '../segments/manifest.js';
import type { ScanFindings } from './scan-findings.js';

/** Findings of one tool in a scan but for their contents. */
export interface ToolScanFindings extends ScanFindings {
  readonly tool: string;
}

/** A file of a tool's findings. */
export interface PlacedFile<Found extends ToolScanFindings = ToolScanFindings> {
  readonly findings: Found;
  readonly file: FindingFile;
  /** Row of its first finding. */
  readonly start: number;
}

/** A file of a tool's findings with its contents. */
export interface ReadFile<Found extends ToolScanFindings = ToolScanFindings> extends PlacedFile<Found> {
  readonly segment: Segment;
  readonly details: SegmentDetails;
}

/** Picks files of findings, tool by tool, in their order. */
export type FileChoice<Found extends ToolScanFindings = ToolScanFindings> = (file: FindingFile, of: Found) => boolean;

export const chooseFiles = <Found extends ToolScanFindings>(
  found: readonly Found[],
  isWanted: FileChoice<Found>,
): PlacedFile<Found>[] =>
  found.flatMap((findings) => {
    let next = 0;
    return findings.manifest.flatMap((file) => {
      const start = next;
      next += file.facts.issueIds.length;
      return isWanted(file, findings) ? [{ findings, file, start }] : [];
    });
  });

/** @param contents by address; has those of all files */
export const openFiles = <Found extends ToolScanFindings>(
  files: readonly PlacedFile<Found>[],
  contents: ReadonlyMap<Address, Uint8Array>,
): ReadFile<Found>[] =>
  files.map((each) => {
    const segment = Segment.open(contents.get(each.file.address)!);
    return { ...each, segment, details: segment.details() };
  });
