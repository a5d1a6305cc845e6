// Design answers: a page each, beside the code, that grows while the answer is written.
import type { Disposable } from "vscode";
import { AnswerPage } from "./page";

export type AnswerState = "streaming" | "complete" | "cancelled" | "failed";

export interface Answer {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  readonly state: AnswerState;
}

export class Answers implements Disposable {
  private readonly answers = new Map<string, Answer>();
  private readonly pages = new Map<string, AnswerPage>();
  private last: string | undefined;

  /** The answer that the user looked at last: what a follow-up is about, unless said otherwise. */
  get current(): string | undefined {
    return this.last;
  }

  /** News of an answer. Its page opens with the first news; one that the user closed while it grows stays closed. */
  take(answer: Answer): void {
    const growing = this.answers.get(answer.id)?.state === "streaming";
    this.answers.set(answer.id, answer);
    const page = this.pages.get(answer.id) ?? (growing ? undefined : this.open(answer));
    if (!growing) page?.reveal();
    page?.write(answer.markdown);
  }

  dispose(): void {
    for (const page of this.pages.values()) page.dispose();
  }

  private open({ id, title }: Answer): AnswerPage {
    const page = new AnswerPage(title);
    this.pages.set(id, page);
    this.last = id;
    page.onClosed(() => this.pages.delete(id));
    page.onSeen(() => (this.last = id));
    return page;
  }
}
