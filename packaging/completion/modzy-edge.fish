# modzy-edge: completion for fish. Put 'modzy-edge completion fish | source' into ~/.config/fish/config.fish, unless this
# file is where fish finds it.
function __modzy_edge
    set -l line (commandline -cp)
    modzy-edge "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c modzy-edge -a '(__modzy_edge)'
