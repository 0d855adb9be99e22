import pg from 'pg';
import { FILE_FACTS } from '../../../src/domain/findings/segments/file-facts.js';
import type { OrgId, RepoId } from '../../../src/domain/ids.js';
import { eachEntry, unpackDifference } from '../../../src/domain/segments/manifest.js';
import { MIN_LOOKED_UP_BYTES } from '../../../src/modules/verdict/findings/ingest/findings-ingest.js';
import { ScanDetailsWriter } from '../../../src/modules/verdict/scan/scan-details.writer.js';
import { TenantDatabase } from '../../../src/platform/database/tenant-database.js';
import { findContradictionsIn } from '../../service/support/contradictions.js';
import type { ApiAnswer } from '../../support/api-client.js';
import type { PrivateApp } from '../../support/private-app.js';
import {
  applyEdits,
  changesBetween,
  clonesOf,
  type Edit,
  type Project,
  sarifOf,
  type Tool,
  TOOLS,
} from './stored-project.js';
import {
  type Listed,
  placeOf,
  readInputs,
  readReport,
  trackWhole,
  type WholeInputs,
  type WholeOutcome,
} from './whole-tracking.js';

/** One step of a random sequence. */
export type StoredStep =
  | {
      readonly do: 'push';
      readonly line: number;
      readonly edits: readonly Edit[];
      /** Edits whose report is uploaded first and replaced before completion. */
      readonly replaced: readonly Edit[] | null;
      /** Counted back from the newest commit of the default branch; null: none is named. */
      readonly base: number | null;
      readonly tools: readonly Tool[];
      readonly hasClones: boolean;
      /** The reports are so large that they are read without what the base has. */
      readonly isLarge: boolean;
      readonly version: string;
      readonly changes: 'none' | 'early' | 'late';
      readonly isCompleted: boolean;
      readonly isSwept: boolean;
    }
  | { readonly do: 'complete' | 'rebuild' | 'undo' }
  | { readonly do: 'mark'; readonly scan: number; readonly finding: number; readonly isMarked: boolean }
  | { readonly do: 'delete'; readonly scans: readonly number[] };
type Push = Extract<StoredStep, { do: 'push' }>;

const ORG = 1 as OrgId;
const CLONE_TOOL = 'jscpd';
/** The default branch, another branch, and two pull requests, the first of them of that branch. */
const LINES = [
  { branch: 'main' },
  { branch: 'feature' },
  { branch: 'feature', pr_number: 1 },
  { branch: 'other', pr_number: 2 },
] as const;
const SORTS = ['severity', 'path', 'newest'] as const;

/** A scan as the model stores it: whole. */
interface ModelScan {
  readonly id: number;
  readonly commit: string;
  /** Text and version of each tool's report. */
  readonly reports: Map<string, { readonly text: string; readonly version: string }>;
  /** The previous scan of each tool was completed when this one began, so that ids cannot have changed since. */
  readonly beganAfter: ReadonlySet<number>;
  /** The findings in each order, as they were listed right after completion; null until then. */
  listed: Readonly<Record<(typeof SORTS)[number], readonly Listed[]>> | null;
  sarif: string;
}

/** A repository of the service and the same one in the model, taken through a sequence of steps. */
export class StoredScans {
  private readonly scans: ModelScan[] = [];
  private readonly marked = new Set<number>();
  private readonly projects: Project[];
  private commits = 0;
  private steps = 0;
  private repoId = 0 as RepoId;
  /** Ends with the last export. */
  private exported: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly app: PrivateApp,
    private readonly repo: string,
    private readonly first: Project,
    /** Numbers of steps and checks, by kind. */
    private readonly taken: Map<string, number>,
  ) {
    this.projects = LINES.map(() => first);
  }

  /** Takes a step; looks at the oldest scan, the newest, and one of the others in turn. */
  async run(step: StoredStep): Promise<void> {
    this.count(step.do);
    if (step.do === 'push') await this.push(step);
    if (step.do === 'complete') await this.completeAll();
    if (step.do === 'rebuild' && this.repoId !== 0) await this.rebuild('');
    if (step.do === 'undo' && this.repoId !== 0) await this.rebuild('/undo');
    if (step.do === 'mark') await this.mark(step);
    if (step.do === 'delete') await this.delete(step.scans);
    const completed = this.completed();
    this.steps += 1;
    const looked = new Set([completed[0], completed.at(-1), pick(completed, this.steps)]);
    for (const scan of looked) if (scan !== undefined) await this.check(scan);
  }

  /** Deletes what nobody names, and checks that all scans list what they listed. */
  async end(): Promise<void> {
    if (this.repoId === 0) return;
    await this.sweep();
    await this.checkSwept();
    for (const scan of this.completed()) await this.check(scan);
  }

  private completed(): ModelScan[] {
    return this.scans.filter(({ listed }) => listed !== null);
  }

  private async push(step: Push): Promise<void> {
    const place = step.line % LINES.length;
    const before = this.projects[0]!;
    const own = this.projects[place]!;
    const project = applyEdits(own, step.edits, this.first);
    this.projects[place] = project;
    const scan = await this.begin(step, LINES[place]!);
    const sweeping = step.isSwept ? this.sweep() : Promise.resolve();
    const describe = async () => {
      const sent = await this.app.admin.post(`/scans/${scan.id}/changes`, changesBetween(before, project));
      expect(sent.status).toBeLessThan(300);
    };
    if (step.changes === 'early') await describe();
    if (step.replaced) await this.upload(scan, applyEdits(project, step.replaced, this.first), step);
    await Promise.all([this.upload(scan, project, step), sweeping]);
    if (step.changes === 'late') await describe();
    if (step.isCompleted) await this.complete(scan);
  }

  private async begin({ base }: Push, line: (typeof LINES)[number]): Promise<ModelScan> {
    this.commits += 1;
    const commit = this.commits.toString(16).padStart(40, 'c');
    const mains = this.scans.filter(({ id }) => id !== 0);
    const named = base === null ? undefined : mains.at(-1 - (base % Math.max(1, mains.length)));
    const answer = await this.app.admin.post('/scans', {
      ...{ repo: this.repo, commit_sha: commit, ...line },
      ...(named && line.branch !== 'main' && { base_sha: named.commit }),
    });
    expect(answer.status).toBe(201);
    this.repoId = answer.body.repo_id as RepoId;
    const scan: ModelScan = {
      ...{ id: answer.body.id as number, commit, reports: new Map(), listed: null, sarif: '' },
      beganAfter: new Set(this.completed().map(({ id }) => id)),
    };
    this.scans.push(scan);
    return scan;
  }

  private async upload(scan: ModelScan, project: Project, { tools, hasClones, isLarge, version }: Push): Promise<void> {
    for (const tool of tools) {
      const text = sarifOf(project, tool, version);
      scan.reports.set(tool, { text, version });
      await this.send(scan, isLarge ? text.padEnd(MIN_LOOKED_UP_BYTES) : text);
    }
    if (!hasClones) return;
    const text = clonesOf(project);
    scan.reports.set(CLONE_TOOL, { text, version: '' });
    await this.send(scan, text);
  }

  private async send({ id }: ModelScan, content: string): Promise<void> {
    const answer = await this.app.admin.upload(`/scans/${id}/findings`, {}, { content });
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  }

  /** Completes one scan, whose findings have to be recognized as whole reports would be. */
  private async complete(scan: ModelScan): Promise<void> {
    const inputs = new Map<Tool, WholeInputs>();
    for (const tool of TOOLS)
      if (scan.reports.has(tool)) inputs.set(tool, await readInputs(this.app, ORG, scan.id, tool));
    await this.finish(scan);
    let fixed = 0;
    for (const [tool, known] of inputs) {
      const { text, version } = scan.reports.get(tool)!;
      const outcome = trackWhole(text, version, tool, known, (id, name) => this.reportOf(id, name));
      fixed += outcome.fixedCount;
      this.checkTracking(scan, tool, known, outcome);
    }
    if (scan.reports.has(CLONE_TOOL)) return;
    expect((await this.get(`/scans/${scan.id}`)).fixed).toBe(fixed);
  }

  private reportOf(scanId: number, tool: string) {
    const scan = this.scans.find(({ id }) => id === scanId);
    const report = scan?.reports.get(tool);
    // Problems of a pending scan may still get other ids; `beganAfter` says where that matters.
    if (report === undefined || scan!.listed === null) return null;
    return { ...report, listed: scan!.listed.path.filter((each) => each.tool === tool) };
  }

  private checkTracking(scan: ModelScan, tool: string, inputs: WholeInputs, outcome: WholeOutcome): void {
    this.count('tracked');
    const { previousId } = inputs;
    const areIdsFinal = previousId === null || scan.beganAfter.has(previousId);
    for (const listed of scan.listed!.path.filter((each) => each.tool === tool)) {
      const { issueId, isNew, isSuppressed, matchedBy, newBecause } = outcome.findings.get(placeOf(listed))!;
      const isKept = listed.matched_by === 'unchanged';
      if (isKept) this.count('kept');
      expect({ place: placeOf(listed), ...factsOf(listed) }).toEqual({
        place: placeOf(listed),
        is_new_in_pr: isNew,
        is_suppressed: isSuppressed,
        matched_by: isKept && matchedBy !== null ? 'unchanged' : matchedBy,
        new_because: newBecause,
        issue_id: areIdsFinal ? (issueId ?? listed.issue_id) : listed.issue_id,
      });
    }
  }

  private async completeAll(): Promise<void> {
    const pending = this.scans.filter(({ listed }) => listed === null);
    if (pending.length === 1) await this.complete(pending[0]!);
    else await Promise.all(pending.map((scan) => this.finish(scan)));
  }

  /** Completes a scan and takes what it lists into the model. */
  private async finish(scan: ModelScan): Promise<void> {
    const answer = await this.app.admin.post(`/scans/${scan.id}/complete`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    const [severity, path, newest] = [
      await this.list(scan, 'sort=severity', 200),
      await this.list(scan, 'sort=path', 200),
      await this.list(scan, 'sort=newest', 200),
    ];
    scan.listed = { severity, path, newest };
    scan.sarif = await this.sarifOf(scan);
    for (const listed of [severity, newest]) expect(idsOf(listed).sort()).toEqual(idsOf(path).sort());
    expect(new Set(idsOf(path)).size).toBe(path.length);
    for (const [tool, { text }] of scan.reports) {
      if (tool === CLONE_TOOL) continue;
      const reported = readReport(text).map(
        ({ filePath, region, ruleId, message, severity: level }) =>
          `${filePath}:${region.startLine}:${region.startColumn} ${ruleId} ${level} ${message}`,
      );
      const listed = path.filter((each) => each.tool === tool);
      expect(listed.map((each) => `${placeOf(each)} ${each.rule_id} ${each.severity} ${each.message}`).sort()).toEqual(
        reported.sort(),
      );
    }
  }

  private async rebuild(what: '' | '/undo'): Promise<void> {
    const answer = await this.app.admin.post(`/quality/gates/rebuild-baseline/${this.repoId}${what}`);
    expect(what === '' ? [200] : [200, 409]).toContain(answer.status);
  }

  private async mark(step: Extract<StoredStep, { do: 'mark' }>): Promise<void> {
    const scan = pick(this.completed(), step.scan);
    const id = scan && pick(scan.listed!.path, step.finding)?.issue_id;
    if (id === undefined) return;
    const body = { issue_id: id, is_fp: step.isMarked, reason: step.isMarked ? 'harmless' : null };
    expect((await this.app.admin.post('/quality/findings/mark-fp', body)).status).toBe(200);
    if (step.isMarked) this.marked.add(id);
    else this.marked.delete(id);
  }

  private async delete(places: readonly number[]): Promise<void> {
    for (const place of places) {
      const scan = pick(this.scans, place);
      if (scan === undefined) return;
      const { status } = await this.app.admin.delete(`/scans/${scan.id}`);
      expect([204, 409]).toContain(status);
      if (status !== 204) continue;
      this.count('deleted');
      this.scans.splice(this.scans.indexOf(scan), 1);
    }
    await this.sweep();
    await this.checkSwept();
  }

  /** Sweeps in small steps until nothing is left. */
  private async sweep(): Promise<void> {
    const limit = 7;
    const step = () =>
      this.app.app
        .get(TenantDatabase)
        .run(ORG, () => this.app.app.get(ScanDetailsWriter).sweep(ORG, this.repoId, limit));
    while ((await step()) >= limit) this.count('swept');
  }

  /** Checks that what is stored of the repository is what its manifests name: no more, no less. */
  private async checkSwept(): Promise<void> {
    const database = { ...this.app.database.admin, ssl: false };
    expect(await findContradictionsIn(database)).toEqual({});
    const client = new pg.Client(database);
    await client.connect();
    try {
      const { rows } = await client.query<{ content: Buffer; difference: Buffer }>(
        `SELECT k.content, m.difference FROM scan_manifests m JOIN finding_keyframes k
           ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe WHERE m.repo_id = $1`,
        [this.repoId],
      );
      const named = new Set(
        rows.flatMap(({ content, difference }) => [
          ...Array.from(eachEntry(content, FILE_FACTS), ({ address }) => address),
          ...unpackDifference(difference, FILE_FACTS).changed.map(({ address }) => address),
        ]),
      );
      const stored = await client.query<{ address: string }>(
        `SELECT encode(address, 'hex') AS address FROM finding_segments WHERE repo_id = $1`,
        [this.repoId],
      );
      expect(stored.rows.map(({ address }) => address).sort()).toEqual([...named].sort());
      const keyframes = await client.query(
        `SELECT address FROM finding_keyframes k WHERE repo_id = $1 AND NOT EXISTS
           (SELECT FROM scan_manifests m WHERE m.org_id = k.org_id AND m.repo_id = k.repo_id AND m.keyframe = k.address)`,
        [this.repoId],
      );
      expect(keyframes.rows).toEqual([]);
    } finally {
      await client.end();
    }
  }

  /** Checks that a scan lists what it listed right after completion, but for the marks. */
  private async check(scan: ModelScan): Promise<void> {
    const withMarks = (listed: readonly Listed[]) =>
      listed.map((each) => ({ ...each, ...UNMARKED, user_marked_fp: this.marked.has(each.issue_id) }));
    for (const sort of SORTS)
      expect((await this.list(scan, `sort=${sort}`, 7)).map(toUndated)).toEqual(withMarks(scan.listed![sort]));
    const all = withMarks(scan.listed!.severity);
    for (const [filter, isMet] of FILTERS)
      expect([filter, idsOf(await this.list(scan, filter, 50))]).toEqual([filter, idsOf(all.filter(isMet))]);
    const counted = all.filter((each) => each.is_new_in_pr && !each.is_suppressed && !each.user_marked_fp);
    const count = (severity: string) => counted.filter((each) => each.severity === severity).length;
    const preview = (await this.app.admin.post(`/quality/gates/evaluate/${scan.id}`)).body;
    expect(preview.new_in_pr).toMatchObject({ critical: count('critical'), high: count('high'), low: count('low') });
    expect((await this.get(`/scans/${scan.id}/findings/facets`)).total).toBe(all.length);
    expect(await this.sarifOf(scan)).toEqual(scan.sarif);
  }

  /** All pages of a list. */
  private async list({ id }: ModelScan, query: string, limit: number): Promise<Listed[]> {
    const listed: Listed[] = [];
    let cursor = '';
    do {
      const page = await this.get(`/scans/${id}/findings?${query}&limit=${limit}${cursor}`);
      listed.push(...(page.findings as Listed[]));
      cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor as string)}`;
      if (cursor === '') expect(listed).toHaveLength(page.total as number);
    } while (cursor !== '');
    return listed;
  }

  /** The export without what marks change. An organization exports one scan at a time, so that others wait for their turn. */
  private sarifOf(scan: ModelScan): Promise<string> {
    const turn = this.exported.then(() => this.exportOf(scan));
    this.exported = turn.catch(() => null);
    return turn;
  }

  private async exportOf({ id }: ModelScan): Promise<string> {
    const log = await this.get(`/scans/${id}/sarif`);
    return JSON.stringify(log, (key, value: unknown) => (key === 'suppressions' ? undefined : value));
  }

  private async get(path: string): Promise<ApiAnswer['body']> {
    const answer = await this.app.admin.get(path);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body;
  }

  private count(kind: string): void {
    this.taken.set(kind, (this.taken.get(kind) ?? 0) + 1);
  }
}

const FILTERS: readonly (readonly [query: string, isMet: (each: Listed) => boolean])[] = [
  ['is_new=true', (each) => each.is_new_in_pr],
  ['is_fp=true', (each) => each.user_marked_fp],
  ['is_suppressed=false&tool=alpha', (each) => !each.is_suppressed && each.tool === 'alpha'],
  ['severity=high,medium', (each) => each.severity === 'high' || each.severity === 'medium'],
  ['path=src', (each) => each.file_path.startsWith('src/')],
  ['q=EVAL', (each) => `${each.rule_id} ${each.message} ${each.file_path}`.toLowerCase().includes('eval')],
];

const UNMARKED = { fp_reason: null, fp_marked_at: null, fp_marked_by: null, mark_line_edited: false };
const toUndated = (listed: Listed) => ({ ...listed, ...UNMARKED });
const idsOf = (listed: readonly Listed[]): number[] => listed.map((each) => each.issue_id);
const pick = <T>(list: readonly T[], place: number): T | undefined => list[place % Math.max(1, list.length)];
const factsOf = ({ is_new_in_pr, is_suppressed, matched_by, new_because, issue_id }: Listed) => ({
  ...{ is_new_in_pr, is_suppressed, matched_by, new_because, issue_id },
});
