// Markdown that the server keeps in files of its own: read as a page, never as a file of the project.
import { commands, Uri, workspace } from "vscode";

export function isOurPage(uri: Uri): boolean {
  return uri.scheme === "file" && uri.path.endsWith(".md") && workspace.getWorkspaceFolder(uri) === undefined;
}

export async function showPage(uri: Uri): Promise<void> {
  await commands.executeCommand("markdown.showPreview", uri);
}
