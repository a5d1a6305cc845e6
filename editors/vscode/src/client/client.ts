import {
  type ClientCapabilities,
  type DynamicFeature,
  ExecuteCommandRequest,
  type FeatureState,
  LanguageClient,
  type StaticFeature,
} from "vscode-languageclient/node";

/**
 * The commands are ours, from the first moment and with questions where one is needed: without this, the library
 * would register the server's commands under the same names when it is up.
 */
export class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const method = "registrationType" in feature ? feature.registrationType.method : undefined;
    super.registerFeature(method === ExecuteCommandRequest.method ? new OwnCommands() : feature);
  }
}

class OwnCommands implements StaticFeature {
  getState(): FeatureState {
    return { kind: "static" };
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.workspace = { ...capabilities.workspace, executeCommand: { dynamicRegistration: false } };
  }

  initialize(): void {
    // Nothing to set up.
  }

  clear(): void {
    // Nothing to give back.
  }
}
