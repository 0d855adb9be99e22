import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WARNING_CODES } from '../domain/warning.js';
import { describeStatus, ERROR_CODES, type ErrorCode } from '../platform/errors/error-codes.js';
import { ERROR_GUIDE } from './error-guide.js';

const [ERRORS = '', WARNINGS = ''] = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8').split(
  '\n## Warnings\n',
);

/** The rows of a table whose first column is a code. */
function rowsOf(text: string): string[][] {
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
    expect(rowsOf(ERRORS).map(([code]) => code)).toEqual(Object.keys(ERROR_CODES).map((code) => `\`${code}\``));
  });

  it.each(rowsOf(ERRORS))('says of %s what the API document says', (code, status, when, remedy) => {
    const known = code.slice(1, -1) as ErrorCode;
    expect({ status, when, remedy }).toEqual({ status: describeStatus(known), ...ERROR_GUIDE[known] });
  });

  it('lists exactly the codes of warnings that there are, with what each stands for', () => {
    expect(rowsOf(WARNINGS)).toEqual(Object.entries(WARNING_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]));
  });
});
