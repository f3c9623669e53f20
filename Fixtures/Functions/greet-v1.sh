#!/bin/sh
# Version 1 of the function `greet`.
#
# The event's data comes on standard input, and what is written to standard output is the answer.
# `read` fails at the end of input that has no newline, but has set the variable all the same.
IFS= read -r name || :

printf 'Hello, %s!\n' "${name:-world}"
