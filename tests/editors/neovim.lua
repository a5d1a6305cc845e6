-- nvim --clean --headless -l neovim.lua: plays a user's steps, one JSON line each ([name, arguments]) on the standard
-- input, and answers each with a JSON line of what the user would see.
-- Environment: ARCHLSP_EDITORS (the folder editors/neovim), FILE (what is opened), INIT (Lua of the user's init.lua).
local PATIENCE = 20000
vim.opt.runtimepath:prepend(vim.env.ARCHLSP_EDITORS)
vim.cmd("filetype plugin on") -- with `-l` file types and plugins are off
assert(load(vim.env.INIT or ""))()
vim.cmd("runtime! plugin/archlsp.lua")

local notices = {}
vim.notify = function(text) table.insert(notices, text) end
local asked -- what vim.ui.input and vim.ui.select were asked for; `reply` is what the user says
local reply
vim.ui.input = function(options, done)
  asked = options.prompt
  done(reply)
end
vim.ui.select = function(items, options, done)
  local shown = vim.tbl_map(options.format_item or tostring, items)
  asked = { prompt = options.prompt, items = shown }
  for index, text in ipairs(shown) do
    if reply and text:find(reply, 1, true) then return done(items[index], index) end
  end
  done(nil)
end

vim.cmd.edit(vim.env.FILE)
local buffer = vim.api.nvim_get_current_buf()
local wait = function(condition) return (vim.wait(PATIENCE, condition, 10)) end
local clients = function() return vim.lsp.get_clients({ name = "archlsp" }) end
local client = function(of) return vim.lsp.get_clients({ name = "archlsp", bufnr = of or buffer })[1] end
local lines = function(of) return vim.api.nvim_buf_get_lines(of, 0, -1, true) end

local ours = function(of)
  local attached = client(of)
  if not attached then return {} end
  return vim.diagnostic.get(of or buffer, { namespace = vim.lsp.diagnostic.get_namespace(attached.id) })
end

local seen = function()
  local shown = {}
  for _, d in ipairs(ours()) do
    local text = vim.api.nvim_buf_get_text(buffer, d.lnum, d.col, d.end_lnum, d.end_col, {})
    table.insert(shown, { line = d.lnum + 1, code = d.code, text = table.concat(text, "\n"), source = d.source })
  end
  table.sort(shown, function(a, b) return a.line < b.line or (a.line == b.line and a.code < b.code) end)
  return shown
end

local on_rule = function(rule)
  for _, d in ipairs(ours()) do
    if d.code == rule then return d end
  end
end

local steps = {}

function steps.attach()
  return wait(function() return client() ~= nil and client().initialized end)
end

function steps.diagnostics(arguments)
  wait(function() return #ours() == arguments.count end)
  return seen()
end

function steps.action(arguments)
  local d = on_rule(arguments.rule)
  local before = #ours()
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
  return { title = matched or vim.NIL, fewer = wait(function() return #ours() < before end) }
end

-- The text of the file, once it has these words.
function steps.text(arguments)
  local text = function() return table.concat(lines(buffer), "\n") end
  wait(function() return text():find(arguments.having or "", 1, true) ~= nil end)
  return text()
end

function steps.write()
  vim.cmd("silent write")
  return true
end

function steps.insert(arguments)
  vim.api.nvim_buf_set_lines(buffer, arguments.line - 1, arguments.line - 1, true, arguments.lines)
  return true
end

function steps.delete(arguments)
  vim.api.nvim_buf_set_lines(buffer, arguments.first - 1, arguments.last, true, {})
  return true
end

function steps.hover(arguments)
  local d = on_rule(arguments.rule)
  local position = { line = d.lnum, character = d.col }
  local answer = client():request_sync("textDocument/hover",
    { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = position }, 5000, buffer)
  return answer.result.contents.value
end

-- What the findings say, once one says this.
function steps.message(arguments)
  local all
  wait(function()
    all = table.concat(vim.tbl_map(function(d) return d.message end, ours()), "\n")
    return all:find(arguments.text, 1, true) ~= nil
  end)
  return all
end

function steps.encoding()
  return client().offset_encoding
end

-- An Ex command, with what the user says when asked.
function steps.run(arguments)
  asked, reply, notices = nil, arguments.reply, {}
  if not arguments.here then vim.api.nvim_set_current_win(vim.fn.win_findbuf(buffer)[1]) end
  if arguments.line then vim.api.nvim_win_set_cursor(0, { arguments.line, 0 }) end
  vim.cmd(arguments.command)
  return asked or vim.NIL
end

-- What the user was asked with these words, and has answered.
function steps.asked(arguments)
  wait(function() return asked ~= nil and asked.prompt and asked.prompt:find(arguments.text, 1, true) ~= nil end)
  return asked.prompt
end

function steps.notice(arguments)
  local found
  wait(function()
    for _, text in ipairs(notices) do
      if text:find(arguments.text, 1, true) then found = text end
    end
    return found ~= nil
  end)
  return found or notices
end

function steps.lens(arguments)
  local shown
  wait(function()
    local lens = vim.lsp.codelens.get(buffer)[1]
    shown = lens and lens.command.title or nil
    return shown ~= nil and shown:find(arguments.text, 1, true) ~= nil
  end)
  return shown
end

function steps.status(arguments)
  wait(function() return require("archlsp").status(buffer):find(arguments.text, 1, true) ~= nil end)
  return require("archlsp").status(buffer)
end

function steps.complete(arguments)
  return vim.fn.getcompletion(arguments.line, "cmdline")
end

function steps.health()
  vim.cmd("silent checkhealth archlsp")
  local report = table.concat(lines(0), "\n")
  vim.cmd("silent bwipeout!")
  vim.api.nvim_set_current_buf(buffer)
  return report
end

function steps.open(arguments)
  vim.cmd.edit(arguments.file)
  buffer = vim.api.nvim_get_current_buf()
  return wait(function() return client() ~= nil and client().initialized end)
end

function steps.servers()
  local found = {}
  for _, one in ipairs(clients()) do
    table.insert(found, { id = one.id, root = one.config.root_dir, buffers = vim.tbl_count(one.attached_buffers) })
  end
  return found
end

local process = function()
  local root = client().config.root_dir
  for _, child in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
    if vim.uv.fs_readlink("/proc/" .. child .. "/cwd") == root then return child end
  end
end

-- The server of the current file dies as in an accident; the file has another one, which is ready.
function steps.kill()
  local before = client().id
  vim.uv.kill(process(), "sigkill")
  return wait(function()
    local now = client()
    return now ~= nil and now.id ~= before and now.initialized
  end)
end

-- Every server is another one and ready.
function steps.restart()
  local before = vim.iter(clients()):map(function(one) return one.id end):totable()
  vim.cmd("Archlsp restart")
  return wait(function()
    return #clients() == #before and vim.iter(clients()):all(function(one)
      return one.initialized and not vim.list_contains(before, one.id)
    end)
  end)
end

-- A language's own server beside ours: it lives in this process and finds fault with the first line.
function steps.neighbour()
  local server = function(dispatchers)
    local closing = false
    return {
      request = function(method, _, answer)
        if method == "initialize" then answer(nil, { capabilities = { textDocumentSync = 1, hoverProvider = true } }) end
        if method == "shutdown" then answer(nil, vim.NIL) end
        return true, 1
      end,
      notify = function(method, params)
        if method == "textDocument/didOpen" then
          dispatchers.notification("textDocument/publishDiagnostics", { uri = params.textDocument.uri, diagnostics = { {
            range = { start = { line = 0, character = 0 }, ["end"] = { line = 0, character = 6 } }, message = "neighbour",
          } } })
        end
        return true
      end,
      is_closing = function() return closing end,
      terminate = function() closing = true end,
    }
  end
  vim.lsp.start({ name = "neighbour", cmd = server, root_dir = vim.fs.dirname(vim.env.FILE) }, { bufnr = buffer })
  wait(function() return #vim.diagnostic.get(buffer) > #ours() end)
  return vim.tbl_map(function(one) return one.name end, vim.lsp.get_clients({ bufnr = buffer }))
end

function steps.all_diagnostics()
  return #vim.diagnostic.get(buffer)
end

-- The newest answer.
local page = function()
  local found
  for _, one in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(one):find("^archlsp://design/") then found = one end
  end
  return found
end

-- What is seen of a design answer once it has these words.
function steps.answer(arguments)
  wait(function() return page() and table.concat(lines(page()), "\n"):find(arguments.text, 1, true) ~= nil end)
  if not page() then return vim.NIL end
  local window = vim.fn.win_findbuf(page())[1]
  local state
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(page(), -1, 0, -1, { details = true })) do
    if mark[4].virt_lines then state = mark[4].virt_lines[1][1][1] end
  end
  return {
    name = vim.api.nvim_buf_get_name(page()),
    filetype = vim.bo[page()].filetype,
    lines = #lines(page()),
    text = table.concat(lines(page()), "\n"),
    state = state or "",
    cursor = window and vim.api.nvim_win_get_cursor(window) or vim.NIL,
    entered = vim.api.nvim_get_current_buf() == page(),
  }
end

-- Until the cursor is in the answer.
function steps.entered()
  return wait(function() return vim.api.nvim_get_current_buf() == page() end)
end

-- Until the line below the answer says no more that it is being written.
function steps.settled(arguments)
  return wait(function() return steps.answer(arguments).state == "" end)
end

-- The server says more of the newest answer.
function steps.told(arguments)
  local id = require("archlsp.answers").of(page())
  local text = table.concat(lines(page()), "\n") .. arguments.more
  local said = { id = id, title = "", markdown = text, state = "complete" }
  client().config.handlers["archlsp/answer"](nil, said, { client_id = client().id })
  return true
end

-- Put the cursor of the answer's window on a line, the last without one.
function steps.stand(arguments)
  local window = vim.fn.win_findbuf(page())[1]
  vim.api.nvim_set_current_win(window)
  vim.api.nvim_win_set_cursor(window, { arguments.line or #lines(page()), 0 })
  return true
end

-- Put the cursor on a word of the answer and press a key.
function steps.press(arguments)
  vim.api.nvim_set_current_win(vim.fn.win_findbuf(page())[1])
  vim.fn.cursor(1, 1)
  vim.fn.search(arguments.on, "cW")
  vim.api.nvim_feedkeys(vim.keycode(arguments.key), "x", false)
  return { file = vim.api.nvim_buf_get_name(0), line = vim.api.nvim_win_get_cursor(0)[1] }
end

-- What a page of the server's or a new file holds; `ending` is how its path ends. Waits for these words.
function steps.shown(arguments)
  local text
  wait(function()
    for _, one in ipairs(vim.api.nvim_list_bufs()) do
      if vim.endswith(vim.api.nvim_buf_get_name(one), arguments.ending) then text = table.concat(lines(one), "\n") end
    end
    return text ~= nil and text:find(arguments.text, 1, true) ~= nil
  end)
  return text or vim.NIL
end

-- The files that the user has yet to save.
function steps.unsaved()
  local found = {}
  for _, one in ipairs(vim.api.nvim_list_bufs()) do
    if vim.bo[one].modified then table.insert(found, vim.api.nvim_buf_get_name(one)) end
  end
  table.sort(found)
  return found
end

-- The newest answer is gone from Neovim.
function steps.wipe()
  vim.api.nvim_buf_delete(page(), { force = true })
  return true
end

function steps.write_all()
  vim.cmd("silent wall")
  return true
end

function steps.log()
  local path = vim.lsp.get_log_path()
  local found = vim.fn.filereadable(path) == 1 and vim.fn.readfile(path) or {}
  return vim.tbl_filter(function(line) return line:find("^%[ERROR%]") ~= nil end, found)
end

function steps.stop()
  local all = clients()
  for _, one in ipairs(all) do one:stop() end
  return wait(function()
    return vim.iter(all):all(function(one) return one:is_stopped() end) and #clients() == 0
  end)
end

for line in io.lines() do
  local name, arguments = unpack(vim.json.decode(line))
  local worked, result = xpcall(steps[name], debug.traceback, arguments or {})
  local answer = worked and { result = result } or { trouble = result }
  io.stdout:write(vim.json.encode(answer) .. "\n")
  io.stdout:flush()
end
os.exit(0)
