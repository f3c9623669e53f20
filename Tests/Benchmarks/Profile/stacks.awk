# Folds the samples of `perf script -F ip,sym,dso`, a frame a line and the innermost first, into
# lines `outermost;…;innermost COUNT`. Frames of the kernel end in `_[k]`.
function finish(   i, stack) {
  if (depth == 0) return
  for (i = depth; i > 0; i--) stack = stack (i < depth ? ";" : "") frames[i]
  counts[stack]++
  depth = 0
}
/^[ \t]*$/ { finish(); next }
{
  isKernel = /\(\[kernel|\(\[guest/
  sub(/^[ \t]*[0-9a-f]+ /, "")
  sub(/ \([^()]*\)$/, "")
  gsub(/;/, ":")
  frames[++depth] = $0 (isKernel ? "_[k]" : "")
}
END { finish(); for (stack in counts) print stack, counts[stack] }
