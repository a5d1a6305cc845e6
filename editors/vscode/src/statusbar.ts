// How things stand, at the bottom of the window: the server, the findings, the AI of each folder.
import { type Disposable, languages, MarkdownString, StatusBarAlignment, ThemeColor, Uri, window, workspace } from "vscode";
import { allFindings } from "./findings/finding";
import { say } from "./messages";
import type { ServerState } from "./server/server";

export interface FolderStatus {
  readonly folder: string;
  readonly mode: string;
  readonly text: string;
  readonly reason: string | null;
}

const CLICKS: Readonly<Record<ServerState, string>> = {
  starting: "archlsp.showLog",
  running: "archlsp.showStatus",
  stopped: "archlsp.restartServer",
  missing: "archlsp.installServer",
};
const AI_ICONS: Readonly<Record<string, string>> = { asking: "$(sync~spin)", paused: "$(debug-pause)", stopped: "$(warning)" };

export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem("archlsp.status", StatusBarAlignment.Left, 10);
  private readonly folders = new Map<string, FolderStatus>();
  private readonly heard = languages.onDidChangeDiagnostics(() => this.draw());
  private state: ServerState = "starting";

  constructor() {
    this.item.name = "Archlsp";
    this.draw();
    this.item.show();
  }

  server(state: ServerState): void {
    if (state !== "running") this.folders.clear();
    this.state = state;
    this.draw();
  }

  folder(status: FolderStatus): void {
    this.folders.set(status.folder, status);
    this.draw();
  }

  dispose(): void {
    this.heard.dispose();
    this.item.dispose();
  }

  private draw(): void {
    const broken = this.state === "stopped" || this.state === "missing";
    this.item.text = `${this.icon()} archlsp${this.count()}`;
    this.item.tooltip = this.tooltip();
    this.item.command = CLICKS[this.state];
    this.item.backgroundColor = broken ? new ThemeColor("statusBarItem.warningBackground") : undefined;
  }

  private icon(): string {
    if (this.state === "starting") return "$(loading~spin)";
    if (this.state !== "running") return "$(warning)";
    const icons = [...this.folders.values()].map((one) => AI_ICONS[one.mode]);
    return icons.find((one) => one !== undefined) ?? "$(type-hierarchy)";
  }

  private count(): string {
    const count = this.state === "running" ? allFindings().length : 0;
    return count > 0 ? ` ${count}` : "";
  }

  private tooltip(): MarkdownString {
    const text = new MarkdownString();
    const lines = [`archlsp: ${say(`status-${this.state}`)}`];
    if (this.state === "running") {
      lines.push(say("status-findings", { count: allFindings().length }));
      for (const one of this.folders.values()) lines.push(`${nameOf(one.folder)}: ${one.text}`, one.reason ?? "");
      lines.push(say("status-click"));
    }
    for (const line of lines.filter(Boolean)) text.appendText(line).appendMarkdown("\n\n");
    return text;
  }
}

function nameOf(folder: string): string {
  const uri = Uri.parse(folder);
  return workspace.getWorkspaceFolder(uri)?.name ?? uri.path.split("/").at(-1) ?? folder;
}
