" Every sentence of the plugin itself, in Japanese and English; what the server says arrives in its language.

let s:TEXTS = {
\   'not-running': [
\       'サーバーが動いていません。対象の言語のファイルを開き、g:ale_linters に archlsp があるか :ALEInfo で確かめてください。',
\       'The server is not running. Open a file of a supported language; :ALEInfo shows whether g:ale_linters has archlsp.',
\   ],
\   'no-finding': [
\       'この行に指摘はありません。指摘のある行にカーソルを置いてから実行してください。',
\       'There is no finding on this line. Put the cursor on one and try again.',
\   ],
\   'ask-question': ['設計の質問: ', 'Design question: '],
\   'ask-follow-up': ['続けて質問: ', 'Follow-up question: '],
\   'which-answer': ['番号を入れて Enter で開きます。', 'Type a number and Enter to open it.'],
\   'no-answers': [
\       '設計の回答はまだありません。:ArchlspDesign で質問できます。',
\       'There are no design answers yet. Ask with :ArchlspDesign.',
\   ],
\   'findings': ['レビューが終わりました。指摘は %d 件です。', 'Reviewed: %d finding(s).'],
\   'cancelled': ['中止しました。', 'Cancelled.'],
\   'restarting': ['再起動します。', 'Restarting.'],
\   'no-file': ['%s を開けません。ファイルがありません。', 'Cannot open %s: there is no such file.'],
\   'state-streaming': ['回答を書いています（:ArchlspCancel で中止）', 'The answer is being written (:ArchlspCancel stops it)'],
\   'asked-while-typing': [
\       '%s 許可するなら :ArchlspEnableAi を実行します。',
\       '%s To agree, run :ArchlspEnableAi.',
\   ],
\}

" Japanese unless the settings say otherwise; "auto" follows Vim's own language.
function! s:English() abort
    let l:language = get(ale#Var(bufnr(''), 'archlsp_config'), 'language', 'ja')

    return l:language is# 'en' || (l:language is# 'auto' && v:lang !~# '^ja')
endfunction

function! archlsp#text#Say(key, ...) abort
    let l:text = s:TEXTS[a:key][s:English()]

    return a:0 ? call('printf', [l:text] + a:000) : l:text
endfunction

" A long line would ask for Enter; what does not fit is in :messages.
function! archlsp#text#Show(text) abort
    for l:line in split('archlsp: ' . a:text, "\n")
        echomsg l:line
    endfor
endfunction

function! archlsp#text#Tell(key, ...) abort
    call archlsp#text#Show(call('archlsp#text#Say', [a:key] + a:000))
endfunction

" The number of the title that the user chooses, 0 for none. The one question there is asks whether code may leave the
" machine: a key typed into the code must not answer it.
function! archlsp#text#Choose(message, titles) abort
    if mode() isnot# 'n'
        call archlsp#text#Tell('asked-while-typing', a:message)

        return 0
    endif

    let l:numbered = map(copy(a:titles), {i, title -> '&' . (i + 1) . ' ' . title})

    return confirm(a:message, join(l:numbered, "\n"), 0)
endfunction
