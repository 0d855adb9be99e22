import { type FindingsFile } from '../report-file.js';

/** Stands for a reason that stays in the checkout. */
const KEPT = 'given in the source';

interface SentDirective {
  readonly reason?: string | null;
  readonly context?: { readonly start_line: number; readonly text: string };
}

/** A directive report that says of their reasons only whether there are any; any other report as it is. */
export function withoutReasons(file: FindingsFile): FindingsFile {
  if (file.format !== 'suppressions') return file;
  const { suppressions } = JSON.parse(file.content.toString()) as { readonly suppressions: readonly SentDirective[] };
  // The lines around a directive may hold reasons of its neighbours.
  const reasons = [...new Set(suppressions.flatMap(({ reason }) => (reason ? [reason] : [])))];
  const kept = suppressions.map(({ reason, context, ...directive }) => ({
    ...directive,
    reason: reason ? KEPT : null,
    ...(context && { context: { ...context, text: withoutTexts(context.text, reasons) } }),
  }));
  return { ...file, content: Buffer.from(JSON.stringify({ suppressions: kept })) };
}

const withoutTexts = (text: string, texts: readonly string[]): string =>
  texts.reduce((left, each) => left.replaceAll(each, ''), text);
