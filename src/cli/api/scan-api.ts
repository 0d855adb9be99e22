import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { type CoverageFile, type FindingsFile, type ReportFile, type TestsFile } from '../report-file.js';
import { DEFAULT_RETRY, NO_RETRY, readRetryAfter } from '../retry.js';
import {
  type CreatedScan,
  type FindingsPage,
  type GateStatusAnswer,
  type LinkedScan,
  type PartRatings,
  type PlacedScan,
  type ScanFinding,
  type ScanTest,
  toCreatedScan,
  toFilesWarnings,
  toFindingsPage,
  toFixedFindings,
  toGateStatus,
  toPartRatings,
  toRepoName,
  toScan,
  toScanIds,
  toSourceTaken,
  toTests,
  toUploadReceipt,
  toWaivers,
  type UploadReceipt,
  type WaiverAnswer,
} from './answers.js';
import { type Purpose } from './api-error.js';
import { type Body } from './body.js';
import { type ChangeFacts, toChangesBody } from './changed-file-json.js';
import { type HttpClient, readJson } from './http.js';
import { type VerdictWarning } from './verdict-facts.js';

/** Body of POST /scans. */
export type ScanBody = Body<'CreateScan'>;

/** Measures of the scanner, in the shape of POST /scans/:id/complete. */
export type MetricsBody = Body<'ScanMetrics'> & { readonly tool_versions: Readonly<Record<string, string>> };

/** A tool by its name in reports, with the facts that tell two runs of it apart. */
export type ToolIdentity = Body<'NamedTool'>;

/** A verdict, or its absence, and the pause that the service requests before the next poll; null: none. */
export interface PolledStatus {
  readonly gate: GateStatusAnswer;
  readonly pauseMs: number | null;
  /** Time in which the request was retried. */
  readonly retriedMs: number;
}

/** Text of a file, or of some of its lines. */
export interface SentSource {
  readonly path: string;
  readonly content: Uint8Array;
  /** Null: the whole file. */
  readonly ranges: readonly LineRange[] | null;
}

export interface CoverageOptions {
  /** Replaces an earlier upload under the same key; null: reports add up. */
  readonly uploadKey?: string | null;
  /** Globs of files that count in no coverage. */
  readonly exclude?: readonly string[];
}

const QUICK_MS = 30_000;
const SLOW_MS = 300_000;
const LINKS_MS = 5_000;
/** Longest time for which the service keeps a request for the verdict open. */
const MAX_WAIT_SECONDS = 30;

/** The routes of a scan, each safe to repeat. */
export class ScanApi {
  constructor(private readonly http: HttpClient) {}

  async createScan(scan: ScanBody): Promise<CreatedScan> {
    return toCreatedScan(await this.postJson('/scans', 'creating the scan', scan, QUICK_MS));
  }

  /** The scan, without its page where the service does not say it: a link is worth one attempt. */
  async findLinks(scanId: number): Promise<LinkedScan> {
    return this.tryOnce(`/scans/${scanId}`)
      .then(toCreatedScan)
      .catch(() => ({ scan_id: scanId }));
  }

  /** The scan with its place in the repository, as far as one attempt finds it. */
  async findPlace(scanId: number): Promise<PlacedScan> {
    const nowhere = { scan_id: scanId, repo: null, branch: null, commit: null, pr: null };
    return this.tryOnce(`/scans/${scanId}`)
      .then(async (body) => {
        const { repo_id: repoId, branch, commit_sha: commit, pr_number: pr } = toScan(body);
        return { ...toCreatedScan(body), repo: await this.findRepoName(repoId), branch, commit, pr };
      })
      .catch(() => nowhere);
  }

  /** The newest scan that meets the filter; null where there is none. */
  async findNewest(filter: Readonly<Record<string, string>>): Promise<number | null> {
    const query = new URLSearchParams({ ...filter, limit: '1' });
    const request = { method: 'GET', path: `/scans?${query.toString()}`, what: 'finding the scan' } as const;
    return toScanIds(await this.http.send({ ...request, timeLimitMs: QUICK_MS }))[0] ?? null;
  }

  private findRepoName(repoId: number): Promise<string | null> {
    return this.tryOnce(`/repos/${repoId}`)
      .then(toRepoName)
      .catch(() => null);
  }

  private tryOnce(path: string): Promise<unknown> {
    return this.http.send({ method: 'GET', path, what: 'reading the scan', timeLimitMs: LINKS_MS, retry: NO_RETRY });
  }

  /**
   * @param codeOwners the text of the repository's CODEOWNERS; null: none
   * @returns what the service says of lines that it leaves out
   */
  async sendFileList(
    scanId: number,
    paths: readonly string[],
    codeOwners: string | null,
  ): Promise<readonly VerdictWarning[]> {
    const body = { paths, ...(codeOwners !== null && { code_owners: codeOwners }) };
    return toFilesWarnings(await this.postJson(`/scans/${scanId}/files`, 'sending the file list', body, SLOW_MS));
  }

  /** @param files none when nothing changed */
  async sendChanges(scanId: number, files: readonly ChangedFile[], facts: ChangeFacts): Promise<void> {
    const path = `/scans/${scanId}/changes`;
    const body = toChangesBody(files, facts);
    const what = 'sending the changed lines';
    await this.http.send({ method: 'POST', path, what, headers: JSON_BODY, body, timeLimitMs: SLOW_MS });
  }

  async uploadFindings(scanId: number, file: FindingsFile, purpose: Purpose = 'report'): Promise<UploadReceipt> {
    const fields = {
      format: file.format,
      ...reportPathOf(file),
      ...(file.configDigest !== undefined && { config_digest: file.configDigest }),
    };
    return this.upload(`/scans/${scanId}/findings`, file, fields, purpose);
  }

  async uploadCoverage(
    scanId: number,
    file: CoverageFile,
    { uploadKey = null, exclude = [] }: CoverageOptions = {},
    purpose: Purpose = 'report',
  ): Promise<UploadReceipt> {
    const fields = {
      scan_id: String(scanId),
      ...(file.format !== null && { report_format: file.format }),
      ...(uploadKey !== null && { upload_key: uploadKey }),
      ...(exclude.length > 0 && { exclude: exclude.join('\n') }),
      ...reportPathOf(file),
    };
    return this.upload('/quality/coverage/upload', file, fields, purpose);
  }

  /** @param uploadKey as of `CoverageOptions` */
  async uploadTests(
    scanId: number,
    file: TestsFile,
    uploadKey: string | null = null,
    purpose: Purpose = 'report',
  ): Promise<UploadReceipt> {
    const fields = { ...(uploadKey !== null && { upload_key: uploadKey }), ...reportPathOf(file) };
    return this.upload(`/scans/${scanId}/tests`, file, fields, purpose);
  }

  /** Sends source text, which the repository has to allow. */
  async sendSource(scanId: number, files: readonly SentSource[]): Promise<Body<'SourceTaken'>> {
    const ranges = Object.fromEntries(
      files.flatMap(({ path, ranges: lines }) => (lines === null ? [] : [[path, lines]])),
    );
    const body = {
      fields: { ranges: JSON.stringify(ranges) },
      files: files.map(({ path, content }) => ({ name: path, content })),
    };
    const path = `/scans/${scanId}/source`;
    return toSourceTaken(
      await this.http.send({ method: 'POST', path, what: 'sending source', body, timeLimitMs: SLOW_MS }),
    );
  }

  /** @param metrics null when the job that completes the scan measured nothing itself */
  async completeScan(
    scanId: number,
    metrics: MetricsBody | null,
    policyFile: string | null,
    purpose: Purpose = 'other',
  ): Promise<GateStatusAnswer> {
    return this.complete(
      scanId,
      { ...(metrics !== null && { metrics }), ...(policyFile !== null && { policy_file: policyFile }) },
      purpose,
    );
  }

  /** Completes a scan by the reports of one of an equal tree. */
  completeByReuse(scanId: number, reuse: number): Promise<GateStatusAnswer> {
    return this.complete(scanId, { reuse }, 'other');
  }

  private async complete(scanId: number, body: Body<'CompleteScan'>, purpose: Purpose): Promise<GateStatusAnswer> {
    const path = `/scans/${scanId}/complete`;
    return toGateStatus(await this.postJson(path, 'completing the scan', body, SLOW_MS, purpose));
  }

  /** The verdict as it is now; `status` is null while there is none. */
  async readStatus(scanId: number, purpose: Purpose = 'other'): Promise<GateStatusAnswer> {
    return (await this.pollStatus(scanId, 0, purpose)).gate;
  }

  /** Requests the verdict once; the service answers when there is one, or after `waitSeconds`. */
  async pollStatus(scanId: number, waitSeconds: number, purpose: Purpose = 'other'): Promise<PolledStatus> {
    const wait = Math.max(0, Math.min(MAX_WAIT_SECONDS, Math.ceil(waitSeconds)));
    const what = 'reading the verdict';
    const answer = await this.http.exchange({
      method: 'GET',
      path: `/quality/gates/status/${scanId}?wait=${wait}`,
      what,
      purpose,
      timeLimitMs: QUICK_MS + wait * 1000,
    });
    const retryAfter = answer.headers.get('retry-after');
    return {
      gate: toGateStatus(readJson(answer, what)),
      pauseMs: retryAfter === null ? null : readRetryAfter(retryAfter, Date.now()),
      retriedMs: answer.retriedMs,
    };
  }

  /** The scan's findings that meet the filter, worst first, at most `limit` of them. */
  async listFindings(scanId: number, filter: Readonly<Record<string, string>>, limit: number): Promise<FindingsPage> {
    const findings: ScanFinding[] = [];
    let cursor: string | null = null;
    for (;;) {
      const query = new URLSearchParams({ ...filter, limit: String(Math.min(200, limit - findings.length)) });
      if (cursor !== null) query.set('cursor', cursor);
      const path = `/scans/${scanId}/findings?${query.toString()}`;
      const what = 'listing the findings';
      const page = toFindingsPage(await this.http.send({ method: 'GET', path, what, timeLimitMs: QUICK_MS }));
      findings.push(...page.findings);
      cursor = page.findings.length === 0 ? null : page.next_cursor;
      if (cursor === null || findings.length >= limit) return { ...page, findings };
    }
  }

  /** The problems of another scan of the repository that this one does not have, worst first, at most 200 of them. */
  async listFixed(scanId: number, otherId: number): Promise<Pick<FindingsPage, 'findings' | 'total'>> {
    const path = `/scans/${scanId}/compare/${otherId}?kind=fixed&limit=200`;
    const what = 'listing the fixed findings';
    return toFixedFindings(await this.http.send({ method: 'GET', path, what, timeLimitMs: QUICK_MS }));
  }

  /** All waivers, ended ones too: a verdict may be older than their end. */
  async listWaivers(): Promise<readonly WaiverAnswer[]> {
    const path = '/quality/gates/waivers?include_expired=true&include_revoked=true';
    return toWaivers(await this.http.send({ method: 'GET', path, what: 'listing the waivers', timeLimitMs: QUICK_MS }));
  }

  /** The first tests of the scan with a status, at most `limit` of them; skipped ones are those that ran on the base. */
  async listTests(
    scanId: number,
    status: 'failed' | 'missing' | 'skipped',
    limit: number,
  ): Promise<readonly ScanTest[]> {
    const change = status === 'skipped' ? '&change=newly_skipped' : '';
    const path = `/scans/${scanId}/tests?status=${status}${change}&limit=${limit}`;
    return toTests(await this.http.send({ method: 'GET', path, what: 'listing the tests', timeLimitMs: QUICK_MS }));
  }

  /** The ratings of which the scan's composite is the worst. */
  async readPartRatings(scanId: number): Promise<PartRatings> {
    const path = `/quality/ratings/${scanId}`;
    return toPartRatings(
      await this.http.send({ method: 'GET', path, what: 'reading the ratings', timeLimitMs: QUICK_MS }),
    );
  }

  /** The scan's findings as SARIF 2.1.0, as text. */
  async readSarif(scanId: number): Promise<string> {
    const path = `/scans/${scanId}/sarif`;
    return JSON.stringify(
      await this.http.send({ method: 'GET', path, what: 'reading the SARIF', timeLimitMs: SLOW_MS }),
    );
  }

  /**
   * Reports to the service that the scanner gave up; tried once, also after an interrupt, and a failure of its own is
   * ignored.
   */
  async failScan(scanId: number, reason: string): Promise<void> {
    const limitMs = 5000;
    await this.http
      .send({
        method: 'POST',
        path: `/scans/${scanId}/fail`,
        what: 'telling the service that the scan failed',
        headers: JSON_BODY,
        body: JSON.stringify({ reason }),
        timeLimitMs: limitMs,
        signal: AbortSignal.timeout(limitMs),
        retry: { ...DEFAULT_RETRY, forMs: limitMs, attempts: 2, baseDelayMs: 100 },
      })
      .catch(() => undefined);
  }

  private upload(
    path: string,
    { name, content }: ReportFile,
    fields: Readonly<Record<string, string>>,
    purpose: Purpose,
  ): Promise<UploadReceipt> {
    const body = { fields, files: [{ name: baseName(name), content }] };
    const what = `uploading ${name}`;
    return this.http.send({ method: 'POST', path, what, purpose, body, timeLimitMs: SLOW_MS }).then(toUploadReceipt);
  }

  private postJson(
    path: string,
    what: string,
    body: object,
    timeLimitMs: number,
    purpose: Purpose = 'other',
  ): Promise<unknown> {
    return this.http.send({
      method: 'POST',
      path,
      what,
      purpose,
      headers: JSON_BODY,
      body: JSON.stringify(body),
      timeLimitMs,
    });
  }
}

const reportPathOf = ({ reportPath }: ReportFile): { readonly report_path?: string } =>
  reportPath === undefined ? {} : { report_path: reportPath };

const JSON_BODY = { 'content-type': 'application/json' };

const baseName = (name: string): string => name.split('/').at(-1) ?? name;
