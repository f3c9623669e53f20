#!/bin/sh
# Version 2 of the function `greet`: it also tells which event it answers.
#
# The event's attributes are environment variables: CE_ID, CE_SOURCE, CE_TYPE, CE_SUBJECT, …
IFS= read -r name || :

# The exit status decides: 0 is success. Anything else is a failure, which a queued delivery
# tries again and a caller who waits sees as an error. Standard error becomes the router's log.
if [ -z "${CE_ID:-}" ]; then
  echo "run me through patchbay: CE_ID is not set" >&2
  exit 1
fi

printf 'Good day, %s! This is event %s.\n' "${name:-world}" "$CE_ID"
