# Sourced by the scripts here: where things are, how .NET is run, and how a step is shown.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# The project's own SDK, where scripts/setup.sh had to fetch one, goes before the machine's.
if [ -x .dotnet/dotnet ]; then
    export DOTNET_ROOT=$root/.dotnet PATH=$root/.dotnet:$PATH
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1
# Without the ICU libraries .NET does not even start unless it is told to do without.
if ! grep -q libicuuc <<<"$(/sbin/ldconfig -p 2>/dev/null)"; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi

die() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

# step LOG TITLE COMMAND…: runs the command; shows one line, and what the command said only if it failed.
step() {
    local log=build/log/$1.log title=$2 start=$SECONDS
    shift 2
    mkdir -p build/log
    printf '  %-60s' "$title"
    if "$@" >"$log" 2>&1 </dev/null; then
        printf '%4d s\n' $((SECONDS - start))
    else
        printf 'failed\n\n'
        cat "$log"
        die "This was: $title" "The text above is kept in $log"
    fi
}
