" Design answers: one scratch buffer each, growing while the architect writes.

let s:answers = {}
let s:entered = {}

" archlsp/answer. A window is opened once: who closes it while the answer grows does not want it back.
function! archlsp#answer#Take(said) abort
    let l:new = !has_key(s:answers, a:said.id) || !bufexists(s:answers[a:said.id])

    if l:new
        let s:answers[a:said.id] = s:Create(a:said)
    endif

    let l:buffer = s:answers[a:said.id]
    call s:Write(l:buffer, split(a:said.markdown, "\r\\?\n", 1))
    call setbufvar(l:buffer, 'archlsp_state', a:said.state is# 'streaming' ? archlsp#text#Say('state-streaming') : '')

    if has_key(s:entered, a:said.id)
        call remove(s:entered, a:said.id)
        call archlsp#answer#Show(a:said.id)
    elseif l:new
        let l:here = win_getid()
        call s:Open(l:buffer)
        call win_gotoid(l:here)
    endif

    redrawstatus!
endfunction

" Show an answer again; 0 when the server must be asked for it.
function! archlsp#answer#Show(id) abort
    let l:buffer = get(s:answers, a:id, 0)

    if !l:buffer || !bufexists(l:buffer)
        let s:entered[a:id] = 1

        return 0
    endif

    let l:window = get(win_findbuf(l:buffer), 0, 0)

    if !l:window || !win_gotoid(l:window)
        call s:Open(l:buffer)
    endif

    return 1
endfunction

" A page that the server keeps in a file.
function! archlsp#answer#OpenFile(path) abort
    let l:buffer = bufadd(a:path)
    call bufload(l:buffer)

    if empty(win_findbuf(l:buffer))
        call s:Open(l:buffer)
    endif

    call setbufvar(l:buffer, '&filetype', 'markdown')
    call setbufvar(l:buffer, '&autoread', 1)
    call archlsp#link#Attach(l:buffer)
endfunction

function! s:Create(said) abort
    let l:name = s:Name(a:said.title)
    let l:buffer = bufadd(l:name)
    call setbufvar(l:buffer, '&buftype', 'nofile')
    call setbufvar(l:buffer, '&bufhidden', 'hide')
    call setbufvar(l:buffer, '&swapfile', 0)
    call setbufvar(l:buffer, '&buflisted', 1)
    call bufload(l:buffer)
    call setbufvar(l:buffer, '&undolevels', -1)
    call setbufvar(l:buffer, 'archlsp_answer', a:said.id)
    call setbufvar(l:buffer, 'ale_enabled', 0)

    return l:buffer
endfunction

" Two answers of the same title get numbers.
function! s:Name(title) abort
    let l:plain = 'archlsp://design/' . trim(substitute(a:title, '[[:cntrl:]/\\]\+', ' ', 'g'))
    let l:name = l:plain
    let l:number = 2

    while bufexists(l:name)
        let l:name = printf('%s (%d)', l:plain, l:number)
        let l:number += 1
    endwhile

    return l:name
endfunction

function! s:Open(buffer) abort
    execute 'silent keepalt' (winwidth(0) >= 160 ? 'rightbelow vertical' : 'rightbelow') 'sbuffer' a:buffer
    setlocal wrap linebreak breakindent conceallevel=2 concealcursor=nc

    if &l:buftype is# 'nofile'
        let &l:statusline = '%{fnamemodify(bufname(""), ":t")} %= %{get(b:, "archlsp_state", "")} %P'
    endif

    if empty(&l:filetype)
        setlocal filetype=markdown
    endif

    call archlsp#link#Attach(bufnr(''))
endfunction

" Replace the lines that differ. A window whose cursor is at the very end follows; others stay as they are.
function! s:Write(buffer, lines) abort
    let l:old = getbufline(a:buffer, 1, '$')
    let l:new = len(a:lines) > 1 && empty(a:lines[-1]) ? a:lines[: -2] : a:lines
    let l:same = 0

    while l:same < min([len(l:old), len(l:new)]) && l:old[l:same] is# l:new[l:same]
        let l:same += 1
    endwhile

    let l:at_end = filter(win_findbuf(a:buffer), {_, window -> len(l:old) > 1 && line('.', window) == len(l:old)})
    call setbufvar(a:buffer, '&modifiable', 1)
    call setbufline(a:buffer, l:same + 1, l:new[l:same :])

    if len(l:old) > len(l:new)
        call deletebufline(a:buffer, len(l:new) + 1, '$')
    endif

    call setbufvar(a:buffer, '&modifiable', 0)
    call setbufvar(a:buffer, '&modified', 0)

    for l:window in l:at_end
        call win_execute(l:window, 'normal! G')
    endfor
endfunction
