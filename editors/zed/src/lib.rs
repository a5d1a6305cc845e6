//! Tells Zed how to start `archlsp serve`, and hands the user's settings on.

use zed_extension_api::{self as zed, serde_json, settings::LspSettings, LanguageServerId, Result};

const MISSING: &str = "`archlsp` is not on the PATH. Install it, or set lsp.archlsp.binary.path in Zed's settings.";

struct Archlsp;

impl zed::Extension for Archlsp {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.binary);
        let (path, arguments) = binary.map_or((None, None), |binary| (binary.path, binary.arguments));
        let command = path
            .or_else(|| worktree.which("archlsp"))
            .ok_or_else(|| MISSING.to_string())?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["serve".to_string()]),
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.initialization_options))
    }
}

zed::register_extension!(Archlsp);
