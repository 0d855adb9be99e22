/**
 * Coverage reports of any size for measuring, in the shape that the common tools give them: the same size and format
 * always make the same bytes.
 */
const LINES_PER_FILE = 200;

/** A report of about this many bytes in this format. */
export function generateReport(format, bytes) {
  const { head, file, foot } = WRITERS[format];
  const parts = [head];
  let length = head.length + foot.length;
  for (let index = 0; length < bytes; index++) {
    const part = file(index);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from([...parts, foot].join(''));
}

const lineNumbers = (index) => Array.from({ length: LINES_PER_FILE }, (_, i) => 1 + i * 2 + ((i * 7 + index) % 2));
const hitsOf = (index, line) => ((index * 31 + line * 17) % 5 === 0 ? 0 : (index * 131 + line * 71) % 900);
const hasBranches = (line) => line % 9 === 0;
const pathOf = (index) => `src/modules/area${index % 40}/feature${index % 700}/component-${index}`;

const WRITERS = {
  lcov: {
    head: '',
    foot: '',
    file(index) {
      const lines = lineNumbers(index);
      const functions = lines.filter((line) => line % 25 === 1);
      const branches = lines.filter(hasBranches);
      return [
        'TN:',
        `SF:${pathOf(index)}.ts`,
        ...functions.map((line) => `FN:${line},function_${line}`),
        ...functions.map((line) => `FNDA:${hitsOf(index, line)},function_${line}`),
        `FNF:${functions.length}`,
        ...lines.map((line) => `DA:${line},${hitsOf(index, line)}`),
        `LF:${lines.length}`,
        `LH:${lines.filter((line) => hitsOf(index, line) > 0).length}`,
        ...branches.flatMap((line, i) => [`BRDA:${line},${i},0,${hitsOf(index, line)}`, `BRDA:${line},${i},1,0`]),
        `BRF:${branches.length * 2}`,
        'end_of_record',
        '',
      ].join('\n');
    },
  },
  cobertura: {
    head: `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="0.8" branch-rate="0.5" version="1.9" timestamp="1700000000">
  <sources>
    <source>/builds/project</source>
  </sources>
  <packages>
    <package name="src" line-rate="0.8" branch-rate="0.5" complexity="0">
      <classes>
`,
    foot: '      </classes>\n    </package>\n  </packages>\n</coverage>\n',
    file(index) {
      const line = (number) => {
        const hits = hitsOf(index, number);
        const branch = hasBranches(number)
          ? `branch="true" condition-coverage="${hits > 0 ? '50% (1/2)' : '0% (0/2)'}"`
          : 'branch="false"';
        return `            <line number="${number}" hits="${hits}" ${branch}/>\n`;
      };
      const lines = lineNumbers(index);
      const methods = lines
        .filter((number) => number % 25 === 1)
        .map((number) => {
          const body = `            <method name="m${number}" signature="()V" line-rate="1" branch-rate="1">\n`;
          return `${body}              <lines>\n  ${line(number)}              </lines>\n            </method>\n`;
        });
      const name = `component-${index}.py`;
      return `        <class name="${name}" filename="${pathOf(index)}.py" line-rate="0.8" branch-rate="0.5" complexity="0">
          <methods>
${methods.join('')}          </methods>
          <lines>
${lines.map(line).join('')}          </lines>
        </class>
`;
    },
  },
  jacoco: {
    head: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="project"><sessioninfo id="runner-1" start="1700000000000" dump="1700000060000"/>`,
    foot: '</report>',
    file(index) {
      const lines = lineNumbers(index);
      const counters = (covered) =>
        ['INSTRUCTION', 'BRANCH', 'LINE', 'COMPLEXITY', 'METHOD']
          .map((type, i) => `<counter type="${type}" missed="${i}" covered="${covered}"/>`)
          .join('');
      const methods = lines
        .filter((number) => number % 25 === 1)
        .map((number) => `<method name="m${number}" desc="(I)V" line="${number}">${counters(number)}</method>`);
      const line = (number) => {
        const isCovered = hitsOf(index, number) > 0;
        const [mi, ci] = isCovered ? [0, (number % 7) + 1] : [(number % 7) + 1, 0];
        const [mb, cb] = hasBranches(number) ? [1, isCovered ? 1 : 0] : [0, 0];
        return `<line nr="${number}" mi="${mi}" ci="${ci}" mb="${mb}" cb="${cb}"/>`;
      };
      const [name, folder] = [`Component${index}`, `org/example/area${index % 40}/feature${index}`];
      return `<package name="${folder}"><class name="${folder}/${name}" sourcefilename="${name}.java">${methods.join('')}${counters(9)}</class><sourcefile name="${name}.java">${lines.map(line).join('')}${counters(9)}</sourcefile>${counters(9)}</package>`;
    },
  },
  clover: {
    head: `<?xml version="1.0" encoding="UTF-8"?>
<coverage generated="1700000000000" clover="3.2.0">
  <project timestamp="1700000000000" name="All files">
    <metrics statements="10" coveredstatements="5" conditionals="2" coveredconditionals="1" methods="3" coveredmethods="2"/>
    <package name="src">
`,
    foot: '    </package>\n  </project>\n</coverage>\n',
    file(index) {
      const line = (number) => {
        const hits = hitsOf(index, number);
        return hasBranches(number)
          ? `        <line num="${number}" count="${hits}" type="cond" truecount="${hits > 0 ? 1 : 0}" falsecount="${hits > 0 ? 1 : 2}"/>\n`
          : `        <line num="${number}" count="${hits}" type="stmt"/>\n`;
      };
      const metrics =
        '        <metrics statements="200" coveredstatements="150" conditionals="20" coveredconditionals="10" methods="8" coveredmethods="6"/>\n';
      return `      <file name="component-${index}.js" path="/builds/project/${pathOf(index)}.js">\n${metrics}${lineNumbers(index).map(line).join('')}      </file>\n`;
    },
  },
  go: {
    head: 'mode: count\n',
    foot: '',
    file: (index) =>
      lineNumbers(index)
        .map((line) => `example.org/project/${pathOf(index)}.go:${line}.2,${line + 1}.30 2 ${hitsOf(index, line)}\n`)
        .join(''),
  },
  simplecov: {
    head: '{\n  "RSpec": {\n    "coverage": {\n',
    foot: '    },\n    "timestamp": 1700000000\n  }\n}\n',
    file(index) {
      const known = new Set(lineNumbers(index));
      const lines = Array.from({ length: 2 * LINES_PER_FILE }, (_, i) =>
        known.has(i + 1) ? hitsOf(index, i + 1) : 'null',
      );
      const branches = lineNumbers(index)
        .filter(hasBranches)
        .map((line, i) => {
          const arm = (kind, at, hits) => `"[:${kind}, ${3 * i + at}, ${line}, 6, ${line}, 20]": ${hits}`;
          return `          "[:if, ${3 * i}, ${line}, 4, ${line + 1}, 7]": {${arm('then', 1, hitsOf(index, line))}, ${arm('else', 2, 0)}}`;
        });
      return `${separator(index)}      "/builds/project/${pathOf(index)}.rb": {
        "lines": [
          ${lines.join(',\n          ')}
        ],
        "branches": {
${branches.join(',\n')}
        }
      }\n`;
    },
  },
  sonarqube: {
    head: '<coverage version="1">\n',
    foot: '</coverage>\n',
    file(index) {
      const line = (number) => {
        const isCovered = hitsOf(index, number) > 0;
        const branches = hasBranches(number) ? ` branchesToCover="2" coveredBranches="${isCovered ? 1 : 0}"` : '';
        return `    <lineToCover lineNumber="${number}" covered="${isCovered}"${branches}/>\n`;
      };
      return `  <file path="${pathOf(index)}.ts">\n${lineNumbers(index).map(line).join('')}  </file>\n`;
    },
  },
  istanbul: {
    head: '{',
    foot: '}\n',
    file(index) {
      const lines = lineNumbers(index);
      const path = JSON.stringify(`/builds/project/${pathOf(index)}.ts`);
      const place = (line, end) => `{"start":{"line":${line},"column":2},"end":{"line":${line},"column":${end}}}`;
      const branches = lines.filter(hasBranches);
      const places = lines.map((line, i) => `"${i}":${place(line, 40)}`);
      const arms = branches.map(
        (line, i) =>
          `"${i}":{"loc":${place(line, 30)},"type":"if","locations":[${place(line, 20)},${place(line, 30)}],"line":${line}}`,
      );
      const hits = lines.map((line, i) => `"${i}":${hitsOf(index, line)}`);
      const taken = branches.map((line, i) => `"${i}":[${hitsOf(index, line)},0]`);
      return `${separator(index)}${path}: {"path":${path},"statementMap":{${places}},"fnMap":{},"branchMap":{${arms}},"s":{${hits}},"f":{},"b":{${taken}}}\n`;
    },
  },
  coveragepy: {
    head: '{"meta": {"format": 3, "version": "7.6.1", "branch_coverage": true, "show_contexts": false}, "files": {',
    foot: '}, "totals": {"covered_lines": 1}}\n',
    file(index) {
      const lines = lineNumbers(index);
      const those = (isCovered) => lines.filter((line) => hitsOf(index, line) > 0 === isCovered).join(', ');
      const branches = lines.filter(hasBranches);
      return `${separator(index)}"${pathOf(index)}.py": {"executed_lines": [${those(true)}], "summary": {"num_statements": ${lines.length}}, "missing_lines": [${those(false)}], "excluded_lines": [], "executed_branches": [${branches.map((line) => `[${line}, ${line + 1}]`).join(', ')}], "missing_branches": [${branches.map((line) => `[${line}, -1]`).join(', ')}]}`;
    },
  },
  opencover: {
    head: '<?xml version="1.0" encoding="utf-8"?>\n<CoverageSession>\n  <Modules>\n',
    foot: '  </Modules>\n</CoverageSession>\n',
    file(index) {
      const lines = lineNumbers(index);
      const point = (line, i) =>
        `            <SequencePoint vc="${hitsOf(index, line)}" uspid="${i}" ordinal="${i}" offset="${i * 2}" sl="${line}" sc="9" el="${line}" ec="30" bec="0" bev="0" fileid="${index + 1}" />\n`;
      const arm = (line, i, path) =>
        `            <BranchPoint vc="${path === 0 ? hitsOf(index, line) : 0}" uspid="${i}" ordinal="${2 * i + path}" offset="${i}" sl="${line}" path="${path}" offsetend="${i}" fileid="${index + 1}" />\n`;
      const arms = lines.filter(hasBranches).flatMap((line, i) => [arm(line, i, 0), arm(line, i, 1)]);
      return `    <Module hash="${index}"><ModuleName>Project</ModuleName>
      <Files><File uid="${index + 1}" fullPath="/builds/project/${pathOf(index)}.cs" /></Files>
      <Classes><Class><FullName>Project.Component${index}</FullName><Methods><Method visited="true"><FileRef uid="${index + 1}" />
          <SequencePoints>
${lines.map(point).join('')}          </SequencePoints>
          <BranchPoints>
${arms.join('')}          </BranchPoints>
      </Method></Methods></Class></Classes></Module>\n`;
    },
  },
  llvm: {
    head: '{"data":[{"files":[',
    foot: '],"functions":[],"totals":{}}],"type":"llvm.coverage.json.export","version":"2.0.1"}',
    file(index) {
      const lines = lineNumbers(index);
      const segments = lines.flatMap((line) => [
        `[${line},3,${hitsOf(index, line)},true,true,false]`,
        `[${line},30,0,false,false,false]`,
      ]);
      const branches = lines.filter(hasBranches).map((line) => `[${line},7,${line},20,${hitsOf(index, line)},0,0,0,4]`);
      return `${separator(index)}{"branches":[${branches}],"expansions":[],"filename":"/builds/project/${pathOf(index)}.cpp","segments":[${segments}]}`;
    },
  },
};

/** In front of all entries of a collection but the first. */
function separator(index) {
  return index === 0 ? '' : ',';
}
