// One answer's page: Markdown as VS Code's own preview renders it, written anew as often as it grows.
//
// The built-in preview is not used: it looks at a growing virtual document too seldom.
import { commands, type Disposable, EventEmitter, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { html } from "./html";
import { openLink } from "./links";

export const VIEW_TYPE = "archlsp.answer";

export class AnswerPage implements Disposable {
  private readonly panel: WebviewPanel;
  private readonly closed = new EventEmitter<void>();
  private readonly seen = new EventEmitter<void>();
  private wanted: string | undefined;
  private rendering = false;
  readonly onClosed = this.closed.event;
  readonly onSeen = this.seen.event;

  constructor(title: string) {
    const options = { enableScripts: true, enableFindWidget: true, retainContextWhenHidden: true, localResourceRoots: [] };
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.panel = window.createWebviewPanel(VIEW_TYPE, title, column, options);
    this.panel.webview.html = html();
    this.panel.webview.onDidReceiveMessage((said: Said) => void this.hear(said));
    this.panel.onDidDispose(() => this.closed.fire());
    this.panel.onDidChangeViewState(() => {
      if (this.panel.active) this.seen.fire();
    });
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Show this text. While one is being rendered only the newest that comes is kept. */
  write(markdown: string): void {
    this.wanted = markdown;
    if (!this.rendering) void this.render();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private async render(): Promise<void> {
    this.rendering = true;
    while (this.wanted !== undefined) {
      const markdown = this.wanted;
      this.wanted = undefined;
      await this.panel.webview.postMessage({ body: await rendered(markdown) });
    }
    this.rendering = false;
  }

  private async hear(said: Said): Promise<void> {
    if (typeof said.href === "string") await openLink(Uri.parse(said.href));
  }
}

/** The renderer takes no link to a file; ours are opened by us. */
async function rendered(markdown: string): Promise<string> {
  const hidden = markdown.replaceAll("](file:///", "](archlsp-file:///");
  const body = await commands.executeCommand<string>("markdown.api.render", hidden);
  return body.replaceAll("archlsp-file:///", "file:///");
}

interface Said {
  readonly href?: unknown;
}
