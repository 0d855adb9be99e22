import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { failureWords } from '../api/problem';
import { countOf, formatCount, formatEffort, formatPercent, formatShare, NONE, percentOf } from '../ui/format';
import { measured } from '../ui/measured';
import { Section } from '../ui/panel';
import { Rating, type RatingLetter } from '../ui/rating';
import { Segments } from '../ui/segments';
import { SEVERITIES, type SeverityName } from '../ui/severity';
import { countedFindings, ListLink, LISTS_OF_RULES, reliabilityFindings, type ScanList } from './list-link';
import { holdersOf, holdersQuery } from './rating-holders.queries';
import { type ScanFigures, type SeverityFigures } from './scan-figures';
import styles from './scores.module.css';

export type Scope = 'all' | 'new';

interface ScoresProps {
  readonly scanId: number;
  readonly figures: ScanFigures;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
}

/** Ratings with the numbers that they come from, of all code or of new code only. */
export function Scores({ scanId, figures, scope, onScope }: ScoresProps) {
  return (
    <Section
      title="Scores"
      controls={
        <Segments
          label="Findings of"
          value={scope}
          segments={[
            { value: 'all', label: 'All findings' },
            { value: 'new', label: 'New code only' },
          ]}
          onChange={onScope}
        />
      }
    >
      <Tiles scanId={scanId} figures={figures} scope={scope} />
      {scope === 'all' && isHeldDown(figures.ratings) && <Reasons scanId={scanId} />}
    </Section>
  );
}

function Tiles({ scanId, figures, scope }: Omit<ScoresProps, 'onScope'>) {
  const { ratings, counters, tech_debt } = figures;
  const counts = counters?.[scope] ?? null;
  const total = counts && (scope === 'new' ? counts.judged : counts).total;
  // Letters rate all code; of new code there is one, where the policy asks for it.
  const letterOf = (letter: RatingLetter | null | undefined) => (scope === 'all' ? (letter ?? null) : undefined);
  const of = { scanId, scope };
  return (
    <div className={styles.tiles}>
      <Tile
        {...of}
        title="Reliability"
        letter={letterOf(ratings?.reliability_rating)}
        measure={['reliability_findings', counts?.reliability ?? null]}
        list={reliabilityFindings(scope)}
        figure={formatCount(counts?.reliability)}
        about={counts ? `${scope === 'new' ? 'new ' : ''}critical and high of the rated types` : 'no tool reported'}
      />
      <Tile
        {...of}
        title="Findings"
        letter={scope === 'new' ? (figures.changeRating ?? undefined) : undefined}
        measure={[scope === 'new' ? 'new_total' : 'findings', total]}
        list={countedFindings(scope)}
        figure={formatCount(total)}
        about={counts ? (scope === 'new' ? judgedOf(counts) : severitiesOf(counts)) : 'no tool reported'}
      />
      <CoverageTile scanId={scanId} figures={figures} scope={scope} />
      <Tile
        scanId={scanId}
        scope="all"
        title="Duplication"
        letter={letterOf(ratings?.duplication_rating)}
        measure={['duplication_pct', figures.duplicationPct]}
        list={LISTS_OF_RULES.duplication_pct_max}
        figure={formatPercent(figures.duplicationPct)}
        about={figures.duplicationPct === null ? 'not measured' : 'of all lines'}
      />
      <Tile
        scanId={scanId}
        scope="all"
        title="Maintainability"
        letter={letterOf(ratings?.maintainability_rating)}
        measure={['tech_debt_minutes', tech_debt?.total_minutes ?? null]}
        list={countedFindings('all')}
        figure={formatEffort(tech_debt?.total_minutes)}
        about={tech_debt?.total_minutes == null ? 'not rated' : 'to fix it all'}
      />
    </div>
  );
}

const LETTERS = ['reliability_rating', 'maintainability_rating', 'coverage_rating', 'duplication_rating'] as const;

const isHeldDown = (ratings: ScanFigures['ratings']): boolean =>
  LETTERS.some((name) => ratings !== null && ratings[name] !== null && ratings[name] !== 'A');

/** Reasons of the letters, read once somebody asks. */
function Reasons({ scanId }: { readonly scanId: number }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({ ...holdersQuery(scanId), enabled: isOpen });
  return (
    <details className={styles.reasons} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Why these letters</summary>
      {error !== null && <p role="alert">{failureWords(error)}</p>}
      <ul>{data && holdersOf(data).map((text) => <li key={text}>{text}</li>)}</ul>
    </details>
  );
}

function CoverageTile({ scanId, figures: { coverage, ratings }, scope }: Omit<ScoresProps, 'onScope'>) {
  const letter = scope === 'all' ? (ratings?.coverage_rating ?? null) : undefined;
  const of = { scanId, scope, title: `Coverage of ${scope === 'all' ? 'all' : 'added'} lines` };
  if (coverage?.coverage_pct == null)
    return <Tile {...of} letter={letter} figure={NONE} about="no report was uploaded" />;
  if (scope === 'all')
    return (
      <Tile
        {...of}
        letter={letter}
        measure={['coverage_pct', coverage.coverage_pct]}
        list={LISTS_OF_RULES.overall_coverage_min}
        figure={formatShare(coverage.lines_covered, coverage.lines_total)}
        about={`of ${countOf(coverage.lines_total, 'line')}`}
      />
    );
  const { changed } = coverage;
  return changed === null || changed.total === 0 ? (
    <Tile {...of} figure={NONE} about={changed ? 'no added lines to cover' : 'added lines are not known'} />
  ) : (
    <Tile
      {...of}
      measure={['coverage_pct', percentOf(changed.covered, changed.total)]}
      list={LISTS_OF_RULES.new_coverage_min}
      figure={formatShare(changed.covered, changed.total)}
      about={`of the ${countOf(changed.total, 'added line')}`}
    />
  );
}

interface TileProps {
  readonly scanId: number;
  readonly scope: Scope;
  readonly title: string;
  readonly letter?: RatingLetter | null;
  /** Name of the number, and its exact value. */
  readonly measure?: readonly [name: string, value: number | null];
  /** The list that the number counts. */
  readonly list?: ScanList;
  readonly figure: string;
  readonly about: ReactNode;
}

/** A number with its letter, which lead to the list that it counts. */
function Tile({ scanId, scope, title, letter, measure, list, figure, about }: TileProps) {
  const [name, value] = measure ?? ['', null];
  const face = (
    <>
      <h3>{title}</h3>
      <div className={styles.line}>
        <p className={styles.figure} {...measured(name, `${scope} scan ${scanId}`, value)}>
          {figure}
        </p>
        {letter !== undefined && <Rating letter={letter} of={title} />}
      </div>
      <p className={styles.about}>{about}</p>
    </>
  );
  if (value === null || list === undefined) return <div className={styles.tile}>{face}</div>;
  return (
    <ListLink scanId={scanId} list={list} className={styles.tile}>
      {face}
    </ListLink>
  );
}

const severitiesOf = (figures: Readonly<Partial<Record<SeverityName, number>>>): string =>
  SEVERITIES.filter((severity) => figures[severity])
    .map((severity) => `${formatCount(figures[severity])} ${severity}`)
    .join(' · ') || 'none';

/** Severities of what rules count, with a word where they leave something out. */
const judgedOf = ({ judged, total }: SeverityFigures): string =>
  `${severitiesOf(judged)}${total > judged.total ? ', without info and coverage gaps' : ''}`;
