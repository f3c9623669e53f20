# Sums what callgrind's file says that each function costs by itself: lines `COST TAB FUNCTION`.
# A function stands as `fn=(NUMBER) NAME` the first time and as `fn=(NUMBER)` from then on; the line
# behind `calls=` is the cost of the callee, which counts there.
/^c?fn=/ {
  isCallee = /^cfn/
  text = $0
  sub(/^c?fn=/, "", text)
  number = text
  sub(/\).*/, ")", number)
  name = substr(text, length(number) + 2)
  if (name != "") names[number] = name
  if (!isCallee) current = number
  next
}
/^calls=/ { getline; next }
/^[0-9+*-]/ && NF >= 2 { costs[current] += $2 }
END { for (number in costs) print costs[number] "\t" names[number] }
