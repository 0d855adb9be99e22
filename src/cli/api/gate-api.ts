import { CliError } from '../exit-code.js';
import { type GateStatusAnswer, readAnswer, SHAPES, toGateStatus, type WaiverAnswer } from './answers.js';
import { type Body } from './body.js';
import { GRACE_MS, type HttpClient, type HttpRequest, readJson } from './http.js';
import { fields } from './shape.js';

/** The organization's policy with its switches, as GET and PUT /quality/gates/config have it. */
export type GateConfigAnswer = Body<'GateConfig'>;
export type SavedGateConfigAnswer = Body<'GateConfigSaved'>;
export type GateConfigBody = Body<'GateConfigDraft'>;
/** The bound is as the user writes it: the service checks it. */
export type WaiverBody = Omit<Body<'CreateWaiver'>, 'max_actual'> & { readonly max_actual?: number | string };
export type RepoAnswer = Body<'Repo'>;
export type VerdictChangeAnswer = Body<'VerdictChange'>;
/** Services of earlier versions do not say which verdicts a write turns. */
type Turning<Kind> = Omit<Kind, 'changes_verdicts'> & { readonly changes_verdicts?: readonly VerdictChangeAnswer[] };
/** A service of an earlier version does not state its own. */
export type Me = Omit<Body<'Me'>, 'service_version'> & { readonly service_version?: string };

/** Parameters of GET /repos/:id/local-pack. */
export type PackQuery = Readonly<Record<string, string>>;

const configPath = (repoId: number | null): string =>
  repoId === null ? '/quality/gates/config' : `/quality/gates/config?repo_id=${repoId}`;

const ifMatch = (policyVersion: string): Record<string, string> => ({ 'if-match': `"${policyVersion}"` });

const QUICK_MS = 30_000;
const SLOW_MS = 300_000;

/** The routes about policy, waivers, baselines and marks. Those that are not safe to repeat are not repeated. */
export class GateApi {
  constructor(private readonly http: HttpClient) {}

  health(): Promise<unknown> {
    return this.get('/health', 'checking the service');
  }

  async me(): Promise<Me> {
    const what = 'identifying the token';
    return readAnswer(await this.get('/auth/me', what), SHAPES.me, what) as Me;
  }

  /** @param repoId the repository of the configuration; null: the organization's */
  async readConfig(repoId: number | null = null): Promise<GateConfigAnswer> {
    const what = 'reading the policy';
    return readAnswer(await this.get(configPath(repoId), what), SHAPES.gateConfig, what) as GateConfigAnswer;
  }

  /** Policies to choose from, and the organization's choice. */
  async readPresets(): Promise<Body<'Presets'>> {
    const what = 'reading the presets';
    return readAnswer(await this.get('/quality/gates/presets', what), SHAPES.presets, what) as Body<'Presets'>;
  }

  /**
   * @param policyVersion the revision that the draft was made from: another one in force is a conflict
   * @param repoId as for `readConfig`
   */
  async saveConfig(
    draft: GateConfigBody,
    policyVersion: string | null,
    repoId: number | null = null,
  ): Promise<SavedGateConfigAnswer> {
    const saved = await this.send({
      method: 'PUT',
      path: configPath(repoId),
      what: 'saving the policy',
      headers: { ...JSON_BODY, ...(policyVersion !== null && ifMatch(policyVersion)) },
      body: JSON.stringify(draft),
      repeats: 'harmful',
    });
    return readAnswer(saved, SHAPES.savedGateConfig, 'saving the policy') as SavedGateConfigAnswer;
  }

  /**
   * Removes the configuration of a repository, which follows its organization again.
   *
   * @param policyVersion as for `saveConfig`
   */
  async removeConfig(repoId: number, policyVersion: string): Promise<void> {
    await this.send({
      method: 'DELETE',
      path: configPath(repoId),
      what: 'removing the policy',
      headers: ifMatch(policyVersion),
      repeats: 'harmful',
    });
  }

  /** Judges a scan under the current policy or a draft; nothing is stored. */
  async evaluate(scanId: number, draft: GateConfigBody | null): Promise<GateStatusAnswer> {
    const path = `/quality/gates/evaluate/${scanId}`;
    return toGateStatus(await this.post(path, 'evaluating the scan', draft, 'harmless'));
  }

  async listWaivers(query: URLSearchParams): Promise<{ readonly waivers: readonly WaiverAnswer[] }> {
    const waivers = await this.listAll<WaiverAnswer>('/quality/gates/waivers', 'waivers', 'waiver', query);
    return { waivers };
  }

  async createWaiver(waiver: WaiverBody): Promise<Turning<Body<'WaiverWritten'>>> {
    const what = 'creating the waiver';
    return readAnswer(
      await this.post('/quality/gates/waivers', what, waiver, 'harmful'),
      SHAPES.createdWaiver,
      what,
    ) as Body<'WaiverWritten'>;
  }

  async revokeWaiver(id: number): Promise<Turning<Body<'WaiverRevoked'>>> {
    const answer = await this.post(`/quality/gates/waivers/${id}/revoke`, 'revoking the waiver', null, 'harmless');
    return readAnswer(answer, SHAPES.revokedWaiver, 'revoking the waiver') as Body<'WaiverRevoked'>;
  }

  /** Judges a scan again under what is in force now, and stores that. */
  async recompute(scanId: number): Promise<GateStatusAnswer> {
    return toGateStatus(
      await this.post(`/quality/gates/recompute/${scanId}`, 'judging the scan again', null, 'harmless'),
    );
  }

  async rebuildBaseline(repoId: number): Promise<{ readonly cleared_fingerprints: number; readonly branch: string }> {
    const path = `/quality/gates/rebuild-baseline/${repoId}`;
    const answer = await this.post(path, 'rebuilding the baseline', null, 'harmful');
    return readAnswer(answer, SHAPES.rebuiltBaseline, 'rebuilding the baseline') as {
      cleared_fingerprints: number;
      branch: string;
    };
  }

  async undoRebuild(repoId: number): Promise<{ readonly restored_fingerprints: number; readonly branch: string }> {
    const path = `/quality/gates/rebuild-baseline/${repoId}/undo`;
    const answer = await this.post(path, 'undoing the rebuild', null, 'harmful');
    return readAnswer(answer, SHAPES.restoredBaseline, 'undoing the rebuild') as {
      restored_fingerprints: number;
      branch: string;
    };
  }

  /** @param scanId whose finding is marked; null: the newest one */
  async markFalsePositive(
    issueId: number,
    reason: string | null,
    scanId: number | null,
  ): Promise<Turning<Body<'FpMark'>>> {
    const body = {
      ...{ issue_id: issueId, is_fp: reason !== null },
      ...(reason !== null && { reason }),
      ...(scanId !== null && { scan_id: scanId }),
    };
    const what = 'marking the finding';
    return readAnswer(
      await this.post('/quality/findings/mark-fp', what, body, 'harmless'),
      SHAPES.turning,
      what,
    ) as Turning<Body<'FpMark'>>;
  }

  async acceptIssue(body: Body<'Accept'>): Promise<Turning<Body<'Accepted'>>> {
    const what = 'accepting the finding';
    return readAnswer(
      await this.post('/quality/findings/accept', what, body, 'harmless'),
      SHAPES.turning,
      what,
    ) as Turning<Body<'Accepted'>>;
  }

  /** Answers the verdicts that this turns; earlier services tell none. */
  async withdrawAcceptance(issueId: number): Promise<readonly VerdictChangeAnswer[]> {
    const [path, what] = [`/quality/findings/accept/${issueId}`, 'withdrawing the acceptance'];
    const body = await this.send({ method: 'DELETE', path, what, repeats: 'harmful' });
    if (body === null) return [];
    const { changes_verdicts: changes } = readAnswer(body, SHAPES.turning, what) as Turning<object>;
    return changes ?? [];
  }

  /**
   * Time of the newest completed scan of the repository's default branch, or of its creation, where the next one is missing;
   * null where none is, or where there is no such repository.
   */
  async scanMissingSince(repo: string): Promise<string | null> {
    const query = new URLSearchParams({ q: repo, limit: '200' });
    const what = 'reading the overview';
    const overview = readAnswer(
      await this.get(`/overview?${query.toString()}`, what),
      SHAPES.overview,
      what,
    ) as Body<'Overview'>;
    return overview.repos.find(({ name }) => name === repo)?.scan_missing_since ?? null;
  }

  /** True when the caller sees a repository of that name. */
  async hasRepo(name: string): Promise<boolean> {
    return (await this.findRepo(name)) !== undefined;
  }

  /** @throws {CliError} of kind `usage` for a name that no repository has */
  async getRepo(name: string): Promise<RepoAnswer> {
    const found = await this.findRepo(name);
    if (found !== undefined) return found;
    throw new CliError(
      'usage',
      `The service has no repository ${name}.`,
      'Check the name given with --repo; the first scan of a repository creates it.',
    );
  }

  /**
   * State of the service that a verdict on a change reads.
   *
   * @param tag of a pack that the caller has for the same query
   * @returns a null pack where that is the one of now
   */
  async readLocalPack(
    repoId: number,
    query: PackQuery,
    tag: string | null,
  ): Promise<{ readonly pack: Body<'LocalPack'> | null; readonly tag: string }> {
    const what = 'reading the pack';
    const answer = await this.http.exchange({
      method: 'GET',
      path: `/repos/${repoId}/local-pack?${new URLSearchParams({ ...query }).toString()}`,
      // All of a try's time, though it be the last one.
      ...{ what, purpose: 'object', timeLimitMs: SLOW_MS, graceMs: SLOW_MS },
      ...(tag !== null && { headers: { 'if-none-match': tag } }),
    });
    const pack = answer.status === 304 ? null : readAnswer(readJson(answer, what), SHAPES.localPack, what);
    return { pack: pack as Body<'LocalPack'> | null, tag: answer.headers.get('etag') ?? '' };
  }

  /** The id of the repository of that name; null where the caller sees none, or none of its scans. */
  async findScannedRepo(name: string): Promise<number | null> {
    const query = new URLSearchParams({ repo: name, limit: '1' });
    const what = 'finding the repository';
    const answer = readAnswer(await this.get(`/scans?${query.toString()}`, what), SHAPES.scannedRepos, what);
    return (answer as { readonly scans: readonly { readonly repo_id: number }[] }).scans[0]?.repo_id ?? null;
  }

  /** Place of a repository at a forge, guessed where nobody has set one. */
  async readRepoForge(repoId: number): Promise<Body<'RepoForge'>> {
    const what = 'reading the forge repository';
    return readAnswer(await this.get(`/repos/${repoId}/forge`, what), SHAPES.repoForge, what) as Body<'RepoForge'>;
  }

  /** The repository of that name, if the caller sees one. */
  async findRepo(name: string): Promise<RepoAnswer | undefined> {
    const repos = await this.listAll<RepoAnswer>('/repos', 'repos', 'repo', new URLSearchParams());
    return repos.find((repo) => repo.name === name);
  }

  private async listAll<T>(
    path: string,
    key: string,
    item: 'waiver' | 'repo',
    query: URLSearchParams,
  ): Promise<readonly T[]> {
    const all: T[] = [];
    const asked = new URLSearchParams(query);
    asked.set('limit', '200');
    for (;;) {
      const what = `listing ${key}`;
      const page = readAnswer(
        await this.get(`${path}?${asked.toString()}`, what),
        fields({ [key]: { list: SHAPES[item] } }),
        what,
      ) as Record<string, unknown>;
      all.push(...(page[key] as T[]));
      // A service that answers the same place for ever would otherwise keep the command.
      if (typeof page.next_cursor !== 'string' || page.next_cursor === asked.get('cursor')) return all;
      asked.set('cursor', page.next_cursor);
    }
  }

  private get(path: string, what: string): Promise<unknown> {
    return this.send({ method: 'GET', path, what });
  }

  private post(path: string, what: string, body: object | null, repeats: 'harmless' | 'harmful'): Promise<unknown> {
    const content = body === null ? {} : { headers: JSON_BODY, body: JSON.stringify(body) };
    return this.send({ method: 'POST', path, what, repeats, ...content });
  }

  private send(request: Omit<HttpRequest, 'timeLimitMs'>): Promise<unknown> {
    return this.http.send({ ...request, purpose: 'object', timeLimitMs: QUICK_MS, graceMs: GRACE_MS });
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
