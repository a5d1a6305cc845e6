# archlsp beside each language's own server, for kakoune-lsp 17 or newer. Source it after `eval %sh{kak-lsp}`:
# its hooks set the servers of a file type, and this one adds to them.
hook -group archlsp global BufSetOption filetype=(?:python|go|javascript|typescript|java|rust|yaml|dockerfile|sql|terraform|hcl|protobuf|graphql) %{
    set-option -add buffer lsp_servers %{
        [archlsp]
        command = "archlsp"
        args = ["serve"]
        root_globs = [".git"]
    }
}

define-command -docstring 'archlsp-design <question>: ask the architect about the design' \
    -params 1.. archlsp-design %{
    lsp-execute-command archlsp.design %sh{
        # A JSON text: backslashes and quotes are escaped.
        printf '[{"question": "%s"}]' "$(printf %s "$*" | sed 's/\\/\\\\/g; s/"/\\"/g')"
    }
}
define-command -docstring 'archlsp-review-changes: review every recent change now' archlsp-review-changes %{
    lsp-execute-command archlsp.reviewChanges '[]'
}
define-command -docstring 'archlsp-review-repository: review every file' archlsp-review-repository %{
    lsp-execute-command archlsp.reviewRepository '[]'
}
define-command -docstring 'archlsp-status: tell how things stand' archlsp-status %{
    lsp-execute-command archlsp.showStatus '[]'
}
define-command -docstring 'archlsp-cancel: stop what the AI is asked' archlsp-cancel %{
    lsp-execute-command archlsp.cancel '[]'
}
