/** The part of the language server's library that `qgate lsp` uses. The build bundles this file with it. */
export {
  CodeActionKind,
  createConnection,
  DiagnosticSeverity,
  DiagnosticTag,
  ErrorCodes,
  NotificationType,
  ProposedFeatures,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
