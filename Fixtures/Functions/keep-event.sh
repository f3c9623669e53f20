#!/bin/sh
# The function `keep`: appends one line for each event to the file that its argument names.
set -e
data=$(cat)
line="type=$CE_TYPE source=$CE_SOURCE subject=${CE_SUBJECT:-none} data=$data"
printf '%s\n' "$line" >>"$1"

# The answer, for those who wait for one.
printf 'kept: %s\n' "$line"
