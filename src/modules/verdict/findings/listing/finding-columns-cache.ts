import { type FindingColumns, sizeOfColumns } from '../../../../domain/findings/listing/finding-columns.js';

/** Findings of a scan, of one version; `bytes` is 0 until they are loaded. */
interface Entry {
  readonly version: string;
  readonly columns: Promise<FindingColumns>;
  bytes: number;
}

/**
 * Keeps the findings of the scans that were read last, up to a number of bytes. Requests for findings that are being
 * loaded wait for these.
 */
export class FindingColumnsCache {
  /** The least recently read first. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /**
   * @param key   names the scan, over all organizations
   * @param version names the state of its findings: those of another version are loaded again
   */
  get(key: string, version: string, load: () => Promise<FindingColumns>): Promise<FindingColumns> {
    const known = this.entries.get(key);
    if (known?.version !== version) return this.load(key, version, load);
    this.entries.delete(key);
    this.entries.set(key, known);
    return known.columns;
  }

  private load(key: string, version: string, load: () => Promise<FindingColumns>): Promise<FindingColumns> {
    this.remove(key);
    const entry: Entry = { version, columns: load(), bytes: 0 };
    this.entries.set(key, entry);
    entry.columns.then(
      (columns) => this.count(key, entry, sizeOfColumns(columns)),
      () => this.entries.get(key) === entry && this.remove(key),
    );
    return entry.columns;
  }

  /** Makes room for findings that have been loaded, unless others replaced them meanwhile. */
  private count(key: string, entry: Entry, bytes: number): void {
    if (this.entries.get(key) !== entry) return;
    entry.bytes = bytes;
    this.bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.entries) {
      if (this.bytes <= this.maxBytes) return;
      // Of those that are still being loaded nothing would be freed.
      if (freed > 0) this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}
