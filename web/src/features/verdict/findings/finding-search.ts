import { GATED_SEVERITIES, GATED_TYPES } from '../../../gate/judged-findings';

/** Orders of the list, as the API names them. */
export const FINDING_SORTS = ['severity', 'path', 'newest'] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];

/** Facets of which several values may be chosen. */
export const LIST_FACETS = ['severity', 'type', 'tool', 'rule', 'owner', 'matched_by'] as const;
export type ListFacet = (typeof LIST_FACETS)[number];

/** Stands for the signed-in person among owners, all of whom have an `@`. */
export const MINE = 'mine';

export const NEWNESS = ['new', 'inherited'] as const;
export type Newness = (typeof NEWNESS)[number];

/**
 * Findings that rules count (`judged`: without info and coverage gaps), all that no decision leaves out (`counted`), and the kinds of
 * decisions; a finding may be of several of these.
 */
export const STATES = ['judged', 'counted', 'false positive', 'accepted', 'suppressed'] as const;
export type FindingState = (typeof STATES)[number];

/** Conditions on findings; an absent one admits all. */
export type FindingFilter = Readonly<Partial<Record<ListFacet, readonly string[]>>> & {
  /** A folder with everything below it, without a slash at its end. */
  readonly folder?: string;
  readonly newness?: Newness;
  readonly state?: FindingState;
  /** Text contained in the message, the rule or the path, ignoring case. */
  readonly q?: string;
};

export type FacetName = ListFacet | 'folder' | 'newness' | 'state';

/** Parameters of the page's address. Lists are separated by commas. */
export type FindingsSearch = Readonly<Partial<Record<FacetName | 'q', string>>> & {
  readonly sort?: FindingSort;
  /** The problem that is shown beside the list. */
  readonly selected?: number;
};

/** Longest text that the API searches. */
const MAX_TEXT = 200;

/** Parameters that the page knows; the others are dropped. */
export function readFindingsSearch(raw: Record<string, unknown>): FindingsSearch {
  const texts = ([...LIST_FACETS, 'folder', 'q'] as const).flatMap((name) => {
    const text = textOf(raw[name]);
    return text === '' ? [] : [[name, name === 'q' ? text.slice(0, MAX_TEXT) : text] as const];
  });
  const newness = NEWNESS.find((each) => each === raw.newness);
  const state = STATES.find((each) => each === raw.state);
  const sort = FINDING_SORTS.find((each) => each === raw.sort && each !== 'severity');
  const selected = Number(raw.selected);
  return {
    ...Object.fromEntries(texts),
    ...(newness && { newness }),
    ...(state && { state }),
    ...(sort && { sort }),
    ...(Number.isSafeInteger(selected) && selected > 0 && { selected }),
  };
}

/** Filter of an address. */
export function filterOf(search: FindingsSearch): FindingFilter {
  const lists = LIST_FACETS.flatMap((name) => (search[name] === undefined ? [] : [[name, listOf(search[name])]]));
  const { folder, newness, state, q } = search as FindingFilter;
  return {
    ...(Object.fromEntries(lists) as FindingFilter),
    ...(folder !== undefined && { folder: folder.replace(/\/+$/, '') }),
    ...(newness && { newness }),
    ...(state && { state }),
    ...(q !== undefined && { q }),
  };
}

/** Search after the choice of a facet's value: lists gain or lose it, the others take it, or drop it when it was chosen. */
export function toggleFacet(search: FindingsSearch, name: FacetName, value: string): FindingsSearch {
  if (!isListFacet(name)) return { ...search, [name]: search[name] === value ? undefined : value };
  const chosen = listOf(search[name] ?? '');
  const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
  return { ...search, [name]: next.length === 0 ? undefined : next.map(escapeComma).join(',') };
}

/** Conditions of a filter by their names in the API. */
export function toWire({
  folder,
  newness,
  state,
  ...same
}: FindingFilter): Record<string, string | boolean | readonly string[]> {
  return {
    ...(same as Record<string, string | string[]>),
    ...(folder !== undefined && { path: folder }),
    ...(newness && { is_new: newness === 'new' }),
    ...(state === 'judged' && {
      severity: same.severity ?? GATED_SEVERITIES,
      type: same.type ?? GATED_TYPES,
    }),
    ...((state === 'counted' || state === 'judged') && { is_fp: false, is_accepted: false, is_suppressed: false }),
    ...(state === 'false positive' && { is_fp: true }),
    ...(state === 'accepted' && { is_accepted: true }),
    ...(state === 'suppressed' && { is_suppressed: true }),
  };
}

export const isListFacet = (name: FacetName): name is ListFacet => LIST_FACETS.some((each) => each === name);

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

const escapeComma = (value: string): string => value.replaceAll('%', '%25').replaceAll(',', '%2C');

const listOf = (text: string): string[] =>
  text
    .split(',')
    .filter((value) => value !== '')
    .map((value) => value.replaceAll('%2C', ',').replaceAll('%25', '%'));
