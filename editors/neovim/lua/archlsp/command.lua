-- :Archlsp <subcommand> [words]; with a range its lines are what is meant.
local messages = require("archlsp.messages")
local M = {}

local function split(given)
  local name, words = given.args:match("^(%S*)%s*(.-)%s*$")
  return name, words
end

function M.run(given)
  local name, words = split(given)
  if name == "" then name = "showStatus" end
  local run = require("archlsp.subcommands").run[name]
  if not run then
    messages.tell("unknown-subcommand", vim.log.levels.ERROR, name)
    return
  end
  run({ words = words, buffer = vim.api.nvim_get_current_buf(), ranged = given.range > 0,
    first = given.line1 - 1, last = given.line2 - 1 })
end

-- The first word is completed, and the second where there is a choice.
function M.complete(lead, line)
  local before = line:sub(1, #line - #lead)
  local name = before:match("Archlsp!?%s+(%S+)%s+$")
  local subcommands = require("archlsp.subcommands")
  local choices = name and (subcommands.choices[name] or {}) or vim.tbl_keys(subcommands.run)
  table.sort(choices)
  return vim.tbl_filter(function(choice) return vim.startswith(choice:lower(), lead:lower()) end, choices)
end

return M
