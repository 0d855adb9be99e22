import { existsSync } from 'node:fs';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { type AnalyzerChoice } from '../settings/run-settings.js';
import { chooseAnalyzers } from './choose-analyzers.js';
import { complexity } from './complexity.js';
import { eslintComplexity } from './eslint-complexity.js';
import { type Inventory, takeInventory } from './inventory.js';
import { jscpd } from './jscpd.js';
import { runAnalyzer } from './run-analyzers.js';
import { runProgram } from './run-program.js';

/** A function whose cyclomatic complexity is one more than its branches. */
const aFunction = (name: string, branches: number): string =>
  `export function ${name}(a) {\n${Array.from({ length: branches }, (_, n) => `  if (a === ${n}) return ${n};\n`).join('')}  return a;\n}\n`;

const block = Array.from({ length: 12 }, (_, n) => `  const value${n} = input.field${n} * ${n} + offset${n};\n`).join(
  '',
);
const never = new AbortController().signal;

describe('the bundled analyzers', () => {
  const repository = GitRepository.create();
  let inventory: Inventory;
  const files = {
    'src/copy, one.ts': `export function one(input: any) {\n${block}}\n`,
    'src/[copy]/two.ts': `export function two(input: any) {\n${block}}\n`,
    'src/complex.js': aFunction('simple', 9) + aFunction('complex', 10),
    'src/view.jsx': `export const view = (a) => <p>{a ? 1 : 2}</p>;\n`,
    'src/broken.ts': 'export const = ;\n',
    'src/disabled.js': `/* eslint other/rule: "error" */\n// eslint-disable-next-line complexity -- a table\n${aFunction('table', 12)}`,
    'eslint.config.js': 'throw new Error("the configuration of the repository is not run");\n',
    '.jscpd.json': '{"ignore": ["**"], "threshold": 0, "exitCode": 3}',
    'package-lock.json': JSON.stringify(
      Array.from({ length: 400 }, () => ({ a: 1, b: 2 })),
      null,
      1,
    ),
  };
  beforeAll(async () => {
    repository.write(files);
    inventory = await takeInventory(repository.root, Object.keys(files), new Set());
  });
  afterAll(() => repository.remove());

  const task = (changes: object = {}) => ({
    inventory,
    reporting: new Set<string>(),
    env: BARE_ENV,
    timeLimitSeconds: 600,
    duplicationExclude: [],
    signal: never,
    ...changes,
  });
  const run = async (analyzer: typeof jscpd) => {
    const { reports, ...rest } = await runAnalyzer(analyzer, task());
    return { ...rest, report: reports[0]! };
  };

  it('jscpd finds the copied block, by paths from the root, and reads no configuration of the repository', async () => {
    const { report, tool, duplicationPct } = await run(jscpd);
    expect(tool).toEqual({ name: 'jscpd', version: '5.3.2' });
    const content = JSON.parse(report.content.toString());
    expect(Object.keys(content.statistics.formats).sort()).toEqual(['javascript', 'typescript']);
    const copies = content.duplicates.filter(({ format }: { format: string }) => format === 'typescript');
    expect(copies).toHaveLength(1);
    const [{ firstFile, secondFile, fragment }] = copies;
    expect([firstFile.name, secondFile.name].sort()).toEqual(['src/[copy]/two.ts', 'src/copy, one.ts']);
    expect(fragment).toContain('value11');
    expect(duplicationPct).toBe(content.statistics.total.percentage);
    expect(duplicationPct).toBeGreaterThan(0);
  });

  describe('jscpd counts', () => {
    const body = (name: string) =>
      Array.from({ length: 12 }, (_, at) => `  const ${name}${at} = compute(${name}Input${at}, ${at});`).join('\n');
    const header = (name: string) =>
      `/*\n${Array.from({ length: 12 }, (_, at) => ` * Clause ${at} of the licence says that ${name} may be used.\n`).join('')} */\n` +
      `import {\n${Array.from({ length: 12 }, (_, at) => `  thing${at},\n`).join('')}} from './things.js';\n` +
      Array.from({ length: 12 }, (_, at) => `import { other${at} } from './others/${at}.js';\n`).join('');
    const tree = GitRepository.create();
    afterAll(() => tree.remove());

    const countIn = async (texts: Record<string, string>, duplicationExclude: string[] = []) => {
      tree.write(texts);
      const inventoryOf = await takeInventory(tree.root, Object.keys(texts), new Set());
      const { reports, ...rest } = await runAnalyzer(jscpd, task({ inventory: inventoryOf, duplicationExclude }));
      const parsed = parseFindings(reports[0]!.content);
      if (!parsed.ok) throw new Error(parsed.error.message);
      return { ...rest, findings: parsed.value.runs.flatMap(({ findings }) => findings) };
    };

    it('neither licence headers nor imports', async () => {
      const { findings, duplicationPct, outcome } = await countIn({
        'src/h1.ts': `${header('x')}export const one = 1;\n`,
        'src/h2.ts': `${header('x')}export function two() {}\n`,
      });
      expect([findings, duplicationPct, outcome]).toEqual([[], 0, '0 duplicated blocks']);
    });

    it('code behind them, from its first line on', async () => {
      const { findings } = await countIn({
        'src/c1.ts': `${header('y')}export function run() {\n${body('v')}\n}\n`,
        'src/c2.ts': `${header('y')}export function run() {\n${body('v')}\n}\nrun();\n`,
      });
      expect(findings).toMatchObject([
        { region: { startLine: 41 }, clone: { places: [{ startLine: 41 }, { startLine: 41 }] } },
      ]);
    });

    it('three copies as one text, and tests only where they are requested', async () => {
      const copies = { 'src/e1.ts': body('w'), 'src/e2.ts': `\n${body('w')}`, 'src/e3.ts': `${body('w')}\n// end\n` };
      const { findings, outcome } = await countIn(copies);
      expect(findings.map(({ clone }) => clone?.places.length)).toEqual([3]);
      expect(outcome).toBe('1 duplicated block');
      const inTests = { 'test/e1.ts': body('w'), 'src/e2.spec.ts': body('w'), 'src/e3.ts': body('w') };
      expect((await countIn(inTests)).findings).toEqual([]);
      expect((await countIn(inTests, ['!**/*.ts'])).findings).toHaveLength(1);
      expect((await countIn(copies, ['src'])).duplicationPct).toBeNull();
    });
  });

  it('ESLint finds what is above ten, honours its comments, and names what it cannot parse', async () => {
    const { report, unparsed } = await run(eslintComplexity);
    const content = JSON.parse(report.content.toString());
    const of = (file: string) => content.find(({ filePath }: { filePath: string }) => filePath === file);
    expect(content.map(({ filePath }: { filePath: string }) => filePath).sort()).toEqual([
      'eslint.config.js',
      'src/[copy]/two.ts',
      'src/broken.ts',
      'src/complex.js',
      'src/copy, one.ts',
      'src/disabled.js',
      'src/view.jsx',
    ]);
    expect(of('src/view.jsx')).toEqual({ filePath: 'src/view.jsx', messages: [], suppressedMessages: [] });
    expect(of('src/complex.js').messages).toEqual([
      expect.objectContaining({
        ruleId: 'complexity',
        line: 13,
        message: expect.stringContaining("'complex' has a complexity of 11"),
      }),
    ]);
    expect(of('src/complex.js').source).toBe(files['src/complex.js']);
    expect(of('src/disabled.js').messages).toEqual([]);
    expect(of('src/disabled.js').suppressedMessages).toEqual([expect.objectContaining({ ruleId: 'complexity' })]);
    expect(unparsed).toEqual(['src/broken.ts']);
  });

  describe('complexity', () => {
    const tree = GitRepository.create();
    afterAll(() => tree.remove());
    const branches = (count: number, line: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => line(n)).join('');
    const sources = {
      'a.py': `def plain(a):\n${branches(9, (n) => `    if a == ${n}: return 1\n`)}\n\n@cached\ndef odd(a):\n${branches(20, (n) => `    if a == ${n}: return 1\n`)}`,
      'b/é.go': `package b\nvar f = func(a int) {\n${branches(10, (n) => `  if a == ${n} { return }\n`)}}\n`,
      'b/query.go': `// Code generated by goyacc. DO NOT EDIT.\npackage b\nfunc parse(a int) {\n${branches(60, (n) => `  if a == ${n} { return }\n`)}}\n`,
      'c.rb': `x = [${'1,'.repeat(2000)}]\n`,
      'd.js': aFunction('complex', 12),
    };
    const measure = async (reporting: ReadonlySet<string>, changes: object = {}) => {
      tree.write(sources);
      const inventoryOf = await takeInventory(tree.root, Object.keys(sources), new Set());
      return runAnalyzer(complexity, task({ inventory: inventoryOf, reporting, ...changes }));
    };

    it('finds functions above ten that no other tool of the run measures, with their name and place', async () => {
      const { reports, outcome, tool, unparsed } = await measure(new Set());
      const read = parseFindings(reports[0]!.content);
      if (!read.ok) throw new Error(read.error.message);
      expect(read.value.runs.flatMap(({ findings }) => findings)).toMatchObject([
        {
          tool: 'qgate',
          type: 'complexity',
          severity: 'medium',
          debtKind: 'complexity_d',
          filePath: 'a.py',
          region: { startLine: 14, startColumn: 5 },
          message: "Function 'odd' has a cyclomatic complexity of 21",
        },
        { filePath: 'b/é.go', severity: 'low', message: 'This function has a cyclomatic complexity of 11' },
      ]);
      expect([outcome, tool.name, unparsed]).toEqual(['2 complex functions', 'qgate', []]);
      expect((await measure(new Set(['radon']))).outcome).toBe('1 complex function');
    });

    it('ends with its time and with an interrupt, and names what it cannot read', async () => {
      await expect(measure(new Set(), { timeLimitSeconds: -1 })).rejects.toMatchObject({ kind: 'analyzer_broke' });
      const interrupted = measure(new Set(), { signal: AbortSignal.abort() });
      await expect(interrupted).rejects.toMatchObject({ kind: 'interrupted' });
      const gone = { ...inventory, root: tree.root, sources: ['gone.py'] };
      expect(await measure(new Set(), { inventory: gone })).toMatchObject({ unparsed: ['gone.py'] });
    });
  });

  it('write what the service reads', async () => {
    const duplication = parseFindings((await run(jscpd)).report.content, {});
    if (!duplication.ok) throw new Error(duplication.error.message);
    expect(duplication.value).toMatchObject({ format: 'jscpd', rejected: [], duplicationPct: expect.any(Number) });

    const complexity = parseFindings((await run(eslintComplexity)).report.content, {});
    if (!complexity.ok) throw new Error(complexity.error.message);
    expect(complexity.value).toMatchObject({ format: 'eslint', rejected: [] });
    expect(complexity.value.runs.map(({ findings }) => findings)).toEqual([
      [
        expect.objectContaining({
          type: 'complexity',
          severity: 'low',
          debtKind: 'complexity_c',
          filePath: 'src/complex.js',
          isSuppressed: false,
        }),
        expect.objectContaining({ type: 'complexity', filePath: 'src/disabled.js', isSuppressed: true }),
      ],
    ]);
  });

  it('leave nothing behind', async () => {
    let scratch = '';
    await runAnalyzer(
      {
        ...jscpd,
        run: (task) => {
          scratch = task.scratch;
          return jscpd.run(task);
        },
      },
      task(),
    );
    expect(scratch).not.toBe('');
    expect(existsSync(scratch)).toBe(false);
    expect(existsSync(`${repository.root}/report`)).toBe(false);
  });

  it.each([jscpd, eslintComplexity])('$name: breaking is an error with the end of its output', async (analyzer) => {
    const broken = runAnalyzer(
      analyzer,
      task({ inventory: { ...inventory, sources: ['src/gone.js'], root: `${repository.root}/gone` } }),
    );
    await expect(broken).rejects.toMatchObject({ code: 'ENOENT' });
    const crashed = runAnalyzer(analyzer, task({ env: { ...BARE_ENV, NODE_OPTIONS: '--no-such-option' } }));
    await expect(crashed).rejects.toMatchObject({
      kind: 'analyzer_broke',
      message: expect.stringMatching(/ended with exit code 9:\n.*--no-such-option/s),
    });
  });

  it('are chosen by what there is, or by name', async () => {
    const names = async (choice: AnalyzerChoice, files: Inventory, ...reported: string[]) => {
      const situation = { env: BARE_ENV, isUntrusted: false, reported: new Set(reported) };
      return (await chooseAnalyzers(choice, files, situation)).chosen.map(({ name }) => name);
    };
    const python = { ...inventory, sources: ['a.py'] };
    expect(await names('auto', inventory)).toEqual(['jscpd', 'eslint']);
    expect(await names('auto', python)).toEqual(['jscpd', 'complexity']);
    expect(await names('auto', python, 'radon')).toEqual(['jscpd']);
    expect(await names('auto', { ...python, sources: ['a.py', 'a.go'] }, 'radon')).toEqual(['jscpd', 'complexity']);
    expect(await names('auto', { ...python, sources: ['a.py', 'a.go'] }, 'lizard')).toEqual(['jscpd']);
    expect(await names('auto', { ...inventory, sources: [], tracked: [] })).toEqual([]);
    expect(await names(['eslint'], python)).toEqual(['eslint']);
    expect(await names('none', inventory)).toEqual([]);
    await expect(names(['pylint'], inventory)).rejects.toThrow('Unknown analyzer pylint.');
  });
});

describe('takeInventory', () => {
  const repository = GitRepository.create();
  afterAll(() => repository.remove());

  it('keeps what people wrote, counts its lines, and says what it cannot read', async () => {
    repository.write({
      'a.ts': 'one\n\n  \ntwo',
      'b.py': 'x = 1\n',
      'README.md': 'text\n',
      'data.json': '{}\n',
      'app.min.js': 'x\n',
      'vendor/lib.js': 'x\n',
      'types.d.ts': 'x\n',
      'skip/me.ts': 'x\n',
      'large.js': ' '.repeat(1024 * 1024 + 1),
      'limit.js': ' '.repeat(1024 * 1024),
    });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${repository.root}/latin.js`, Buffer.from([0x2f, 0x2f, 0xe9]));
    const tracked = [
      'a.ts',
      'b.py',
      'README.md',
      'data.json',
      'app.min.js',
      'vendor/lib.js',
      'types.d.ts',
      'skip/me.ts',
    ];
    const all = [...tracked, 'large.js', 'limit.js', 'latin.js', 'gone.js'];
    expect(await takeInventory(repository.root, all, new Set(['skip/me.ts']))).toEqual({
      root: repository.root,
      tracked: all.filter((file) => file !== 'skip/me.ts').sort(),
      sources: ['a.ts', 'b.py', 'limit.js'],
      unread: [
        { path: 'gone.js', reason: 'unreadable' },
        { path: 'large.js', reason: 'too_large' },
        { path: 'latin.js', reason: 'not_utf8' },
      ],
      linesOfCode: 3,
    });
  });
});

describe('runProgram', () => {
  const node = (script: string, changes = {}) =>
    runProgram({
      command: process.execPath,
      args: ['-e', script],
      cwd: '/',
      env: BARE_ENV,
      timeLimitSeconds: 60,
      signal: never,
      ...changes,
    });

  it('keeps the end of standard error', async () => {
    const result = await node('process.stderr.write("x".repeat(9000) + "the end"); process.exitCode = 3');
    expect(result).toMatchObject({ code: 3, end: 'exited' });
    expect(result.stderrTail).toHaveLength(4096);
    expect(result.stderrTail.endsWith('xthe end')).toBe(true);
  });

  it('ends a program that takes too long, with what it started', async () => {
    const nested = 'require("child_process").spawnSync(process.execPath, ["-e", "setInterval(() => {}, 1000)"])';
    expect(await node(nested, { timeLimitSeconds: 0.5 })).toMatchObject({ end: 'timed_out' });
  });

  it('ends it when the user interrupts', async () => {
    const controller = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort();
    expect(await running).toMatchObject({ end: 'interrupted' });
  });

  it('gives it its input', async () => {
    expect((await node('process.stdin.pipe(process.stderr)', { input: 'hello' })).stderrTail).toBe('hello');
  });
});
