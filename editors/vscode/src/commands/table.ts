// The server's commands: what each needs to know, and what is said when it is done.
import { Uri, window } from "vscode";
import type { Answers } from "../answers/answers";
import { say } from "../messages";
import { dismissal } from "./dismissal";
import * as given from "./given";
import { pickDesign } from "./designs";
import type { Server } from "../server/server";

export interface ServerCommand {
  /** The one argument, from what the editor shows and the user answers. Throws NothingToDo. */
  readonly fill: (passed: readonly unknown[]) => object | undefined | Promise<object | undefined>;
  readonly slow?: boolean;
  readonly done?: (result: unknown) => void;
}

const nothing = (): undefined => undefined;
const aboutFinding = async (passed: readonly unknown[]): Promise<object> => given.identified(await given.finding(passed));

export function serverCommands(server: Server, answers: Answers): Readonly<Record<string, ServerCommand>> {
  const thisAnswer = (): object => (answers.current ? { id: answers.current } : given.focus());
  return {
    reviewFile: { fill: given.file, slow: true, done: reviewed },
    reviewSelection: { fill: given.selection, slow: true, done: reviewed },
    reviewChanges: { fill: nothing, slow: true, done: reviewed },
    reviewRepository: { fill: given.folder, slow: true, done: reviewed },
    improve: { fill: given.selection, slow: true, done: reviewed },
    design: { fill: async () => ({ question: await given.question("ask-question", "ask-question-hint"), ...given.focusLines() }), slow: true },
    designFollowUp: { fill: async () => ({ question: await given.question("ask-follow-up", "ask-follow-up-hint"), ...thisAnswer() }), slow: true },
    openDesign: { fill: () => pickDesign(server) },
    saveAsAdr: { fill: thisAnswer, slow: true, done: saved },
    implement: { fill: thisAnswer, slow: true, done: implemented },
    applyFix: { fill: async (passed) => ({ ...(await aboutFinding(passed)), fix: 0 }) },
    deepen: { fill: aboutFinding, slow: true },
    suggestFix: { fill: aboutFinding, slow: true },
    writeTest: { fill: aboutFinding, slow: true },
    explain: { fill: explained },
    dismiss: { fill: dismissal },
    restore: { fill: given.file, done: restored },
    showMap: { fill: given.focus, slow: true },
    showPayload: { fill: given.file },
    showSpend: { fill: nothing },
    showStatus: { fill: nothing },
    enableAi: { fill: given.folder },
    disableAi: { fill: given.folder },
    cancel: { fill: nothing },
  };
}

async function explained(passed: readonly unknown[]): Promise<object> {
  const one = await given.finding(passed);
  return { rule: one.rule, uri: one.uri.toString() };
}

interface Counted {
  readonly findings?: number;
  readonly stopped?: boolean;
  readonly folders?: readonly Counted[];
}

function reviewed(result: unknown): void {
  const { folders, ...own } = result as Counted;
  const all = folders ?? [own];
  if (all.some((one) => one.stopped)) {
    window.setStatusBarMessage(say("cancelled"), 5_000);
    return;
  }
  const count = all.reduce((sum, one) => sum + (one.findings ?? 0), 0);
  window.setStatusBarMessage(say("reviewed", { count }), 5_000);
}

function restored(result: unknown): void {
  const { restored: count } = result as { restored: number };
  window.setStatusBarMessage(say("restored", { count }), 5_000);
}

interface Proposed {
  readonly applied?: boolean;
  readonly path?: string;
  readonly uri?: string;
  readonly paths?: readonly string[];
}

/** VS Code leaves what was applied unsaved: the user reads it first. */
function saved(result: unknown): void {
  const { applied, path, uri } = result as Proposed;
  if (!applied || !path || !uri) return;
  window.setStatusBarMessage(say("adr-made", { path }), 10_000);
  const column = window.visibleTextEditors[0]?.viewColumn;
  void window.showTextDocument(Uri.parse(uri), { preview: false, ...(column && { viewColumn: column }) });
}

function implemented(result: unknown): void {
  const { applied, paths } = result as Proposed;
  if (applied && paths) window.setStatusBarMessage(say("implemented", { count: paths.length }), 10_000);
}
