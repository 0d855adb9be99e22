/** Words and phrases that readers trip over, each with the standard one. */
const WORDS = [
  [/\banew\b/gi, 'again'],
  [/\bspoil(t|s|ed)?\b/gi, 'invalidate'],
  [/\bmend(s|ed|ing)?\b/gi, 'fix'],
  [/\btold\b(?![\s*/]+apart\b)/gi, 'reported, emitted or detected'],
  [/\b(asked[\s*/]+for|(is|are|was|were|be|been|being)[\s*/]+asked)\b/gi, 'requested'],
  [/\boutside[\s*/]+issuers?\b/gi, 'identity provider'],
  [/\bguessing[\s*/]+brake\b/gi, 'sign-in throttle'],
  [/\bgaps?[\s*/]+of[\s*/]+coverage\b/gi, 'coverage gap'],
  [/(?<!\block[\s*/]+)\b(is|are|was|were|be|been|being)[\s*/]+held\b(?! by a lock| to)/gi, 'cached, stored or locked'],
  [/\bstands\b(?![\s*/]+(for|in[\s*/]+for|out)\b)/gi, 'is'],
];

const OPENER = /^(Why|What|Whatever|Who|Whom|Whose|Whether|Which|How|That|The same)\b/;
const OPENER_ADVICE = 'begin with a verb or a noun: first the thing, then its use, then why';

/** First words of route summaries. */
const VERBS = new Set(
  `Accept Add Approve Change Check Clear Close Compare Complete Confirm Count Create Decline Delete Download Enroll Exchange Export Extend Fail Get Import Leave Let List
  Liveness Log Mark Move Preview Prove Readiness Rebuild Re-evaluate Refresh Register Remove Replace Request Reset Restore Revoke Save Search Send Sign Simulate Start Switch
  Transfer Undo Update Upload Withdraw`.split(/\s+/),
);

/**
 * Faults of a text, by offset; code between backticks is not read.
 *
 * @param {{ text: string, kind: 'comment' | 'heading' | 'summary' | 'text' }} prose
 */
export function checkProse({ text, kind }) {
  const words = text.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  const faults = WORDS.flatMap(([pattern, advice]) =>
    [...words.matchAll(pattern)].map((match) => ({ offset: match.index, message: `"${match[0]}": ${advice}` })),
  );
  const start = words.search(/[^\s*/#]/);
  const opener = OPENER.exec(words.slice(Math.max(start, 0)));
  if (opener && kind !== 'text') faults.push({ offset: start, message: `"${opener[0]}": ${OPENER_ADVICE}` });
  if (kind === 'summary') faults.push(...checkSummary(text));
  return faults.sort((a, b) => a.offset - b.offset);
}

function checkSummary(text) {
  const faults = [];
  const [first] = text.split(' ');
  if (!VERBS.has(first)) faults.push({ offset: 0, message: `"${first}": begin a route's summary with an imperative` });
  if (text.endsWith('.')) faults.push({ offset: text.length - 1, message: '".": end a summary without a period' });
  return faults;
}
