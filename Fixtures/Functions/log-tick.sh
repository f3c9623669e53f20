#!/bin/sh
# The function `log-tick`: writes one line for each tick of the clock.
#
# Nobody waits for the answer to a queued event, so this says what it has to say on standard
# error, which the router logs. CE_TIME is when the tick was due, however late it runs.
data=$(cat)

printf 'tick due at %s, data %s\n' "${CE_TIME:-an unknown time}" "$data" >&2
