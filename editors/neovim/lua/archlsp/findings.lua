-- The findings on the cursor's line, as the server knows them.
local messages = require("archlsp.messages")
local M = {}

local function here(client, buffer)
  local namespace = vim.lsp.diagnostic.get_namespace(client.id)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer, { namespace = namespace, lnum = line })) do
    local said = vim.tbl_get(diagnostic, "user_data", "lsp", "data") or {}
    if said.identity then
      table.insert(found, { identity = said.identity, rule = diagnostic.code, title = diagnostic.message,
        first = diagnostic.col, last = diagnostic.end_col })
    end
  end
  return found
end

local function under_cursor(found)
  local column = vim.api.nvim_win_get_cursor(0)[2]
  return vim.tbl_filter(function(one) return column >= one.first and column < one.last end, found)
end

-- Call `chosen(finding)` with the one under the cursor; the user chooses where there are several.
function M.choose(client, buffer, chosen)
  local found = here(client, buffer)
  local exact = under_cursor(found)
  if #exact > 0 then found = exact end
  if #found == 0 then
    messages.tell("no-finding", vim.log.levels.WARN)
  elseif #found == 1 then
    chosen(found[1])
  else
    local options = { prompt = messages.say("which-finding"), format_item = function(one) return one.title end }
    vim.ui.select(found, options, function(one)
      if one then chosen(one) end
    end)
  end
end

return M
