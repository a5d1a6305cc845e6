-- What :Archlsp can do. Names are the server's commands without their prefix.
local answers = require("archlsp.answers")
local clients = require("archlsp.client")
local findings = require("archlsp.findings")
local messages = require("archlsp.messages")
local request = require("archlsp.request")

local DISMISSALS = { "here", "rule-in-file", "false-positive" }
local run = {}

local function with_client(given, act)
  local _, answers_client = answers.of(given.buffer)
  local client = answers_client and vim.lsp.get_client_by_id(answers_client) or clients.of(given.buffer)
  if client then act(client) else messages.tell("not-running", vim.log.levels.WARN) end
end

local function in_file(given, act)
  with_client(given, function(client)
    local uri = clients.uri(client, given.buffer)
    if uri then act(client, uri) else messages.tell("needs-file", vim.log.levels.WARN) end
  end)
end

local function on_finding(given, act)
  in_file(given, function(client, uri)
    findings.choose(client, given.buffer, function(finding) act(client, uri, finding) end)
  end)
end

local function count(result)
  local found = result.findings
  for _, folder in ipairs(result.folders or {}) do found = (found or 0) + (folder.findings or 0) end
  return found
end

local function reviewed(result)
  local found = count(result)
  if result.stopped or not found then messages.tell("cancelled") else messages.tell("findings", nil, found) end
end

local function words_or_input(given, prompt, act)
  if given.words ~= "" then return act(given.words) end
  vim.ui.input({ prompt = messages.say(prompt) }, function(said)
    if said and vim.trim(said) ~= "" then act(vim.trim(said)) end
  end)
end

-- Reviews -------------------------------------------------------------------------------------------------

function run.reviewFile(given)
  in_file(given, function(client, uri) request.send(client, "reviewFile", { uri = uri }, reviewed) end)
end

for _, name in ipairs({ "reviewSelection", "improve" }) do
  run[name] = function(given)
    in_file(given, function(client, uri)
      local argument = { uri = uri, startLine = given.first, endLine = given.last }
      request.send(client, name, argument, reviewed)
    end)
  end
end

for _, name in ipairs({ "reviewChanges", "reviewRepository" }) do
  run[name] = function(given)
    with_client(given, function(client)
      local folder = clients.folder_uri(client)
      request.send(client, name, folder and { folder = folder }, reviewed)
    end)
  end
end

-- Findings ------------------------------------------------------------------------------------------------

-- Of a new file Neovim makes a buffer with an empty line too many, and not the folders that :write will need.
local function complete_new(client, paths)
  for _, path in ipairs(paths) do
    local file = vim.fs.joinpath(client.config.root_dir, path)
    local buffer = vim.fn.bufnr(file)
    if buffer ~= -1 and not vim.uv.fs_stat(file) then
      vim.fn.mkdir(vim.fs.dirname(file), "p")
      local last = vim.api.nvim_buf_line_count(buffer)
      if last > 1 and vim.fn.getbufoneline(buffer, last) == "" then
        vim.api.nvim_buf_set_lines(buffer, last - 1, last, true, {})
      end
    end
  end
end

for _, name in ipairs({ "applyFix", "deepen", "suggestFix", "writeTest" }) do
  run[name] = function(given)
    on_finding(given, function(client, uri, finding)
      request.send(client, name, { uri = uri, identity = finding.identity }, function(result)
        if result.applied and result.path then complete_new(client, { result.path }) end
      end)
    end)
  end
end

function run.dismiss(given)
  local kind, reason = given.words:match("^(%S*)%s*(.-)$")
  if kind ~= "" and not vim.list_contains(DISMISSALS, kind) then kind, reason = "", given.words end
  on_finding(given, function(client, uri, finding)
    local argument = { uri = uri, identity = finding.identity, kind = kind ~= "" and kind or "here", reason = reason }
    request.send(client, "dismiss", argument)
  end)
end

function run.restore(given)
  in_file(given, function(client, uri)
    request.send(client, "restore", { uri = uri }, function(result)
      messages.tell("restored", nil, result.restored or 0)
    end)
  end)
end

function run.explain(given)
  if given.words == "" then
    return on_finding(given, function(client, uri, finding)
      request.send(client, "explain", { uri = uri, rule = finding.rule })
    end)
  end
  with_client(given, function(client)
    request.send(client, "explain", { rule = given.words, uri = clients.uri(client, given.buffer) })
  end)
end

-- Design --------------------------------------------------------------------------------------------------

function run.design(given)
  with_client(given, function(client)
    words_or_input(given, "ask-question", function(question)
      local argument = { question = question, uri = clients.uri(client, given.buffer) }
      if given.ranged then argument.startLine, argument.endLine = given.first, given.last end
      request.send(client, "design", argument)
    end)
  end)
end

function run.designFollowUp(given)
  with_client(given, function(client)
    words_or_input(given, "ask-follow-up", function(question)
      local argument = { question = question, id = (answers.of(given.buffer)) }
      argument.uri = clients.uri(client, given.buffer)
      request.send(client, "designFollowUp", argument)
    end)
  end)
end

local function label(design)
  local asked = (design.asked or ""):gsub("T", " "):sub(1, 16)
  return ("%s  %s"):format(asked, design.title or design.question or design.id)
end

local function open(client, id)
  if not answers.show(id) then request.send(client, "openDesign", { id = id }) end
end

function run.designs(given)
  with_client(given, function(client)
    request.send(client, "designs", { uri = clients.uri(client, given.buffer) }, function(result)
      local designs = result.designs or {}
      if #designs == 0 then return messages.tell("no-answers") end
      vim.ui.select(designs, { prompt = messages.say("which-answer"), format_item = label }, function(design)
        if design then open(client, design.id) end
      end)
    end)
  end)
end

function run.openDesign(given)
  local id = given.words ~= "" and given.words or answers.newest()
  if not id then return run.designs(given) end
  with_client(given, function(client) open(client, id) end)
end

-- The server has shown what it would do and asked; what was made is unsaved, the user's to read first.
local made = {
  saveAsAdr = function(client, result)
    if not result.uri then return end
    complete_new(client, { result.path })
    vim.cmd.split(vim.fn.fnameescape(vim.uri_to_fname(result.uri)))
    messages.tell("adr-made", nil, result.path)
  end,
  implement = function(client, result)
    complete_new(client, result.paths or {})
    messages.tell("implemented", nil, #(result.paths or {}))
  end,
}

for name, done in pairs(made) do
  run[name] = function(given)
    with_client(given, function(client)
      local argument = { id = (answers.of(given.buffer)), uri = clients.uri(client, given.buffer) }
      request.send(client, name, argument, function(result)
        if result.applied then done(client, result) else messages.tell("not-applied") end
      end)
    end)
  end
end

-- The AI, pages, the server -------------------------------------------------------------------------------

for _, name in ipairs({ "showPayload", "showMap" }) do
  run[name] = function(given)
    in_file(given, function(client, uri) request.send(client, name, { uri = uri }) end)
  end
end

for _, name in ipairs({ "showSpend", "showStatus", "enableAi", "disableAi" }) do
  run[name] = function(given)
    with_client(given, function(client) request.send(client, name) end)
  end
end

function run.cancel(given)
  with_client(given, request.cancel)
end

function run.restart()
  require("archlsp.lifecycle").restart()
end

return { run = run, choices = { dismiss = DISMISSALS } }
