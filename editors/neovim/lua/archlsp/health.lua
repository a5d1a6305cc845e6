-- :checkhealth archlsp - what works here, what does not, and what to do.
local M = {}
local clients = require("archlsp.client")

local function both(ja, en)
  return require("archlsp.messages").language() == "en" and en or ja
end

-- The first line of a program's output; nil when it cannot be run.
local function output(command)
  local started, process = pcall(vim.system, command, { text = true, timeout = 10000 })
  local done = started and process:wait()
  return done and done.code == 0 and vim.trim(vim.split(done.stdout .. done.stderr, "\n")[1]) or nil
end

local function check_neovim()
  local now = vim.version()
  local version = ("Neovim %d.%d.%d"):format(now.major, now.minor, now.patch)
  if vim.fn.has("nvim-0.11") == 1 then
    vim.health.ok(version)
  elseif vim.fn.has("nvim-0.10") == 1 then
    vim.health.warn(version, both(
      'nvim-lspconfig で require("lspconfig").archlsp.setup({}) を使うか、0.11 以降にしてください。',
      'Use nvim-lspconfig: require("lspconfig").archlsp.setup({}), or Neovim 0.11 or newer.'))
  else
    vim.health.error(version, both(
      "0.11 以降にしてください。", "Update to 0.11 or newer."))
  end
end

local function server_command()
  local client = clients.all()[1]
  local config = client and client.config or vim.lsp.config and vim.lsp.config.archlsp or require("archlsp.config")
  return config.cmd
end

local function check_server()
  local command = server_command()
  if type(command) ~= "table" then
    vim.health.info(both("cmd は関数です。", "cmd is a function."))
    return
  end
  local path = vim.fn.exepath(command[1])
  if path == "" then
    vim.health.error(both("サーバーが見つかりません: ", "The server was not found: ") .. command[1], {
      both("archlsp をインストールしてください（リポジトリで pipx install .）。", "Install archlsp (pipx install . in its repository)."),
      both('PATH の外にあるなら vim.lsp.config("archlsp", { cmd = { "/場所/archlsp", "serve" } }) と書きます。',
        'If it is not on the PATH: vim.lsp.config("archlsp", { cmd = { "/path/to/archlsp", "serve" } }).'),
    })
    return
  end
  local version_command = vim.list_slice(command, 1, #command)
  version_command[#version_command] = "--version"
  local version = output(version_command)
  if version then
    vim.health.ok(("%s (%s)"):format(version, path))
  else
    vim.health.error(both("サーバーを実行できません: ", "The server cannot be run: ") .. path,
      both("端末で archlsp doctor を実行し、その指示に従ってください。", "Run archlsp doctor in a terminal and do what it says."))
  end
end

local function check_programs()
  local git = output({ "git", "--version" })
  if git then
    vim.health.ok(git)
  else
    vim.health.error(both("git がありません。", "git was not found."), both(
      "git をインストールしてください。最近の変更を知るために使います。", "Install git: it tells which lines are recent."))
  end
  local python = output({ "python3", "--version" }) or output({ "python", "--version" })
  local major, minor = (python or ""):match("(%d+)%.(%d+)")
  if major and tonumber(major) * 100 + tonumber(minor) >= 311 then
    vim.health.ok(python)
  else
    vim.health.info((python or both("Python は PATH にありません", "Python is not on the PATH")) .. both(
      "（archlsp には 3.11 以降が要ります。上でサーバーが動いていれば問題ありません）",
      " (archlsp needs 3.11 or newer; nothing to do when the server above runs)"))
  end
end

local function check_clients()
  local running = clients.all()
  if #running == 0 then
    vim.health.warn(both("動いているクライアントはありません。", "No client is running."), both(
      "リポジトリの中の対象のファイル（Python、SQL、YAML など）を開いてください。vim.g.archlsp_autostart = false なら vim.lsp.enable(\"archlsp\") が要ります。",
      "Open a file it reviews (Python, SQL, YAML and so on). With vim.g.archlsp_autostart = false call vim.lsp.enable(\"archlsp\")."))
  end
  for _, client in ipairs(running) do
    local buffers = #vim.tbl_keys(client.attached_buffers)
    vim.health.ok(both("接続中: %s（バッファ %d 個）", "Attached: %s (%d buffers)"):format(
      client.config.root_dir or "-", buffers))
  end
end

local function check_ai()
  local states = require("archlsp.state").all()
  for _, state in ipairs(states) do
    local report = (state.mode == "ready" or state.mode == "asking") and vim.health.ok or vim.health.info
    report("AI: " .. (state.text or state.mode))
    if state.reason then vim.health.info(state.reason) end
  end
  if #states == 0 then
    vim.health.info(both("AI の状態はまだ届いていません。:Archlsp showStatus で確かめられます。",
      "The server has not said how things stand with the AI. :Archlsp showStatus asks."))
  end
end

function M.check()
  vim.health.start("archlsp")
  check_neovim()
  check_server()
  check_programs()
  check_clients()
  check_ai()
  vim.health.info(both("ログ: ", "Log: ") .. vim.lsp.get_log_path())
end

return M
