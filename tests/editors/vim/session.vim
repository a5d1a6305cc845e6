" vim -Nu session.vim -es: a Vim with ALE that does what the test says over a JSON channel, and shows what a user would see.
" Environment: ARCHLSP_VIM (the folder editors/vim/ale), PORT (where the test listens), FILE (what is opened).
set nocompatible hidden nomore encoding=utf-8 noswapfile columns=120 lines=50
filetype plugin on
let g:ale_linters = {'python': ['archlsp']}
let g:ale_lint_delay = 0
let g:ale_lsp_show_message_severity = 'disabled'
let g:asked = []
execute 'set runtimepath^=' . fnameescape($ARCHLSP_VIM)
packadd ale
runtime! plugin/archlsp.vim

function! Seen() abort
    let l:found = []

    for l:one in get(get(g:ale_buffer_info, g:code, {}), 'loclist', [])
        let l:text = get(getbufline(g:code, l:one.lnum), 0, '')[l:one.col - 1 : l:one.end_col - 1]
        call add(l:found, {'line': l:one.lnum, 'code': get(l:one, 'code', ''), 'text': l:text, 'said': l:one.text})
    endfor

    return sort(l:found, {a, b -> a.line - b.line})
endfunction

function! Edit(file) abort
    execute 'silent edit' fnameescape(a:file)
    let g:code = bufnr('')

    return g:code
endfunction

function! Run(command, line) abort
    call win_gotoid(get(win_findbuf(g:code), 0, win_getid()))

    if a:line
        call cursor(a:line, col([a:line, '$']) - 1)
    endif

    return execute(a:command)
endfunction

" ALE asks with input(), which -es cannot feed: take the first action whose title has the words.
function! Act(line, column, words) abort
    let g:words = a:words
    call win_gotoid(win_findbuf(g:code)[0])
    call cursor(a:line, a:column)
    ALECodeAction

    return 1
endfunction

runtime autoload/ale/util.vim

function! ale#util#Input(message, value, ...) abort
    call add(g:asked, a:message)

    return matchstr(a:message, '\(\d\+\)\ze) [^\n]*' . g:words)
endfunction

" Nor confirm(): the user says yes.
runtime autoload/archlsp/text.vim

function! archlsp#text#Choose(message, titles) abort
    call add(g:asked, a:message)

    return 1
endfunction

" The newest answer.
function! Page() abort
    let l:pages = filter(range(1, bufnr('$')), {_, one -> bufname(one) =~# '^archlsp://design/'})

    return empty(l:pages) ? 0 : l:pages[-1]
endfunction

function! Answer() abort
    let l:page = Page()
    let l:windows = win_findbuf(l:page)

    return !l:page ? {} : {
    \   'name': bufname(l:page),
    \   'filetype': getbufvar(l:page, '&filetype'),
    \   'text': join(getbufline(l:page, 1, '$'), "\n"),
    \   'lines': len(getbufline(l:page, 1, '$')),
    \   'state': getbufvar(l:page, 'archlsp_state'),
    \   'line': empty(l:windows) ? 0 : line('.', l:windows[0]),
    \   'entered': bufnr('') == l:page,
    \}
endfunction

" Put the cursor of the answer's window on a line; 0: the last.
function! Stand(line) abort
    let l:window = win_findbuf(Page())[0]

    return win_execute(l:window, 'normal! ' . (a:line ? a:line . 'G' : 'G'))
endfunction

function! Press(words, key) abort
    call win_gotoid(win_findbuf(Page())[0])
    call cursor(1, 1)
    call search(a:words, 'cW')
    execute "normal " . a:key

    return {'file': expand('%:p'), 'line': line('.')}
endfunction

function! Process() abort
    return get(get(ale#lsp#GetConnections(), archlsp#connection#Id(g:code), {}), 'job_id', 0)
endfunction

" What ALE noted as having gone wrong.
function! Errors() abort
    let l:failed = filter(copy(get(g:ale_buffer_info[g:code], 'history', [])), {_, one -> one.status is# 'failed'})

    return {'failed': map(l:failed, 'v:val.command'), 'said': get(g:, 'ale_lsp_error_messages', {}), 'vim': v:errmsg}
endfunction

let v:errmsg = ''
let g:channel = ch_open('127.0.0.1:' . $PORT, {'mode': 'json'})
call Edit($FILE)

while ch_status(g:channel) is# 'open'
    sleep 5m
endwhile

qall!
