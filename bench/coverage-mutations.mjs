/**
 * Broken coverage reports without end: small reports of every format, and mutations of them that follow from a seed, so
 * that a report that causes trouble can be made again.
 */
export const SEED_REPORTS = {
  lcov: `TN:suite
SF:src/cart.ts
VER:8
FN:1,total
FNDA:3,total
FNL:0,1,9
FNA:0,3,total
BRDA:2,0,0,3
BRDA:2,0,1,-
BRDA:4,e1,a > b, c,1
MCDC:4,2,t,1,0,a
# a comment
DA:1,3
DA:2,3,c2hlY2tzdW0
DA:4,0
DA:5,1.5e+3
LF:4
LH:3
end_of_record
TN:other
SF:src\\dir\\price.ts
DA:10,4294967296
DA:7,-1
end_of_record
SF:src/cart.ts
DA:2,9
BRDA:2,0,1,4
end_of_record
`,
  cobertura: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<!-- generated -->
<coverage line-rate="0.5" branch-rate="0.5" lines-valid="4" version="1.9" timestamp="1700000000">
  <sources><source>/builds/shop</source><source><![CDATA[src]]></source></sources>
  <packages>
    <package name="cart" line-rate="0.5">
      <classes>
        <class name="Cart" filename="cart/cart.py" line-rate="0.5">
          <methods><method name="total" signature="()"><lines><line number="3" hits="1"/></lines></method></methods>
          <lines>
            <line number="3" hits="1" branch="true" condition-coverage="50% (1/2)">
              <conditions><condition number="0" type="jump" coverage="50%"/></conditions>
            </line>
            <line number="4" hits="0" branch="false"/>
          </lines>
        </class>
        <class name="Price&lt;T&gt;" filename='cart\\price.py'>
          <methods><method name="get"><lines><line number="8" hits="2"/></lines></method></methods>
          <lines/>
        </class>
      </classes>
    </package>
  </packages>
</coverage>
`,
  jacoco: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="shop"><sessioninfo id="runner" start="1" dump="2"/><group name="core"><package name="org/shop"><class name="org/shop/Cart" sourcefilename="Cart.java"><method name="&lt;init&gt;" desc="()V" line="3"><counter type="LINE" missed="0" covered="1"/></method><counter type="LINE" missed="1" covered="2"/></class><sourcefile name="Cart.java"><line nr="3" mi="0" ci="3" mb="0" cb="0"/><line nr="4" mi="2" ci="1" mb="1" cb="1"/><line nr="6" mi="2" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="2"/></sourcefile><sourcefile name="Plain.java"><line nr="1"/><counter type="LINE" missed="1" covered="1"/><counter type="BRANCH" missed="1" covered="1"/></sourcefile></package></group><group name="web"><package name="org/shop"><sourcefile name="Cart.java"><line nr="9" mi="0" ci="1"/></sourcefile></package><package name="web"><class name="web/Page" sourcefilename="Page.java"><counter type="LINE" missed="2" covered="5"/></class></package></group></report>
`,
  clover: `<?xml version="1.0" encoding="UTF-8"?>
<coverage generated="1700000000" clover="3.2.0">
  <project timestamp="1700000000" name="shop">
    <metrics statements="4" coveredstatements="3"/>
    <file name="/app/src/index.php"><line num="2" type="method" name="run" count="1"/><line num="3" type="stmt" count="1"/></file>
    <package name="cart">
      <file name="cart.js" path="/app/src/cart.js">
        <line num="4" count="5" type="stmt"/>
        <line num="6" count="2" type="cond" truecount="1" falsecount="1"/>
      </file>
      <file name="C:\\app\\Price.java"><line num="7" type="cond" truecount="2" falsecount="0"/></file>
    </package>
  </project>
  <testproject timestamp="1"><file name="test.js"><line num="1" count="1" type="stmt"/></file></testproject>
</coverage>
`,
  go: `mode: count
shop.example/cart/cart.go:3.24,5.16 2 4
shop.example/cart/cart.go:5.16,7.3 1 0
shop.example/cart/cart.go:8.2,8.14 1 4
shop.example/cart/cart.go:11.20,11.21 0 0
mode: count
C:\\shop\\price.go:2.1,4.2 1 4294967296
shop.example/cart/cart.go:5.16,7.3 1 2
no block
`,
  simplecov: `{
  "RSpec": {
    "coverage": {
      "/app/lib/cart.rb": {
        "lines": [null, 1, 4, 0, null, "ignored", 1.5],
        "branches": {"[:if, 0, 3, 4, 5, 7]": {"[:then, 1, 4, 6, 4, 20]": 0, "[:else, 2, 3, 4, 5, 7]": 4}},
        "methods": {"[Cart, :total, 2, 2, 6, 5]": 4}
      },
      "/app/lib/price.rb": [1, null, 0]
    },
    "timestamp": 1700000000
  },
  "Minitest": {"coverage": {"/app/lib/cart.rb": {"lines": [null, 0, 0, 2]}}},
  "meta": {"simplecov_version": "0.22.0"},
  "coverage": {"C:\\\\app\\\\a.rb": {"lines": [1, 0], "branches": [{"type": "then", "start_line": 2, "end_line": 2, "coverage": 1}]}},
  "files": [{"filename": "/app/lib/old.rb", "covered_percent": 50.0, "coverage": {"lines": [1, null, 0]}}]
}
`,
  sonarqube: `<?xml version="1.0" encoding="UTF-8"?>
<coverage version="1">
  <file path="src/cart.ts">
    <lineToCover lineNumber="2" covered="true"/>
    <lineToCover lineNumber="4" covered="false" branchesToCover="2" coveredBranches="1"/>
    <lineToCover lineNumber="6" covered="true" branchesToCover="3"/>
  </file>
  <file path="src\\price.ts"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="9"/></file>
  <file path=""><lineToCover lineNumber="1" covered="true"/></file>
</coverage>
`,
  istanbul: `{
  "/app/src/cart.ts": {
    "path": "/app/src/cart.ts",
    "statementMap": {
      "0": {"start": {"line": 2, "column": 0}, "end": {"line": 4, "column": 1}},
      "1": {"start": {"line": 3, "column": 2}, "end": {"line": 3, "column": 9}},
      "2": {"start": {"line": 3, "column": 10}, "end": {"line": 3, "column": null}}
    },
    "fnMap": {"0": {"name": "total", "decl": {"start": {"line": 2, "column": 9}}, "line": 2}},
    "branchMap": {
      "0": {"loc": {"start": {"line": 3, "column": 2}}, "type": "if", "locations": [{"start": {"line": 3}}, {"start": {}}], "line": 3},
      "1": {"type": "cond-expr", "locations": [], "line": 4}
    },
    "s": {"0": 7, "1": 0, "2": 5},
    "f": {"0": 7},
    "b": {"0": [5, 0], "1": [1, 2, 0]},
    "inputSourceMap": {"version": 3, "sources": ["cart.ts"], "mappings": "AAAA"}
  },
  "src\\\\price.ts": {"s": {"0": 4294967296, "9": 1}, "statementMap": {"0": {"start": {"line": 1}}}, "b": {}, "branchMap": {}}
}
`,
  coveragepy: `{
  "meta": {"format": 3, "version": "7.6.1", "timestamp": "2026-01-01T00:00:00", "branch_coverage": true, "show_contexts": false},
  "files": {
    "src/cart.py": {
      "executed_lines": [1, 2, 5],
      "summary": {"covered_lines": 3, "num_statements": 4, "percent_covered": 75.0},
      "missing_lines": [7],
      "excluded_lines": [9],
      "executed_branches": [[2, 5], [2, -1]],
      "missing_branches": [[5, 7], [2, 7]],
      "functions": {"total": {"executed_lines": [5], "missing_lines": [7]}},
      "classes": {"": {"executed_lines": [1, 2]}}
    },
    "src\\\\price.py": {"executed_lines": [], "missing_lines": [3, 2]}
  },
  "totals": {"covered_lines": 3}
}
`,
  opencover: `<?xml version="1.0" encoding="utf-8"?>
<CoverageSession>
  <Summary numSequencePoints="4" visitedSequencePoints="3"/>
  <Modules>
    <Module skippedDueTo="Filter"><ModulePath>System.dll</ModulePath><Files/></Module>
    <Module hash="A1">
      <ModuleName>Shop</ModuleName>
      <Files><File uid="1" fullPath="C:\\shop\\Cart.cs"/><File uid="2" fullPath="/shop/Price.cs"/></Files>
      <Classes>
        <Class><FullName>Shop.Cart</FullName>
          <Methods>
            <Method visited="true"><Name>System.Int32 Shop.Cart::Total()</Name><FileRef uid="1"/>
              <SequencePoints>
                <SequencePoint vc="3" uspid="1" ordinal="0" offset="0" sl="10" sc="9" el="10" ec="10" bec="0" bev="0" fileid="1"/>
                <SequencePoint vc="0" uspid="2" ordinal="1" offset="1" sl="12" sc="13" el="14" ec="20" bec="2" bev="1"/>
                <SequencePoint vc="3" uspid="3" ordinal="2" offset="9" sl="16707566" el="16707566" fileid="1"/>
              </SequencePoints>
              <BranchPoints>
                <BranchPoint vc="3" uspid="4" ordinal="0" offset="5" sl="12" path="0" offsetend="7" fileid="1"/>
                <BranchPoint vc="0" uspid="5" ordinal="1" offset="5" sl="12" path="1" offsetend="9" fileid="1"/>
              </BranchPoints>
              <MethodPoint vc="3" ordinal="0" offset="0" sl="10" fileid="1"/>
            </Method>
            <Method><FileRef uid="2"/><SequencePoints><SequencePoint vc="1" sl="4" el="4"/><SequencePoint vc="1" sl="5" fileid="9"/></SequencePoints></Method>
          </Methods>
        </Class>
      </Classes>
    </Module>
  </Modules>
</CoverageSession>
`,
  llvm: `{
  "data": [{
    "files": [
      {
        "branches": [[4, 7, 4, 12, 3, 0, 0, 0, 4], [4, 16, 4, 20, 1, 2, 0, 0, 4]],
        "expansions": [],
        "filename": "/shop/src/cart.cpp",
        "segments": [[3, 20, 4, true, true, false], [4, 7, 4, true, true, false], [4, 12, 3, true, true, true],
          [4, 14, 0, true, true, false], [6, 4, 4, true, false, false], [9, 2, 0, false, false, false]],
        "summary": {"lines": {"count": 7, "covered": 4}}
      },
      {"filename": "C:\\\\shop\\\\price.rs", "segments": [[1, 1, 2, 1, 1], [3, 2, 0, 0, 0], [5, 1, 0, false, true, false], [7, 1, 1, true, true, false]]}
    ],
    "functions": [{"name": "total", "count": 4, "regions": [[3, 20, 9, 2, 4, 0, 0, 0]], "filenames": ["/shop/src/cart.cpp"]}],
    "totals": {"lines": {"count": 7}}
  }],
  "type": "llvm.coverage.json.export",
  "version": "2.0.1"
}
`,
};

/** Fragments that a mutation may insert: markup, records, numbers at their limits, and bytes that are no text. */
const FRAGMENTS = [
  ...['<', '>', '</', '/>', '"', "'", '=', '&', ';', '&amp;', '&#0;', '&#x10FFFF;', ']]>', '<![CDATA[', '<!--', '-->'],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<?xml version="1.0"?>',
    '<?pi',
    '<line number="1" hits="1"/>',
    '<class>',
    '</class>',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '[1, 2]',
    '"line": 3',
    '"lines": [1]',
    'null',
    'true',
    '\\u0000',
    '\\ud800',
    'mode: set',
    '1.1,9.1 1 1',
  ],
  ...[
    '<file path="a">',
    '<lineToCover lineNumber="1" covered="true"/>',
    '<SequencePoint sl="1" el="2147483647" fileid="1"/>',
  ],
  ...['SF:', 'DA:', 'BRDA:', 'end_of_record', '\n', '\r', '\r\n', ',', ':', '-', '%', '(1/2)', ' '],
  ...['0', '-1', '4294967295', '4294967296', '99999999999999999999', '1e309', 'NaN', '2147483648', '0x10'],
  ...['..', '../../', '/', '\\', 'é', '\u{1f600}', '\ufffe', '\u0000', '\u0001', '\u0085'],
].map((text) => Buffer.from(text));
const BYTES = [
  [0xff],
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbf, 0xbf],
  [0x80],
];
FRAGMENTS.push(...BYTES.map((bytes) => Buffer.from(bytes)));

/** Random numbers from 0 to below 1 that follow from a seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The report that this format and seed stand for: one to five mutations of the small report. */
export const mutatedReport = (format, seed) => mutatedText(SEED_REPORTS[format], seed);

/** The text after the one to five mutations that this seed stands for, as bytes. */
export function mutatedText(text, seed) {
  const random = randomFrom(seed);
  let report = Buffer.from(text);
  for (let left = 1 + Math.floor(random() * 5); left > 0; left--) {
    const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)];
    report = mutation(report, (below) => Math.floor(random() * below));
  }
  return report;
}

const MUTATIONS = [
  insertFragment,
  insertFragment,
  replaceByFragment,
  (report, pick) => Buffer.concat(without(report, ...range(report, pick))),
  (report, pick) => flipBit(report, pick),
  changeDigit,
  changeDigit,
  (report, pick) => report.subarray(0, pick(report.length + 1)),
  (report, pick) => report.subarray(pick(report.length + 1)),
  (report, pick) => moved(report, ...range(report, pick), pick),
  (report, pick) => repeated(report, ...range(report, pick), 2 + pick(100)),
  (report, pick) => (pick(8) === 0 ? Buffer.from(report.toString('latin1'), 'utf16le') : report),
];

function insertFragment(report, pick) {
  const at = pick(report.length + 1);
  return Buffer.concat([report.subarray(0, at), FRAGMENTS[pick(FRAGMENTS.length)], report.subarray(at)]);
}

function replaceByFragment(report, pick) {
  const [before, behind] = without(report, ...range(report, pick));
  return Buffer.concat([before, FRAGMENTS[pick(FRAGMENTS.length)], behind]);
}

function flipBit(report, pick) {
  const flipped = Buffer.from(report);
  if (flipped.length > 0) flipped[pick(flipped.length)] ^= 1 << pick(8);
  return flipped;
}

/** Another digit in place of one, which breaks no grammar. */
function changeDigit(report, pick) {
  const changed = Buffer.from(report);
  const start = pick(report.length + 1);
  const at = changed.findIndex((byte, index) => index >= start && byte >= 0x30 && byte <= 0x39);
  if (at >= 0) changed[at] = 0x30 + pick(10);
  return changed;
}

function moved(report, start, end, pick) {
  const rest = Buffer.concat(without(report, start, end));
  const at = pick(rest.length + 1);
  return Buffer.concat([rest.subarray(0, at), report.subarray(start, end), rest.subarray(at)]);
}

function repeated(report, start, end, times) {
  const copies = Array.from({ length: times }, () => report.subarray(start, end));
  return Buffer.concat([report.subarray(0, start), ...copies, report.subarray(end)]);
}

function without(report, start, end) {
  return [report.subarray(0, start), report.subarray(end)];
}

/** A stretch that is mostly short, sometimes half of the report. */
function range(report, pick) {
  const start = pick(report.length + 1);
  const length = pick(4) === 0 ? pick(1 + report.length / 2) : pick(40);
  return [start, Math.min(start + length, report.length)];
}
