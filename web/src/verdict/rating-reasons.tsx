import { type components } from '../api/schema.gen';
import { RATED_TYPES } from '../gate/rated-types';
import { ListLink, LISTS_OF_RULES, type ScanList } from './list-link';
import styles from './rating-reasons.module.css';

export type HeldPart = components['schemas']['HeldPart'];

interface RatingReasonsProps {
  readonly scanId: number;
  readonly parts: readonly HeldPart[];
}

/** Reasons of the worst parts of a rating, each with the list of its part: findings with the worst one open, or files. */
export function RatingReasons({ scanId, parts }: RatingReasonsProps) {
  if (parts.length === 0) return null;
  return (
    <ul aria-label="What lowers the rating" className={styles.reasons}>
      {parts.map((part) => (
        <li key={part.part}>
          <ListLink scanId={scanId} list={listOf(part)}>
            {part.text}
          </ListLink>
        </li>
      ))}
    </ul>
  );
}

function listOf({ part, issue_id }: HeldPart): ScanList {
  if (part === 'coverage') return LISTS_OF_RULES.overall_coverage_min;
  if (part === 'duplication') return LISTS_OF_RULES.duplication_pct_max;
  const search = { severity: 'critical,high', type: RATED_TYPES[part].join(','), state: 'counted' } as const;
  return { page: 'findings', search: issue_id === null ? search : { ...search, selected: issue_id } };
}
