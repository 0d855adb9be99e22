import { compareFindings, type FindingComparison } from '../../../../domain/findings/listing/compare-findings.js';
import { countFacets, type FacetCounts } from '../../../../domain/findings/listing/count-facets.js';
import { type CutPage, cutPage, type PageRequest } from '../../../../domain/findings/listing/cut-page.js';
import type { FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import type { FindingFilter, MarkedIds } from '../../../../domain/findings/listing/finding-filter.js';
import {
  type FindingGroup,
  groupFindings,
  type GroupRequest,
} from '../../../../domain/findings/listing/group-findings.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import { countPlaces, type FindingPlaces, type PlacesInput } from './count-places.js';
import { decodeFindings, type StoredColumns } from './decode-findings.js';

/** Inputs and outputs of reads of a scan's findings. Columns are in shared memory and cross between threads as they are. */
export interface ListingWork {
  decodeFindings: { input: StoredColumns; output: FindingColumns };
  countPlaces: { input: PlacesInput; output: FindingPlaces };
  cutPage: { input: OfColumns<PageRequest>; output: CutPage };
  countFacets: { input: OfColumns<FindingFilter>; output: FacetCounts };
  groupFindings: { input: OfColumns<GroupRequest>; output: FindingGroup[] };
  compareFindings: { input: { scan: FindingColumns; other: FindingColumns }; output: FindingComparison };
}

/** A request, what it is about, and the marked problems of the repository. */
export interface OfColumns<Request> {
  readonly columns: FindingColumns;
  readonly request: Request;
  readonly marked: MarkedIds;
}

export type InputOf<Name extends keyof ListingWork> = ListingWork[Name]['input'];
export type OutputOf<Name extends keyof ListingWork> = ListingWork[Name]['output'];

type Work = { readonly [Name in keyof ListingWork]: (input: InputOf<Name>) => OutputOf<Name> };

export const LISTING_WORK: Work = {
  decodeFindings,
  countPlaces,
  cutPage: ({ columns, request, marked }) => cutPage(columns, request, marked),
  countFacets: ({ columns, request, marked }) => countFacets(columns, request, marked),
  groupFindings: ({ columns, request, marked }) => groupFindings(columns, request, marked),
  compareFindings: ({ scan, other }) => compareFindings(scan, other),
};

const toTask =
  <Name extends keyof ListingWork>(name: Name) =>
  (input: InputOf<Name>): TaskResult => ({ output: LISTING_WORK[name](input), transfer: [] });

/** These functions as tasks of the worker pool. */
export const LISTING_TASKS = {
  decodeFindings: toTask('decodeFindings'),
  countPlaces: toTask('countPlaces'),
  cutPage: toTask('cutPage'),
  countFacets: toTask('countFacets'),
  groupFindings: toTask('groupFindings'),
  compareFindings: toTask('compareFindings'),
};
