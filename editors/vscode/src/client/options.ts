import { CancellationTokenSource, type LogOutputChannel, Uri, window } from "vscode";
import { type ErrorHandler, type LanguageClientOptions, type Middleware, RevealOutputChannelOn } from "vscode-languageclient/node";
import { isOurPage, showPage } from "../answers/pages";
import { say } from "../messages";
import { settingsOf } from "./settings";

const NEVER = new CancellationTokenSource().token;

/** `settingsChanged` tells the server to ask for its settings. */
export function clientOptions(
  log: LogOutputChannel,
  errorHandler: ErrorHandler,
  settingsChanged: () => Promise<void>,
): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file" }, { scheme: "untitled" }], // the server knows which files it reviews
    initializationOptions: { status: true, answers: true },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler,
    middleware: middleware(settingsChanged),
    diagnosticPullOptions: { onChange: false, onSave: false }, // the server says when there is something new
  };
}

function middleware(settingsChanged: () => Promise<void>): Middleware {
  return {
    workspace: {
      handleApplyEdit: (params, next) => {
        const notes = Object.values(params.edit.changeAnnotations ?? {});
        // VS Code shows such an edit with nothing ticked, and does not say that this is up to the user.
        if (notes.some((one) => one.needsConfirmation)) void window.showInformationMessage(say("confirm-edit"));
        return next(params, NEVER);
      },
      didChangeConfiguration: settingsChanged, // the library would send our defaults as if somebody had chosen them
      configuration: (params, token, next) => {
        const ours = params.items.every((item) => item.section === "archlsp");
        if (!ours) return next(params, token);
        return params.items.map((item) => settingsOf(item.scopeUri ? Uri.parse(item.scopeUri) : undefined));
      },
    },
    window: {
      showDocument: async (params, token, next) => {
        const uri = Uri.parse(params.uri);
        if (params.external || !isOurPage(uri)) return next(params, token);
        await showPage(uri);
        return { success: true };
      },
    },
  };
}
