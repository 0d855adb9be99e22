import { classNames } from '../../../../ui/class-names';
import { formatCount } from '../../../../ui/format';
import { type FacetName, type FindingFilter, isListFacet } from '../finding-search';
import { type FacetCount, type Facets } from '../findings.queries';
import { FACET_TITLES, STATES_ABOUT, wordsOf } from '../messages';
import styles from './facet-list.module.css';

interface FacetListProps {
  readonly facets: Facets;
  readonly filter: FindingFilter;
  readonly onToggle: (name: FacetName, value: string) => void;
}

const ORDER: readonly FacetName[] = [
  'severity',
  'newness',
  'type',
  'tool',
  'rule',
  'folder',
  'owner',
  'state',
  'matched_by',
];
/** Facets whose values are names that tools and people chose. */
const NAMED: ReadonlySet<FacetName> = new Set(['rule', 'tool', 'folder', 'owner']);
/** Values that a group shows before the rest is requested. */
const SHOWN = 8;

/** Values to filter by, each with the number of findings that choosing it leaves. */
export function FacetList({ facets, filter, onToggle }: FacetListProps) {
  return (
    <div className={styles.facets}>
      {ORDER.map((name) => (
        <Group
          key={name}
          name={name}
          counts={withChosen(facets[name], chosenOf(filter, name), name)}
          chosen={chosenOf(filter, name)}
          onToggle={(value) => onToggle(name, value)}
        />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly name: FacetName;
  readonly counts: readonly FacetCount[];
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

function Group({ name, counts, chosen, onToggle }: GroupProps) {
  if (counts.length === 0) return null;
  const id = `facet-${name}`;
  const entry = ({ value, count }: FacetCount) => (
    <li key={value}>
      <button
        type="button"
        aria-pressed={chosen.includes(value)}
        className={styles.entry}
        onClick={() => onToggle(value)}
      >
        <span className={classNames(styles.value, (name === 'rule' || name === 'folder') && styles.code)}>
          {NAMED.has(name) ? value : wordsOf(value)}
        </span>{' '}
        <span className={styles.count}>{formatCount(count)}</span>
      </button>
    </li>
  );
  return (
    <div role="group" aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {FACET_TITLES[name]}
      </h2>
      <ul>{counts.slice(0, SHOWN).map(entry)}</ul>
      {name === 'state' && <p className={styles.about}>{STATES_ABOUT}</p>}
      {counts.length > SHOWN && (
        <details className={styles.rest}>
          <summary>{formatCount(counts.length - SHOWN)} more</summary>
          <ul>{counts.slice(SHOWN).map(entry)}</ul>
        </details>
      )}
    </div>
  );
}

const chosenOf = (filter: FindingFilter, name: FacetName): readonly string[] =>
  isListFacet(name) ? (filter[name] ?? []) : filter[name] === undefined ? [] : [filter[name]];

/** Chosen values stay, and come first in long groups, so that they can be taken back. */
function withChosen(counts: readonly FacetCount[], chosen: readonly string[], name: FacetName): FacetCount[] {
  const absent = chosen.filter((value) => !counts.some((each) => each.value === value));
  const kept = [...absent.map((value) => ({ value, count: 0 })), ...counts];
  return name === 'severity' || kept.length <= SHOWN
    ? kept
    : kept.sort((a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)));
}
