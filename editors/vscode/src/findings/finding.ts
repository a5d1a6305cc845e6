// The findings that VS Code shows, with what the server says about each besides.
import { type Diagnostic, DiagnosticSeverity, languages, type Range, type TextEditor, type Uri } from "vscode";

export const CATEGORIES = ["security", "reliability", "database", "performance", "architecture", "api", "maintainability", "testing", "other"] as const;
export type Category = (typeof CATEGORIES)[number];
export const SEVERITIES = ["error", "warning", "info", "hint"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  readonly uri: Uri;
  readonly range: Range;
  readonly title: string;
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly identity: string;
}

interface Data {
  readonly identity?: unknown;
  readonly category?: unknown;
}

const WORDS: Readonly<Record<DiagnosticSeverity, Severity>> = {
  [DiagnosticSeverity.Error]: "error",
  [DiagnosticSeverity.Warning]: "warning",
  [DiagnosticSeverity.Information]: "info",
  [DiagnosticSeverity.Hint]: "hint",
};

export function allFindings(): Finding[] {
  return languages.getDiagnostics().flatMap(([uri, diagnostics]) => readAll(uri, diagnostics));
}

export function findingsOf(uri: Uri): Finding[] {
  return readAll(uri, languages.getDiagnostics(uri));
}

/** The findings under the cursor; where there is none, those of its line. */
export function findingsAt(editor: TextEditor): Finding[] {
  const cursor = editor.selection.active;
  const onLine = findingsOf(editor.document.uri).filter(({ range }) => range.start.line <= cursor.line && cursor.line <= range.end.line);
  const exact = onLine.filter(({ range }) => range.contains(cursor));
  return exact.length > 0 ? exact : onLine;
}

function readAll(uri: Uri, diagnostics: readonly Diagnostic[]): Finding[] {
  return diagnostics.flatMap((one) => read(uri, one) ?? []);
}

function read(uri: Uri, diagnostic: Diagnostic): Finding | undefined {
  const data = (diagnostic as { data?: Data }).data;
  if (diagnostic.source !== "archlsp" || typeof data?.identity !== "string") return undefined;
  const { range, message: title, code } = diagnostic;
  const rule = String(typeof code === "object" ? code.value : code);
  const severity = WORDS[diagnostic.severity];
  return { uri, range, title, rule, severity, category: categoryOf(data.category), identity: data.identity };
}

function categoryOf(said: unknown): Category {
  return CATEGORIES.find((one) => one === said) ?? "other";
}
