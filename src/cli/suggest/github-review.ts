import { isJsonObject, objectAt, stringAt } from '../../domain/findings/readers/json-value.js';
import { type ForgeRequests } from './forge-requests.js';
import { type PlacedOffer, type Review, type ReviewedFile } from './review.js';

const BODY = 'Fixes that the analyzers of this build offer for its new findings.';

/** A pull request of GitHub: one review holds all suggestions, so that its author gets one mail. */
export class GitHubReview implements Review {
  private readonly pull: string;

  constructor(
    private readonly requests: ForgeRequests,
    repository: string,
    number: number,
  ) {
    this.pull = `/repos/${repository.split('/').map(encodeURIComponent).join('/')}/pulls/${number}`;
  }

  async readFiles(): Promise<readonly ReviewedFile[]> {
    const rows = await this.requests.list(`${this.pull}/files`, 'reading the files of the pull request');
    return rows.filter(isJsonObject).flatMap((row) => {
      const path = stringAt(row, 'filename');
      if (path === null) return [];
      const oldPath = stringAt(row, 'previous_filename') ?? path;
      return [{ path, oldPath, patch: stringAt(row, 'patch'), blob: stringAt(row, 'sha') }];
    });
  }

  async readComments(): Promise<readonly string[]> {
    const rows = await this.requests.list(`${this.pull}/comments`, 'reading the comments of the pull request');
    return rows.filter(isJsonObject).map((row) => stringAt(row, 'body') ?? '');
  }

  blockOf(): string {
    return 'suggestion';
  }

  async post(offers: readonly PlacedOffer[]): Promise<void> {
    const pull = await this.requests.get(this.pull, 'reading the pull request');
    const comments = offers.map(({ path, body, startLine, endLine }) => ({
      ...{ path, body, line: endLine, side: 'RIGHT' },
      ...(startLine < endLine && { start_line: startLine, start_side: 'RIGHT' }),
    }));
    const commit = isJsonObject(pull) ? stringAt(objectAt(pull, 'head'), 'sha') : null;
    const review = { ...(commit !== null && { commit_id: commit }), event: 'COMMENT', body: BODY, comments };
    await this.requests.post(`${this.pull}/reviews`, review, 'posting the suggestions');
  }
}
