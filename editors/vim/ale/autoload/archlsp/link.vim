" Links in the architect's Markdown: [src/a.py:12](file:///path/src/a.py#L12), and https.

" The address of the link at a column (from 0) of a line; of the only link, wherever the cursor is on the line.
function! archlsp#link#At(line, column) abort
    let l:found = []
    let l:from = 0

    while 1
        let [l:text, l:start, l:end] = matchstrpos(a:line, '\[[^]]*\](\S\{-})', l:from)

        if l:start < 0
            break
        endif

        let l:address = matchstr(l:text, '](\zs\S\{-}\ze)$')

        if a:column >= l:start && a:column < l:end
            return l:address
        endif

        call add(l:found, l:address)
        let l:from = l:end
    endwhile

    return len(l:found) == 1 ? l:found[0] : ''
endfunction

" Follow the link under the cursor; without one do what the key does elsewhere.
function! archlsp#link#Follow(key) abort
    let l:address = archlsp#link#At(getline('.'), col('.') - 1)

    if l:address =~# '^file://'
        call s:Jump(l:address)
    elseif l:address =~# '^https\?://' && exists('*netrw#BrowseX')
        call netrw#BrowseX(l:address, 0)
    else
        execute 'normal!' (a:key is# 'gf' ? 'gf' : "\<CR>")
    endif
endfunction

function! s:Jump(address) abort
    let l:path = ale#util#ToResource(substitute(a:address, '#.*$', '', ''))
    let l:line = str2nr(matchstr(a:address, '#L\zs\d\+'))

    if !filereadable(l:path)
        call archlsp#text#Tell('no-file', l:path)

        return
    endif

    call s:CodeWindow()
    execute 'edit' (l:line ? '+' . l:line : '') fnameescape(l:path)
endfunction

" The window that the user came from, else any with a file in it, else a new one.
function! s:CodeWindow() abort
    for l:number in [winnr('#')] + range(1, winnr('$'))
        if l:number && l:number != winnr() && empty(getbufvar(winbufnr(l:number), '&buftype'))
            execute l:number . 'wincmd w'

            return
        endif
    endfor

    aboveleft new
endfunction

function! archlsp#link#Attach(buffer) abort
    for l:window in win_findbuf(a:buffer)
        call win_execute(l:window, "nnoremap <buffer> <silent> gf :<C-U>call archlsp#link#Follow('gf')<CR>")
        call win_execute(l:window, "nnoremap <buffer> <silent> <CR> :<C-U>call archlsp#link#Follow('CR')<CR>")
    endfor
endfunction
