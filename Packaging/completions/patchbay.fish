# fish completion for patchbay
set -l commands serve validate explain invoke get why cron
complete -c patchbay -f
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a serve -d 'run the router'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a validate -d 'check manifests'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a explain -d 'show what would happen to an event'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a invoke -d 'invoke a function'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a get -d 'list what a router has'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a why -d 'show what became of an event'
complete -c patchbay -n "not __fish_seen_subcommand_from $commands" -a cron -d 'show when a schedule fires'
complete -c patchbay -l help -d 'help'
complete -c patchbay -n '__fish_seen_subcommand_from serve validate explain' -F
complete -c patchbay -n '__fish_seen_subcommand_from serve' -l listen -x -d 'address of the data plane'
complete -c patchbay -n '__fish_seen_subcommand_from serve invoke get why' -l admin -x -d 'address of the admin plane'
complete -c patchbay -n '__fish_seen_subcommand_from serve' -l data -r -a '(__fish_complete_directories)' -d 'folder of the store'
complete -c patchbay -n '__fish_seen_subcommand_from serve' -l store -x -d 'store'
complete -c patchbay -n '__fish_seen_subcommand_from serve' -l threads -x -d 'number of event loops'
complete -c patchbay -n '__fish_seen_subcommand_from explain' -l source -x -d 'name of the source'
complete -c patchbay -n '__fish_seen_subcommand_from explain' -l event -r -F -d 'file with the event'
complete -c patchbay -n '__fish_seen_subcommand_from invoke' -l data -r -F -d 'data, or @file'
complete -c patchbay -n '__fish_seen_subcommand_from invoke' -l queued -d 'do not wait'
complete -c patchbay -n '__fish_seen_subcommand_from explain get why cron' -s o -x -a 'json table' -d 'format'
complete -c patchbay -n '__fish_seen_subcommand_from get' -a 'functions sources associations queues dead-letters'
complete -c patchbay -n '__fish_seen_subcommand_from cron' -a next
complete -c patchbay -n '__fish_seen_subcommand_from cron' -l timezone -x -d 'time zone'
complete -c patchbay -n '__fish_seen_subcommand_from cron' -l from -x -d 'instant'
complete -c patchbay -n '__fish_seen_subcommand_from cron' -l count -x -d 'how many'
