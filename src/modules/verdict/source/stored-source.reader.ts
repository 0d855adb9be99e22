import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { type FixDto, toFixDto } from './dto/fix.dto.js';
import { SourceRepository, type TextRow } from './source.repository.js';
import { StoredSourceReadModel } from './stored-source.read-model.js';

/** Characters of a page that are aimed at. */
const PAGE_LENGTH = 2 * 1024 * 1024;

/** Reads all source text of an organization as lines of JSON, inside the open tenant transaction. */
@Injectable()
export class StoredSourceReader {
  constructor(
    private readonly texts: StoredSourceReadModel,
    private readonly sources: SourceRepository,
  ) {}

  /** Pages of lines, each a text with the files of scans that name it. */
  async *readLines(orgId: OrgId): AsyncGenerator<string[]> {
    let page: string[] = [];
    let length = 0;
    for await (const { repoId, files, fixes: fixed, ...row } of this.texts.each(orgId)) {
      const content = fixed === null ? await this.sources.open(orgId, row) : await this.readFixes(orgId, row);
      if (content === null) continue;
      const line = JSON.stringify({ repo_id: repoId, files: files ?? fixed, ...content });
      page.push(line);
      length += line.length;
      if (length < PAGE_LENGTH) continue;
      yield page;
      [page, length] = [[], 0];
    }
    if (page.length > 0) yield page;
  }

  private async readFixes(orgId: OrgId, row: TextRow): Promise<{ fixes: FixDto[] } | null> {
    const fixes = await this.sources.openFixes(orgId, row);
    return fixes && { fixes: fixes.map(toFixDto) };
  }
}
