/** An answer to the hook of a coding agent. */
export interface HookAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const byExitCode = (text: string): HookAnswer => ({ exitCode: 2, stdout: '', stderr: `${text}\n` });
const byOutput = (fields: object): HookAnswer => ({ exitCode: 0, stdout: `${JSON.stringify(fields)}\n`, stderr: '' });

/** Answers by which agents learn that they are not done, by the name of the agent (docs/agents.md). */
export const HOOK_FORMS = {
  claude: byExitCode,
  codex: byExitCode,
  gemini: byExitCode,
  cursor: (text: string) => byOutput({ followup_message: text }),
  copilot: (text: string) => byOutput({ decision: 'block', reason: text }),
} as const satisfies Readonly<Record<string, (text: string) => HookAnswer>>;

export type HookForm = keyof typeof HOOK_FORMS;

export const isHookForm = (name: string): name is HookForm => Object.hasOwn(HOOK_FORMS, name);
