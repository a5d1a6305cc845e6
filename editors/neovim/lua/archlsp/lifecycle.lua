-- Started at the first file, restarted on command, and brought back when it dies.
local clients = require("archlsp.client")
local messages = require("archlsp.messages")
local M = {}

local OFTEN = 5
local WHILE = 180e9 -- nanoseconds: five deaths within three minutes end the restarts
local PATIENCE = 3000 -- milliseconds until a server that does not end when asked is killed
local deaths = {}
local awaited = {} -- client id -> what to do when it has ended

local function buffers_of(client)
  return vim.tbl_keys(client.attached_buffers)
end

-- The settings may have changed since the client was started; its root has not.
local function config_of(client)
  local config = vim.lsp.config and vim.lsp.config.archlsp or client.config
  return vim.tbl_extend("force", vim.deepcopy(config), { name = client.name, root_dir = client.config.root_dir })
end

local function start(config, buffers)
  for _, buffer in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      vim.lsp.start(config, { bufnr = buffer, reuse_client = config.reuse_client })
    end
  end
end

local function keeps_dying()
  local now = vim.uv.hrtime()
  deaths = vim.tbl_filter(function(when) return now - when < WHILE end, deaths)
  table.insert(deaths, now)
  return #deaths >= OFTEN
end

-- At once after the first death, later ones wait: what kills a server at its start needs time to pass.
local function pause()
  return #deaths == 1 and 0 or 250 * 2 ^ #deaths
end

local function died(config, buffers)
  if keeps_dying() then
    messages.tell("died-often", vim.log.levels.ERROR)
    return
  end
  messages.tell("died", vim.log.levels.WARN)
  vim.defer_fn(function() start(config, buffers) end, pause())
end

function M.enable(buffer)
  local command = vim.lsp.config.archlsp.cmd
  if type(command) == "table" and vim.fn.executable(command[1]) == 0 then
    messages.tell("not-found", vim.log.levels.WARN, command[1])
    return
  end
  vim.lsp.enable("archlsp")
  -- Before VimEnter, vim.lsp.enable leaves the buffer whose FileType is being handled to the next one.
  if vim.v.vim_did_enter == 0 then
    vim.schedule(function()
      if vim.api.nvim_buf_is_loaded(buffer) then
        vim.api.nvim_exec_autocmds("FileType", { group = "nvim.lsp.enable", buffer = buffer, modeline = false })
      end
    end)
  end
end

-- on_exit of the client. Neovim detaches the buffers in what it schedules before us.
function M.exited(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  local buffers = client and buffers_of(client) or {}
  local next_step = awaited[client_id]
  awaited[client_id] = nil
  vim.schedule(function()
    require("archlsp.request").forget(client_id)
    require("archlsp.state").forget(client_id)
    require("archlsp.answers").lost(client_id)
    if not client or vim.v.exiting ~= vim.NIL then return end
    -- SIGTERM is what a client sends to a server that it wants to be rid of.
    local crashed = code ~= 0 or (signal ~= 0 and signal ~= 15)
    vim.schedule(function()
      if next_step then next_step() elseif crashed and #buffers > 0 then died(config_of(client), buffers) end
    end)
  end)
end

-- Restart every server; where none runs, start one for the current file.
function M.restart()
  deaths = {}
  messages.tell("restarting")
  local running = clients.all()
  if #running == 0 then
    vim.lsp.enable("archlsp")
    return
  end
  for _, client in ipairs(running) do
    local config, buffers = config_of(client), buffers_of(client)
    awaited[client.id] = function() start(config, buffers) end
    clients.call(client, "stop")
    vim.defer_fn(function()
      if awaited[client.id] then clients.call(client, "stop", true) end
    end, PATIENCE)
  end
end

return M
