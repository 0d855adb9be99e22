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
};
