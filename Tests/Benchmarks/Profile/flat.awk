# Folds functions into lines `group;function COST`.
{ name = $2; gsub(/[; ]/, "_", name); print group($2) ";" name, $1 }
