// The rows of the tree: groups, and findings in them.
import { type Command, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from "vscode";
import * as path from "node:path";
import { say } from "../messages";
import { type Category, type Finding, type Severity } from "./finding";

const ICONS: Readonly<Record<Severity, ThemeIcon>> = {
  error: new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground")),
  warning: new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground")),
  info: new ThemeIcon("info", new ThemeColor("problemsInfoIcon.foreground")),
  hint: new ThemeIcon("lightbulb"),
};

const CATEGORY_ICONS: Readonly<Record<Category, string>> = {
  security: "shield",
  reliability: "pulse",
  database: "database",
  performance: "dashboard",
  architecture: "type-hierarchy",
  api: "plug",
  maintainability: "tools",
  testing: "beaker",
  other: "circle-outline",
};

export class FindingNode extends TreeItem {
  constructor(
    readonly finding: Finding,
    group: string,
    withFile: boolean,
  ) {
    super(finding.title, TreeItemCollapsibleState.None);
    const line = finding.range.start.line + 1;
    const file = path.basename(finding.uri.path);
    this.id = `${group}/${finding.uri.toString()}/${finding.identity}/${line}:${finding.range.start.character}`;
    this.description = withFile ? `${file}:${line}` : say("line", { line });
    this.tooltip = `${finding.title}\n${workspace.asRelativePath(finding.uri)}:${line}\n${finding.rule}`;
    this.iconPath = ICONS[finding.severity];
    this.contextValue = "finding";
    this.command = jumpTo(finding);
  }
}

function jumpTo(finding: Finding): Command {
  return { command: "vscode.open", title: "", arguments: [finding.uri, { selection: finding.range }] };
}

export class GroupNode extends TreeItem {
  constructor(
    key: string,
    label: string | undefined,
    readonly findings: readonly Finding[],
    private readonly withFile: boolean,
  ) {
    super(label ?? "", TreeItemCollapsibleState.Expanded);
    this.id = key;
    this.description = String(findings.length);
    this.contextValue = "group";
  }

  rows(): FindingNode[] {
    return this.findings.map((finding) => new FindingNode(finding, this.id ?? "", this.withFile));
  }
}

export function fileGroup(uri: Uri, findings: readonly Finding[]): GroupNode {
  const group = new GroupNode(uri.toString(), path.basename(uri.path), findings, false);
  const folder = path.dirname(workspace.asRelativePath(uri));
  group.resourceUri = uri;
  group.iconPath = ThemeIcon.File;
  group.description = folder === "." ? "" : folder;
  return group;
}

export function categoryGroup(category: Category, findings: readonly Finding[]): GroupNode {
  const group = new GroupNode(category, say(`category-${category}`), findings, true);
  group.iconPath = new ThemeIcon(CATEGORY_ICONS[category]);
  return group;
}

export function severityGroup(severity: Severity, findings: readonly Finding[]): GroupNode {
  const group = new GroupNode(severity, say(`severity-${severity}`), findings, true);
  group.iconPath = ICONS[severity];
  return group;
}
