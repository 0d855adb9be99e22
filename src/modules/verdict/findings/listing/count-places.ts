import { FINDING_TYPES } from '../../../../domain/findings/finding.js';
import { isConfirmedType } from '../../../../domain/findings/marked-line.js';
import { isSuppressedKind, placesOfKind } from '../../../../domain/findings/segments/kinds.js';
import { isSuppressedOnBaseState } from '../../../../domain/findings/segments/row-states.js';
import { Segment } from '../../../../domain/findings/segments/segment.js';
import { type ByteTexts, packTexts } from '../../../../domain/segments/byte-texts.js';
import { FactSums, SEVERITY_COUNT } from '../../../../domain/trend/trend-facts.js';
import { readSegments } from '../tracking/tracking.tasks.js';
import type { StoredColumns } from './decode-findings.js';

/** Findings to count, and the problems of the repository that are marked: they do not count. */
export interface PlacesInput extends StoredColumns {
  readonly marked: Float64Array;
  /** Those of them whose marks count only where no edited line has to be confirmed. */
  readonly editedMarks: Float64Array;
}

/** Numbers of findings by rule, as facts of trends have them, and by file and severity. */
export interface FindingPlaces {
  readonly rules: ReturnType<FactSums['finish']>;
  readonly paths: ByteTexts;
  /** One number for each path and severity. */
  readonly counts: Uint32Array;
}

export function countPlaces({ tools, segments, marked, editedMarks }: PlacesInput): FindingPlaces {
  const contents = readSegments(segments);
  const ignored = new Set(marked);
  const edited = new Set(editedMarks);
  const rules = new FactSums();
  const places = new Map<string, number[]>();
  for (const { paths, addresses, issueIds, states } of tools) {
    let row = 0;
    addresses.forEach((address, file) => {
      const { count, kinds, rules: rulesOf, ruleIds } = Segment.open(contents.get(address)!).details();
      const counts = places.get(paths[file]!) ?? Array<number>(SEVERITY_COUNT).fill(0);
      places.set(paths[file]!, counts);
      for (let at = 0; at < count; at += 1, row += 1) {
        const kind = kinds[at]!;
        const { severity, type } = placesOfKind(kind);
        const id = issueIds[row]!;
        const isIgnored = ignored.has(id) && !(edited.has(id) && isConfirmedType(FINDING_TYPES[type]!));
        if (isSuppressedKind(kind) || isSuppressedOnBaseState(states[row]!) || isIgnored) continue;
        counts[severity]! += 1;
        rules.add(ruleIds[rulesOf[at]!]!, ONE_OF[severity]!);
      }
    });
  }
  return {
    rules: rules.finish(),
    paths: packTexts([...places.keys()]),
    counts: Uint32Array.from([...places.values()].flat()),
  };
}

/** One finding of each severity. */
const ONE_OF = Array.from({ length: SEVERITY_COUNT }, (_, severity) =>
  Array.from({ length: SEVERITY_COUNT }, (_, place) => Number(place === severity)),
);
