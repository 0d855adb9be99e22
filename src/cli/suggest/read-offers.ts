import { type Suggestion } from '../../domain/findings/fix.js';
import { isJsonObject, numberAt, objectAt, objectsAt, stringAt } from '../../domain/findings/readers/json-value.js';
import { isPlainCode } from '../../domain/reporting/untrusted-text.js';
import { CliError } from '../exit-code.js';

/** A fix of a new finding, as `qgate run --output rdjson` writes it. */
export interface Offer extends Suggestion {
  readonly path: string;
  /** Tool and rule. */
  readonly rule: string;
  readonly message: string;
}

/**
 * The fixes in a result of `--output rdjson`. Those with characters that do not show are left out: nobody could review them.
 *
 * @throws {CliError} of kind `unusable_input` for another text
 */
export function readOffers(text: string, name: string): readonly Offer[] {
  const log = parse(text);
  if (!isJsonObject(log) || !Array.isArray(log.diagnostics))
    throw new CliError(
      'unusable_input',
      `${name} is not an rdjson result.`,
      `Write it with: qgate run --output table --output rdjson=${name}`,
    );
  return objectsAt(log, 'diagnostics').flatMap((diagnostic) => {
    const path = stringAt(objectAt(diagnostic, 'location'), 'path');
    const [first] = objectsAt(diagnostic, 'suggestions');
    if (path === null || first === undefined) return [];
    const range = objectAt(first, 'range');
    const lineOf = (end: 'start' | 'end') => numberAt(objectAt(range, end), 'line');
    const [startLine, endLine] = [lineOf('start'), lineOf('end')];
    const replacement = stringAt(first, 'text');
    if (startLine === null || endLine === null || replacement === null || !isPlainCode(replacement)) return [];
    const tool = stringAt(objectAt(diagnostic, 'source'), 'name') ?? '';
    const rule = `${tool} ${stringAt(objectAt(diagnostic, 'code'), 'value') ?? ''}`.trim();
    return [{ path, startLine, endLine, text: replacement, rule, message: stringAt(diagnostic, 'message') ?? '' }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
