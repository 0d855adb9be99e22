import { isJsonObject, nonBlankAt, objectAt, objectsAt, stringAt } from '../../domain/findings/readers/json-value.js';
import { type Git } from '../git/git.js';
import { type ForgeRequests } from './forge-requests.js';
import { type PlacedOffer, type Review, type ReviewedFile } from './review.js';

const COMMIT = /^[0-9a-f]{40,64}$/;

/** A merge request of GitLab: each suggestion begins a thread. */
export class GitLabReview implements Review {
  private readonly merge: string;
  private refs: Promise<Readonly<Record<string, string>>> | undefined;

  constructor(
    private readonly requests: ForgeRequests,
    private readonly git: Git,
    project: string,
    number: number,
  ) {
    this.merge = `/projects/${encodeURIComponent(project)}/merge_requests/${number}`;
  }

  async readFiles(paths: ReadonlySet<string>): Promise<readonly ReviewedFile[]> {
    const { head_sha: head } = await this.readRefs();
    const rows = await this.requests.list(`${this.merge}/diffs`, 'reading the files of the merge request');
    const files = rows.filter(isJsonObject).flatMap((row) => {
      const path = stringAt(row, 'new_path');
      return path === null || !paths.has(path) ? [] : [{ path, row }];
    });
    return Promise.all(
      files.map(async ({ path, row }) => ({
        path,
        oldPath: stringAt(row, 'old_path') ?? path,
        patch: nonBlankAt(row, 'diff'),
        blob: head === undefined ? null : await this.git.ask('rev-parse', '--verify', '--quiet', `${head}:${path}`),
      })),
    );
  }

  async readComments(): Promise<readonly string[]> {
    const rows = await this.requests.list(`${this.merge}/discussions`, 'reading the threads of the merge request');
    return rows
      .filter(isJsonObject)
      .flatMap((thread) => objectsAt(thread, 'notes').map((note) => stringAt(note, 'body') ?? ''));
  }

  blockOf(lines: number): string {
    return `suggestion:-${lines - 1}+0`;
  }

  async post(offers: readonly PlacedOffer[]): Promise<void> {
    const refs = await this.readRefs();
    for (const { file, hunk, endLine, body } of offers) {
      const oldLine = hunk.oldLines.get(endLine) ?? null;
      const position = {
        ...{ position_type: 'text', ...refs, old_path: file.oldPath, new_path: file.path, new_line: endLine },
        ...(oldLine !== null && { old_line: oldLine }),
      };
      await this.requests.post(`${this.merge}/discussions`, { body, position }, 'posting a suggestion');
    }
  }

  /** The commits that lines are counted in. */
  private readRefs(): Promise<Readonly<Record<string, string>>> {
    return (this.refs ??= this.requests.get(this.merge, 'reading the merge request').then((merge) => {
      const refs = isJsonObject(merge) ? objectAt(merge, 'diff_refs') : {};
      const known = ['base_sha', 'head_sha', 'start_sha'].map((name) => [name, stringAt(refs, name) ?? ''] as const);
      return Object.fromEntries(known.filter(([, commit]) => COMMIT.test(commit)));
    }));
  }
}
