-- Commands of the server, sent and answered; what is running can be cancelled.
local clients = require("archlsp.client")
local messages = require("archlsp.messages")
local M = {}

local CANCELLED = { [-32800] = true, [-32802] = true }
local running = {} -- request id by client id

local function note(client_id, request_id, value)
  running[client_id] = running[client_id] or {}
  running[client_id][request_id] = value
end

-- Run "archlsp.<name>" with one object (or none); `done(result)` when it went well.
function M.send(client, name, argument, done)
  local params = { command = "archlsp." .. name, arguments = argument and { argument } or {} }
  local request_id
  local sent, id = clients.call(client, "request", "workspace/executeCommand", params, function(failure, result)
    if request_id then note(client.id, request_id, nil) end
    if failure then
      if not CANCELLED[failure.code] then messages.show(failure.message, vim.log.levels.ERROR) end
      return
    end
    if done then done(result ~= vim.NIL and result or {}) end
  end)
  request_id = id
  if sent and id then note(client.id, id, true) end
end

-- Stop what this Neovim asked for, and whatever else the server is asking.
function M.cancel(client)
  for id in pairs(running[client.id] or {}) do
    clients.call(client, "cancel_request", id)
  end
  M.send(client, "cancel", nil)
end

function M.forget(client_id)
  running[client_id] = nil
end

return M
