/**
 * Parses test/allowed-skips: one line for each test that some machine cannot run, `NAME # reason`. `*` in a name matches
 * any text; empty lines and lines that begin with `#` are left out.
 *
 * @param {string} text
 * @returns {(name: string) => boolean} true for the full name of a test that may be skipped
 * @throws Error at a line without a reason
 */
export function parseAllowedSkips(text) {
  const patterns = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(patternOf);
  return (name) => patterns.some((pattern) => pattern.test(name));
}

function patternOf(line) {
  const [name, reason] = line.split(' # ');
  if (!reason?.trim()) throw new Error(`test/allowed-skips: "${line}" gives no reason (NAME # reason).`);
  return new RegExp(`^${name.trim().split('*').map(escape).join('.*')}$`);
}

const escape = (text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
