import { flagged, type FlaggedCodeOptions } from '../../../../test/support/flagged-code.js';
import { changedFile, type ChangedLines, type Hunk, type LineRange } from '../../changes/changed-lines.js';
import { extractFeatures } from '../features/extract-features.js';
import type { Finding } from '../finding.js';
import { EVERY_FILE, hashChanges, NOTHING_KNOWN } from './known-changes.js';
import { matchFindings } from './match-findings.js';

const SECRET = new Uint8Array(32).fill(1);

/** Verdicts as a reader would note them: `<line>: <pass>`, or `<line>: new`, in the order of the current findings. */
function decisions(before: readonly Finding[], now: readonly Finding[], changes?: ChangedLines): string[] {
  const known = changes === undefined ? NOTHING_KNOWN : hashChanges(changes, SECRET);
  return matchFindings(extractFeatures(before, SECRET), extractFeatures(now, SECRET), known).map(
    ({ isNew, matchedBy }, row) => `${now[row]!.region.startLine}: ${isNew ? 'new' : matchedBy!}`,
  );
}

/** The decisions on the findings in some code, against those in the code before. */
const compare = (before: string, now: string, options?: FlaggedCodeOptions): string[] =>
  decisions(flagged(before, options), flagged(now, options));

const CALL = `function run(task) {
  start(task, 1, 2, 3, 4);
  «eval»(task.body, task.input, task.output, task.options);
  stop(task, 1, 2, 3, 4, 5, 6);
}
`;

const CART = `
const TAX = 0.19;

function total(cart) {
  const sum = cart.items.reduce((rest, item) => rest + item.price, 0);
  const rate = «eval»(cart.rate);
  return sum * (1 + rate);
}

function label(cart) {
  const name = cart.customer.name.trim();
  return name + cart.number;
}
`;

describe('matchFindings, pass by pass', () => {
  it('file_level: knows what is said of a whole file, whatever its first line reads', () => {
    const options = { rule: 'header', message: () => 'Missing file header.' };
    expect(compare('«i»mport a from "a";\nrun(a);', '"«u»se strict";\nimport b from "b";\nrun(b);', options)).toEqual([
      '1: file_level',
    ]);
  });

  it('unchanged: knows a finding that only moved down with its surroundings', () => {
    expect(compare(CART, `\n\n// a line more\n${CART}`)).toEqual(['9: unchanged']);
  });

  it('context_before, context_after: knows a finding with a new line after it, or before it', () => {
    const after = CART.replace('  return sum *', '  audit(cart, sum, rate);\n  return sum *');
    expect(compare(CALL, CALL.replace('  stop', '  wait(1);\n  stop'))).toEqual(['3: context_before']);
    expect(compare(CALL, CALL.replace('start(', 'wait(1);\n  start('))).toEqual(['4: context_after']);
    expect(compare(CART, after)).toEqual(['6: line_in_scope']);
  });

  it('line_in_scope: knows a line within its function though everything around it is new', () => {
    const now = CART.replace('  const sum = cart.items', '  log(cart.items);\n  const net = cart.lines').replace(
      '  return sum * (1 + rate);',
      '  done.push({ cart, rate, at: clock.now() });\n  return done;',
    );
    expect(compare(CART, now)).toEqual(['7: line_in_scope']);
  });

  it('moved_in_file: knows code that went into another function of the file', () => {
    expect(compare(CART, CART.replace('function total', 'function grandTotal'))).toEqual(['6: moved_in_file']);
  });

  it('reflowed: knows a line that a formatter broke', () => {
    const before =
      'function run(task) {\n  return «eval»(task.before, task.body, task.after, task.options, task.context);\n}\n';
    const now =
      'function run(task) {\n  return «eval»(\n    task.before,\n    task.body,\n    task.after,\n    task.options,\n    task.context,\n  );\n}\n';
    expect(compare(before, now)).toEqual(['2: reflowed']);
  });

  it('renamed_file: knows findings of a renamed file, reported as such or not', () => {
    const before = flagged(CART, { path: 'src/cart.js' });
    const now = flagged(`${CART}\nmore();\n`, { path: 'lib/basket.js' });
    const told = { files: [changedFile({ path: 'lib/basket.js', oldPath: 'src/cart.js' })] };
    expect(decisions(before, now)).toEqual(['6: renamed_file']);
    expect(decisions(before, now, told)).toEqual(['6: renamed_file']);
  });

  it('line_in_file: knows a line whose function was renamed and rewritten', () => {
    const now = `
function price(basket) {
  const rate = «eval»(cart.rate);
  return Math.round(basket.net * 100 * (1 + rate)) / 100;
}
`;
    expect(compare(CART, now)).toEqual(['3: line_in_file']);
  });

  it('line_in_file: does not know a line that was copied into another function while its own was cleaned', () => {
    const before = `${CART}
function load(cart) {
  return «eval»(cart.source);
}
`;
    const now = before
      .replace('  const rate = «eval»(cart.rate);', '  const rate = Number(cart.rate);')
      .replace('function label(cart) {', 'function label(cart) {\n  const rate = «eval»(cart.rate);')
      .replace('const TAX = 0.19;', 'const TAX = 0.19;\nconst IDS = «eval»(ids);');
    const withHook = (code: string) =>
      code.replace('function total(cart) {', 'function total(cart) {\n  «eval»(cart.hook);');
    const found = compare(withHook(before), withHook(now));
    expect(found.filter((decision) => decision.endsWith('new'))).toEqual(['3: new', '13: new']);
  });

  it('line_in_file: knows a long line that went into another function together with the code around it', () => {
    const block = `
  const lines = cart.items.filter((item) => item.count > 0);
  const taxed = «eval»(cart.rate) * lines.length + shipping(cart.country, cart.weight);
  audit(cart, lines, taxed);
  store(cart, lines, taxed);
`;
    const code = (first: string, second: string) => `
function total(cart) {
  «eval»(cart.hook);${first}}

function close(cart) {
  «eval»(cart.last);${second}}
`;
    const moved = block.replace('count > 0', 'count >= 1').replace('audit(', 'review(');
    const found = compare(code(block, '\n  done(cart);\n'), code('\n  done(cart);\n', moved));
    expect(found).toEqual([
      expect.stringMatching(/^3: (?!new)/),
      expect.stringMatching(/^8: (?!new)/),
      '10: line_in_file',
    ]);
  });

  it('same_shape: knows a line in which a name was changed', () => {
    expect(compare(CART, CART.replaceAll('rate', 'taxRate'))).toEqual(['6: same_shape']);
  });

  it('same_shape: does not take an import for the one that it replaces', () => {
    const options = { rule: 'unused', message: (name: string) => `'${name}' is defined but never used.` };
    const before = 'import { «trim» } from "text";\nimport { sum } from "numbers";\n\nrun(sum);\n';
    const now =
      'import { sum } from "numbers";\n\nimport { paint, «blur» } from "./canvas/effects.js";\nrun(sum, paint);\n';
    expect(compare(before, now, options)).toEqual(['3: new']);
  });

  it('reworded: knows a line whose rule words its message differently', () => {
    const before = flagged(CART, { message: () => 'eval can be harmful.' });
    const now = flagged(CART, { message: () => 'Avoid dynamic evaluation of code' });
    expect(decisions(before, now)).toEqual(['6: reworded']);
  });

  it('edited_line: knows a line that was edited around what is flagged', () => {
    const before =
      'function run(task) {\n  start();\n  const result = «eval»(task.body);\n  stop(task, result, 1, 2);\n}\n';
    const now = before.replace('const result = «eval»(task.body)', 'let result = {}; result = «eval»(task.body)');
    expect(compare(before, now)).toEqual(['3: edited_line']);
  });

  it('similar_line: knows a long line of which little was changed', () => {
    const words = Array.from({ length: 40 }, (_, at) => `word${'abcdefghij'.charAt(at % 10)}${at}`).join(' + ');
    const options = { rule: 'max-len', message: () => 'This line is too long.' };
    const line = (text: string, mark: string) => `function run() {\n  x = ${text.replace(mark, `«${mark}»`)};\n}\n`;
    const edited = words.replace('wordb21', 'wordb21 * 2');
    expect(compare(line(words, 'worda20'), line(edited, 'wordc22'), options)).toEqual(['2: similar_line']);
  });

  it('moved_across_files: knows a function that moved to another file', () => {
    const rest = 'function other(list) {\n  return «eval»(list);\n}\n';
    const before = [...flagged(CART, { path: 'src/cart.js' }), ...flagged(rest, { path: 'src/rest.js' })];
    const moved = CART.slice(CART.indexOf('function total'), CART.indexOf('function label'));
    const now = flagged(`${rest}\n${moved}`, { path: 'src/rest.js' });
    expect(decisions(before, now)).toEqual(['2: line_in_scope', '7: moved_across_files']);
  });

  it('moved_across_files: knows an edited line of a block that moved to another file, by the lines around it', () => {
    const block = (call: string) =>
      `function total(cart) {\n  const items = cart.items.filter((item) => item.count > 0);\n  start(items, cart.customer, cart.rate, 1, 2, 3);\n  ${call}\n  stop(items, cart.customer, cart.rate, 4, 5, 6);\n  return items.length + cart.customer.name.length;\n}\n`;
    const before = flagged(`${block('«eval»(cart.body, cart.input, cart.output);')}\nother();\n`);
    const now = block('«eval»(cart.body, cart.source, cart.output);');
    expect(decisions(before, flagged(now, { path: 'src/total.js' }))).toEqual(['4: moved_across_files']);
    const apart = now.replace('start(', 'begin(').replace('filter', 'map').replace('stop(items, cart', 'finish(cart');
    expect(decisions(before, flagged(`use();\n${apart.replace('total', 'sum')}`, { path: 'src/t.js' }))).toEqual([
      '5: new',
    ]);
  });

  it('calls new what nothing resembles', () => {
    expect(compare(CART, CART.replace('  return name + cart.number;', '  return «eval»(cart.template);'))).toEqual([
      '6: unchanged',
      '12: new',
    ]);
    expect(compare('', CART)).toEqual(['6: new']);
  });

  it('never pairs findings of different rules or tools', () => {
    expect(decisions(flagged(CART, { rule: 'a' }), flagged(CART, { rule: 'b' }))).toEqual(['6: new']);
    const other = flagged(CART).map((finding) => ({ ...finding, tool: 'another' }));
    expect(decisions(flagged(CART), other)).toEqual(['6: new']);
  });
});

describe('matchFindings on what is no change', () => {
  it.each([
    ['line ends', (code: string) => code.replaceAll('\n', '\r\n')],
    ['indentation', (code: string) => code.replaceAll(/^ +/gm, (blank) => '\t'.repeat(blank.length))],
    ['quotes, semicolons and trailing commas', (code: string) => code.replaceAll(';', '').replaceAll('"', "'")],
    ['a trailing comment', (code: string) => code.replace('(cart.rate);', '(cart.rate); // checked')],
    [
      'comment lines around',
      (code: string) => code.replace('  const rate', '  // the rate\n  /* in percent */\n  const rate'),
    ],
    ['blank lines around', (code: string) => code.replace('  const rate', '\n\n  const rate')],
  ])('%s', (_, change) => {
    expect(compare(CART, change(CART))).toEqual([expect.stringMatching(/: unchanged$/)]);
  });

  it('a number in the message that grew', () => {
    const rule = (complexity: number) => ({
      rule: 'complexity',
      message: () => `Complexity of ${complexity} is too high.`,
    });
    expect(decisions(flagged(CART, rule(12)), flagged(CART, rule(1013)))).toEqual(['6: unchanged']);
  });
});

describe('matchFindings on copies', () => {
  const body = (times: number) => `function run(list) {\n${'  «eval»(list);\n'.repeat(times)}  return list;\n}\n`;

  it.each([1, 2, 3, 7])('an identical line more beside %i is exactly one new finding', (times) => {
    const found = compare(body(times), body(times + 1));
    expect(found.filter((decision) => decision.endsWith('new'))).toHaveLength(1);
  });

  it('an identical line less is none', () => {
    expect(compare(body(4), body(3)).filter((decision) => decision.endsWith('new'))).toEqual([]);
  });

  it('a copy of a whole file is new, the file is not', () => {
    const copy = flagged(CART, { path: 'src/cart-copy.js' });
    expect(decisions(flagged(CART), [...flagged(CART), ...copy])).toEqual(['6: unchanged', '6: new']);
  });
});

describe('matchFindings without scopes', () => {
  const options = { withoutScopes: true };

  it('knows what moved, and what was edited in place', () => {
    expect(compare(CART, `\n\n${CART}`, options)).toEqual(['8: unchanged']);
    const edited = CART.replace('const rate', 'const factor').replace('1 + rate', '1 + factor');
    expect(compare(CART, edited, options)).toEqual(['6: same_shape']);
  });

  it('knows a line in which a name was changed, in its place only', () => {
    const renamed = CART.replaceAll('rate', 'taxRate').replaceAll('sum', 'net').replaceAll('item', 'position');
    expect(compare(CART, renamed, options)).toEqual(['6: same_shape']);
    const elsewhere = renamed.replace('  const taxRate', '  log(cart);\n  log(net);\n  const taxRate');
    expect(compare(CART, elsewhere, options)).toEqual(['8: new']);
  });

  it('knows a function that moved to another file, whatever follows it there', () => {
    const test = 'test("total", (cart) => {\n  const sum = total(cart.items);\n  «eval»(sum, cart.rate);\n});\n';
    const before = flagged(`${test}\ntest("label", (cart, user) => {\n  label(cart);\n});\n`, {
      ...options,
      path: 'a.js',
    });
    const now = flagged(`${test}\nit.each(CARTS)("label", ([cart]) => {\n  label(cart);\n});\n`, {
      ...options,
      path: 'test/b.js',
    });
    const rest = flagged('«eval»(1);\n', { ...options, path: 'a.js' });
    expect(decisions([...before, ...rest], [...now, ...rest])).toEqual(['3: moved_across_files', '1: unchanged']);
  });

  it('does not take the same code in another statement for the one that is gone', () => {
    const call = '«eval»(task.before, task.body, task.after, task.options, task.context)';
    const before = `function run(task) {\n  start(task, 1, 2, 3);\n  return ${call};\n}\n`;
    const now = `function run(task) {\n${'  step(task);\n'.repeat(8)}  done = task.isReady ? keep(task, ${call}) : null;\n}\n`;
    expect(compare(before, now, options)).toEqual(['10: new']);
  });

  it('asks for no scopes where only one side names them', () => {
    expect(decisions(flagged(CART), flagged(CART, options))).toEqual(['6: unchanged']);
    expect(decisions(flagged(CART, options), flagged(CART))).toEqual(['6: unchanged']);
  });
});

describe('matchFindings without text', () => {
  const options = { withoutText: true };
  const THREE = `
run(«alpha»);
run(«beta»);
run(«gamma»);
`;

  it('pairs by order, message and columns', () => {
    expect(compare(THREE, `\n\n${THREE.replace('run(«beta»);', 'run(beta);\nrun(«delta»);')}`, options)).toEqual([
      '4: same_sequence',
      '6: new',
      '7: same_sequence',
    ]);
  });

  it('pairs what kept its message but not its columns', () => {
    expect(compare(THREE, THREE.replace('run(«beta»)', '  run(«beta»)'), options)).toEqual([
      '2: same_sequence',
      '3: same_message',
      '4: same_sequence',
    ]);
  });

  it('pairs what changed its order nearby', () => {
    const swapped = THREE.replace('«alpha»', '«x»').replace('«gamma»', '«alpha»').replace('«x»', '«gamma»');
    expect(compare(THREE, swapped, options)).toEqual(expect.arrayContaining([expect.stringMatching('message_nearby')]));
  });

  it('pairs another name only where it begins in the same column of the same line', () => {
    expect(compare(THREE, THREE.replace('beta', 'delta'), options)).toContain('3: message_nearby');
    expect(compare(THREE, THREE.replace('run(«beta»)', 'await run(«delta»)'), options)).toContain('3: new');
  });

  it('finds a renamed file', () => {
    const now = flagged(THREE, { ...options, path: 'src/other.js' });
    expect(decisions(flagged(THREE, options), now)).toEqual(['2: renamed_file', '3: renamed_file', '4: renamed_file']);
  });

  it('knows a block that moved to another file by its contents, and not less than a block', () => {
    const at = (path: string, code: string) => flagged(code, { ...options, path });
    const rest = at('src/rest.js', 'run(«rest»);\n');
    const block = 'run(«one»);\n\nrun(«two»);\nrun(«three»);\n';
    const moved = (code: string) =>
      decisions(
        [...at('src/a.js', code), ...rest, ...at('src/b.js', 'run(«b»);\n')],
        [...at('src/b.js', `run(«b»);\n\n\n${code}`), ...rest],
      );
    expect(moved(block).slice(1, -1)).toEqual(['4: moved_block', '6: moved_block', '7: moved_block']);
    expect(moved(block.replace('«three»', 'three')).slice(1, -1)).toEqual(['4: new', '6: new']);
    const torn = block.replace('\n\n', '\n');
    const found = decisions(
      [...at('src/a.js', block), ...rest, ...at('src/b.js', 'run(«b»);\n')],
      [...at('src/b.js', `run(«b»);\n\n\n${torn}`), ...rest],
    );
    expect(found.slice(1, -1)).toEqual(['4: new', '5: new', '6: new']);
  });

  it('says that it is less sure, of the new ones too', () => {
    const features = (code: string, given?: FlaggedCodeOptions) => extractFeatures(flagged(code, given), SECRET);
    const confidence = (before: string, now: string, given?: FlaggedCodeOptions) =>
      matchFindings(features(before, given), features(now, given)).map(({ isLowConfidence }) => isLowConfidence);
    expect(confidence(THREE, `${THREE}«eval»();`, options)).toEqual([true, true, true, true]);
    expect(confidence(THREE, `${THREE}«eval»();`)).toEqual([false, false, false, false]);
  });

  it('pairs with a baseline that had text', () => {
    expect(decisions(flagged(THREE), flagged(THREE, options))).toEqual([
      '2: same_sequence',
      '3: same_sequence',
      '4: same_sequence',
    ]);
  });
});

describe('matchFindings with the lines that the change adds', () => {
  const adding = (...added: [number, number][]) => ({ files: [changedFile({ path: 'src/cart.js', added })] });
  const twice = 'function run(list) {\n  «eval»(list);\n  «eval»(list);\n}\n';
  const once = 'function run(list) {\n  «eval»(list);\n}\n';

  it('calls the untouched one of two copies the old one', () => {
    expect(decisions(flagged(once), flagged(twice), adding([2, 2]))).toEqual([
      '2: new',
      expect.stringMatching(/^3: (?!new)/),
    ]);
    expect(decisions(flagged(once), flagged(twice), adding([3, 3]))).toEqual([
      expect.stringMatching(/^2: (?!new)/),
      '3: new',
    ]);
  });

  it('calls everything new where neither a baseline nor the change is known', () => {
    expect(matchFindings(null, extractFeatures(flagged(twice), SECRET)).map(({ isNew }) => isNew)).toEqual([
      true,
      true,
    ]);
  });

  it('knows an untouched line whatever its rule says of it now', () => {
    const filler = Array.from({ length: 30 }, (_, at) => `step${at}();`).join('\n');
    const before = flagged(`${filler}\n«eval»(list);\n`, { message: () => 'Harmful.' });
    const now = flagged(`«eval»(list);\n${filler}\n`, { message: () => 'Avoid this.' });
    expect(decisions(before, now)).toEqual(['1: new']);
    expect(decisions(before, now, adding())).toEqual(['1: untouched_line']);
  });

  it('calls new where a rule newly fires on an untouched line', () => {
    const before = flagged('used(«alpha»);\nother(beta);\n');
    const now = flagged('used(«alpha»);\nother(«beta»);\n');
    expect(decisions(before, now, adding())).toEqual(['1: unchanged', '2: new']);
  });
});

describe('matchFindings against the very version that the change starts from', () => {
  const changing = (...hunks: Hunk[]) => ({
    files: [changedFile({ path: 'src/cart.js', added: addedBy(hunks), hunksIgnoringSpace: hunks })],
  });
  const addedBy = (hunks: Hunk[]) =>
    hunks.flatMap(([, , from, lines]): LineRange[] => (lines === 0 ? [] : [[from, from + lines - 1]]));
  const exactly = (before: readonly Finding[], now: readonly Finding[], changes: ChangedLines): string[] =>
    matchFindings(extractFeatures(before, SECRET), extractFeatures(now, SECRET), hashChanges(changes, SECRET), {
      exactIn: EVERY_FILE,
    }).map(({ baselineRow, matchedBy }, row) => `${now[row]!.region.startLine}: ${baselineRow} ${matchedBy}`);
  const at = (...lines: number[]) =>
    lines.map((line): Finding => {
      const [finding] = flagged('«x»', { withoutText: true, message: () => 'Forbidden.' });
      return { ...finding!, region: { startLine: line, startColumn: 1, endLine: line, endColumn: 2 } };
    });

  it('recognizes findings of a whole file, which have no line, whether the change touches it or not', () => {
    const ofFile = at(1).map((finding): Finding => ({
      ...finding,
      region: { startLine: null, startColumn: null, endLine: null, endColumn: null },
    }));
    expect(exactly(ofFile, ofFile, { files: [] })).toEqual(['null: 0 same_sequence']);
    expect(exactly(ofFile, ofFile, changing([0, 0, 1, 1]))).toEqual(['null: 0 same_sequence']);
  });

  it('follows kept lines through the hunks, whatever is around them', () => {
    const before = flagged('«eval»(a);\nstep();\n«eval»(a);\n');
    const now = flagged('«eval»(a);\n«eval»(a);\nstep();\n«eval»(a);\n');
    expect(exactly(before, now, changing([0, 0, 1, 1]))).toEqual(['1: null null', '2: 0 kept_line', '4: 1 kept_line']);
    expect(exactly(before, now, changing([1, 0, 2, 1]))).toEqual(['1: 0 kept_line', '2: null null', '4: 1 kept_line']);
  });

  it('pairs nothing else with a finding on a kept line', () => {
    const before = flagged('«eval»(a);\nstep();\neval(a);\n');
    const now = flagged('eval(a);\nstep();\n«eval»(a);\n');
    expect(compare('«eval»(a);\nstep();\neval(a);\n', 'eval(a);\nstep();\n«eval»(a);\n')[0]).not.toContain('new');
    expect(exactly(before, now, changing())).toEqual(['3: null null']);
  });

  it('knows a kept line although its rule words it otherwise', () => {
    const before = flagged('function «run»() {}\n', { message: () => 'Complexity is high.' });
    const now = flagged('\nfunction «run»() {}\n', { message: () => 'Too complex, by far.' });
    expect(exactly(before, now, changing([0, 0, 1, 1]))).toEqual(['2: 0 kept_line']);
  });

  it('does not believe a map that other code contradicts', () => {
    const before = flagged('\n«eval»(body);\n');
    expect(exactly(before, flagged('\n«open»(file, mode, 12);\n'), changing())).toEqual(['2: null null']);
  });

  it('pairs within a hunk where the text is not known, before it looks further', () => {
    const changes = changing([10, 2, 10, 2], [30, 1, 30, 1]);
    expect(exactly(at(11, 30), at(10, 30), changes)).toEqual(['10: 0 same_hunk', '30: 1 same_hunk']);
  });

  it('leaves alone what lies in a file whose hunks are not known', () => {
    const changes = { files: [changedFile({ path: 'src/cart.js', added: [[1, 1]] })] };
    expect(exactly(flagged('«eval»(a);\n'), flagged('f();\n«eval»(a);\n'), changes)).toEqual(['2: 0 context_after']);
  });

  it('knows a line that was edited in its place by what is said of it, as far as the two are alike', () => {
    const edited = (before: string, now: string, hunk: Hunk, options?: FlaggedCodeOptions) =>
      exactly(
        flagged(`function f() {\n${before}}\n`, options),
        flagged(`function f() {\n${now}}\n`, options),
        changing(hunk),
      );
    const unnamed = { message: () => 'Unexpected var.' };
    const call = '«var» list = flatten(slice.call(given, offset), depth, order, limit, done);\n';
    const longer = '«var» list = flatten(slice.call(given, offset), depth, order, limit, done, extra);\n';
    expect(edited(call, longer, [2, 1, 2, 1], unnamed)).toEqual(['2: 0 edited_line']);
    expect(edited(call, `first();\n${longer}`, [2, 1, 2, 2], unnamed)).toEqual(['3: 0 edited_line']);
    const other = '«var» other = {};\n';
    expect(edited(call, other, [2, 1, 2, 1], unnamed)).toEqual(['2: null null']);
    // In a larger hunk that grew, where nothing else competes.
    const more = 'a();\nb();\nc();\nd();\n';
    expect(edited(call, more + longer, [2, 1, 2, 5], unnamed)).toEqual(['6: 0 edited_line']);
    expect(edited(call, more + other, [2, 1, 2, 5], unnamed)).toEqual(['6: null null']);
    expect(edited(call, more + longer + other, [2, 1, 2, 6], unnamed)).toEqual(['6: null null', '7: null null']);
    const [declared, initial] = ['  callback *«hook»;\n', '  callback *«hook» = NULL;\n'];
    expect(edited(declared, initial, [2, 1, 2, 1])).toEqual(['2: 0 edited_line']);
    expect(edited(declared, initial, [2, 1, 2, 1], unnamed)).toEqual(['2: 0 edited_line']);
  });

  it('knows a short line that was edited in its place, where nothing else competes', () => {
    const edited = (before: string, now: string, hunk: Hunk, options: FlaggedCodeOptions = {}) =>
      exactly(
        flagged(`function f() {\n${before}\n}\n`, { message: () => 'Too many.', ...options }),
        flagged(`function f() {\n${now}\n}\n`, { message: () => 'Too many.', ...options }),
        changing(hunk),
      );
    const [before, now] = ['«compute»(1, 2);', '«compute»(1, 2, 3);'];
    expect(edited(before, now, [2, 1, 2, 1])).toEqual(['2: 0 edited_line']);
    expect(edited(before, now, [2, 1, 2, 1], { withoutScopes: true })).toEqual(['2: 0 edited_line']);
    expect(edited('«load»();', '«load»(path);', [2, 1, 2, 1])).toEqual(['2: 0 edited_line']);
    expect(edited(before, `first();\n${now}`, [2, 1, 2, 2])).toEqual(['3: 0 edited_line']);
    expect(edited('«x» = 1;\n«y» = 2;', '«x» = 1 + z;\n«y» = 2 + z;', [2, 2, 2, 2])).toEqual([
      '2: 0 edited_line',
      '3: 1 edited_line',
    ]);
    // Two candidates on one side, another message, and a large hunk that is not replaced line by line.
    expect(edited(before, '«compute»(3, 4, 5) + «compute»(6, 7);', [2, 1, 2, 1])).toEqual([
      '2: null null',
      '2: null null',
    ]);
    const other = flagged('function f() {\n«compute»(1, 2, 3);\n}\n', { message: () => 'Too few.' });
    const few = flagged('function f() {\n«compute»(1, 2);\n}\n', { message: () => 'Too many.' });
    expect(exactly(few, other, changing([2, 1, 2, 1]))).toEqual(['2: null null']);
    expect(edited(before, `a();\nb();\nc();\nd();\n${now}`, [2, 1, 2, 5])).toEqual(['6: null null']);
  });

  describe('and a rule that judges a whole', () => {
    const judged = (code: string, rule: string, lines: number) =>
      flagged(code, { rule, message: () => `Too many lines (${lines}).` });

    it('file: it is the same problem, on whatever line it is reported', () => {
      const before = judged('first();\n«second»();\n', 'max-lines', 310);
      const now = judged('added();\n«first»();\nsecond();\n', 'max-lines', 311);
      expect(exactly(before, now, changing([0, 0, 1, 1]))).toEqual(['2: 0 file_level']);
      expect(exactly(before, judged('added();\n«first»();\n', 'no-first', 311), changing([0, 0, 1, 1]))).toEqual([
        '2: null null',
      ]);
    });

    it('function: it is the same problem under an edited head', () => {
      const before = 'begin();\n«function» load(path) {\n  read(path);\n  parse(path);\n}\n';
      const now = 'begin();\n«function» load<Kind, Result>(\n  path,\n  options,\n) {\n  open(path, options);\n}\n';
      const rule = 'max-lines-per-function';
      const changes = changing([2, 3, 2, 5]);
      expect(exactly(judged(before, rule, 70), judged(now, rule, 71), changes)).toEqual(['2: 0 same_declaration']);
      const renamed = now.replace('load', 'open');
      expect(exactly(judged(before, rule, 70), judged(renamed, rule, 71), changes)).toEqual(['2: null null']);
    });
  });

  describe('of a file that was rewritten', () => {
    const rewritten = (before: string, now: string, options: readonly [string, string]) => {
      const changes = {
        files: [
          changedFile({ path: 'src/ack.js', status: 'deleted' }),
          changedFile({ path: 'src/ack.ts', status: 'added', added: [[1, 90]], hunks: [[0, 0, 1, 90]] }),
        ],
      };
      const found = (code: string, path: string, message: string) =>
        flagged(code, { path, rule: 'complexity', message: () => message });
      return exactly(found(before, 'src/ack.js', options[0]), found(now, 'src/ack.ts', options[1]), changes);
    };
    const was = '«function» handleAck(message) {\n  read(message);\n}\n';
    const messages = [
      "Function 'handleAck' has a complexity of 21.",
      'Arrow function has a complexity of 22.',
    ] as const;

    it.each([
      'const handleAck = («message»: Ack): void => {\n  return open(message.body, message.head);\n};\n',
      'export const handleAck = (\n  message: Ack,\n  done: () => void,\n): void «=>» {\n  return open(message.body);\n};\n',
    ])('knows what a rule says of a function by its name: %j', (now) => {
      const [only, ...others] = rewritten(was, now, messages);
      expect([only?.slice(only.indexOf(' ') + 1), others]).toEqual(['0 same_declaration', []]);
      const [other] = rewritten(was, now.replace('handleAck', 'handleNack'), messages);
      expect(other).toMatch(/: null null$/);
    });
  });

  it('knows a long line of which the tail was edited, by its rule and column', () => {
    const long = (tail: string) => `function f() {\n  begin();\n  call(one, two, three, four)  # «${tail}»\n}\n`;
    const options = { rule: 'E501', path: 'src/cart.js', message: () => 'line too long (132 > 100 characters)' };
    const [before, now] = [flagged(long('as before'), options), flagged(long('otherwise, and longer'), options)];
    expect(exactly(before, now, changing([3, 1, 3, 1]))).toEqual(['3: 0 edited_line']);
  });

  it('follows a rename that the change names', () => {
    const changes = { files: [changedFile({ path: 'b.js', oldPath: 'a.js', hunks: [[0, 0, 1, 1]] })] };
    const before = flagged('«eval»(a);\n', { path: 'a.js' });
    expect(exactly(before, flagged('f();\n«eval»(a);\n', { path: 'b.js' }), changes)).toEqual(['2: 0 kept_line']);
  });
});
