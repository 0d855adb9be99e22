import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/programme.js';
import { ScanFailure } from '../../scanning/scan-failure.js';
import { openJson } from './json-document.js';

const open = (text: string) => openJson(Buffer.from(text));
const resultsOf = (text: string, run = 0) => [...(open(text).results.get(run)?.values() ?? [])];

/** The document as it reads when everything that was cut out is put back; null where it is not JSON. */
function reassemble(text: string): { value: unknown } | null {
  try {
    const { value, results } = open(text);
    for (const [run, cut] of results) {
      Object.assign((value as { runs: object[] }).runs[run]!, { results: [...cut.values()] });
    }
    return { value };
  } catch (failure) {
    if (failure instanceof ScanFailure) return null;
    throw failure;
  }
}

function parseWhole(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function failureOf(read: () => unknown): ScanFailure | null {
  try {
    read();
    return null;
  } catch (failure) {
    if (failure instanceof ScanFailure) return failure;
    throw failure;
  }
}

describe('openJson', () => {
  it('cuts the results of runs out of a SARIF log', () => {
    const log = { version: '2.1.0', runs: [{ results: [{ a: [1, 2] }, null, 'x,]"'] }, {}, { results: [] }], end: [1] };
    const { value, results } = open(JSON.stringify(log, null, 2));
    expect(value).toEqual({ version: '2.1.0', runs: [{ results: [] }, {}, { results: [] }], end: [1] });
    expect([...results].map(([run, cut]) => [run, cut.length, [...cut.values()]])).toEqual([
      [0, 3, log.runs[0]?.results],
      [2, 0, []],
    ]);
  });

  it.each([
    ['{"results":[1]}', { results: [1] }],
    ['{"a":{"runs":[{"results":[1]}]}}', { a: { runs: [{ results: [1] }] } }],
    ['{"runs":{"x":{"results":[1]}}}', { runs: { x: { results: [1] } } }],
    ['{"runs":[{"tool":{"results":[1]}}]}', { runs: [{ tool: { results: [1] } }] }],
    ['{"runs":[{"results":{"a":[1]}}]}', { runs: [{ results: { a: [1] } }] }],
    ['{"runs":[["results",[1]]]}', { runs: [['results', [1]]] }],
    ['[{"runs":[{"results":[1]}]}]', [{ runs: [{ results: [1] }] }]],
    ['{"runs":[],"other":[{"results":[1]}]}', { runs: [], other: [{ results: [1] }] }],
  ])('leaves %s whole', (text, value) => {
    expect(open(text)).toEqual({ value, results: new Map() });
  });

  it('counts runs by their place, whatever else has commas', () => {
    const text = '{"a":{"b":1,"c":2},"runs":[null,{"x":[1,2],"results" : [ 7 , 8 ]}],"z":[1,2]}';
    expect(resultsOf(text, 1)).toEqual([7, 8]);
  });

  it('takes the last of keys given twice', () => {
    expect(resultsOf('{"runs":[{"results":[1],"results":[2]}]}')).toEqual([2]);
    expect(open('{"runs":[{"results":[1],"results":null}]}').results.size).toBe(0);
    expect(open('{"runs":[{"results":[1]}],"runs":[]}')).toEqual({ value: { runs: [] }, results: new Map() });
  });

  it.each([
    ['{"runs":[{"results":[1,,2]}]}', 1, 24],
    ['{"runs":[{"results":[1,]}]}', 1, 24],
    ['{"runs":[{"results":[\n{"é":x}]}]}', 2, 6],
    ['{"runs":[{"results":[1,2]}],\n\n"é":x}', 3, 5],
    ['{"runs":[{"results":[1,2]},{"results":[3]}}', 1, 43],
    ['{"runs":[{"results":[1,2', 1, 25],
  ])('says where %j is not JSON', (text, line, column) => {
    const read = () => [...open(text).results.values()].map((cut) => [...cut.values()]);
    expect(failureOf(read)?.toReportError()).toMatchObject({ code: 'malformed', line, column });
  });

  const KEYS = ['runs', 'results', 'runs ', 'r\\u0075ns', 'a', ''];
  const { document } = fc.letrec((tie) => ({
    document: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, 1, 'x', '"results":[', '\\', ']},{', '€'),
      fc.array(tie('document'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('document')),
    ),
  }));
  const run = fc.record({ results: fc.array(document, { maxLength: 4 }), a: document }, { requiredKeys: [] });
  const log = fc.record({ a: document, runs: fc.array(fc.oneof(run, document), { maxLength: 3 }) });

  it.each([0, 2, '\t'])('reads what JSON.parse reads (indented by %j)', (indent) => {
    fc.assert(
      fc.property(fc.oneof(log, document), (value) => {
        const text = JSON.stringify(value, null, indent);
        expect(reassemble(text)).toEqual({ value: JSON.parse(text) });
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it('accepts what JSON.parse accepts', () => {
    const damage = fc.constantFrom('', ',', ']', '[', '}', '{', '"', ':', '1', ' ', '\\');
    fc.assert(
      fc.property(log, fc.nat(), fc.nat(2), damage, (value, position, removed, inserted) => {
        const text = JSON.stringify(value);
        const at = position % (text.length + 1);
        const damaged = text.slice(0, at) + inserted + text.slice(at + removed);
        expect(reassemble(damaged)).toEqual(parseWhole(damaged));
      }),
      { numRuns: propertyRuns(2000) },
    );
  });
});

describe('limits', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  it.each([
    ['256 levels', nested(256), null],
    ['257 levels', nested(257), 'limit_exceeded'],
    ['257 levels that never close', '['.repeat(257), 'limit_exceeded'],
    ['brackets in strings', `["${'['.repeat(300)}\\"${'['.repeat(300)}"]`, null],
    ['many on one level', `[${'[],'.repeat(300)}[]]`, null],
    ['256 levels in a result', `{"runs":[{"results":[${nested(252)}]}]}`, null],
    ['257 levels in a result', `{"runs":[{"results":[${nested(253)}]}]}`, 'limit_exceeded'],
  ])('%s: %s', (_, text, code) => {
    expect(failureOf(() => open(text))?.code ?? null).toBe(code);
  });
});
