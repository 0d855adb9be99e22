import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES, type ErrorCode } from '../platform/errors/error-codes.js';
import { ERROR_GUIDE } from './error-guide.js';

/** The rows of the table in docs/errors.md: code, status, when, what to do. */
function documentedRows(): string[][] {
  const text = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('docs/errors.md', () => {
  it('lists exactly the codes that there are, in their order', () => {
    expect(documentedRows().map(([code]) => code)).toEqual(Object.keys(ERROR_CODES).map((code) => `\`${code}\``));
  });

  it.each(documentedRows())('says of %s what the API document says', (code, status, when, remedy) => {
    const known = code.slice(1, -1) as ErrorCode;
    expect({ status, when, remedy }).toEqual({ status: String(ERROR_CODES[known].status), ...ERROR_GUIDE[known] });
  });
});
