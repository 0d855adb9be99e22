import { renderColumns } from '../report/render-columns.js';
import { type Collection } from './collect-reports.js';

/** What was found and what was left out and why, in one table; null where nothing was looked at. */
export function describeCollection({ reports, skipped }: Collection): string | null {
  const rows = [
    ...reports.map(({ name, kind, format, content }) => [
      'taken',
      name,
      `${kind}, ${format ?? 'compressed'}, ${sizeOf(content.length)}`,
    ]),
    ...skipped.map(({ path, reason }) => ['skipped', path, reason]),
  ];
  return rows.length === 0 ? null : renderColumns(['', 'report', 'what it is, or why not'], rows);
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB'];
  return `${size.toFixed(1)} ${unit}`;
}
