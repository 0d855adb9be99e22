import { realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type DidChangeTextDocumentParams,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { countOf } from '../../domain/count-of.js';
import { type ReportedFindings } from '../fixes/reported-findings.js';
import { packageVersion } from '../package-root.js';
import { readWithin } from '../regular-file.js';
import { type RunResult } from '../report/run-result.js';
import { type FileProblem, problemsOfFile } from './file-problems.js';
import { type DocumentEdit, editsBetween, moveThrough, touches } from './moved-range.js';
import {
  CodeActionKind,
  ErrorCodes,
  NotificationType,
  ResponseError,
  TextDocumentSyncKind,
} from './protocol-library.js';

/** A verdict on the working tree. */
export interface Judged {
  readonly result: RunResult;
  /** Folder of the checkout, without links in its path. */
  readonly root: string;
  readonly written: ReportedFindings;
}

/** Judges the checkout that a folder is in. */
export type Judge = (folder: string) => Promise<Judged>;

/** The verdict for a status line. Without a verdict `status` is null, and `summary` says why. */
export interface GateStatusParams {
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly summary: string | null;
  readonly base: unknown;
  readonly policy_version: string | null;
}

export const GATE_STATUS = new NotificationType<GateStatusParams>('qgate/status');

/** Size above which a file has no problems. */
const MOST_BYTES = 16 * 1024 ** 2;

/** Time in which several files are saved together. */
const TOGETHER_MS = 100;

interface OpenDocument {
  readonly uri: string;
  version: number;
  /** Path without links; null for what is no file. */
  readonly file: string | null;
  /** The text that `problems` are of; null where it is not known. */
  text: string | null;
  /** The text as it is, where the editor sent all of it last; null after an edit of a part. */
  current: string | null;
  /** Edits since the text that `problems` are of. */
  edits: DocumentEdit[];
  problems: readonly FileProblem[];
  /** Number of the last save, to know a verdict on an older text. */
  saves: number;
}

/**
 * A language server over the verdict on the working tree. It judges when it starts and whenever a file is saved, shows new findings and
 * uncovered added lines of open files, offers the fixes of their tools, and sends the verdict as a notification. Between two saves
 * what it shows moves with the edits.
 */
export function serveLanguage(connection: Connection, judge: Judge, fallback: string): void {
  const documents = new Map<string, OpenDocument>();
  let folder = fallback;
  let hasVersions = false;
  let judged: Judged | undefined;
  let isJudging = false;
  let isWanted = false;
  let state: keyof typeof REFUSALS | 'ready' = 'uninitialized';

  const publish = ({ uri, version, problems, edits }: OpenDocument): Promise<void> =>
    connection.sendDiagnostics({
      ...{ uri, version },
      diagnostics: problems.flatMap(({ diagnostic }) => {
        const range = moveThrough(diagnostic.range, edits);
        return range === null ? [] : [{ ...diagnostic, range }];
      }),
    });

  const show = async (document: OpenDocument): Promise<void> => {
    if (judged === undefined) return;
    const { saves } = document;
    const shown = await problemsOf(document, judged);
    if (saves !== document.saves || !documents.has(document.uri)) return;
    Object.assign(document, shown);
    await publish(document);
  };

  const judgeOnce = async (): Promise<void> => {
    const saves = new Map([...documents.values()].map((document) => [document, document.saves]));
    try {
      judged = await judge(folder);
      await connection.sendNotification(GATE_STATUS, toStatus(judged.result));
    } catch (error) {
      judged = undefined;
      await connection.sendNotification(GATE_STATUS, noVerdict(error instanceof Error ? error.message : String(error)));
    }
    // A document that was saved meanwhile waits for the next verdict.
    for (const document of documents.values())
      if ((saves.get(document) ?? document.saves) === document.saves) await show(document);
  };

  const judgeSoon = async (): Promise<void> => {
    isWanted = true;
    if (isJudging) return;
    isJudging = true;
    try {
      while (isWanted) {
        await sleep(TOGETHER_MS);
        isWanted = false;
        await judgeOnce();
      }
    } catch {
      // The editor has gone while the checkout was judged.
    } finally {
      isJudging = false;
    }
  };

  /** The answer to a request that comes too early or too late; null for one that comes in time. */
  const refusal = (): ResponseError | null =>
    state === 'ready' ? null : new ResponseError(REFUSALS[state].code, REFUSALS[state].message);

  connection.onInitialize((params): InitializeResult | ResponseError<InitializeError> => {
    if (state !== 'uninitialized')
      return new ResponseError(ErrorCodes.InvalidRequest, 'The server is already initialized.', { retry: false });
    state = 'ready';
    folder = folderOf(params) ?? fallback;
    hasVersions = params.capabilities.workspace?.workspaceEdit?.documentChanges === true;
    return {
      serverInfo: { name: 'qgate', version: packageVersion() },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: true } },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    };
  });
  connection.onInitialized(() => void judgeSoon());
  connection.onDidOpenTextDocument(async ({ textDocument: { uri, version, text } }) => {
    const document = { uri, version, file: fileOf(uri), text, current: text, edits: [], problems: [], saves: 0 };
    documents.set(uri, document);
    await show(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }: DidChangeTextDocumentParams) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return undefined;
    document.version = textDocument.version;
    const isShown = document.problems.length > 0;
    for (const change of contentChanges)
      if ('range' in change) editPart(document, change);
      else replaceText(document, change.text);
    return contentChanges.length > 0 && isShown ? publish(document) : undefined;
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri }, text }) => {
    const document = documents.get(uri);
    if (document !== undefined) {
      document.saves += 1;
      document.problems = moveProblems(document);
      document.edits = [];
      document.text = text ?? document.current;
    }
    void judgeSoon();
  });
  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    documents.delete(uri);
    await connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onCodeAction((params: CodeActionParams): CodeAction[] | ResponseError => {
    const refused = refusal();
    if (refused !== null) return refused;
    const { textDocument, range } = params;
    const context = params.context as CodeActionParams['context'] | null;
    const document = documents.get(textDocument.uri);
    const isWantedKind = context?.only?.every((kind) => !CodeActionKind.QuickFix.startsWith(kind)) !== true;
    return document === undefined || !isWantedKind ? [] : actionsAt(document, range, hasVersions);
  });
  // Requests that have no handler of their own.
  connection.onRequest(
    (method) => refusal() ?? new ResponseError(ErrorCodes.MethodNotFound, `Unhandled method ${method}`),
  );
  connection.onShutdown(() => void (state = 'shutDown'));
  connection.listen();
}

const REFUSALS = {
  uninitialized: { code: ErrorCodes.ServerNotInitialized, message: 'Send initialize first.' },
  shutDown: { code: ErrorCodes.InvalidRequest, message: 'The server has been shut down.' },
} as const;

/** The whole text was replaced: problems move with lines that are the same. Without the text that they are of, nothing says what moved where. */
function replaceText(document: OpenDocument, text: string): void {
  if (document.text !== null && editsBetween(document.text, text).length === 0) document.edits = [];
  else if (document.current !== null) document.edits.push(...editsBetween(document.current, text));
  else if (document.text !== null) document.edits = editsBetween(document.text, text);
  else document.problems = [];
  document.current = text;
}

function editPart(document: OpenDocument, edit: DocumentEdit): void {
  document.edits.push(edit);
  document.current = null;
}

/** Problems of a file as it was saved, with its text. One that cannot be read has none. */
async function problemsOf(
  { file, text: known }: OpenDocument,
  { result, root, written }: Judged,
): Promise<Pick<OpenDocument, 'problems' | 'text'>> {
  const none = { problems: [], text: known };
  if (file === null) return none;
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (relative.startsWith('../') || path.isAbsolute(relative)) return none;
  try {
    const content = await readWithin(root, relative, MOST_BYTES);
    if (typeof content === 'string') return none;
    const text = content.toString();
    return { problems: problemsOfFile(result, relative, text, written), text };
  } catch {
    return none;
  }
}

/** Problems where they are after unsaved edits; a fix whose text was edited is gone. */
function moveProblems({ problems, edits }: OpenDocument): readonly FileProblem[] {
  return problems.flatMap(({ diagnostic, fixes }): FileProblem[] => {
    const range = moveThrough(diagnostic.range, edits);
    if (range === null) return [];
    return [{ diagnostic: { ...diagnostic, range }, fixes: fixes.flatMap((fix) => moveFix(fix, edits) ?? []) }];
  });
}

function moveFix(fix: FileProblem['fixes'][number], edits: readonly DocumentEdit[]) {
  let moved = fix.edits;
  for (const edit of edits) {
    if (moved.some(({ range }) => touches(range, edit))) return null;
    moved = moved.map((each) => ({ ...each, range: moveThrough(each.range, [edit])! }));
  }
  return { ...fix, edits: moved };
}

/** @param hasVersions true where the editor checks an edit against the version of its document */
function actionsAt(document: OpenDocument, wanted: CodeActionParams['range'], hasVersions: boolean): CodeAction[] {
  const { uri, version } = document;
  return moveProblems(document)
    .filter(({ diagnostic }) => touches(diagnostic.range, { range: wanted, text: '' }))
    .flatMap(({ diagnostic, fixes }) =>
      fixes.map(({ title, isSafe, edits }): CodeAction => ({
        ...{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred: isSafe },
        edit: hasVersions
          ? { documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }] }
          : { changes: { [uri]: [...edits] } },
      })),
    );
}

function toStatus({ gate, failure, newFindingsTotal }: RunResult): GateStatusParams {
  if (gate === null) return noVerdict(failure?.message ?? 'The checkout was not judged.');
  const { status, conclusion, base, policy_version: version = null, violations } = gate;
  const counts = `${countOf(violations.length, 'broken rule')}, ${countOf(newFindingsTotal, 'new finding')}.`;
  return {
    status,
    conclusion: conclusion ?? null,
    summary: gate.summary ?? counts,
    base: base ?? null,
    policy_version: version,
  };
}

const noVerdict = (summary: string): GateStatusParams => ({
  ...{ status: null, conclusion: null, summary, base: null, policy_version: null },
});

/** The folder that an editor opened, the first of several. */
function folderOf({ workspaceFolders, ...older }: InitializeParams): string | null {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- editors without folders name the root alone
  const uri = workspaceFolders?.[0]?.uri ?? older.rootUri;
  return uri == null ? null : pathOf(uri);
}

/** The path of a file; null for other addresses, and for files of another machine. */
function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

function fileOf(uri: string): string | null {
  const file = pathOf(uri);
  try {
    return file && realpathSync(file);
  } catch {
    return null;
  }
}
