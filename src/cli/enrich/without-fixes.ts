import { type FindingsFormat } from '../../domain/findings/finding.js';
import { isJsonObject, objectAt, objectsAt } from '../../domain/findings/readers/json-value.js';
import { STATED_FIX, STATED_PROPERTIES } from '../../domain/findings/readers/read-sarif.js';
import { type FindingsFile } from '../report-file.js';
import { resultsOf, type SarifLog } from './sarif-log.js';

/** Removes the fixes of a SARIF result in place, those that `draftReport` adds as well. */
export function removeFixes(result: unknown): void {
  if (!isJsonObject(result)) return;
  Reflect.deleteProperty(result, 'fixes');
  Reflect.deleteProperty(objectAt(objectAt(result, 'properties'), STATED_PROPERTIES), STATED_FIX);
}

/** Results of a report with fixes, and the names of their fields with them. */
interface FixPlaces {
  readonly names: readonly string[];
  readonly resultsOf: (report: unknown) => Iterable<unknown>;
}

const listOf = (report: unknown): readonly unknown[] => (Array.isArray(report) ? report : []);

const PLACES: Partial<Readonly<Record<FindingsFormat, FixPlaces>>> = {
  sarif: {
    names: ['fixes', STATED_FIX],
    resultsOf: (log) => [...resultsOf(log as SarifLog)].map(({ result }) => result),
  },
  eslint: {
    names: ['fix', 'suggestions'],
    resultsOf: (report) => {
      const files = Array.isArray(report) ? listOf(report) : isJsonObject(report) ? objectsAt(report, 'results') : [];
      return files
        .filter(isJsonObject)
        .flatMap((file) => [...objectsAt(file, 'messages'), ...objectsAt(file, 'suppressedMessages')]);
    },
  },
  ruff: { names: ['fix'], resultsOf: listOf },
  rdjson: {
    names: ['suggestions'],
    resultsOf: (report) => (isJsonObject(report) ? objectsAt(report, 'diagnostics') : []),
  },
};

/**
 * A report without the fixes that its tool offers: they are source text, which stays in the checkout unless the repository stores it. A
 * report without fixes, or that is not JSON, is returned unchanged.
 */
export function withoutFixes(report: FindingsFile): FindingsFile {
  const { format, content } = report;
  const places = PLACES[format];
  if (places?.names.some((name) => content.includes(`"${name}"`)) !== true) return report;
  try {
    const parsed: unknown = JSON.parse(content.toString('utf8').replace(/^\uFEFF/, ''));
    for (const result of places.resultsOf(parsed)) {
      if (format === 'sarif') removeFixes(result);
      else if (isJsonObject(result)) for (const name of places.names) Reflect.deleteProperty(result, name);
    }
    return { ...report, content: Buffer.from(JSON.stringify(parsed)) };
  } catch {
    return report;
  }
}
