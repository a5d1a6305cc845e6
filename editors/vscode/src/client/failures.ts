// The server ends unexpectedly: it is started again, but not for ever.
import { CloseAction, ErrorAction, type CloseHandlerResult, type ErrorHandler, type ErrorHandlerResult } from "vscode-languageclient/node";
import { say } from "../messages";

const MOST = 4;
const WITHIN = 3 * 60_000;

export class Failures implements ErrorHandler {
  private ends: number[] = [];

  constructor(private readonly gaveUp: () => void) {}

  error(): ErrorHandlerResult {
    return { action: ErrorAction.Continue, handled: true };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.ends = [...this.ends.filter((one) => now - one < WITHIN), now];
    if (this.ends.length <= MOST) return { action: CloseAction.Restart, message: say("died"), handled: true };
    this.gaveUp();
    return { action: CloseAction.DoNotRestart, message: say("died-often"), handled: true };
  }
}
