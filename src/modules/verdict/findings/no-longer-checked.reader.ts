import { Injectable } from '@nestjs/common';
import type { LoosenedSetting } from '../../../domain/loosened/loosened-setting.js';
import { noLongerChecked } from '../../../domain/loosened/no-longer-checked.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import { ContentsReader } from './storage/contents.reader.js';
import { FindingStore } from './storage/finding-store.js';

/** Problems of the base that are gone because a change stopped tools from looking for them, inside the open tenant transaction. */
@Injectable()
export class NoLongerCheckedReader {
  constructor(
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
  ) {}

  /** @param tools those that reported: of any other it is unknown what is gone */
  async count(scan: Scan, tools: ReadonlySet<string>, loosened: readonly LoosenedSetting[]): Promise<number> {
    const { base } = scan;
    const isUnchecked = noLongerChecked(loosened);
    if (base === null || isUnchecked === null) return 0;
    const [own, ofBase] = await together([this.store.loadAll(scan), this.store.loadAll({ ...scan, id: base.id })]);
    const ids = new Set(own.flatMap(({ manifest }) => manifest.flatMap(({ facts }) => facts.issueIds)));
    const files = await this.contents.readFiles(
      scan,
      ofBase.filter(({ tool }) => tools.has(tool)),
      ({ facts }) => facts.issueIds.some((id) => !ids.has(id)),
    );
    const counts = files.map(({ findings: { tool }, file, details: { rules, ruleIds } }) => {
      const gone = file.facts.issueIds.flatMap((id, row) => (ids.has(id) ? [] : [ruleIds[rules[row]!]!]));
      return gone.filter((ruleId) => isUnchecked({ tool, ruleId, filePath: file.path })).length;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
