import { type FindingsFile } from '../report-file.js';
import { withoutReasons } from './without-reasons.js';

const reportOf = (suppressions: readonly object[]): FindingsFile => ({
  ...{ kind: 'findings', name: 'directives', format: 'suppressions' },
  content: Buffer.from(JSON.stringify({ suppressions })),
});

describe('withoutReasons', () => {
  it('says only whether there are reasons, in the lines around directives as well', () => {
    const context = { start_line: 1, text: 'a(); // noqa: S1 our secret plan\nb(); // noqa' };
    const sent = withoutReasons(
      reportOf([
        { line: 1, reason: 'our secret plan', context },
        { line: 2, reason: null, context },
      ]),
    ).content.toString();
    expect(JSON.parse(sent)).toEqual({
      suppressions: [
        { line: 1, reason: 'given in the source', context: { start_line: 1, text: 'a(); // noqa: S1 \nb(); // noqa' } },
        { line: 2, reason: null, context: { start_line: 1, text: 'a(); // noqa: S1 \nb(); // noqa' } },
      ],
    });
  });

  it('leaves other reports as they are', () => {
    const other: FindingsFile = { kind: 'findings', name: 'a', format: 'eslint', content: Buffer.from('[]') };
    expect(withoutReasons(other)).toBe(other);
  });
});
