# Prints what zsh offers for command lines, "END" behind each one's: capture.zsh FOLDER FILE LINE…
# FOLDER holds the function _critter, FILE takes what is found. A shell of its own on a terminal is needed: outside of
# its line editor zsh completes nothing.
zmodload zsh/zpty
local folder=$1 file=$2 said
shift 2
: >$file
zpty shell zsh -f -i
zpty -w shell "PS1=; LISTMAX=1000; fpath=($folder \$fpath); autoload -Uz compinit; compinit -D -u"
# Calls with -O, -A or -D only ask; the others offer.
zpty -w shell 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-[OAD]* ]]; then builtin compadd "$@"; return; fi
  local -a offered
  builtin compadd -A offered "$@"
  print -l -- $offered >>'$file'
  builtin compadd "$@"
}'
zpty -w shell 'offer() { zle list-choices; print END >>'$file'; zle kill-buffer; print OFFE""RED }'
zpty -w shell 'zle -N offer; bindkey "^T" offer; print REA""DY'
zpty -r shell said '*READY*'
for line; do
  zpty -n -w shell "$line"$'\C-t'
  zpty -r shell said '*OFFERED*'
done
zpty -d shell
cat $file
