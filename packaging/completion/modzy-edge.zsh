#compdef modzy-edge
# modzy-edge: completion for zsh. Put 'source <(modzy-edge completion zsh)' into ~/.zshrc, after compinit, unless this
# file is _modzy-edge in a directory of $fpath.
_modzy-edge() {
    local -a words_found
    words_found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
    compadd -- $words_found
    _files
}
# Loaded from $fpath, this file is the function itself.
if [[ $funcstack[1] == _modzy-edge ]]; then
    _modzy-edge "$@"
else
    compdef _modzy-edge modzy-edge
fi
