import { createHash } from 'node:crypto';
import { escapeMarkdown, markdownCode } from '../../domain/reporting/markdown.js';
import { type Git } from '../git/git.js';
import { suggestionBlock } from '../report/suggestion-block.js';
import { type Hunk, hunkOf, readHunks } from './patch-hunks.js';
import { type Offer } from './read-offers.js';

/** A file of a pull request, as its forge knows it. */
export interface ReviewedFile {
  readonly path: string;
  readonly oldPath: string;
  /** Unified diff without the lines that name the file; null where the forge does not show it. */
  readonly patch: string | null;
  /** Blob of the head commit; null where it is unknown. */
  readonly blob: string | null;
}

/** An offer at its place in the diff, with the text of its comment. */
export interface PlacedOffer extends Offer {
  readonly file: ReviewedFile;
  readonly hunk: Hunk;
  readonly body: string;
}

/** A pull request at a forge whose comments can hold changes that are applied with a click. */
export interface Review {
  /** The changed files that are named; others can be left out. */
  readFiles(paths: ReadonlySet<string>): Promise<readonly ReviewedFile[]>;
  /** Texts of the comments on its lines. */
  readComments(): Promise<readonly string[]>;
  /** Language of the fenced block of a suggestion that replaces this number of lines. */
  blockOf(lines: number): string;
  post(offers: readonly PlacedOffer[]): Promise<void>;
}

/** Outcome of `suggest`. */
export interface Suggested {
  readonly posted: readonly Offer[];
  /** Number of those that earlier runs posted. */
  readonly postedBefore: number;
  readonly left: readonly LeftOffer[];
}

interface LeftOffer {
  readonly offer: Offer;
  readonly why: string;
}

/** A file with what decides whether an offer has a place in it. */
interface ComparedFile {
  readonly file: ReviewedFile;
  readonly hunks: readonly Hunk[];
  readonly isSameHere: boolean;
}

/** Suggestions of one run; a reviewer reads no more. */
const MOST_POSTED = 20;

/**
 * Posts fixes as suggestions on the lines of a pull request, each once. A fix is left where the forge does not show its lines in one
 * hunk, and where the file differs from the head of the pull request, so that its lines may be others.
 *
 * @throws {CliError} where the forge refuses or cannot be reached
 */
export async function suggest(offers: readonly Offer[], review: Review, git: Git): Promise<Suggested> {
  if (offers.length === 0) return { posted: [], postedBefore: 0, left: [] };
  const files = await compareFiles(offers, review, git);
  const comments = await review.readComments();
  const nameOf = namer();
  const fresh: PlacedOffer[] = [];
  const left: LeftOffer[] = [];
  let postedBefore = 0;
  for (const offer of offers) {
    const mark = `<!-- qgate-fix:${nameOf(offer)} -->`;
    const place = placeOf(offer, files.get(offer.path));
    if (typeof place === 'string') left.push({ offer, why: place });
    else if (comments.some((body) => body.includes(mark))) postedBefore += 1;
    else if (fresh.length === MOST_POSTED) left.push({ offer, why: `more than ${MOST_POSTED} in one run` });
    else fresh.push({ ...offer, ...place, body: bodyOf(offer, review, mark) });
  }
  if (fresh.length > 0) await review.post(fresh);
  return { posted: fresh, postedBefore, left };
}

/** The files of the offers by their paths. */
async function compareFiles(
  offers: readonly Offer[],
  review: Review,
  git: Git,
): Promise<ReadonlyMap<string, ComparedFile>> {
  const paths = new Set(offers.map(({ path }) => path));
  const files = (await review.readFiles(paths)).filter(({ path }) => paths.has(path));
  const compared = new Map<string, ComparedFile>();
  for (const file of files) {
    const isSameHere = file.blob !== null && (await git.ask('hash-object', '--', file.path)) === file.blob;
    compared.set(file.path, { file, hunks: readHunks(file.patch ?? ''), isSameHere });
  }
  return compared;
}

/** The place of an offer in the diff, or why it has none. */
function placeOf(offer: Offer, compared: ComparedFile | undefined): Pick<PlacedOffer, 'file' | 'hunk'> | string {
  if (compared === undefined) return 'the pull request does not change the file';
  const { file, hunks, isSameHere } = compared;
  if (file.patch === null) return 'the forge does not show the diff of the file';
  if (!isSameHere) return 'the file here differs from the head of the pull request';
  const hunk = hunkOf(hunks, offer);
  return hunk === undefined ? 'its lines are outside the diff' : { file, hunk };
}

/** Names of offers that stay when lines move; equal ones in a file are told apart by their order. */
function namer(): (offer: Offer) => string {
  const counts = new Map<string, number>();
  return ({ path, rule, text }) => {
    const same = JSON.stringify([path, rule, text]);
    const count = counts.get(same) ?? 0;
    counts.set(same, count + 1);
    return createHash('sha256').update(`${same}${count}`).digest('hex').slice(0, 16);
  };
}

function bodyOf(offer: Offer, review: Review, mark: string): string {
  const lines = offer.endLine - offer.startLine + 1;
  return [
    `${markdownCode(offer.rule)}: ${escapeMarkdown(offer.message)}`,
    suggestionBlock(offer.text, review.blockOf(lines)),
    mark,
  ].join('\n\n');
}
