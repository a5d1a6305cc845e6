// Work that takes long shows itself, from the server's begin to its end, with a button that stops it; quick work does not.
import { CancellationTokenSource, ProgressLocation, window } from "vscode";
import type { Step } from "../server/server";

const QUICK = 700;
type Work<T> = (token: CancellationTokenSource["token"], heard: (step: Step) => void) => Promise<T>;

export async function withProgress<T>(work: Work<T>): Promise<T> {
  const source = new CancellationTokenSource();
  const shown = new Shown(() => source.cancel());
  try {
    return await work(source.token, (step) => shown.hear(step));
  } finally {
    shown.end();
    source.dispose();
  }
}

/** Not while the user is asked for something: then the server has not begun, or has ended. */
class Shown {
  private timer: NodeJS.Timeout | undefined;
  private message = "";
  private report = (): void => undefined;
  private close = (): void => undefined;

  constructor(private readonly cancel: () => void) {}

  hear(step: Step): void {
    if (step.kind === "end") return this.end();
    if (step.kind === "begin") this.timer = setTimeout(() => this.show(step.title), QUICK);
    this.message = step.message ?? this.message;
    this.report();
  }

  end(): void {
    clearTimeout(this.timer);
    this.close();
  }

  private show(title: string): void {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    void window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(this.cancel);
      this.report = () => progress.report({ message: this.message });
      this.report();
      return new Promise<void>((resolve) => (this.close = resolve));
    });
  }
}
