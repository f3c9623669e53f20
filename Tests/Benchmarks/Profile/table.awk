# Prints what each group costs an event, and its share of all CPU time.
# Variables: requests; user and all, the CPU time in user space and in sum.
{ costs[group($2)] += $1; sum += $1 }
END {
  printf "| part of the way | instructions | share of CPU |\n| --- | ---: | ---: |\n"
  for (name in costs) {
    printf "| %s | %d | %.1f %% |\n", name, costs[name] / requests, costs[name] / sum * user / all * 100 \
      | "sort -t '|' -k3,3nr"
  }
  close("sort -t '|' -k3,3nr")
  printf "| all in user space | %d | %.1f %% |\n", sum / requests, user / all * 100
  printf "| kernel | | %.1f %% |\n", (all - user) / all * 100
}
