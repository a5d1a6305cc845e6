import { commands, type Disposable, EventEmitter, languages, type Memento, type TreeDataProvider, type TreeView, window } from "vscode";
import { say } from "../messages";
import { allFindings, CATEGORIES, type Finding, SEVERITIES } from "./finding";
import { categoryGroup, fileGroup, FindingNode, GroupNode, severityGroup } from "./nodes";

export const GROUPINGS = ["file", "category", "severity"] as const;
export type Grouping = (typeof GROUPINGS)[number];
type Node = GroupNode | FindingNode;

const MEMORY = "archlsp.grouping";
const SOON = 100;

/** The tree of findings; it follows what VS Code shows as diagnostics, whoever brought them. */
export class FindingTree implements TreeDataProvider<Node>, Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly view: TreeView<Node>;
  private readonly parts: Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private findings: readonly Finding[] = [];
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly memory: Memento) {
    this.view = window.createTreeView("archlsp.findings", { treeDataProvider: this, showCollapseAll: true });
    this.parts = [this.view, this.changed, languages.onDidChangeDiagnostics(() => this.soon())];
    this.refresh();
  }

  get grouping(): Grouping {
    const kept = this.memory.get<string>(MEMORY);
    return GROUPINGS.find((one) => one === kept) ?? "file";
  }

  async group(by: Grouping): Promise<void> {
    await this.memory.update(MEMORY, by);
    this.refresh();
  }

  refresh(): void {
    this.findings = allFindings().sort(inOrder);
    const count = this.findings.length;
    this.view.badge = count > 0 ? { value: count, tooltip: say("status-findings", { count }) } : undefined;
    this.view.description = count > 0 ? say(`group-${this.grouping}`) : undefined;
    void commands.executeCommand("setContext", MEMORY, this.grouping);
    this.changed.fire();
  }

  getTreeItem(node: Node): Node {
    return node;
  }

  getChildren(node?: Node): Node[] {
    if (node instanceof GroupNode) return node.rows();
    return node ? [] : groups(this.findings, this.grouping);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) part.dispose();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.refresh();
    }, SOON);
  }
}

function inOrder(a: Finding, b: Finding): number {
  return a.uri.path.localeCompare(b.uri.path) || a.range.start.compareTo(b.range.start);
}

function groups(findings: readonly Finding[], by: Grouping): GroupNode[] {
  if (by === "category") return pick(CATEGORIES, findings, (one) => one.category, categoryGroup);
  if (by === "severity") return pick(SEVERITIES, findings, (one) => one.severity, severityGroup);
  const files = new Map<string, Finding[]>();
  for (const one of findings) files.set(one.uri.toString(), [...(files.get(one.uri.toString()) ?? []), one]);
  return [...files.values()].flatMap((own) => (own[0] ? [fileGroup(own[0].uri, own)] : []));
}

function pick<K>(
  keys: readonly K[],
  findings: readonly Finding[],
  keyOf: (one: Finding) => K,
  make: (key: K, own: readonly Finding[]) => GroupNode,
): GroupNode[] {
  return keys.flatMap((key) => {
    const own = findings.filter((one) => keyOf(one) === key);
    return own.length > 0 ? [make(key, own)] : [];
  });
}
