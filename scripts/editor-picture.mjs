// A picture of what an editor shows, for docs/editors.md: Neovim, without a window, opens a file of a small repository, and the page of
// the picture is made of the diagnostics that it got from `qgate lsp`.
// Usage: node scripts/editor-picture.mjs. Needs the built package (npm run build), Neovim and Chromium on the PATH.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser, launchBrowser } from './support/browser.mjs';
import { root } from './support/running-service.mjs';

const PICTURE = path.join(root, 'docs', 'editors', 'diagnostics.png');
const FILE = 'discounts.js';
const SOURCE = `// Discounts of an order.
export function discountOf(order) {
  if (order.isFirst && order.total > 100) return 10;
  if (order.isLoyal || order.total > 1000) return 15;
  if (order.code === 'SPRING' && order.month > 2) return 5;
  if (order.code === 'AUTUMN' && order.month > 8) return 5;
  if (order.items > 10 || order.weight > 20) return 3;
  return order.total > 50 ? 1 : 0;
}
`;
/** Lines of the file that a test runs. */
const COVERED = [3, 4, 5];
/** Neovim 0.10 and later. */
const LUA = `local answer = {}
vim.lsp.start({
  name = 'qgate',
  cmd = { '${process.execPath}', '${path.join(root, 'bin', 'qgate.js')}', 'lsp', '--offline', '--analyzers', 'eslint' },
  root_dir = vim.fn.getcwd(),
  handlers = { ['qgate/status'] = function(_, verdict) answer.verdict = verdict end },
})
vim.wait(300000, function() return #vim.diagnostic.get(0) > 0 end, 200)
answer.diagnostics = vim.diagnostic.get(0)
io.stdout:write(vim.json.encode(answer))
vim.cmd('qa!')
`;

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-editor-'));
try {
  const { diagnostics, verdict } = askNeovim();
  if (diagnostics.length === 0) throw new Error('Neovim shows no diagnostics.');
  const browser = await launchBrowser(findBrowser() ?? fail('Chromium is not on the PATH.'));
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 310 }, deviceScaleFactor: 1.5 });
    await page.setContent(toPage(diagnostics, verdict));
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
  for (const { lnum, message } of diagnostics) console.log(`${FILE}:${lnum + 1}: ${message}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function askNeovim() {
  const put = (file, text) => writeFileSync(path.join(scratch, file), text);
  const git = (...args) => call('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args]);
  git('init', '--quiet', '--initial-branch=main');
  put('orders.js', 'export const orders = [];\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Orders');
  git('checkout', '--quiet', '-b', 'discounts');
  put(FILE, SOURCE);
  const counts = SOURCE.split('\n').flatMap((line, at) => (line.startsWith('  ') ? [at + 1] : []));
  const records = counts.map((line) => `DA:${line},${COVERED.includes(line) ? 1 : 0}`);
  put('lcov.info', `SF:${FILE}\n${records.join('\n')}\nend_of_record\n`);
  put('ask.lua', LUA);
  return JSON.parse(call('nvim', ['--headless', '--clean', FILE, '-c', 'luafile ask.lua']));
}

function call(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: scratch, encoding: 'utf8' });
  return status === 0 ? stdout : fail(`${command}: ${error?.message ?? stderr}`);
}

function fail(message) {
  throw new Error(message);
}

/** The lines of the file with what Neovim has for them: marks under the texts, and messages behind. */
function toPage(diagnostics, verdict) {
  const rows = SOURCE.trimEnd()
    .split('\n')
    .map((text, line) => {
      const own = diagnostics.filter(({ lnum, end_lnum: end }) => lnum <= line && line <= end);
      const marks = own.map((each) => markOf(each, line, text)).join('');
      const said = own.filter(({ lnum }) => lnum === line).map(({ message, code }) => `■ ${message} [${code}]`);
      return `<div class="row"><i>${line + 1}</i><code>${escape(text)}${marks}</code><b>${escape(said.join('  '))}</b></div>`;
    });
  return `<style>
    body { margin: 0; padding: 16px; background: #1e2127; color: #d7dae0; font: 14px/26px monospace; }
    .row { display: flex; white-space: pre } i { flex: none; width: 3ch; color: #6b7280; font-style: normal; text-align: right; margin-right: 2ch }
    code { position: relative; font: inherit } b { color: #e5c07b; font-weight: normal; margin-left: 3ch }
    u { position: absolute; bottom: 3px; border-bottom: 2px dotted #e5c07b; height: 0 }
    footer { margin-top: 14px; padding: 2px 1ch; background: #3a3f4b }
  </style>${rows.join('')}<footer>qgate: ${escape(verdict.status ?? 'no verdict')}. ${escape(verdict.summary)}</footer>`;
}

function markOf({ lnum, end_lnum: end, col, end_col: endCol }, line, text) {
  const first = line === lnum ? col : text.length - text.trimStart().length;
  const last = line === end ? endCol : text.length;
  return `<u style="left: ${first}ch; width: ${Math.max(1, last - first)}ch"></u>`;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
