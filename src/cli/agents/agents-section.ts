import { CliError } from '../exit-code.js';

export const AGENTS_FILE = 'AGENTS.md';

const BEGIN = '<!-- qgate:begin -->';
const END = '<!-- qgate:end -->';

const SECTION = `${BEGIN}

## Quality gate

A quality gate judges each change. Run it before you report that you are done:

- \`qgate local\` judges the working tree. \`qgate run\` sends it to the service and prints the verdict.
- Exit codes: 0 passed, 1 failed, 2 usage, 3 credentials, 4 service or network, 5 timed out, 6 nothing to upload, 7 an analyzer failed.
- \`qgate mcp\` serves the same to an MCP client: \`check_change\`, \`why_blocked\`, \`what_to_fix\` and more.
- Fix what fails. Never silence a tool, skip or delete a test, lower a threshold or exclude a file to make the gate pass: the verdict shows every such change.
- If nothing else helps, say so and request a waiver; a person decides.

${END}`;

/**
 * A file for agents with the section of the gate: in the place of the one that it has, else at its end.
 *
 * @param before null without a file
 * @throws {CliError} of kind `usage` for a mark without the other
 */
export function withAgentsSection(before: string | null): string {
  if (before === null || before.trim() === '') return `${SECTION}\n`;
  const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (from === -1 && to === -1) return `${before.trimEnd()}\n\n${SECTION}\n`;
  if (from === -1 || to < from)
    throw new CliError(
      'usage',
      `${AGENTS_FILE} must have the marker ${BEGIN} followed by ${END}, or neither of them.`,
      'Remove the markers, and run this again.',
    );
  return before.slice(0, from) + SECTION + before.slice(to + END.length);
}
