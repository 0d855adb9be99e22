// A corpus says which reports must be refused. Some are of formats that it does not know and the service reads.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Formats of coverage that the corpus has totals of. */
export const FORMATS = ['lcov', 'cobertura', 'jacoco', 'clover'];

/**
 * The reports among `truths` that must be refused by the corpus and are of a format that it does not know, each with the format.
 *
 * @param parseCoverage the service's reader
 */
export function findUnknownFormats(folder, truths, parseCoverage) {
  const refused = truths.filter(([, truth]) => truth.format === 'reject');
  return new Map(
    refused.flatMap(([name]) => {
      const answer = parseCoverage(readFileSync(path.join(folder, name)));
      return answer.ok && !FORMATS.includes(answer.value.format) ? [[name, answer.value.format]] : [];
    }),
  );
}
