import { readResults } from '../../../../test/support/read-results.js';

const violation = (attributes: string, text = '\nAvoid it.\n'): string =>
  `<pmd xmlns="http://pmd.sourceforge.net/report/2.0.0" version="7.1.0"><file name="src/Cart.java"><violation ${attributes}>${text}</violation></file></pmd>`;

describe('readPmd', () => {
  it('reads violations', () => {
    const read = readResults(
      violation(
        'beginline="4" endline="6" begincolumn="5" endcolumn="9" rule="UnusedLocalVariable" ruleset="Best Practices" package="shop" class="Cart" method="total" priority="3"',
      ),
    );
    expect(read.tools).toEqual([['pmd', '7.1.0', 'ok']]);
    expect(read.findings).toMatchObject([
      {
        ruleId: 'UnusedLocalVariable',
        message: 'Avoid it.',
        filePath: 'src/Cart.java',
        region: { startLine: 4, startColumn: 5, endLine: 6, endColumn: 10 },
        scope: 'Cart.total',
        type: 'dead_code',
      },
    ]);
  });

  it.each([
    [1, 'bug', 'high'],
    [2, 'bug', 'high'],
    [3, 'code_smell', 'medium'],
    [4, 'code_smell', 'low'],
    [5, 'code_smell', 'low'],
    [9, 'code_smell', 'medium'],
  ])('judges priority %i', (priority, type, severity) => {
    const read = readResults(violation(`beginline="1" rule="EqualsNull" priority="${priority}"`));
    expect(read.findings).toMatchObject([{ type, severity }]);
  });

  it('knows PHPMD by its rules', () => {
    const attributes =
      'beginline="1" rule="ExitExpression" externalInfoUrl="https://phpmd.org/rules/design.html" priority="1"';
    const read = readResults(violation(attributes).replace('7.1.0', '@package_version@'));
    expect(read.tools).toEqual([['phpmd', null, 'ok']]);
  });

  it('takes the rule for a violation without text', () => {
    expect(readResults(violation('rule="R"', '')).findings).toMatchObject([{ message: 'R', severity: 'medium' }]);
  });
});
