// What a command is about: the file, the selection, the finding under the cursor; the user is asked where it is open.
import { type TextEditor, window, workspace } from "vscode";
import { type Finding, findingsAt } from "../findings/finding";
import { FindingNode } from "../findings/nodes";
import { say, type Key } from "../messages";

/** Ends a command quietly: the user gave up, or was told why there is nothing to do. */
export class NothingToDo extends Error {}

export function editor(): TextEditor {
  const active = window.activeTextEditor ?? window.visibleTextEditors[0];
  if (!active || !["file", "untitled"].includes(active.document.uri.scheme)) return tell("needs-file");
  return active;
}

export function file(): { uri: string } {
  return { uri: editor().document.uri.toString() };
}

/** The file, if there is one: it tells which folder is meant. */
export function focus(): { uri?: string } {
  const uri = window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0]?.uri;
  return uri?.scheme === "file" ? { uri: uri.toString() } : {};
}

export function selection(): { uri: string; startLine: number; endLine: number } {
  const { document, selection: selected } = editor();
  if (selected.isEmpty) return tell("needs-selection");
  return { uri: document.uri.toString(), ...lines(selected) };
}

/** The file with the selected lines, or without any. */
export function focusLines(): { uri?: string; startLine?: number; endLine?: number } {
  const active = window.activeTextEditor;
  const uri = focus();
  return uri.uri && active && !active.selection.isEmpty ? { ...uri, ...lines(active.selection) } : uri;
}

interface Lines {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A selection that ends before the first character of a line does not mean that line. */
function lines({ start, end }: Lines): { startLine: number; endLine: number } {
  const endLine = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { startLine: start.line, endLine };
}

export async function finding(given: readonly unknown[]): Promise<Finding> {
  const [node] = given;
  if (node instanceof FindingNode) return node.finding;
  const found = findingsAt(editor());
  if (found.length <= 1) return found[0] ?? tell("no-finding");
  const items = found.map((one) => ({ label: one.title, description: one.rule, one }));
  return chosen(await window.showQuickPick(items, { placeHolder: say("which-finding") })).one;
}

export async function question(prompt: Key, hint: Key): Promise<string> {
  const asked = await window.showInputBox({ prompt: say(prompt), placeHolder: say(hint), ignoreFocusOut: true });
  return chosen(asked?.trim() || undefined);
}

/** A folder where there are several; nothing where there is one. */
export async function folder(): Promise<{ folder?: string }> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length < 2) return {};
  const items = folders.map((one) => ({ label: one.name, description: one.uri.fsPath, uri: one.uri }));
  return { folder: chosen(await window.showQuickPick(items, { placeHolder: say("which-folder") })).uri.toString() };
}

export function chosen<T>(answer: T | undefined): T {
  if (answer === undefined) throw new NothingToDo();
  return answer;
}

export function identified(one: Finding): { uri: string; identity: string } {
  return { uri: one.uri.toString(), identity: one.identity };
}

function tell(key: Key): never {
  void window.showInformationMessage(say(key));
  throw new NothingToDo();
}
