import { type ReactNode } from 'react';
import { countOf, formatCount, formatEffort, formatPercent, formatShare } from '../ui/format';
import { Section } from '../ui/panel';
import { Rating, type RatingLetter } from '../ui/rating';
import { SEVERITIES } from '../ui/severity';
import { Segments } from '../ui/segments';
import { type ScanFigures, type SeverityFigures } from './scan-figures';
import styles from './scores.module.css';

export type Scope = 'all' | 'new';

interface ScoresProps {
  readonly figures: ScanFigures;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
}

/** Ratings with the numbers that they come from, of all code or of new code only. */
export function Scores({ figures, scope, onScope }: ScoresProps) {
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
      <Tiles figures={figures} scope={scope} />
    </Section>
  );
}

function Tiles({ figures, scope }: Pick<ScoresProps, 'figures' | 'scope'>) {
  const { ratings, counters, tech_debt } = figures;
  const counts = counters?.[scope] ?? null;
  // Letters rate all code; of new code there is one, where the policy asks for it.
  const letterOf = (letter: RatingLetter | null | undefined) => (scope === 'all' ? (letter ?? null) : undefined);
  return (
    <div className={styles.tiles}>
      <Tile
        title="Reliability"
        letter={letterOf(ratings?.reliability_rating)}
        figure={formatCount(counts && counts.critical + counts.high)}
        about={counts ? (scope === 'new' ? 'new critical and high' : 'critical and high') : 'no tool reported'}
      />
      <Tile
        title="Findings"
        letter={scope === 'new' ? (figures.changeRating ?? undefined) : undefined}
        figure={formatCount(counts?.total)}
        about={counts ? severitiesOf(counts) : 'no tool reported'}
      />
      <CoverageTile figures={figures} scope={scope} />
      <Tile
        title="Duplication"
        letter={letterOf(ratings?.duplication_rating)}
        figure={formatPercent(figures.duplicationPct)}
        about={figures.duplicationPct === null ? 'not measured' : 'of all lines'}
      />
      <Tile
        title="Maintainability"
        letter={letterOf(ratings?.maintainability_rating)}
        figure={formatEffort(tech_debt?.total_minutes)}
        about={tech_debt?.total_minutes == null ? 'not rated' : 'to fix it all'}
      />
    </div>
  );
}

function CoverageTile({ figures: { coverage, ratings }, scope }: Pick<ScoresProps, 'figures' | 'scope'>) {
  const letter = scope === 'all' ? (ratings?.coverage_rating ?? null) : undefined;
  if (coverage?.coverage_pct == null)
    return <Tile title="Coverage" letter={letter} figure="–" about="no report was uploaded" />;
  if (scope === 'all')
    return (
      <Tile
        title="Coverage"
        letter={letter}
        figure={formatShare(coverage.lines_covered, coverage.lines_total)}
        about={`of ${countOf(coverage.lines_total, 'line')}`}
      />
    );
  const { changed } = coverage;
  return changed === null || changed.total === 0 ? (
    <Tile title="Coverage" figure="–" about={changed ? 'no added lines to cover' : 'added lines are not known'} />
  ) : (
    <Tile
      title="Coverage"
      figure={formatShare(changed.covered, changed.total)}
      about={`of the ${countOf(changed.total, 'added line')}`}
    />
  );
}

interface TileProps {
  readonly title: string;
  readonly letter?: RatingLetter | null;
  readonly figure: string;
  readonly about: ReactNode;
}

function Tile({ title, letter, figure, about }: TileProps) {
  return (
    <div className={styles.tile}>
      <h3>{title}</h3>
      <div className={styles.line}>
        <p className={styles.figure}>{figure}</p>
        {letter !== undefined && <Rating letter={letter} of={title} />}
      </div>
      <p className={styles.about}>{about}</p>
    </div>
  );
}

const severitiesOf = (figures: SeverityFigures): string =>
  SEVERITIES.filter((severity) => figures[severity] > 0)
    .map((severity) => `${formatCount(figures[severity])} ${severity}`)
    .join(' · ') || 'none';
