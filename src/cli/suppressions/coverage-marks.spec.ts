import { ignoredByDirective } from './coverage-marks.js';

describe('ignoredByDirective', () => {
  const text = ['a', '# :nocov:', 'b', '  # :nocov:', 'c', '#:nocov:', 'd'].join('\n');
  it('takes out the lines between two directives, and the rest behind an open one', () => {
    expect(ignoredByDirective('lib/cart.rb', text)).toEqual([[2, 4], [6, 7]]); // prettier-ignore
  });

  it('knows SimpleCov in Ruby alone', () => {
    expect(ignoredByDirective('lib/cart.py', text)).toEqual([]);
  });
});
