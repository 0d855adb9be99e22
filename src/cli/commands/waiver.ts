import { type Command, Option } from 'commander';
import { countOf } from '../../domain/count-of.js';
import { RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { type WaiverAnswer } from '../api/answers.js';
import { type GateApi, type WaiverBody } from '../api/gate-api.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { renderColumns } from '../render-columns.js';
import { InvalidValue } from '../settings/setting.js';
import { readPositiveInteger } from '../settings/value-readers.js';
import { readArgument, readId } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { addJudgeOption, judgeAgain } from './support/judge-again.js';
import { requestCommand } from './support/request-command.js';

interface ListOptions {
  readonly repo?: string;
  readonly all?: boolean;
}

/** `qgate waiver list`: those in force, or all. */
export function defineWaiverList(command: Command): CommandAction {
  command
    .option('--repo <name>', 'only waivers of one repository and its pull requests')
    .option('--all', 'include expired and revoked waivers');
  addHelp(command, ['qgate waiver list', 'qgate waiver list --repo acme/web --all']);
  return requestCommand(command, async ({ api, answer }) => {
    const { repo, all } = command.opts<ListOptions>();
    const query = new URLSearchParams(all === true ? { include_expired: 'true', include_revoked: 'true' } : {});
    if (repo !== undefined) query.set('repo_id', String((await api.getRepo(repo)).id));
    const list = await api.listWaivers(query);
    answer(list, list.waivers.length === 0 ? 'No waivers.' : describeWaivers(list.waivers));
  });
}

function describeWaivers(waivers: readonly WaiverAnswer[]): string {
  return renderColumns(
    ['id', 'rule', 'scope', 'up to', 'until', 'used', 'reason'],
    waivers.map((waiver) => [
      String(waiver.id),
      waiver.rule,
      scopeOf(waiver),
      waiver.max_actual == null ? 'any' : String(waiver.max_actual),
      waiver.revoked ? 'revoked' : waiver.expired ? 'expired' : (waiver.expires_at ?? 'for ever'),
      describeUse(waiver),
      waiver.reason,
    ]),
  );
}

/** Earlier services know no use. */
function describeUse({ usage }: Partial<WaiverAnswer>): string {
  if (usage === undefined) return '-';
  if (usage.evaluations === 0) return 'never';
  const { evaluations: count, last_scan_id: scan, last_used_at: at } = usage;
  return `${countOf(count, 'time')}, last by scan ${scan} on ${at?.slice(0, 10)}`;
}

function scopeOf({ repo_id: repo, repo_name: name, pr_number: pr }: WaiverScope): string {
  if (repo === null) return 'organization';
  return pr === null ? (name ?? `repository ${repo}`) : `${name ?? `repository ${repo}`}, pull request ${pr}`;
}

/** Earlier versions of the service leave out the name. */
type WaiverScope = Pick<WaiverAnswer, 'repo_id' | 'pr_number'> & Partial<Pick<WaiverAnswer, 'repo_name'>>;

interface CreateOptions {
  readonly rule: RuleName;
  readonly reason: string;
  readonly repo?: string;
  readonly pr?: string;
  readonly until?: string;
  readonly expires?: string;
  readonly maxActual?: string;
}

/** `qgate waiver create`. */
export function defineWaiverCreate(command: Command): CommandAction {
  command
    .addOption(new Option('--rule <name>', 'the rule').choices([...RULE_NAMES]).makeOptionMandatory())
    .requiredOption('--reason <text>', 'reason, shown beside the verdict')
    .option('--repo <name>', 'for one repository; by default for the whole organization')
    .option('--pr <number>', 'for one pull request of the repository')
    .option('--until <when>', 'a date, or how long from now: 12h, 14d, 8w')
    .addOption(new Option('--expires <when>', 'as --until').hideHelp())
    .option('--max-actual <value>', 'worst tolerated value: with 2, a third critical finding fails the gate again');
  addJudgeOption(command);
  addHelp(command, [
    'qgate waiver create --rule new_coverage_min --reason "generated client" --repo acme/web --pr 12 --until 14d',
    'qgate waiver create --rule new_high_max --reason "see SEC-12" --repo acme/web --max-actual 3 --until 2026-12-31',
  ]);
  return requestCommand(command, async (place) => {
    const { api, answer } = place;
    const options = command.opts<CreateOptions>();
    const waiver = await api.createWaiver(await readWaiver(options, api));
    const scope = scopeOf({ ...waiver, repo_name: options.repo ?? null });
    answer(waiver, `Waiver ${waiver.id} of ${waiver.rule}: ${scope}, until ${waiver.expires_at ?? 'it is revoked'}.`);
    await judgeAgain(command, place, 'The waiver', waiver.changes_verdicts ?? []);
  });
}

async function readWaiver(options: CreateOptions, api: GateApi): Promise<WaiverBody> {
  const { rule, reason, repo, pr, maxActual } = options;
  if (pr !== undefined && repo === undefined)
    throw new CliError(
      'usage',
      '--pr needs --repo, because each repository numbers its own pull requests.',
      `Name the repository as well: --repo acme/web --pr ${pr}`,
    );
  const prNumber = pr === undefined ? undefined : readArgument('--pr', () => readPositiveInteger(pr));
  const expiresAt = readEnd(options);
  return {
    rule,
    reason,
    ...(repo !== undefined && { repo_id: (await api.getRepo(repo)).id }),
    ...(prNumber !== undefined && { pr_number: prNumber }),
    ...(expiresAt !== null && { expires_at: expiresAt }),
    ...(maxActual !== undefined && { max_actual: /^\d/.test(maxActual) ? Number(maxActual) : maxActual.toUpperCase() }),
  };
}

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };

/** Reads `--until`, or its other name; null without either. @throws {CliError} of kind `usage` */
export function readEnd({ until, expires }: Pick<CreateOptions, 'until' | 'expires'>): string | null {
  const [name, text] = until === undefined ? ['--expires', expires] : ['--until', until];
  return text === undefined ? null : readArgument(name, () => readExpiry(text, Date.now()));
}

/**
 * A moment in the future: a date, a date with time, or a span from now.
 *
 * @throws {InvalidValue} for anything else, and for the past
 */
function readExpiry(text: string, nowMs: number): string {
  const [, amount, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  // A day counts until its end.
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T23:59:59Z`) : Date.parse(text);
  const at = amount === undefined ? date : nowMs + Number(amount) * (UNITS[unit] ?? 0);
  if (Number.isNaN(at)) throw new InvalidValue('must be a date such as 2026-12-31, or a span such as 14d');
  if (at <= nowMs) throw new InvalidValue('must be in the future');
  return new Date(at).toISOString();
}

/** `qgate waiver revoke`. */
export function defineWaiverRevoke(command: Command): CommandAction {
  command.argument('<id>', 'the id of the waiver');
  addJudgeOption(command);
  addHelp(command, ['qgate waiver revoke 3']);
  return requestCommand(command, async (place) => {
    const { api, answer } = place;
    const revoked = await api.revokeWaiver(readId(command.args[0], 'waiver'));
    answer(revoked, `Waiver ${revoked.id} was revoked at ${revoked.revoked_at}.`);
    await judgeAgain(command, place, 'The revocation', revoked.changes_verdicts ?? []);
  });
}
