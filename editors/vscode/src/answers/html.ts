import { randomBytes } from "node:crypto";

const STYLE = `
  body { font-family: var(--markdown-font-family, var(--vscode-font-family)); font-size: 14px; line-height: 1.6; padding: 0 26px 40px; }
  h1 { font-size: 1.6em; } h2 { font-size: 1.3em; } h3 { font-size: 1.1em; }
  h1, h2 { border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-editorWidget-border)); padding-bottom: 0.2em; }
  table { border-collapse: collapse; }
  th { text-align: left; border-bottom: 1px solid var(--vscode-foreground); }
  th, td { padding: 5px 10px; vertical-align: top; }
  td { border-top: 1px solid var(--vscode-editorWidget-border); }
  pre { background: var(--vscode-textCodeBlock-background); padding: 12px 16px; overflow: auto; border-radius: 3px; }
  code { font-family: var(--vscode-editor-font-family); font-size: 0.95em; }
  a { color: var(--vscode-textLink-foreground); text-decoration: none; } a:hover { text-decoration: underline; }
  blockquote { margin-left: 0; padding-left: 14px; border-left: 4px solid var(--vscode-textBlockQuote-border); }
`;

// Who reads at the very end follows the text as it grows; who reads elsewhere is not moved.
const SCRIPT = `
  const editor = acquireVsCodeApi();
  const page = document.getElementById("page");
  addEventListener("message", ({ data }) => {
    const root = document.documentElement;
    const follows = root.scrollTop > 0 && root.scrollTop + innerHeight >= root.scrollHeight - 4;
    page.innerHTML = data.body;
    if (follows) root.scrollTop = root.scrollHeight;
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const href = link && (link.dataset.href || link.getAttribute("href"));
    if (!href) return;
    event.preventDefault();
    event.stopPropagation();
    if (href.startsWith("#")) document.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView();
    else editor.postMessage({ href });
  }, true);
`;

/** The empty page. Nothing is loaded, and what the answer brings cannot run: only our own script has the nonce. */
export function html(): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><style>${STYLE}</style></head>
<body><div id="page" class="markdown-body"></div><script nonce="${nonce}">${SCRIPT}</script></body></html>`;
}
