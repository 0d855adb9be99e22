// Findings of a generated project, before and after a change that shifts, edits and adds some. Lines repeat here and
// there, as they do in code.

const FINDINGS_PER_FILE = 20;
/** Rates per thousand findings after the change: on an edited line, and on a new one. */
const EDITED_PER_MILLE = 25;
const NEW_PER_MILLE = 25;

/**
 * Findings `from` to before `to`, as the readers of reports make them.
 *
 * @param isChanged for all of them, or for each by its number
 */
export function findingsOf(from, to, isChanged) {
  const hasChanged = typeof isChanged === 'function' ? isChanged : () => isChanged;
  return Array.from({ length: to - from }, (_, at) => findingAt(from + at, hasChanged(from + at)));
}

function findingAt(at, isChanged) {
  const file = Math.floor(at / FINDINGS_PER_FILE);
  const place = at % FINDINGS_PER_FILE;
  const seed = Math.imul(at + 1, 0x9e3779b1) >>> 0;
  const lot = isChanged ? seed % 1000 : 1000;
  const isEdited = lot < EDITED_PER_MILLE;
  const isNew = !isEdited && lot < EDITED_PER_MILLE + NEW_PER_MILLE;
  const line = 10 + place * 12 + (isChanged ? file % 7 : 0);
  const name = `value${isEdited ? `New${seed}` : seed % 5000}`;
  const rule = seed % 40;
  const text = isNew
    ? `  if (${name}.isOpen()) return retry(${name}, attempts + ${seed % 90});`
    : `  const ${name} = compute${seed % 300}(input, ${seed % 90}) || fallback;`;
  return {
    tool: 'analyzer',
    ruleId: `rule-${rule}`,
    type: 'code_smell',
    severity: 'medium',
    debtKind: 'other',
    message: isNew ? `Rule ${rule}: do not do this again.` : `Rule ${rule}: '${name}' is not as it should be.`,
    filePath: `src/module-${file % 50}/file-${file}.js`,
    region: { startLine: line, startColumn: 9, endLine: line, endColumn: 9 + name.length },
    snippet: text,
    context: { startLine: line - 3, text: contextOf(text, isNew ? seed + 350 : seed, file) },
    scope: `Class${file}.method${place % 6}`,
    partialFingerprints: {},
    isSuppressed: false,
  };
}

function contextOf(text, seed, file) {
  const around = (offset) => `  step${(seed + offset) % 700}(state, options.key${offset}, ${file % 50});`;
  return [around(1), around(2), around(3), text, around(4), around(5), around(6), around(7), around(8)].join('\n');
}

/** True for files of every hundredth number: one percent of them changed. */
export const isOfOnePercent = (at) => Math.floor(at / FINDINGS_PER_FILE) % 100 === 99;

/** The findings as a SARIF log, with the flagged line and its scope, and on request the lines around it. */
export function sarifOf(count, isChanged, { hasContext = false } = {}) {
  const results = findingsOf(0, count, isChanged).map(
    ({ ruleId, message, filePath, region, snippet, context, scope }) => ({
      ruleId,
      level: 'warning',
      message: { text: message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: filePath },
            region: { ...region, snippet: { text: snippet } },
            ...(hasContext && { contextRegion: { startLine: context.startLine, snippet: { text: context.text } } }),
          },
          logicalLocations: [{ fullyQualifiedName: scope }],
        },
      ],
    }),
  );
  const driver = { name: 'analyzer', version: '1', rules: [] };
  return Buffer.from(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver }, results }] }));
}
