import { window } from "vscode";
import { language, say } from "../messages";
import type { Server } from "../server/server";
import { chosen, focus, NothingToDo } from "./given";

interface Design {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly asked: string;
}

/** One of the answers that are kept, newest first. */
export async function pickDesign(server: Server): Promise<object> {
  const answer = (await server.ask("archlsp.designs", [focus()])) as { designs: readonly Design[] } | undefined;
  const designs = answer?.designs ?? [];
  if (designs.length === 0) {
    void window.showInformationMessage(say("no-answers"));
    throw new NothingToDo();
  }
  const items = designs.map((one) => ({ label: one.title, description: when(one.asked), detail: one.question, id: one.id }));
  return { id: chosen(await window.showQuickPick(items, { placeHolder: say("which-answer"), matchOnDetail: true })).id };
}

function when(asked: string): string {
  const time = new Date(asked);
  return Number.isNaN(time.getTime()) ? asked : time.toLocaleString(language());
}
