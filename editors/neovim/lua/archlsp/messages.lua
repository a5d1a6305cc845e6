-- Every sentence of the plugin itself, in Japanese and English; what the server says arrives in its language.
local M = {}

local texts = {
  ["not-running"] = {
    ja = "サーバーが動いていません。対象の言語のファイルを開いてから、もう一度実行してください。原因を調べるには :checkhealth archlsp を実行します。",
    en = "The server is not running. Open a file of a supported language and try again; :checkhealth archlsp tells what is missing.",
  },
  ["not-found"] = {
    ja = "プログラム %s が見つかりません。archlsp をインストールして PATH に置くか、vim.lsp.config(\"archlsp\", { cmd = {...} }) で場所を指定してください。",
    en = "The program %s was not found. Install archlsp and put it on the PATH, or say where it is with vim.lsp.config(\"archlsp\", { cmd = {...} }).",
  },
  ["unknown-subcommand"] = {
    ja = ":Archlsp に %s はありません。:Archlsp のあとで Tab を押すと一覧が出ます。",
    en = ":Archlsp has no %s. Press Tab after :Archlsp for the list.",
  },
  ["needs-file"] = {
    ja = "レビューの対象になっているファイルで実行してください。",
    en = "Run this in a file that archlsp reviews.",
  },
  ["no-finding"] = {
    ja = "この行に指摘はありません。指摘のある行にカーソルを置いてから実行してください。",
    en = "There is no finding on this line. Put the cursor on one and try again.",
  },
  ["which-finding"] = { ja = "どの指摘ですか", en = "Which finding?" },
  ["ask-question"] = { ja = "設計の質問: ", en = "Design question: " },
  ["ask-follow-up"] = { ja = "続けて質問: ", en = "Follow-up question: " },
  ["which-answer"] = { ja = "設計の回答", en = "Design answers" },
  ["no-answers"] = {
    ja = "設計の回答はまだありません。:Archlsp design で質問できます。",
    en = "There are no design answers yet. Ask with :Archlsp design.",
  },
  ["adr-made"] = {
    ja = "%s を作りました。確かめてから :write で保存してください。",
    en = "%s was made. Read it, then :write it.",
  },
  ["implemented"] = {
    ja = "%d 個のファイルを編集しました。確かめてから :wall で保存してください。",
    en = "%d file(s) were edited. Read them, then :wall.",
  },
  ["not-applied"] = { ja = "変更は適用しませんでした。", en = "Nothing was changed." },
  ["findings"] = { ja = "レビューが終わりました。指摘は %d 件です。", en = "Reviewed: %d finding(s)." },
  ["restored"] = { ja = "却下した指摘を %d 件もとに戻しました。", en = "%d dismissed finding(s) restored." },
  ["cancelled"] = { ja = "中止しました。", en = "Cancelled." },
  ["restarting"] = { ja = "再起動します。", en = "Restarting." },
  ["died"] = {
    ja = "サーバーが終了したため、起動し直します。",
    en = "The server ended; it is started again.",
  },
  ["died-often"] = {
    ja = "サーバーが繰り返し終了するため、起動をやめました。:checkhealth archlsp で原因を調べ、:Archlsp restart で再開してください。",
    en = "The server keeps ending and is not started again. See :checkhealth archlsp, then :Archlsp restart.",
  },
  ["state-streaming"] = {
    ja = "⋯ 回答を書いています。:Archlsp cancel で中止します。",
    en = "⋯ The answer is being written. :Archlsp cancel stops it.",
  },
  ["state-lost"] = {
    ja = "サーバーが終了したため、ここまでです。もう一度質問してください。",
    en = "The server ended: this is as far as it got. Ask again.",
  },
  ["link-outside"] = { ja = "%s を開けません。ファイルがありません。", en = "Cannot open %s: there is no such file." },
}

-- "ja" unless the settings say otherwise; "auto" follows Neovim's own language.
function M.language()
  local client = require("archlsp.client").of(0)
  local settings = client and client.config.settings
  if not settings and vim.lsp.config then settings = (vim.lsp.config.archlsp or {}).settings end
  local language = settings and settings.archlsp and settings.archlsp.language
  if language == "auto" then return vim.v.lang:find("^ja") and "ja" or "en" end
  return language == "en" and "en" or "ja"
end

function M.say(key, ...)
  return texts[key][M.language()]:format(...)
end

function M.tell(key, level, ...)
  M.show(M.say(key, ...), level)
end

function M.show(text, level)
  vim.notify("archlsp: " .. text, level or vim.log.levels.INFO)
end

M.texts = texts
return M
