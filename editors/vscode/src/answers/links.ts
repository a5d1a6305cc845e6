// Links of an answer: to a line of the workspace, or to the web after VS Code has asked.
import { env, Range, type Uri, window, workspace } from "vscode";

export async function openLink(target: Uri): Promise<void> {
  if (target.scheme === "https") await env.openExternal(target);
  if (target.scheme !== "file") return;
  const line = Number(/^L(\d+)/.exec(target.fragment)?.[1] ?? 1) - 1;
  const document = await workspace.openTextDocument(target.with({ fragment: "" }));
  const whole = document.lineAt(Math.min(Math.max(line, 0), document.lineCount - 1)).range;
  await window.showTextDocument(document, { selection: new Range(whole.start, whole.start), viewColumn: column() });
}

/** Where the code is: not on top of the answer. */
function column(): number | undefined {
  return window.visibleTextEditors.find((one) => one.viewColumn !== undefined)?.viewColumn ?? 1;
}
