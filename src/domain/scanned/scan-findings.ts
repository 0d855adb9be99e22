import type { ClonePlace } from '../findings/clones/clone.js';
import type { FindingManifest } from '../findings/segments/file-facts.js';
import type { FindingGroup } from '../findings/segments/groups.js';
import type { Explanation } from '../findings/tracking/track-files.js';

/** Where and how a clone is reported in a scan, other than its tool does. */
export interface PlacedClone extends ClonePlace {
  readonly message: string;
}

/** Facts on a few findings of a scan, by their rows, and on their rules. */
export interface RowNotes {
  readonly explanations?: Readonly<Record<number, Explanation>>;
  readonly places?: Readonly<Record<number, PlacedClone>>;
  /** `TrackedRows.markLines`. */
  readonly markLines?: Readonly<Record<number, string>>;
  /** `TrackedRows.newRules`; left out where there are none. */
  readonly newRules?: readonly string[];
  /** `TrackedRows.reindented`; left out where there are none. */
  readonly reindented?: number;
}

/** A tool's findings in a scan but for their contents. Rows are numbered through the files of the manifest. */
export interface ScanFindings {
  readonly manifest: FindingManifest;
  /** `codeOfState` of each row. */
  readonly states: Uint16Array;
  readonly notes: RowNotes;
  readonly groups: readonly FindingGroup[];
}
