import { readResults } from '../../../../test/support/read-results.js';

const collection = (attributes: string, content: string): string =>
  `<BugCollection version="4.8.3"><Project><SrcDir>src</SrcDir></Project><BugInstance ${attributes}>${content}</BugInstance></BugCollection>`;
const line = (start: number, path = 'org/shop/Cart.java'): string =>
  `<SourceLine classname="org.shop.Cart" start="${start}" end="${start + 1}" sourcefile="Cart.java" sourcepath="${path}"/>`;
const CLASS = `<Class classname="org.shop.Cart" primary="true">${line(3)}</Class>`;
const METHOD = `<Method classname="org.shop.Cart" name="total" signature="()V">${line(10)}</Method>`;

describe('readSpotBugs', () => {
  it('reads instances at their own line', () => {
    const texts = '<ShortMessage>Null</ShortMessage><LongMessage>Null pointer in org.shop.Cart.total()</LongMessage>';
    const read = readResults(
      collection(
        'type="NP_ALWAYS_NULL" priority="1" rank="5" category="CORRECTNESS"',
        texts + CLASS + METHOD + line(12),
      ),
    );
    expect(read.tools).toEqual([['spotbugs', '4.8.3', 'ok']]);
    expect(read.findings).toMatchObject([
      {
        ruleId: 'NP_ALWAYS_NULL',
        message: 'Null pointer in org.shop.Cart.total()',
        filePath: 'org/shop/Cart.java',
        region: { startLine: 12, endLine: 13 },
        scope: 'Cart.total',
        type: 'bug',
        severity: 'high',
      },
    ]);
  });

  it('falls back to the line of the method, then of the class', () => {
    const startOf = (content: string) => readResults(collection('type="X"', content)).findings[0]!.region.startLine;
    expect(startOf(CLASS + METHOD)).toBe(3);
    expect(startOf(METHOD)).toBe(10);
    expect(startOf(CLASS)).toBe(3);
  });

  it('prefers the path below the source folder', () => {
    const own = line(1).replace('sourcepath=', 'relSourcepath="src/main/java/org/shop/Cart.java" sourcepath=');
    expect(readResults(collection('type="X"', own)).findings).toMatchObject([
      { filePath: 'src/main/java/org/shop/Cart.java' },
    ]);
  });

  it.each([
    ['rank="3" priority="3"', 'high'],
    ['rank="12" priority="1"', 'medium'],
    ['rank="18" priority="1"', 'low'],
    ['priority="1"', 'high'],
    ['priority="2"', 'medium'],
    ['priority="3"', 'low'],
  ])('judges %s', (attributes, severity) => {
    expect(readResults(collection(`type="X" ${attributes}`, CLASS)).findings).toMatchObject([{ severity }]);
  });

  it('names type and class where the report has no messages, and knows security by its category', () => {
    expect(readResults(collection('type="X" category="SECURITY"', CLASS)).findings).toMatchObject([
      { message: 'X in org.shop.Cart', type: 'security' },
    ]);
  });
});
