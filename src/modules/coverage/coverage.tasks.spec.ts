import { generateReport } from '../../../bench/coverage-generator.mjs';
import { COVERAGE_FORMATS } from '../../domain/coverage/coverage-report.js';
import { packFileList } from '../../domain/paths/packed-file-list.js';
import { ArrivalNotice, ArrivingDocument } from '../../platform/workers/arriving-memory.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';
import { packedAt } from './coverage-rows.js';
import { COVERAGE_TASKS, type CoveragePart } from './coverage.tasks.js';

const { readCoverage, readArrivingCoverage } = COVERAGE_TASKS;

interface Read {
  readonly output: unknown;
  /** The packed lines of each file that was told and not recalled, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What was told, in order: files of a piece, or that all is void. */
  readonly told: readonly (number | 'recall')[];
}

function reading(task: (tell: (part: TaskResult) => void) => TaskResult): Read {
  const files = new Map<string, string>();
  const told: (number | 'recall')[] = [];
  const { output } = task(({ output: part, transfer }) => {
    const known = part as CoveragePart;
    if (known.kind === 'recall') {
      files.clear();
      told.push('recall');
      return;
    }
    const { rows } = known.piece;
    told.push(rows.paths.length);
    expect(transfer).toHaveLength(3);
    rows.paths.forEach((path, index) => {
      if (files.has(path)) throw new Error(`${path} was told twice`);
      files.set(path, Buffer.from(packedAt(rows, index)).toString('base64'));
    });
  });
  return { output, files, told };
}

const readWhole = (report: Uint8Array, paths: readonly string[] | null = null): Read =>
  reading((tell) =>
    readCoverage(
      { bytes: report, format: undefined, fileList: paths && packFileList(paths), reportPath: null, exclude: [] },
      tell,
    ),
  );

/** A report of which so much has arrived. */
function arriving(report: Buffer, length: number): ArrivalNotice {
  const bytes = new Uint8Array(new SharedArrayBuffer(report.length + 1_000));
  bytes.set(report.subarray(0, length));
  const notice = new ArrivalNotice(bytes);
  notice.arrived(length);
  return notice;
}

describe.each(COVERAGE_FORMATS)('a report of %s that is read while it arrives', (format) => {
  const report = generateReport(format, 2_000_000);
  const paths = ['web/src/modules/area0/feature0/component-0.ts', 'README.md'];
  const fileList = packFileList(paths);

  it('comes to what the whole report comes to', () => {
    const notice = arriving(report, report.length);
    notice.whole();
    const read = reading((tell) =>
      readArrivingCoverage({ memory: notice.memory, format, fileList, reportPath: null, exclude: [] }, tell),
    );
    expect(read).toEqual(readWhole(new Uint8Array(report), paths));
    expect(read.files.size).toBeGreaterThan(1);
  });

  it('comes to nothing when it stops arriving', () => {
    const { memory } = arriving(report, 1_000_000);
    expect(
      reading((tell) => readArrivingCoverage({ memory, format, fileList, reportPath: null, exclude: [] }, tell)).output,
    ).toBeNull();
  });
});

describe('files that are told before a report is read to its end', () => {
  /** More than one piece of them. */
  const many = generateReport('lcov', 9_000_000);
  const once = readWhole(many);

  it('are all, in several pieces, and none is void', () => {
    expect(once.told.length).toBeGreaterThan(1);
    expect(once.told).not.toContain('recall');
    expect(once.output).toMatchObject({ ok: true, value: { fileCount: once.files.size } });
  });

  it('are told anew where others come to be at the same path', () => {
    const covered = Buffer.from(many.toString().replaceAll(/^(DA:\d+),0$/gm, '$1,5'));
    const twice = readWhole(Buffer.concat([many, covered]));
    expect(twice.told.filter((part) => part === 'recall')).toHaveLength(1);
    expect(twice.files.size).toBe(once.files.size);
    expect(twice.files).toEqual(readWhole(covered).files);
  });

  it('are told anew where a late one is the same file by another path', () => {
    const [path] = once.files.keys();
    const read = readWhole(Buffer.concat([many, Buffer.from(`SF:./${path}\nDA:9999,1\nend_of_record\n`)]));
    expect(read.told).toContain('recall');
    expect([...read.files.keys()].sort()).toEqual([...once.files.keys()].sort());
    expect(read.files.get(path!)).not.toBe(once.files.get(path!));
  });

  it('are void where the encoding turns out to be another', () => {
    const latin1 = Buffer.concat([many, Buffer.from('TN:caf\xe9\n', 'latin1')]);
    jest
      .spyOn(ArrivingDocument.prototype, 'waitForMore')
      .mockReturnValue({ bytes: latin1, isWhole: true })
      .mockReturnValueOnce({ bytes: many, isWhole: false });
    const { memory } = arriving(latin1, 0);
    const read = reading((tell) =>
      readArrivingCoverage({ memory, format: undefined, fileList: null, reportPath: null, exclude: [] }, tell),
    );
    jest.restoreAllMocks();
    expect(read.told).toContain('recall');
    expect(read.files).toEqual(readWhole(latin1).files);
  });

  it('wait for all paths where the files of the repository are known', () => {
    const read = readWhole(many, ['web/src/modules/area0/feature0/component-0.ts']);
    expect(read.told).not.toContain('recall');
    expect(read.files.has('web/src/modules/area0/feature0/component-0.ts')).toBe(true);
    expect(read.files.size).toBe(once.files.size);
  });
});
