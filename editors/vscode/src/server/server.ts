// The one server of this window: found, started, asked, stopped.
import { type CancellationToken, type Disposable, type ExtensionContext, EventEmitter, type LogOutputChannel } from "vscode";
import { mkdir } from "node:fs/promises";
import {
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  type LanguageClient,
  State,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageclient/node";
import { Client } from "../client/client";
import { Failures } from "../client/failures";
import { clientOptions } from "../client/options";
import { locate, type Located } from "./locate";

export type ServerState = "starting" | "running" | "stopped" | "missing";
export type Trouble = { readonly kind: "missing" | "gave-up" } | { readonly kind: "wrong-setting" | "start-failed"; readonly what: string };
export type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
type Handler = (params: unknown) => void;

const STATES: Readonly<Record<State, ServerState>> = {
  [State.Starting]: "starting",
  [State.Running]: "running",
  [State.Stopped]: "stopped",
  [State.StartFailed]: "stopped",
};

export class Server implements Disposable {
  private client: LanguageClient | undefined;
  private work: Promise<void> = Promise.resolve();
  private current: ServerState = "stopped";
  private readonly handlers = new Map<string, Handler>();
  private readonly stateChanged = new EventEmitter<ServerState>();
  private readonly troubled = new EventEmitter<Trouble>();
  readonly onState = this.stateChanged.event;
  readonly onTrouble = this.troubled.event;

  constructor(
    private readonly context: ExtensionContext,
    readonly log: LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Hear a notification of the server's, from this one and every later start. Before `start`. */
  listen<P>(method: string, handler: (params: P) => void): void {
    this.handlers.set(method, handler as Handler);
  }

  /** Start it, or start it again. Never throws: what is wrong is an event. */
  start(): Promise<void> {
    return this.next(async () => {
      await this.end();
      this.become("starting");
      const found = await locate(this.context);
      if (found.kind === "found") await this.begin(found);
      else this.fail(found);
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  dispose(): void {
    void this.stop();
    this.stateChanged.dispose();
    this.troubled.dispose();
  }

  /** Have a command carried out; undefined while there is no server. Rejects with what the server says. */
  async ask(command: string, given: readonly unknown[], token?: CancellationToken, heard?: (step: Step) => void): Promise<unknown> {
    const client = this.client;
    if (client?.state !== State.Running) return undefined;
    const workDoneToken = heard ? crypto.randomUUID() : undefined;
    const listening = workDoneToken && heard ? client.onProgress(WorkDoneProgress.type, workDoneToken, heard) : undefined;
    try {
      const params = { command, arguments: [...given], ...(workDoneToken && { workDoneToken }) };
      return await client.sendRequest(ExecuteCommandRequest.type, params, token);
    } finally {
      listening?.dispose();
    }
  }

  knows(command: string): boolean {
    const commands = this.client?.initializeResult?.capabilities.executeCommandProvider?.commands;
    return commands?.includes(command) ?? false;
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step, step);
    return this.work;
  }

  private async begin(found: Extract<Located, { kind: "found" }>): Promise<void> {
    const home = this.context.globalStorageUri.fsPath; // not the workspace: nothing of it is run by accident
    await mkdir(home, { recursive: true });
    const failures = new Failures(() => this.troubled.fire({ kind: "gave-up" }));
    const options = { cwd: home, env: process.env };
    const executable = { command: found.program, args: [...found.given], options };
    const settingsChanged = (): Promise<void> => client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    const client: Client = new Client("archlsp", "Archlsp", executable, clientOptions(this.log, failures, settingsChanged));
    for (const [method, handler] of this.handlers) client.onNotification(method, handler);
    client.onDidChangeState(({ newState }) => this.become(STATES[newState]));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.become("stopped");
      this.troubled.fire({ kind: "start-failed", what: error instanceof Error ? error.message : String(error) });
    }
  }

  private fail(found: Exclude<Located, { kind: "found" }>): void {
    this.become("missing");
    this.troubled.fire(found.kind === "missing" ? { kind: "missing" } : { kind: "wrong-setting", what: found.program });
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.debug(String(error)); // it has ended already
    }
  }

  private become(state: ServerState): void {
    if (state === this.current) return;
    this.current = state;
    this.stateChanged.fire(state);
  }
}
