# Prints what each group costs an event, what that buys, and its share of all CPU time.
# Variables: requests; user and all, the CPU time in user space and in sum.
BEGIN {
  buys["reading and checking the head"] = "one meaning only: smuggled and ambiguous requests are refused"
  buys["making the event"] = "a CloudEvent: its identifier, time, attributes, each checked"
  buys["routing"] = "path, association, filter, version, limits, outcome"
  buys["the request to the function"] = "its head in binary mode, on a connection that is kept"
  buys["the answer"] = "the function's, checked and passed on, with what Patchbay adds"
  buys["metrics"] = "counters and histograms"
  buys["task switching"] = "straight-line code that waits: the loop, tasks, timers"
  buys["reading and writing sockets"] = "buffers, deadlines"
  buys["memory: counting references"] = "nothing is freed too early or too late"
  buys["memory: taking and giving back"] = "strings, arrays, tasks"
  buys["memory: copying bytes"] = "between buffers, heads and events"
  buys["calls of the kernel"] = "the C library's part of them"
  buys["other"] = "what is too little for a row"
}
{ costs[group($2)] += $1; sum += $1 }
END {
  sorted = "sort -t '|' -k4,4nr"
  printf "| part of the way | what it buys | instructions | share of CPU |\n| --- | --- | ---: | ---: |\n"
  fflush()
  for (name in costs) {
    printf "| %s | %s | %d | %.1f %% |\n", name, buys[name], costs[name] / requests,
      costs[name] / sum * user / all * 100 | sorted
  }
  close(sorted)
  printf "| all in user space | | %d | %.1f %% |\n", sum / requests, user / all * 100
  printf "| kernel | TCP on both sides, waiting | | %.1f %% |\n", (all - user) / all * 100
}
