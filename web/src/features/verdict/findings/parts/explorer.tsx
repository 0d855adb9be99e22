import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { SavedViews } from '../../../../shell/saved-views';
import { Button, buttonClass } from '../../../../ui/button';
import { classNames } from '../../../../ui/class-names';
import { formatCount } from '../../../../ui/format';
import { SearchField } from '../../../../ui/search-field';
import { SortSelect } from '../../../../ui/sort-select';
import { EmptyState } from '../../../../ui/states';
import { usePreference } from '../../../../ui/use-preference';
import { type ScanSummary } from '../../scan/scan.queries';
import { type FacetName, filterOf, type FindingSort, toggleFacet } from '../finding-search';
import { type FindingSource } from '../finding-source';
import { findingsFile } from '../findings.queries';
import styles from './explorer.module.css';
import { FacetList } from './facet-list';
import { FindingList, LIST_ID } from './finding-list';

const route = getRouteApi('/shell/scans/$scanId/findings');

interface ExplorerProps {
  readonly page: ScanSummary;
  readonly source: FindingSource;
  /** Number of all findings of the scan, where it is known. */
  readonly overall?: number;
}

const SORT_WORDS: Readonly<Record<FindingSort, string>> = {
  severity: 'Worst first',
  path: 'By file',
  newest: 'Newest first',
};

/** Facets, the list of matching findings, and the one that is chosen. */
export function Explorer({ page, source, overall }: ExplorerProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isCompact, setCompact] = usePreference('compact-findings');
  const filter = filterOf(search);
  const { sort = 'severity' } = search;
  const isFiltered = Object.keys(filter).length > 0;
  const view = JSON.stringify([filter, sort]);
  const explorer = useFocusAfter(view);
  const change = (next: typeof search, isTyping = false) =>
    void navigate({ search: { ...next, selected: undefined }, replace: isTyping, resetScroll: false });
  const clear = () => change(sort === 'severity' ? {} : { sort });
  const toggle = (name: FacetName, value: string) => change(toggleFacet(search, name, value));
  return (
    <div ref={explorer} data-wide className={styles.explorer}>
      {source.total > 0 && (
        <a href={`#${LIST_ID}`} className={classNames('skip-link', styles.skip)}>
          Skip to findings
        </a>
      )}
      <Filters>{source.facets && <FacetList facets={source.facets} filter={filter} onToggle={toggle} />}</Filters>
      <div className={styles.controls}>
        <SearchField
          label="Search findings"
          value={search.q ?? ''}
          onChange={(q) => change({ ...search, q: q === '' ? undefined : q }, true)}
        />
        <SortSelect value={sort} options={SORT_WORDS} onChange={(chosen) => change({ ...search, sort: chosen })} />
        <Button kind="quiet" aria-pressed={isCompact} onClick={() => setCompact(!isCompact)}>
          Compact rows
        </Button>
        <SavedViews page="findings" without={['selected']} />
        <a className={buttonClass()} href={findingsFile(page.scan.id, filter, sort)} download>
          Download CSV
        </a>
        {isFiltered && (
          <Button kind="quiet" onClick={clear}>
            Clear filters
          </Button>
        )}
      </div>
      {source.total === 0 ? (
        <div className={styles.nothing}>
          <EmptyState title={isFiltered ? 'No finding matches' : 'No findings'}>
            {isFiltered ? (
              <p>
                {overall === undefined
                  ? 'Clear the filters to see all.'
                  : `Clear the filters to see all ${formatCount(overall)}.`}
              </p>
            ) : (
              <p>No tool reported a finding in this scan.</p>
            )}
          </EmptyState>
        </div>
      ) : (
        <FindingList
          key={view}
          page={page}
          source={source}
          filter={filter}
          isCompact={isCompact}
          {...(overall !== undefined && { overall })}
        />
      )}
    </div>
  );
}

/** Gives the next list the focus of the list before, which the next view replaces; where nothing matches, the search has it. */
function useFocusAfter(view: string) {
  const explorer = useRef<HTMLDivElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (document.activeElement !== document.body) return;
    const heir = document.getElementById(LIST_ID) ?? explorer.current!.querySelector<HTMLElement>('[type=search]');
    heir?.focus({ preventScroll: true });
  }, [view]);
  return explorer;
}

/** Width from which the filters stand beside the list. */
const WIDE = '(width >= 1000px)';

/** Filters beside the list, or folded above it on a narrow window. */
function Filters({ children }: { readonly children: React.ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isWide, setWide] = useState(() => window.matchMedia(WIDE).matches);
  useEffect(() => {
    const query = window.matchMedia(WIDE);
    const follow = () => setWide(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  if (isWide) return <div className={styles.filters}>{children}</div>;
  return (
    <details ref={details} className={styles.folded}>
      <summary>Filters</summary>
      {children}
    </details>
  );
}
