-- nvim --clean --headless -l neovim.lua STEPS: plays the steps of a user, prints what the user would see as JSON lines.
-- Environment: ARCHLSP_EDITORS (the folder editors/neovim), ARCHLSP_COMMAND (a JSON list), FILE (what is opened).
local out = function(value) io.stdout:write(vim.json.encode(value) .. "\n") end
local file = vim.env.FILE
vim.opt.runtimepath:append(vim.env.ARCHLSP_EDITORS)
vim.lsp.config("archlsp", { cmd = vim.json.decode(vim.env.ARCHLSP_COMMAND) })
vim.cmd("filetype on") -- with `-l` file types are off, and vim.lsp.enable waits for them
vim.lsp.enable("archlsp")
vim.cmd.edit(file)
local buffer = vim.api.nvim_get_current_buf()
local wait = function(condition) return vim.wait(20000, condition, 10) end
local client = function() return vim.lsp.get_clients({ bufnr = buffer })[1] end

local seen = function()
  local shown = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    local text = vim.api.nvim_buf_get_text(buffer, d.lnum, d.col, d.end_lnum, d.end_col, {})
    table.insert(shown, { line = d.lnum + 1, code = d.code, text = table.concat(text, "\n"), source = d.source })
  end
  table.sort(shown, function(a, b) return a.line < b.line or (a.line == b.line and a.code < b.code) end)
  return shown
end

local on_rule = function(rule)
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    if d.code == rule then return d end
  end
end

local steps = {}

function steps.attach()
  return wait(function() return client() ~= nil and client().initialized end)
end

function steps.diagnostics(arguments)
  wait(function() return #vim.diagnostic.get(buffer) == arguments.count end)
  return seen()
end

function steps.action(arguments)
  local d = on_rule(arguments.rule)
  local before = #vim.diagnostic.get(buffer)
  vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
  local matched
  vim.lsp.buf.code_action({
    apply = true,
    context = { diagnostics = { d.user_data.lsp } },
    filter = function(action)
      if matched or not action.title:find(arguments.title, 1, true) then return false end
      matched = action.title
      return true
    end,
  })
  return { title = matched or vim.NIL, fewer = wait(function() return #vim.diagnostic.get(buffer) < before end) }
end

function steps.text()
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n")
end

function steps.write()
  vim.cmd("silent write")
  return true
end

function steps.insert(arguments)
  vim.api.nvim_buf_set_lines(buffer, arguments.line - 1, arguments.line - 1, true, arguments.lines)
  return true
end

function steps.hover(arguments)
  local d = on_rule(arguments.rule)
  local position = { line = d.lnum, character = d.col }
  local answer = client():request_sync("textDocument/hover",
    { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = position }, 5000, buffer)
  return answer.result.contents.value
end

function steps.encoding()
  return client().offset_encoding
end

function steps.stop()
  local c = client()
  c:stop()
  return wait(function() return c:is_stopped() end)
end

for _, step in ipairs(vim.json.decode(vim.env.STEPS)) do
  out({ step = step[1], result = steps[step[1]](step[2] or {}) })
end
os.exit(0)
