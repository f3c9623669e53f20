# Draws a flame graph of lines `outermost;…;innermost COUNT` as SVG: each box as wide as its share,
# its callees above it. A box tells its name and share where the mouse rests.
# Variable: title.
function escaped(text) {
  gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
  return text
}
# Warm colours for user space, blue ones for the kernel; the same for the same name.
function colour(name,   i, hash) {
  for (i = 1; i <= length(name); i += 3) hash = (hash * 31 + index(letters, substr(name, i, 1))) % 997
  if (name ~ /_\[k\]$/) return sprintf("rgb(%d,%d,%d)", 90 + hash % 60, 140 + hash % 50, 200 + hash % 55)
  return sprintf("rgb(%d,%d,%d)", 215 + hash % 40, 90 + hash % 110, 40 + hash % 40)
}
BEGIN { letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$:<> ()"; width = 1400; row = 17 }
{
  count = $NF
  sub(/ [0-9]+$/, "")
  total += count
  depth = split($0, frames, ";")
  path = ""
  for (i = 1; i <= depth; i++) {
    parent = path
    path = path ";" frames[i]
    if (!(path in counts)) {
      children[parent] = children[parent] "\n" path
      names[path] = frames[i]
      if (i > deepest) deepest = i
    }
    counts[path] += count
  }
}
# Boxes narrower than a pixel are left out.
function draw(path, x, level,   kids, n, i, j, kid, size, y, text) {
  if (path != "") {
    size = counts[path] / total * width
    if (size < 1) return
    y = height - 10 - level * row
    text = names[path]
    printf "<g><title>%s: %.2f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
      escaped(text), counts[path] / total * 100, x, y, size, row - 1, colour(text)
    if (size > 40) printf "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + 12,
      escaped(length(text) > size / 6.6 ? substr(text, 1, int(size / 6.6) - 1) "…" : text)
    print "</g>"
  }
  n = split(substr(children[path], 2), kids, "\n")
  # Alphabetical, so that two graphs can be compared.
  for (i = 2; i <= n; i++) {
    kid = kids[i]
    for (j = i - 1; j > 0 && kids[j] > kid; j--) kids[j + 1] = kids[j]
    kids[j + 1] = kid
  }
  for (i = 1; i <= n; i++) {
    draw(kids[i], x, level + 1)
    x += counts[kids[i]] / total * width
  }
}
END {
  height = deepest * row + 50
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"monospace\" font-size=\"11\">\n", width, height
  printf "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/><text x=\"10\" y=\"20\" font-size=\"15\">%s</text>\n", escaped(title)
  draw("", 0, 0)
  print "</svg>"
}
