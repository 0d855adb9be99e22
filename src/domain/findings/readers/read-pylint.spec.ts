import { readResults } from '../../../../test/support/read-results.js';

const message = (more: object) => ({
  type: 'convention',
  module: 'shop.cart',
  obj: 'Cart.total',
  line: 4,
  column: 0,
  endLine: 4,
  endColumn: 9,
  path: 'shop/cart.py',
  symbol: 'missing-function-docstring',
  message: 'Missing function or method docstring',
  'message-id': 'C0116',
  ...more,
});

describe('readPylint', () => {
  it('reads messages, whose columns count from 0', () => {
    const read = readResults([message({})]);
    expect(read.tools).toEqual([['pylint', null, 'ok']]);
    expect(read.findings).toMatchObject([
      {
        ruleId: 'C0116',
        message: 'Missing function or method docstring',
        filePath: 'shop/cart.py',
        region: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 10 },
        scope: 'Cart.total',
        type: 'code_smell',
        severity: 'low',
      },
    ]);
  });

  it('reads the second form of its JSON', () => {
    const { 'message-id': messageId, ...rest } = message({ type: 'error', 'message-id': 'E1101' });
    const read = readResults({ messages: [{ ...rest, messageId }], statistics: { messageTypeCount: {} } });
    expect(read.findings).toMatchObject([{ ruleId: 'E1101', type: 'bug', severity: 'high' }]);
  });

  it('takes an empty array for its report when the sender says so', () => {
    expect(readResults([], {}).format).toBe('gitlab');
  });

  it('refuses what is no message', () => {
    expect(readResults([message({}), message({ message: ' ' }), null]).rejected).toEqual([
      '1: it has no message',
      '2: it is not an object',
    ]);
  });
});
