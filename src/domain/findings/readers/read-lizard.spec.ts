import { processorMs } from '../../../../test/support/processor-time.js';
import { parseFindings } from '../parse-findings.js';

const aRow = (ccn: number, name = 'Cart::total', path = './src/cart.cc') =>
  `16,${ccn},96,1,26,"${name}@30-55@${path}","${path}","${name}","${name}( int x )",30,55`;
const HEADER = 'NLOC,CCN,token,PARAM,length,location,file,function,long_name,start,end';
const read = (text: string) => {
  const read = parseFindings(Buffer.from(text));
  if (!read.ok) throw new Error(read.error.message);
  return { ...read.value, findings: read.value.runs.flatMap((run) => run.findings) };
};
const anItem = (ccn: number, name: string) =>
  `<item name="${name}"><value> 1 </value><value> 20 </value><value>\n${ccn}\n</value></item>`;
const xml = (items: string) =>
  `<?xml version="1.0" ?><?xml-stylesheet type="text/xsl" href="lizard.xsl"?><cppncss>
  <measure type="Function"><labels><label>Nr.</label><label>NCSS</label><label> CCN </label></labels>${items}
    <average label="NCSS" value="20"/></measure>
  <measure type="File"><labels><label>Nr.</label><label>NCSS</label><label>CCN</label></labels>
    <item name="src/cart.cc"><value>1</value><value>900</value><value>90</value></item></measure></cppncss>`;

describe.each([
  ['CSV', (ccn: number) => aRow(ccn)],
  ['XML', (ccn: number) => xml(anItem(ccn, 'Cart::total(...) at ./src/cart.cc:30'))],
])('reading lizard %s', (_, report) => {
  it('reads a complex function', () => {
    expect(read(report(17)).findings).toEqual([
      {
        tool: 'lizard',
        ruleId: 'cyclomatic-complexity',
        type: 'complexity',
        severity: 'low',
        debtKind: 'complexity_c',
        message: 'Function "Cart::total" has a cyclomatic complexity of 17',
        filePath: 'src/cart.cc',
        region: expect.objectContaining({ startLine: 30 }),
        snippet: null,
        context: null,
        scope: 'Cart::total',
        partialFingerprints: {},
        isSuppressed: false,
      },
    ]);
  });

  it.each([
    [10, null, null],
    [11, 'low', 'complexity_c'],
    [20, 'low', 'complexity_c'],
    [21, 'medium', 'complexity_d'],
    [30, 'medium', 'complexity_d'],
    [31, 'high', 'complexity_e'],
    [40, 'high', 'complexity_e'],
    [41, 'critical', 'complexity_f'],
  ])('a cyclomatic number of %i is %s', (ccn, severity, debtKind) => {
    const { findings, withoutFinding } = read(report(ccn));
    expect(findings).toHaveLength(severity === null ? 0 : 1);
    expect(withoutFinding).toBe(severity === null ? 1 : 0);
    if (severity !== null) expect(findings[0]).toMatchObject({ severity, debtKind });
  });
});

describe('reading lizard CSV', () => {
  it.each([
    ['without header', `${aRow(12)}\n${aRow(3)}\n`],
    ['with header', `${HEADER}\n${aRow(12)}\n${aRow(3)}\n`],
    ['with a translated header', `Zeilen,CCN,Token\r\n${aRow(12)}\r\n${aRow(3)}\r\n`],
    ['with an empty line', `${aRow(12)}\n\n${aRow(3)}\n`],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({
      resultCount: 2,
      findings: [{ severity: 'low' }],
      rejected: [],
      linesOfCode: 32,
    });
  });

  it('reads a header alone as no functions', () => {
    expect(read(`${HEADER}\n`)).toMatchObject({ resultCount: 0, runs: [{ tool: 'lizard', findings: [] }] });
  });

  it('refuses broken rows and keeps the rest', () => {
    const text = [aRow(12), '1,2,3', aRow(12).replace(',12,', ',many,'), aRow(12, 'f', '../x.c'), aRow(13)].join('\n');
    expect(read(text)).toMatchObject({
      findings: [expect.anything(), expect.anything()],
      rejected: [
        { index: 1, reason: 'it has 3 columns, expected 11' },
        { index: 2, reason: 'its cyclomatic complexity is not a whole number' },
        { index: 3, reason: 'its path climbs above the root' },
      ],
    });
  });

  it.each(['a,b,c\nd,e,f', 'NLOC\n', '1,2,3,4,5,"x","y","z","w",1,2', 'hello'])(
    'does not take %j for its own',
    (text) => {
      expect(parseFindings(Buffer.from(text))).toMatchObject({ ok: false, error: { code: 'unknown_format' } });
    },
  );
});

describe('reading lizard XML', () => {
  it('takes lines of code from functions, not from files', () => {
    const text = xml(anItem(2, 'f(...) at a.c:1') + anItem(12, 'g(...) at b\\c.c:2'));
    expect(read(text)).toMatchObject({
      resultCount: 2,
      linesOfCode: 40,
      findings: [{ filePath: 'b/c.c', scope: 'g' }],
    });
  });

  it('refuses an item that names no place', () => {
    expect(read(xml(anItem(12, 'somewhere'))).rejected).toEqual([
      { index: 0, reason: 'its name does not state where the function is' },
    ]);
  });
});

describe('names of functions in lizard XML', () => {
  it('end at the last place that they could', () => {
    const [finding] = read(xml(anItem(17, 'f at b(...) at src at home/a:b.c:30'))).findings;
    expect(finding).toMatchObject({ scope: 'f at b(...) at src', filePath: 'home/a:b.c' });
  });

  it('are read once, however long they are', () => {
    const took = processorMs(() => {
      expect(read(xml(anItem(17, ' at :1'.repeat(60_000) + 'x'))).rejected).toHaveLength(1);
    });
    expect(took).toBeLessThan(3_000);
  });
});
