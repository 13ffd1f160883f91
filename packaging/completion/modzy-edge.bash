# modzy-edge: completion for bash. Put 'source <(modzy-edge completion bash)' into ~/.bashrc, unless this file is where
# bash-completion finds it.
_modzy_edge() {
    local word=${COMP_WORDS[COMP_CWORD]} line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == "$word"* ]]; then COMPREPLY+=("$line"); fi
    done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _modzy_edge modzy-edge
