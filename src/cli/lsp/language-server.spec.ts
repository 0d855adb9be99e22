import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { until } from '../../../test/support/wait-until.js';
import { type Finding } from '../../domain/findings/finding.js';
import { ReportedFindings } from '../fixes/reported-findings.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { GATE_STATUS, type GateStatusParams, type Judge, serveLanguage } from './language-server.js';

const TEXT = 'one\ntwo\nthree\n';
const GATE = {
  status: 'failed',
  violations: [{ rule: 'new_high_max' }],
  uncovered: null,
} as unknown as RunResult['gate'];
const FINDING = {
  ...{
    issue_id: 1,
    tool: 'lint',
    rule_id: 'r',
    type: 'bug',
    severity: 'high',
    file_path: 'a.js',
    line: 2,
    message: 'm',
  },
} as unknown as RunResult['newFindings'][number];
const WRITTEN = {
  ...{ tool: 'lint', ruleId: 'r', filePath: 'a.js', message: 'm' },
  region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 4 },
  fixes: [{ description: null, isSafe: true, edits: [{ span: { unit: 'offsets', start: 4, end: 7 }, text: '2' }] }],
} as unknown as Finding;
const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

const ACTION_KINDS = ['', 'quickfix', 'refactor', 'refactor.extract', 'refactor.inline', 'refactor.rewrite', 'source'];
const ACTIONS = {
  codeActionLiteralSupport: { codeActionKind: { valueSet: ACTION_KINDS } },
  ...{ isPreferredSupport: true, disabledSupport: true, dataSupport: true },
};
const WORKSPACE = {
  ...{
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  workspaceEdit: {
    documentChanges: true,
    resourceOperations: ['create', 'rename', 'delete'],
    failureHandling: 'abort',
  },
};
/** Capabilities by which editors introduce themselves, as far as they concern what the server does. */
const EDITORS = {
  Helix: {
    setTrace: false,
    capabilities: {
      workspace: WORKSPACE,
      textDocument: {
        codeAction: { ...ACTIONS, resolveSupport: { properties: ['edit', 'command'] } },
        publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
      },
      window: { workDoneProgress: true },
      general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
    },
  },
  'Visual Studio Code': {
    setTrace: true,
    capabilities: {
      workspace: {
        ...WORKSPACE,
        didChangeConfiguration: { dynamicRegistration: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: {
        codeAction: { ...ACTIONS, dynamicRegistration: true, resolveSupport: { properties: ['edit'] } },
        diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
        publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
        synchronization: { dynamicRegistration: true, willSave: true, willSaveWaitUntil: true, didSave: true },
      },
      window: { workDoneProgress: true, showMessage: { messageActionItem: { additionalPropertiesSupport: true } } },
      general: { staleRequestSupport: { cancel: true, retryOnContentModified: [] }, positionEncodings: ['utf-16'] },
    },
  },
};

describe('the language server', () => {
  let root: string;
  let uri: string;
  let editor: ProtocolConnection;
  let verdicts: RunResult[];
  let judgements: number;
  let statuses: GateStatusParams[];
  let published: PublishDiagnosticsParams[];

  const failed = (more: Partial<RunResult> = {}): RunResult => ({
    ...EMPTY_RESULT,
    ...{ gate: GATE, newFindings: [FINDING], newFindingsTotal: 1 },
    ...more,
  });

  function connect(judge: Judge): void {
    const [toServer, toEditor] = [new PassThrough(), new PassThrough()];
    const reader = new StreamMessageReader(toServer);
    serveLanguage(createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(toEditor)), judge, '/nowhere');
    editor = createProtocolConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
    editor.onNotification(GATE_STATUS, (status) => void statuses.push(status));
    editor.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.push(params);
    });
    editor.listen();
  }

  async function initialize(documentChanges = true, introduction: object = {}): Promise<any> {
    const capabilities = { workspace: { workspaceEdit: { documentChanges } } };
    const params = { processId: null, rootUri: pathToFileURL(root).href, capabilities, ...introduction };
    const answer = await editor.sendRequest('initialize', params);
    await editor.sendNotification('initialized', {});
    return answer;
  }

  const start = (judge: Judge, ...introduction: Parameters<typeof initialize>): Promise<any> => {
    connect(judge);
    return initialize(...introduction);
  };

  const judge: Judge = (folder) => {
    expect(folder).toBe(root);
    judgements += 1;
    const result = verdicts.length > 1 ? verdicts.shift()! : verdicts[0]!;
    return Promise.resolve({ result, root, written: new ReportedFindings([WRITTEN]) });
  };
  const open = () =>
    editor.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'javascript', version: 1, text: TEXT },
    });
  const change = (version: number, ...contentChanges: object[]) =>
    editor.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  const save = () => editor.sendNotification('textDocument/didSave', { textDocument: { uri } });
  const shown = (isWanted: (params: PublishDiagnosticsParams) => boolean) =>
    until(
      () => published.at(-1),
      (last) => last !== undefined && isWanted(last),
    );
  const actionsAt = (place: object) =>
    editor.sendRequest<any[]>('textDocument/codeAction', {
      ...{ textDocument: { uri }, range: place, context: { diagnostics: [] } },
    });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-lsp-')));
    writeFileSync(path.join(root, 'a.js'), TEXT);
    uri = pathToFileURL(path.join(root, 'a.js')).href;
    [verdicts, judgements, statuses, published] = [[failed()], 0, [], []];
  });
  afterEach(() => {
    editor.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  it('shows a verdict, and moves what it shows with edits right after a document was opened', async () => {
    await start(judge);
    await open();
    await change(2, { range: range(0, 0, 0), text: 'zero\n' });
    const { diagnostics, version } = (await shown((params) => params.diagnostics.length === 1))!;
    expect([version, diagnostics[0]!.range]).toEqual([2, range(2, 0, 3)]);
    expect(statuses).toEqual([
      {
        status: 'failed',
        conclusion: null,
        summary: '1 broken rule, 1 new finding.',
        base: null,
        policy_version: null,
      },
    ]);
  });

  it.each(Object.entries(EDITORS))('serves %s as it introduces itself', async (_, { capabilities, setTrace }) => {
    const text = '"\u{1F600}" two\n';
    writeFileSync(path.join(root, 'a.js'), text);
    const place = { startLine: 1, startColumn: 6, endLine: 1, endColumn: 9 };
    const fix = {
      description: null,
      isSafe: true,
      edits: [{ span: { unit: 'offsets', start: 5, end: 8 }, text: '2' }],
    };
    const written = { ...WRITTEN, region: place, fixes: [fix] } as unknown as Finding;
    const result = failed({ newFindings: [{ ...FINDING, line: 1, column: 6, end_line: 1, end_column: 9 }] });
    const folder = pathToFileURL(root).href;
    const { capabilities: own } = await start(
      () => Promise.resolve({ result, root, written: new ReportedFindings([written]) }),
      true,
      {
        ...{ capabilities, rootPath: root, rootUri: folder, initializationOptions: null },
        ...{ workspaceFolders: [{ uri: folder, name: 'a' }], clientInfo: { name: 'editor' }, locale: 'en' },
      },
    );
    // Left out, it is UTF-16, which every editor knows.
    expect(own.positionEncoding ?? 'utf-16').toBe('utf-16');
    if (setTrace) await editor.sendNotification('$/setTrace', { value: 'off' });
    await editor.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'javascript', version: 0, text },
    });
    const { diagnostics } = (await shown((params) => params.diagnostics.length === 1))!;
    expect(diagnostics[0]!.range).toEqual(range(0, 5, 8));
    const context = { diagnostics, only: ['quickfix'], triggerKind: 1 };
    const asked = { textDocument: { uri }, range: range(0, 5, 5), context };
    const actions = await editor.sendRequest<any[]>('textDocument/codeAction', asked);
    const edits = [{ range: range(0, 5, 8), newText: '2' }];
    expect(actions).toMatchObject([{ kind: 'quickfix', edit: { documentChanges: [{ edits }] } }]);
    expect(await editor.sendRequest('shutdown')).toBeNull();
  });

  it('judges again when a file is saved, and clears a document that is closed', async () => {
    verdicts = [failed(), failed({ newFindings: [], newFindingsTotal: 0 })];
    await start(judge);
    await open();
    await shown((params) => params.diagnostics.length === 1);
    await save();
    await shown((params) => params.diagnostics.length === 0);
    expect([judgements, statuses.length]).toEqual([2, 2]);
    published.length = 0;
    await editor.sendNotification('textDocument/didClose', { textDocument: { uri } });
    expect(await shown(() => true)).toEqual({ uri, diagnostics: [] });
  });

  it.each([
    [true, { documentChanges: [{ textDocument: { version: 2 }, edits: [{ range: range(2, 0, 3), newText: '2' }] }] }],
    [false, { changes: expect.any(Object) }],
  ])('offers fixes where the text is now, as the editor takes them (versions: %p)', async (hasVersions, edit) => {
    await start(judge, hasVersions);
    await open();
    await shown((params) => params.diagnostics.length === 1);
    await change(2, { range: range(0, 0, 0), text: 'zero\n' });
    await shown(({ version }) => version === 2);
    expect(await actionsAt(range(2, 1, 1))).toMatchObject([{ title: 'Fix this problem (r)', isPreferred: true, edit }]);
    expect(await actionsAt(range(0, 0, 1))).toEqual([]);
    await change(3, { range: range(2, 1, 2), text: 'x' });
    expect(await actionsAt(range(2, 1, 1))).toEqual([]);
  });

  it('takes a whole text: places are again those that were judged, or move with the lines around the change', async () => {
    await start(judge);
    await open();
    await shown((params) => params.diagnostics.length === 1);
    const rangesAt = async (wanted: number) =>
      (await shown(({ version }) => version === wanted))!.diagnostics.map((each) => each.range);
    await change(2, { range: range(0, 0, 0), text: 'x\ny\n' });
    expect(await rangesAt(2)).toEqual([range(3, 0, 3)]);
    await change(3, { text: TEXT });
    expect(await rangesAt(3)).toEqual([range(1, 0, 3)]);
    const [action] = await actionsAt(range(1, 1, 1));
    expect(action.edit.documentChanges[0].edits).toEqual([{ range: range(1, 0, 3), newText: '2' }]);
    await change(4, { text: `zero\n${TEXT}` }, { text: `zero\n${TEXT}four\n` });
    expect(await rangesAt(4)).toEqual([range(2, 0, 3)]);
    expect(await actionsAt(range(2, 1, 1))).toHaveLength(1);
    await change(5, { text: 'one\nt wo\nthree\n' });
    expect(await rangesAt(5)).toEqual([]);
    expect(await actionsAt(range(1, 1, 1))).toEqual([]);
    await change(6, { range: range(1, 1, 2), text: '' }, { text: TEXT });
    expect(await rangesAt(6)).toEqual([range(1, 0, 3)]);
  });

  it.each([
    [undefined, [], []],
    [`x\n${TEXT}`, [range(2, 0, 3)], [range(1, 0, 3)]],
  ])('moves from the text that was saved, where the editor sends it: %j', async (text, saved, restored) => {
    let release: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (release = resolve));
    await start(async (folder) => {
      if (judgements > 0) await waiting;
      return judge(folder);
    });
    await open();
    await shown((params) => params.diagnostics.length === 1);
    await change(2, { range: range(0, 0, 0), text: 'x\n' });
    await editor.sendNotification('textDocument/didSave', { textDocument: { uri }, text });
    await change(3, { text: `x\n${TEXT}four\n` });
    expect((await shown(({ version }) => version === 3))!.diagnostics.map((each) => each.range)).toEqual(saved);
    if (restored.length > 0) {
      await change(4, { text: `${TEXT}four\n` });
      expect((await shown(({ version }) => version === 4))!.diagnostics.map((each) => each.range)).toEqual(restored);
    }
    release();
  });

  it('answers requests in the order that the protocol knows', async () => {
    const context = { context: { diagnostics: [] } };
    const params = { textDocument: { uri }, range: range(1, 1, 1), ...context };
    const early = { code: -32002, message: 'Send initialize first.' };
    connect(judge);
    for (const method of ['textDocument/codeAction', 'textDocument/hover'])
      await expect(editor.sendRequest(method, params)).rejects.toMatchObject(early);
    await initialize();
    await expect(editor.sendRequest('initialize', { capabilities: {} })).rejects.toMatchObject({ code: -32600 });
    await expect(editor.sendRequest('textDocument/hover', params)).rejects.toMatchObject({ code: -32601 });
    await editor.sendNotification('$/cancelRequest', { id: 99 });
    expect(await editor.sendRequest('textDocument/codeAction', params)).toEqual([]);
  });

  it.each(['file:///%zz', 'file://elsewhere/checkout', 'vscode-vfs://github/acme/shop', 'nonsense', null])(
    'judges where it was started if the editor opened %s',
    async (rootUri) => {
      const folders: string[] = [];
      await start(
        (folder) => {
          folders.push(folder);
          return judge(root);
        },
        true,
        { rootUri },
      );
      await until(
        () => folders,
        ({ length }) => length > 0,
      );
      expect(folders).toEqual(['/nowhere']);
    },
  );

  it('has no problems of files outside the checkout', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'qgate-outside-'));
    writeFileSync(path.join(outside, 'a.js'), TEXT);
    await start(judge);
    const others = [pathToFileURL(path.join(outside, 'a.js')).href, 'untitled:a.js', 'file:///%zz'];
    for (const other of others)
      await editor.sendNotification('textDocument/didOpen', {
        textDocument: { uri: other, languageId: 'javascript', version: 1, text: TEXT },
      });
    await open();
    await shown((params) => params.uri === uri && params.diagnostics.length === 1);
    expect(published.filter((params) => params.uri !== uri && params.diagnostics.length > 0)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  it('offers fixes without a context, and nothing after its shutdown', async () => {
    await start(judge);
    await open();
    await shown((params) => params.diagnostics.length === 1);
    const params = { textDocument: { uri }, range: range(1, 1, 1), context: null };
    expect(await editor.sendRequest('textDocument/codeAction', params)).toHaveLength(1);
    await editor.sendRequest('shutdown');
    const refused = { code: -32600, message: 'The server has been shut down.' };
    for (const method of ['textDocument/codeAction', 'textDocument/hover'])
      await expect(editor.sendRequest(method, params)).rejects.toMatchObject(refused);
  });

  it('says why there is no verdict', async () => {
    await start(() => Promise.reject(new Error('This is not a git checkout.')));
    await until(
      () => statuses.length,
      (count) => count > 0,
    );
    expect(statuses[0]).toMatchObject({ status: null, summary: 'This is not a git checkout.' });
  });
});
