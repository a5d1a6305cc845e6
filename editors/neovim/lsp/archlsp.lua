-- Read by vim.lsp.config (Neovim 0.11+); your own vim.lsp.config("archlsp", {...}) is laid over it.
return require("archlsp.config")
