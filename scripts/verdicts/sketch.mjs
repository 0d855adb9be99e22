// Small repositories of functions in seven languages, with the reports that their tools would write.
import { createHash } from 'node:crypto';

/** A number that depends on the words alone, so that no two functions are alike. */
const numberOf = (...words) => parseInt(createHash('sha256').update(words.join()).digest('hex').slice(0, 6), 16) % 9973;

const LANGUAGES = {
  js: {
    file: (name) => `lib/${name}.js`,
    head: "'use strict'\n",
    open: (name) => `exports.${name} = function ${name} (value) {`,
    set: (name, term) => `  const ${name} = ${term}`,
    give: (term) => `  return ${term}`,
    close: '}',
    report: ['coverage/lcov.info', lcov],
  },
  ts: {
    file: (name) => `src/${name}.ts`,
    head: '',
    open: (name) => `export function ${name}(value: number): number {`,
    set: (name, term) => `  const ${name} = ${term};`,
    give: (term) => `  return ${term};`,
    close: '}',
    report: ['coverage/lcov.info', lcov],
  },
  python: {
    file: (name) => `src/${name}.py`,
    head: '"""A module."""\n',
    open: (name) => `def ${name}(value):`,
    set: (name, term) => `    ${name} = ${term}`,
    give: (term) => `    return ${term}`,
    close: null,
    report: ['coverage.xml', cobertura],
  },
  go: {
    file: (name) => `${name}.go`,
    head: 'package sketch\n',
    open: (name) => `func ${name}(value int) int {`,
    set: (name, term) => `\t${name} := ${term}`,
    give: (term) => `\treturn ${term}`,
    close: '}',
    report: ['coverage.out', goProfile],
  },
  php: {
    file: (name) => `src/${name}.php`,
    head: '<?php\n',
    open: (name) => `function ${name}($value) {`,
    set: (name, term) => `    $${name} = ${term};`,
    give: (term) => `    return ${term};`,
    close: '}',
    report: ['clover.xml', clover],
  },
  ruby: {
    file: (name) => `lib/${name}.rb`,
    head: '# frozen_string_literal: true\n',
    open: (name) => `def ${name}(value)`,
    set: (name, term) => `  ${name} = ${term}`,
    give: (term) => `  ${term}`,
    close: 'end',
    report: ['coverage/.resultset.json', resultset],
  },
  c: {
    file: (name) => `${name}.c`,
    head: '#include <string.h>\n',
    open: (name) => `int ${name}(int value) {`,
    set: (name, term) => `  int ${name} = ${term};`,
    give: (term) => `  return ${term};`,
    close: '}',
    report: ['coverage.info', lcov],
  },
};

/** A repository of modules, of whose functions tests run all but some. */
export class Sketch {
  #modules = new Map();
  #untested = new Set();

  constructor(project, language, { below = '' } = {}) {
    this.project = project;
    this.language = LANGUAGES[language];
    this.below = below;
  }

  fileOf = (module) => this.below + this.language.file(module);

  /** Adds functions to a module, which it makes where there is none. */
  add(module, names, { lines = 6, isTested = true, body = null } = {}) {
    const known = this.#modules.get(module) ?? [];
    for (const name of names) if (!isTested) this.#untested.add(name);
    this.#modules.set(module, [
      ...known,
      ...names.map((name) => ({ name, lines: body ?? this.#linesOf(name, lines) })),
    ]);
    return this;
  }

  /** Moves a module to another file. */
  move(from, to) {
    this.#modules.set(to, this.#modules.get(from));
    this.#modules.delete(from);
    return this;
  }

  /** Replaces the lines of a function. */
  edit(module, name, change) {
    const edited = this.#modules.get(module).find((each) => each.name === name);
    edited.lines = change(edited.lines);
    return this;
  }

  remove = (module) => this.#modules.delete(module);
  forget = (name) => this.#untested.add(name);

  #linesOf(name, count) {
    const { set, give } = this.language;
    const sign = this.language === LANGUAGES.php ? '$' : '';
    const terms = Array.from(
      { length: count },
      (_, at) => `${sign}value * ${numberOf(name, at)} - ${numberOf(at, name)}`,
    );
    return [...terms.map((term, at) => set(`${name}${at}`, term)), give(`${sign}${name}${count - 1}`)];
  }

  textOf(module) {
    const { head, open, close } = this.language;
    const functions = this.#modules
      .get(module)
      .map(({ name, lines }) => `\n${[open(name), ...lines, ...(close === null ? [] : [close])].join('\n')}\n`);
    return head + functions.join('');
  }

  /** Commits every module as it is, and other files. */
  commit(files = {}) {
    const written = [...this.#modules.keys()].map((module) => [this.fileOf(module), this.textOf(module)]);
    return this.project.commit({ ...Object.fromEntries(written), ...files });
  }

  /** Writes the coverage report of the language; `but` are modules that no test loads. */
  cover({ but = [] } = {}) {
    const [file, write] = this.language.report;
    const files = [...this.#modules.keys()]
      .filter((module) => !but.includes(module))
      .map((module) => ({ file: this.language.file(module), lines: this.linesOf(module) }));
    this.project.write(this.below + file, write(files));
    return this;
  }

  /** Lines with code of a module, each with its hits. */
  linesOf(module) {
    const text = this.textOf(module).split('\n');
    const { open, close } = this.language;
    return this.#modules.get(module).flatMap(({ name, lines }) => {
      const start = text.indexOf(open(name)) + 2;
      const hit = this.#untested.has(name) ? 0 : 1;
      return lines.flatMap((line, at) => (line.trim() === '' || line.trim() === close ? [] : [[start + at, hit]]));
    });
  }

  /** Writes a JUnit report of as many tests, each in one of the files; `failed` of them fail. */
  test(count, { failed = 0, perFile = 10 } = {}) {
    const cases = Array.from({ length: count }, (_, at) => {
      const place = `name="case ${at}" classname="suite ${Math.floor(at / perFile)}" file="test/part${Math.floor(at / perFile)}.js"`;
      return at < failed ? `<testcase ${place}><failure message="no"/></testcase>` : `<testcase ${place}/>`;
    });
    this.project.write('reports/junit.xml', `<testsuite name="all">${cases.join('')}</testsuite>`);
    return this;
  }
}

export const sarif = (tool, results) =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, version: '1' } },
        results: results.map(({ file, line, rule, message, level = 'warning', ...others }) => ({
          ruleId: rule,
          level,
          message: { text: message },
          locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line } } }],
          ...others,
        })),
      },
    ],
  });

export function lcov(files) {
  const records = files.map(
    ({ file, lines }) => `SF:${file}\n${lines.map(([line, hits]) => `DA:${line},${hits}\n`).join('')}end_of_record\n`,
  );
  return records.join('');
}

function cobertura(files) {
  const classes = files.map(
    ({ file, lines }) =>
      `<class name="${file}" filename="${file}" line-rate="1"><methods/><lines>${lines.map(([line, hits]) => `<line number="${line}" hits="${hits}"/>`).join('')}</lines></class>`,
  );
  return `<?xml version="1.0"?><coverage line-rate="1" version="7"><packages><package name="."><classes>${classes.join('')}</classes></package></packages></coverage>`;
}

function goProfile(files) {
  const blocks = files.flatMap(({ file, lines }) =>
    lines.map(([line, hits]) => `example.com/sketch/${file}:${line}.2,${line}.40 1 ${hits}\n`),
  );
  return `mode: set\n${blocks.join('')}`;
}

function clover(files) {
  const named = files.map(
    ({ file, lines }) =>
      `<file name="${file}">${lines.map(([line, hits]) => `<line num="${line}" type="stmt" count="${hits}"/>`).join('')}</file>`,
  );
  return `<?xml version="1.0"?><coverage generated="1"><project timestamp="1">${named.join('')}</project></coverage>`;
}

function resultset(files) {
  const coverage = files.map(({ file, lines }) => {
    const hits = new Map(lines);
    const last = Math.max(...hits.keys());
    return [file, { lines: Array.from({ length: last }, (_, at) => hits.get(at + 1) ?? null) }];
  });
  return JSON.stringify({ RSpec: { coverage: Object.fromEntries(coverage), timestamp: 1 } });
}
