import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { toPlainName } from '../../../domain/mail/plain-name.js';
import { readClaims } from '../../../domain/publishing/demanded-claims.js';
import { PUBLISHER_KINDS, PUBLISHER_SCOPES } from '../../../domain/publishing/publisher-kinds.js';
import { hasControls } from '../../../domain/scanning/control-characters.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { TarFile } from '../../../platform/http/read-tar.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { isWebAddress } from '../../../platform/validation/body-fields.js';
import { SLUG } from '../../../platform/validation/slug.js';
import { isStorableText } from '../../../platform/validation/text.js';
import { UserWriter } from '../../people/auth/user.writer.js';
import { type ExportHead, FINDINGS, FORMAT, SOURCE } from './export-format.js';
import { type ImportedPerson, ImportedRowsRepository, MAX_SENT_BYTES } from './imported-rows.repository.js';
import { type ExportedTable, OrganizationRowsRepository } from './organization-rows.repository.js';
import { OTHERWISE_IMPORTED } from './table-rules.js';

/** Longest JSON that is parsed; that of an organization's settings has about 1 MB. */
const MAX_PARSED_BYTES = 2 * 1024 * 1024;

/** Bytes whose lines are read in one turn of the event loop. */
const TURN_BYTES = 128 * 1024;

/** Slugs that are tried where that of the export is taken. */
const MAX_SLUGS = 100;

const MAX_SLUG_LENGTH = 63;

/** Progress of an import. */
export interface Import {
  readonly orgId: OrgId;
  readonly tables: ReadonlyMap<string, ExportedTable>;
  readonly people: ImportedPerson[];
  readonly rows: Record<string, number>;
  readonly warnings: string[];
  slug: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Longest address of a person. */
const MAX_ADDRESS_LENGTH = 320;

/** The judge of addresses, and warnings of rows that are imported disabled. */
interface Judging {
  readonly client: Pick<OutgoingClient, 'judgeUrl'>;
  readonly warnings: string[];
}

/** Rows as the API would take them, by table: cleaned, disabled, or refused with the whole import. */
const JUDGED_TABLES: Readonly<Record<string, (row: Row, judging: Judging) => Row>> = {
  'public.forges': judgeForge,
  'public.members': withPlainName,
  'public.organizations': withPlainName,
  'public.repos': judgeRepo,
  'public.trusted_publishers': judgePublisher,
  'public.webhooks': judgeWebhook,
};

/** Reads the files of an export into a new organization, inside its open transaction. */
@Injectable()
export class ImportedFiles {
  constructor(
    private readonly exported: OrganizationRowsRepository,
    private readonly imported: ImportedRowsRepository,
    private readonly users: UserWriter,
    private readonly client: OutgoingClient,
  ) {}

  /** @throws AppError where the export is of another format or schema */
  async begin(orgId: OrgId, file: TarFile): Promise<Import> {
    const head = parse(file.content) as Partial<ExportHead>;
    const migration = await this.exported.newestMigration(orgId);
    if (head.format !== FORMAT.format || head.format_version !== FORMAT.format_version)
      throw invalid('Its format version is different.');
    if (head.migration !== migration)
      throw invalid(
        `Its schema is ${String(head.migration).slice(0, 100)}, but the schema of this service is ${migration}.`,
      );
    const tables = await this.exported.listTables(orgId);
    const rows = Object.fromEntries(tables.map(({ name }) => [name, 0]));
    const byName = new Map(tables.map((table) => [table.name, table]));
    return { orgId, tables: byName, people: [], rows, warnings: [], slug: '' };
  }

  /** Each person is the account with their address, which is made without a password where there is none. */
  async readPeople({ orgId, people }: Import, { content }: TarFile): Promise<void> {
    const ids = new Set<unknown>();
    for await (const line of linesOf(content)) {
      const { id, email, name } = parse(line);
      if (!Number.isSafeInteger(id) || !isAddress(email) || typeof name !== 'string')
        throw invalid('A person has no id, address or name.');
      if (ids.has(id)) throw invalid('Two people have the same id.');
      ids.add(id);
      const wanted = { email, name: toPlainName(name) || email };
      people.push({ exportedId: id as number, userId: await this.users.ensure(orgId, wanted) });
    }
  }

  /** @throws AppError where a row is refused */
  async readPage(state: Import, { name, content }: TarFile, slug: string | null): Promise<void> {
    const folder = name.split('/', 1)[0]!;
    // the packed form of findings is imported, and nobody here has allowed source text
    if (folder === FINDINGS || folder === SOURCE) return;
    const table = state.tables.get(folder);
    if (!table) throw invalid('It contains a file that does not belong to an export.');
    const judge = JUDGED_TABLES[table.name];
    const judging = { client: this.client, warnings: state.warnings };
    const list = new RowList();
    for await (const line of linesOf(content))
      list.add(judge ? Buffer.from(JSON.stringify(judge(parse(line), judging))) : line);
    if (table.name === 'public.organizations') await this.create(state, list, slug);
    else if (!OTHERWISE_IMPORTED.includes(table.name))
      await this.imported.insertRows(state.orgId, table, [...list.pieces(MAX_SENT_BYTES)], state.people);
    state.rows[table.name]! += list.count;
  }

  private async create(state: Import, list: RowList, wanted: string | null): Promise<void> {
    if (list.count !== 1) throw invalid('It does not contain exactly one organization.');
    const row = Buffer.concat([...list.pieces(MAX_SENT_BYTES)]).subarray(1, -1);
    const { slug: before } = parse(row);
    if (typeof before !== 'string' || !SLUG.test(before)) throw invalid('Its slug is not valid.');
    const slugs = wanted === null ? slugsLike(before) : [wanted];
    for (const slug of slugs)
      if (await this.imported.insertOrganization(state.orgId, slug, row.toString())) {
        state.slug = slug;
        return;
      }
    throw new AppError('already_exists', 'Another organization has or had this slug.');
  }
}

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_ADDRESS_LENGTH && isStorableText(value);

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((mark) => Buffer.from(mark)) as [Buffer, Buffer, Buffer];

/** Rows of a page as a list in JSON, in pieces: joining all of them would hold up the event loop. */
class RowList {
  count = 0;
  private readonly parts: Buffer[] = [OPEN];

  add(row: Buffer): void {
    if (this.count > 0) this.parts.push(COMMA);
    this.parts.push(row);
    this.count += 1;
  }

  /** The collected parts, in pieces of at most `maxBytes`. */
  *pieces(maxBytes: number): Generator<Buffer> {
    let open: Buffer[] = [];
    let length = 0;
    for (const part of [...this.parts, CLOSE])
      for (let from = 0; from < part.length; from += maxBytes) {
        const slice = part.subarray(from, from + maxBytes);
        if (length + slice.length > maxBytes) {
          yield Buffer.concat(open);
          open = [];
          length = 0;
        }
        open.push(slice);
        length += slice.length;
      }
    yield Buffer.concat(open);
  }
}

/** The row with a name for mails; of an organization without one, its slug. */
function withPlainName(row: Row): Row {
  const { name, slug = null } = row;
  return typeof name === 'string' ? { ...row, name: toPlainName(name) || slug } : row;
}

/** An address that pages cannot link is left out. */
function judgeRepo(row: Row): Row {
  const { name, url } = row;
  if (typeof name === 'string' && (hasControls(name) || !/\S/.test(name)))
    throw invalid('The name of one of its repositories is blank or has control characters.');
  return isWebAddress(url) ? row : { ...row, url: null };
}

function judgePublisher(row: Row): Row {
  const { id, kind, issuer, claims, scopes } = row;
  const isFit =
    isOneOf(PUBLISHER_KINDS, kind) &&
    isWebAddress(issuer) &&
    !issuer.includes('?') &&
    Array.isArray(scopes) &&
    scopes.every((scope) => isOneOf(PUBLISHER_SCOPES, scope)) &&
    typeof claims === 'object' &&
    claims !== null &&
    typeof readClaims(kind, claims as Row) !== 'string';
  if (isFit) return row;
  throw invalid(
    `Its trusted publisher ${Number(id)} has an issuer, claims or scopes that the service does not accept.`,
  );
}

/** Disables a webhook at an address that requests are refused to, so that the new secret that it needs does not enable it. */
function judgeWebhook(row: Row, judging: Judging): Row {
  if (typeof row.deleted_at === 'string') return row;
  return hasGoodAddress(`Webhook ${Number(row.id)}`, row.url, judging) ? row : { ...row, disabled_reason: 'person' };
}

/** Names a forge at such an address: each needs credentials again, and sends nothing without. */
function judgeForge(row: Row, judging: Judging): Row {
  hasGoodAddress(`Forge ${Number(row.id)}`, row.base_url, judging);
  return row;
}

/** False, with a warning, where requests to the address are refused; addresses of names are judged once they are connected to. */
function hasGoodAddress(what: string, address: unknown, { client, warnings }: Judging): boolean {
  if (!isWebAddress(address)) throw invalid(`${what} has an address that is not a web address.`);
  const fault = client.judgeUrl(address);
  if (fault !== null) warnings.push(`${what} is disabled: its address (${new URL(address).origin}) ${fault.message}.`);
  return fault === null;
}

const isOneOf = <Word extends string>(words: readonly Word[], value: unknown): value is Word =>
  words.some((word) => word === value);

/** Lines that are not empty, some in each turn of the event loop. */
async function* linesOf(content: Buffer): AsyncGenerator<Buffer> {
  let turnEnd = TURN_BYTES;
  for (let from = 0; from < content.length;) {
    const end = content.indexOf('\n', from);
    const line = content.subarray(from, end === -1 ? content.length : end);
    from += line.length + 1;
    if (line.length > 0) yield line;
    if (from < turnEnd) continue;
    await nextTurn();
    turnEnd = from + TURN_BYTES;
  }
}

/** The slug itself, then with numbers. */
const slugsLike = (slug: string): string[] =>
  Array.from({ length: MAX_SLUGS }, (_, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`;
    return slug.slice(0, MAX_SLUG_LENGTH - suffix.length) + suffix;
  });

export function parse(json: Buffer): Row {
  if (json.length > MAX_PARSED_BYTES) throw invalid('One of its lines is too long.');
  try {
    const value: unknown = JSON.parse(json.toString());
    if (typeof value === 'object' && value !== null) return value as Row;
  } catch {
    // as below
  }
  throw invalid('One of its lines is not a JSON object.');
}

export const invalid = (fault: string) =>
  new AppError('invalid_upload', `The export is incomplete or invalid. ${fault}`);
