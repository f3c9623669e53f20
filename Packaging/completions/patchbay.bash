# bash completion for patchbay
_patchbay() {
  local word previous command
  word=${COMP_WORDS[COMP_CWORD]}
  previous=${COMP_WORDS[COMP_CWORD - 1]}
  command=${COMP_WORDS[1]-}
  COMPREPLY=()

  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W \
      'serve validate explain invoke get why cron --help --version' -- "$word")
    return
  fi
  case $previous in
    --data)
      # A folder for serve; data or @file for invoke.
      if [ "$command" = serve ]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -f -P @ -- "${word#@}")
      fi
      return ;;
    --event) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    -o) mapfile -t COMPREPLY < <(compgen -W 'json table' -- "$word"); return ;;
    --timezone)
      mapfile -t COMPREPLY < <(cd /usr/share/zoneinfo 2>/dev/null && compgen -f -- "$word")
      return ;;
    --listen | --admin | --store | --threads | --source | --from | --count) return ;;
  esac

  local flags=--help
  case $command in
    serve) flags='--listen --admin --data --store --threads --help' ;;
    explain) flags='--source --event -o --help' ;;
    invoke) flags='--admin --data --queued --help' ;;
    get) flags='--admin -o --help' ;;
    why) flags='--admin -o --help' ;;
    cron) flags='--timezone --from --count -o --help' ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
    return
  fi
  case $command in
    serve | validate | explain) compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    get) mapfile -t COMPREPLY < <(compgen -W \
      'functions sources associations queues dead-letters' -- "$word") ;;
    cron) if [ "$COMP_CWORD" -eq 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W next -- "$word")
      fi ;;
  esac
}
complete -F _patchbay patchbay
