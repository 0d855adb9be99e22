import type { ListedFinding } from '../../../../domain/findings/listing/listed-finding.js';
import type { RuleHelp } from '../../../../domain/findings/rule-help.js';
import type { Trace } from '../../../../domain/findings/trace.js';
import type { Scan } from '../../scan/scan.reader.js';
import type { ShownMark } from './issue-mark.repository.js';
import type { Sighting, Sightings } from './issue-sightings.read-model.js';

/** A problem as one scan reported it, and the scans that found it. */
export interface IssueDetails {
  /** The scan that `finding` is of. */
  readonly scan: Scan;
  readonly finding: ListedFinding;
  readonly sightings: Sightings;
  /** Only its id is known where the scan was deleted. */
  readonly firstSeen: Pick<Sighting, 'scanId'> & Partial<Sighting>;
  readonly mark: ShownMark | null;
  /** The acceptance that is in force. */
  readonly acceptance: ShownMark | null;
  /** Names of those who marked and accepted it, as far as they are known. */
  readonly names: ReadonlyMap<string, string>;
  /** Help for its rule; null where nothing is stored. */
  readonly help: RuleHelp | null;
  /** Places that explain it. */
  readonly trace: Trace;
  /** Problems of the base that the new finding might have been; null for an inherited one, and without a base. */
  readonly candidates: number | null;
}
