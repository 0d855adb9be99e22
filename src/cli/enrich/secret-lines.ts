import { type Finding } from '../../domain/findings/finding.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { blankLine, blankMessage, quotedTexts } from '../../domain/findings/secrets/blank-text.js';
import { markOf, SECRET_MARK } from '../../domain/findings/secrets/secret-mark.js';
import {
  BLANK,
  blankTokens,
  blankTokensOfLines,
  escapeExpression,
} from '../../domain/findings/secrets/token-shapes.js';
import { type FindingsFile } from '../report-file.js';
import { type SourceFile, toSourceFile } from '../source/source-file.js';
import { readFindings } from './read-findings.js';
import { type DraftResult } from './report-draft.js';
import { locationOf } from './sarif-log.js';

/** Places of secrets in a checkout, and texts that are secrets wherever they stand. */
export interface KnownSecrets {
  /** Lines in which a tool found a secret, by path; '' for those without a file. */
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
  readonly texts: readonly RegExp[];
}

/** A text so long and mixed that it means nothing but a secret: it is blanked in all of the reports. */
const isUnmistakable = (text: string): boolean => text.length >= 8 && /\d/.test(text) && /[A-Za-z]/.test(text);

/** Finds the secrets that the reports name. A report that cannot be read names none. */
export function findSecrets(
  reports: readonly FindingsFile[],
  { root, tracked }: { readonly root: string; readonly tracked: readonly string[] },
): KnownSecrets {
  const lines = new Map<string, Set<number>>();
  const texts = new Set<string>();
  for (const report of reports) {
    const written = readFindings(report, root, ({ isSecret }) => isSecret === true);
    const found = resolveFindingPaths(written, tracked, report.reportPath ?? null);
    for (const { filePath, region, snippet } of found) {
      for (const text of [snippet ?? '', ...quotedTexts(snippet ?? '')].map((each) => each.trim()))
        if (isUnmistakable(text)) texts.add(text);
      const ofFile = lines.get(filePath ?? '') ?? new Set<number>();
      for (const line of linesOf(region)) ofFile.add(line);
      lines.set(filePath ?? '', ofFile);
    }
  }
  return { lines, texts: expressionsOf(texts) };
}

/** Texts that one expression looks for: each expression reads the report once, and V8 does not optimize a longer one. */
const TEXTS_AT_ONCE = 500;

/** Expressions of texts as they stand in JSON, the longest first, so that no part of a text stays that begins with a shorter one. */
function expressionsOf(texts: ReadonlySet<string>): RegExp[] {
  const longestFirst = [...texts].map(asInJson).sort((one, other) => other.length - one.length);
  const expressions: RegExp[] = [];
  for (let from = 0; from < longestFirst.length; from += TEXTS_AT_ONCE)
    expressions.push(
      new RegExp(
        longestFirst
          .slice(from, from + TEXTS_AT_ONCE)
          .map(escapeExpression)
          .join('|'),
        'g',
      ),
    );
  return expressions;
}

/** A text of several lines, the first of that number, with the lines of secrets blanked. */
export const blankLines = (text: string, startLine: number, secret: ReadonlySet<number>): string =>
  text
    .split('\n')
    .map((line, at) => (secret.has(startLine + at) ? blankLine(line) : line))
    .join('\n');

/** The file as it may be sent; the same one where it has no secret. */
export function withoutSecrets(file: SourceFile, secret: ReadonlySet<number> = NO_LINES): SourceFile {
  const { lines } = file.lines;
  const withoutTokens = blankTokensOfLines(lines);
  const shown = lines.map((line, at) => (secret.has(at + 1) ? blankLine(line) : withoutTokens[at]!));
  return shown.some((line, at) => line !== lines[at]) ? toSourceFile(file.path, shown.join('\n')) : file;
}

const NO_LINES: ReadonlySet<number> = new Set();

/**
 * Blanks the secrets in a result in place: the flagged text and the quoted parts of the message where its rule finds secrets, and
 * lines of secrets in the source text that its tool wrote.
 *
 * @param flagged the text that the result flags, by whose mark the service recognizes the secret; null where it is not known
 */
export function blankResult(
  { finding, result }: DraftResult,
  flagged: string | null,
  secret: ReadonlySet<number>,
): void {
  const physical = locationOf(result)?.physicalLocation;
  const { region, isSecret = false } = finding;
  const written: { startLine?: number; snippet?: { text?: string } } | undefined = physical?.contextRegion;
  if (written?.snippet?.text !== undefined && written.startLine !== undefined && secret.size > 0)
    written.snippet = { text: blankLines(written.snippet.text, written.startLine, secret) };
  const hasSecretLine = linesOf(region).some((line) => secret.has(line));
  if (physical?.region?.snippet !== undefined && (isSecret || hasSecretLine)) physical.region.snippet = { text: BLANK };
  if (!isSecret) return;
  blankBeside(result);
  const known = result as { message?: unknown; partialFingerprints?: object };
  const message = typeof known.message === 'string' ? { text: known.message } : ((known.message ?? {}) as SarifMessage);
  const { text, markdown, arguments: values } = message;
  known.message = {
    ...message,
    ...(typeof text === 'string' && { text: blankMessage(text, true) }),
    ...(typeof markdown === 'string' && { markdown: blankMessage(markdown, true) }),
    ...(Array.isArray(values) && {
      arguments: (values as unknown[]).map((value) => (flagged?.includes(String(value)) ? BLANK : value)),
    }),
  };
  if (flagged !== null) known.partialFingerprints = { ...known.partialFingerprints, [SECRET_MARK]: markOf(flagged) };
}

/** Blanks messages and source text of the places that a result of a rule about secrets names beside its own. */
function blankBeside(result: unknown): void {
  const { relatedLocations, codeFlows } = result as { relatedLocations?: unknown; codeFlows?: unknown };
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const object = value as Record<string, unknown>;
    for (const [name, part] of Object.entries(object)) {
      if (name === 'snippet') object[name] = { text: BLANK };
      else if (typeof part === 'string' && (name === 'text' || name === 'markdown'))
        object[name] = blankMessage(part, true);
      else walk(part);
    }
  };
  walk(relatedLocations);
  walk(codeFlows);
}

interface SarifMessage {
  readonly text?: unknown;
  readonly markdown?: unknown;
  readonly arguments?: unknown;
}

/** The most lines of a secret that are looked at. */
const MAX_LINES = 1_000;

const linesOf = ({ startLine, endLine }: Finding['region']): number[] =>
  startLine === null
    ? []
    : Array.from({ length: Math.min(MAX_LINES, endLine! - startLine + 1) }, (_, at) => startLine + at);

/** Fields of JSON in which tools name a secret, or quote the source of it. */
const SECRET_FIELDS = /("(?:raw_source_code_extract|Secret|Match|Raw|RawV2|hashed_secret)"\s*:\s*)"(?:[^"\\]|\\.)*"/g;
const WITH_SECRET_FIELDS: ReadonlySet<FindingsFile['format']> = new Set([
  ...(['gitleaks', 'trufflehog', 'detect-secrets', 'gitlab-security'] as const),
]);

/**
 * A report without tokens of known shapes and without the texts of secrets that were found. Bytes of other characters stay as
 * they are.
 */
export function blankReport<Report extends FindingsFile>(report: Report, { texts }: KnownSecrets): Report {
  const text = report.content.toString('latin1');
  let blanked = blankTokens(text);
  for (const secret of texts) blanked = blanked.replace(secret, BLANK);
  if (WITH_SECRET_FIELDS.has(report.format)) blanked = blanked.replace(SECRET_FIELDS, `$1"${BLANK}"`);
  return blanked === text ? report : { ...report, content: Buffer.from(blanked, 'latin1') };
}

const asInJson = (text: string): string => Buffer.from(JSON.stringify(text).slice(1, -1)).toString('latin1');
