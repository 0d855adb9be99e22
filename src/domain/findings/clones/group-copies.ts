import { type ClonePlace, comparePlaces, lengthOf, sharedLines } from './clone.js';

/** Copies of one text as a tool reports them: mostly two, as it pairs them. */
export interface ReportedCopies {
  readonly places: readonly ClonePlace[];
  /** Text of the first place; null where the report has none. */
  readonly text: string | null;
}

/** A text with all its copies, and the reported groups of copies that it is made of. */
export interface CloneSet {
  /** Indices of what was reported, the longest first. */
  readonly members: readonly number[];
  /** All copies, in the order of their paths and lines. */
  readonly places: readonly ClonePlace[];
}

/** Number of places before a place in its file that it is compared with: more overlap only in reports made for that. */
const MAX_COMPARED = 16;

/**
 * Joins reported groups of one text. Two groups are of one text when their texts are equal but for white space, or when
 * they share a copy: places that have at least two thirds of the longer one in common. A group all of whose places lie
 * within copies of one other text is no text of its own. The result does not depend on the order of the report.
 */
export function groupCopies(reported: readonly ReportedCopies[]): CloneSet[] {
  const groups = new Groups(reported.length);
  joinEqualTexts(groups, reported);
  const places = placesOf(reported);
  for (const [one, other] of neighbours(places))
    if (isSameCopy(one.place, other.place)) groups.join(one.owner, other.owner);
  joinContained(groups, places, reported);
  return groups.all().map((members) => toSet(members, reported));
}

interface OwnedPlace {
  readonly place: ClonePlace;
  readonly owner: number;
}

const placesOf = (reported: readonly ReportedCopies[]): OwnedPlace[] =>
  reported
    .flatMap(({ places }, owner) => places.map((place) => ({ place, owner })))
    .sort((one, other) => comparePlaces(one.place, other.place));

const isSameCopy = (one: ClonePlace, other: ClonePlace): boolean =>
  3 * sharedLines(one, other) >= 2 * Math.max(lengthOf(one), lengthOf(other));

const contains = (outer: ClonePlace, inner: ClonePlace): boolean => sharedLines(outer, inner) === lengthOf(inner);

function joinEqualTexts(groups: Groups, reported: readonly ReportedCopies[]): void {
  const byText = new Map<string, number>();
  reported.forEach(({ text }, index) => {
    const key = text?.replace(/\s+/gu, '') ?? '';
    if (key === '') return;
    const first = byText.get(key);
    if (first === undefined) byText.set(key, index);
    else groups.join(first, index);
  });
}

/** Pairs of places of different owners that have lines in common. */
function* neighbours(places: readonly OwnedPlace[]): Iterable<readonly [OwnedPlace, OwnedPlace]> {
  for (let at = 0; at < places.length; at += 1) {
    for (let before = at - 1; before >= Math.max(0, at - MAX_COMPARED); before -= 1) {
      if (places[before]!.place.filePath !== places[at]!.place.filePath) break;
      if (places[before]!.owner !== places[at]!.owner && sharedLines(places[before]!.place, places[at]!.place) > 0)
        yield [places[before]!, places[at]!];
    }
  }
}

/** Joins each set all of whose places lie within another's to that one; to the one of the longest copies, if several do. */
function joinContained(groups: Groups, places: readonly OwnedPlace[], reported: readonly ReportedCopies[]): void {
  /** By the set: for each of its places the sets that hold it, with the place that does. */
  const holders = new Map<number, Map<ClonePlace, Map<number, ClonePlace>>>();
  const note = (inner: OwnedPlace, outer: OwnedPlace): void => {
    if (!contains(outer.place, inner.place)) return;
    const [set, holder] = [groups.of(inner.owner), groups.of(outer.owner)];
    if (set === holder) return;
    const ofSet = holders.get(set) ?? new Map<ClonePlace, Map<number, ClonePlace>>();
    holders.set(set, ofSet);
    const ofPlace = ofSet.get(inner.place) ?? new Map<number, ClonePlace>();
    ofSet.set(inner.place, ofPlace.set(holder, longerOf(ofPlace.get(holder), outer.place)));
  };
  for (const [one, other] of neighbours(places)) {
    note(one, other);
    note(other, one);
  }
  const membersOf = groups.index();
  const joined = [...holders].flatMap(([set, ofSet]): (readonly [number, number])[] => {
    const all = membersOf.get(set)!.flatMap((member) => reported[member]!.places);
    const [first, ...others] = all.sort(comparePlaces).map((place) => ofSet.get(place));
    const common = [...(first ?? [])].filter(([holder]) => others.every((holding) => holding?.has(holder)));
    const [best] = common.sort(([, one], [, other]) => (longerOf(one, other) === one ? -1 : 1));
    return best === undefined ? [] : [[set, best[0]]];
  });
  for (const [set, holder] of joined) groups.join(set, holder);
}

/** The longer place, or the first of two of one length. */
function longerOf(one: ClonePlace | undefined, other: ClonePlace): ClonePlace {
  if (one === undefined) return other;
  return (lengthOf(other) - lengthOf(one) || comparePlaces(one, other)) <= 0 ? one : other;
}

function toSet(members: readonly number[], reported: readonly ReportedCopies[]): CloneSet {
  const byLength = members.toSorted((one, other) => compareCopies(reported[one]!, reported[other]!));
  // Copies within one file may reach into each other: those of the longest text are all kept.
  const longest = new Set(reported[byLength[0]!]!.places);
  const places = members.flatMap((member) => reported[member]!.places).sort(comparePlaces);
  const kept: ClonePlace[] = [];
  for (const place of places) {
    const last = kept.at(-1);
    if (last === undefined || !isPartOf(last, place)) kept.push(place);
    else if (longest.has(place) && longest.has(last) && !isEqualPlace(last, place)) kept.push(place);
    else if (!longest.has(last) && (longest.has(place) || lengthOf(place) > lengthOf(last))) kept.splice(-1, 1, place);
  }
  return { members: byLength, places: kept };
}

/** True when at least half of the shorter one is in the other. */
const isPartOf = (one: ClonePlace, other: ClonePlace): boolean =>
  2 * sharedLines(one, other) >= Math.min(lengthOf(one), lengthOf(other));

const isEqualPlace = (one: ClonePlace, other: ClonePlace): boolean => comparePlaces(one, other) === 0;

/** Order of groups: the longest first, of equal ones that of the least first place. */
function compareCopies(one: ReportedCopies, other: ReportedCopies): number {
  const [first, second] = [one.places[0], other.places[0]];
  if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
  return (
    lengthOf(second) - lengthOf(first) ||
    comparePlaces(first, second) ||
    comparePlaces(one.places.at(-1)!, other.places.at(-1)!)
  );
}

/** Groups of numbers, which only grow together. */
class Groups {
  private readonly parents: number[];

  constructor(count: number) {
    this.parents = Array.from({ length: count }, (_, index) => index);
  }

  of(member: number): number {
    let root = member;
    while (this.parents[root] !== root) root = this.parents[root]!;
    for (let at = member; at !== root;) {
      const next = this.parents[at]!;
      this.parents[at] = root;
      at = next;
    }
    return root;
  }

  join(one: number, other: number): void {
    const [first, second] = [this.of(one), this.of(other)];
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }

  all(): number[][] {
    return [...this.index().values()];
  }

  /** The members of each group by `of`. */
  index(): Map<number, number[]> {
    const byRoot = new Map<number, number[]>();
    this.parents.forEach((_, member) => {
      const root = this.of(member);
      const members = byRoot.get(root);
      if (members === undefined) byRoot.set(root, [member]);
      else members.push(member);
    });
    return byRoot;
  }
}
