import { renderColumns } from '../render-columns.js';
import { type Collection } from './collect-reports.js';

/** One table of the reports found, and of the files left out with the reasons; null when nothing was examined. */
export function describeCollection({ reports, skipped }: Collection): string | null {
  const rows = [
    ...reports.map(({ name, kind, format, content }) => [
      'taken',
      name,
      `${kind}, ${format ?? 'compressed'}, ${sizeOf(content.length)}`,
    ]),
    ...skipped.map(({ path, reason }) => ['skipped', path, reason]),
  ];
  return rows.length === 0 ? null : renderColumns(['', 'report', 'format, or reason for skipping'], rows);
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB'];
  return `${size.toFixed(1)} ${unit}`;
}
